"""Signing in with an identity provider: a stand-in over a real socket, which signs real tokens."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from assay.http import people
from assay.services.oidc import IdentityProvider, ProviderSettings
from assay.services.sessions import Authentication
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

PATH = "/session/oidc"
SECRET = "a secret that both of them know"
ANN = {"sub": "7", "email": "ann@example.com", "email_verified": True, "name": "Ann"}


@cache
def signing_key(kid, whose="the provider"):
    """A key pair; making one takes a second, so tests share them."""
    return RSAKey.generate_key(2048, {"kid": kid})


@dataclass
class StandIn:
    """An identity provider with one person at its keyboard. `claims` are what it says of them."""

    api: Any
    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(ANN))
    key: Any = field(default_factory=lambda: signing_key("one"))
    published: Any = None
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    issuer: str = ""

    def authorize(self, url: str) -> dict[str, str]:
        """The person consents: what comes back in the query of the redirect URI."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert url.startswith(f"{self.url}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", "assay")
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email", "profile"} <= set(asked["scope"].split())
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        """Status and document of an answer."""
        if path == "/.well-known/openid-configuration":
            endpoints = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            told = {name: f"{self.url}/{end}" for name, end in endpoints.items()}
            return 200, {"issuer": self.issuer or self.url, **told}
        if path == "/keys":
            return 200, KeySet([self.published or self.key]).as_dict(private=False)
        asked = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"assay:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or authorization != expected
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._token(asked["nonce"])}

    def _token(self, nonce: str) -> str:
        now = self.api.clock() // 1000
        claims = {
            "iss": self.url,
            "aud": "assay",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.claims,
        }
        return jwt.encode(
            {"alg": self.algorithm, "kid": "one"},
            {name: value for name, value in claims.items() if value is not None},
            self.key,
            algorithms=[self.algorithm],
        )


@pytest.fixture
def stand_in(api):
    provider = StandIn(api)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply({})

        def do_POST(self):
            length = int(self.headers["content-length"])
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            self.reply(form)

        def reply(self, form):
            status, document = provider.answer(self.path, form, self.headers.get("authorization", ""))
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Quiet."""

    with closing(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        server.close = server.server_close
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        provider.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield provider
        server.shutdown()
        thread.join()


@pytest.fixture
def use(api, stand_in):
    """Have people sign in with the stand-in, under settings of choice."""

    def using(**more):
        settings = ProviderSettings(stand_in.url, "assay", SECRET, "Example ID", **more)
        authentication = Authentication(api.platform, api.entrance)
        people.install(api.app.api, authentication, IdentityProvider(settings))

    return using


def come(browser, stand_in, to="/cost"):
    """Go to the provider and come back; where the browser ends up."""
    away = browser.call("GET", f"{PATH}?to={to}")
    assert away.status_code == 302, away.text
    back = stand_in.authorize(away.headers["location"])
    answer = browser.call("GET", f"{PATH}/callback?code={back['code']}&state={back['state']}")
    assert answer.status_code == 302
    return answer.headers["location"]


def test_a_person_comes_by_the_provider_and_is_known_the_next_time(api, visitors, stand_in, use):
    use()
    first, second = visitors.nobody(), visitors.nobody()
    assert first.ok("GET", "/session")["oidc"] == {"name": "Example ID"}
    assert come(first, stand_in) == "/cost"
    ann = first.ok("GET", "/session")["person"]
    assert (ann["name"], ann["email"]) == ("Ann", "ann@example.com")
    assert ann["permissions"] == {"organization_role": None}
    stand_in.claims |= {"name": "Ann Other", "email": "ann@other.example"}
    come(second, stand_in)
    told = second.ok("GET", "/session")["person"]
    assert (told["id"], told["name"], told["email"]) == (ann["id"], "Ann Other", "ann@other.example")
    assert SECRET not in str(api.audit())


def test_groups_of_the_provider_become_roles_on_the_organization_at_every_sign_in(visitors, stand_in, use):
    use(owner_groups=frozenset({"admins"}), reader_groups=frozenset({"staff", "audit"}))
    dana, ann = visitors.owner("dana"), visitors.nobody()
    roles = []
    for groups in (["staff"], ["staff", "admins"], [], "audit", None):
        stand_in.claims["groups"] = groups
        come(ann, stand_in)
        roles.append(ann.ok("GET", "/session")["person"]["permissions"]["organization_role"])
    assert roles == ["reader", "owner", None, "reader", None]
    role = {"person": ann.ok("GET", "/session")["person"]["id"], "scope": "organization", "role": "owner"}
    assert dana.refused("PUT", "/roles", role) == (400, "role_from_provider")
    other = {**role, "scope": "application", "id": "app-1"}
    assert dana.ok("PUT", "/roles", other)["items"][0]["role"] == "owner"


def test_the_provider_does_not_take_the_last_owner_away(visitors, stand_in, use):
    use(owner_groups=frozenset({"admins"}))
    ann = visitors.nobody()
    stand_in.claims["groups"] = ["admins"]
    come(ann, stand_in)
    stand_in.claims["groups"] = []
    come(ann, stand_in)
    assert ann.ok("GET", "/session")["person"]["permissions"] == {"organization_role": "owner"}


def test_a_verified_address_joins_the_person_who_has_it_here(visitors, stand_in, use):
    use()
    dana = visitors.owner("dana").ok("GET", "/session")["person"]
    stand_in.claims |= {"email": "Dana@example.com"}
    browser = visitors.nobody()
    come(browser, stand_in)
    assert browser.ok("GET", "/session")["person"]["id"] == dana["id"]


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_is_not_vouched_for_takes_nobody_over(visitors, stand_in, use, verified):
    use()
    visitors.owner("dana")
    stand_in.claims |= {"email": "dana@example.com", "email_verified": verified}
    browser = visitors.nobody()
    assert come(browser, stand_in) == "/sign-in?error=email_not_verified"
    assert browser.ok("GET", "/session")["person"] is None


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": "somebody else"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"iat": 2_000_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_was_not_made_for_this_sign_in_lets_nobody_in(visitors, stand_in, use, lie):
    use()
    stand_in.claims |= lie
    browser = visitors.nobody()
    assert come(browser, stand_in) == "/sign-in?error=oidc_failed"
    assert browser.ok("GET", "/session")["person"] is None


def test_a_token_signed_by_somebody_else_lets_nobody_in(visitors, stand_in, use):
    use()
    stand_in.published = signing_key("one", whose="somebody else")
    assert come(visitors.nobody(), stand_in) == "/sign-in?error=oidc_failed"


def test_a_token_signed_with_a_shared_secret_lets_nobody_in(visitors, stand_in, use):
    use()
    stand_in.published, stand_in.algorithm = stand_in.key, "HS256"
    stand_in.key = OctKey.import_key(SECRET)
    assert come(visitors.nobody(), stand_in) == "/sign-in?error=oidc_failed"


def test_keys_that_the_provider_changed_are_read_again(visitors, stand_in, use):
    use()
    come(visitors.nobody(), stand_in)
    stand_in.key = signing_key("two")
    original = stand_in._token
    stand_in._token = lambda nonce: jwt.encode(
        {"alg": "RS256", "kid": "two"}, jwt.decode(original(nonce), stand_in.key).claims, stand_in.key
    )
    assert come(visitors.nobody(), stand_in) == "/cost"


def test_an_answer_to_a_sign_in_of_another_browser_is_refused(visitors, stand_in, use):
    use()
    away = visitors.nobody().call("GET", PATH)
    back = stand_in.authorize(away.headers["location"])
    victim = visitors.nobody()
    query = f"code={back['code']}&state={back['state']}"
    answer = victim.call("GET", f"{PATH}/callback?{query}", sec_fetch_site="cross-site")
    assert answer.headers["location"] == "/sign-in?error=oidc_state"
    victim.call("GET", PATH)
    answer = victim.call("GET", f"{PATH}/callback?{query}", sec_fetch_site="cross-site")
    assert answer.headers["location"] == "/sign-in?error=oidc_state"


def test_a_refusal_of_the_provider_is_told(visitors, stand_in, use):
    use()
    browser = visitors.nobody()
    state = stand_in.authorize(browser.call("GET", PATH).headers["location"])["state"]
    answer = browser.call("GET", f"{PATH}/callback?error=access_denied&state={state}")
    assert answer.headers["location"] == "/sign-in?error=oidc_denied"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "cost", ""])
def test_afterwards_the_browser_is_on_this_site_whatever_the_link_said(visitors, stand_in, use, to):
    use()
    assert come(visitors.nobody(), stand_in, to) == "/"


def test_a_provider_that_calls_itself_otherwise_is_not_the_one(visitors, stand_in, use):
    use()
    stand_in.issuer = "https://evil.example"
    assert visitors.nobody().refused("GET", PATH) == (400, "oidc_failed")


def test_without_a_provider_there_is_no_way_there(visitors):
    browser = visitors.nobody()
    assert browser.refused("GET", PATH) == (404, "oidc_not_configured")
    assert browser.refused("GET", f"{PATH}/callback") == (404, "oidc_not_configured")
