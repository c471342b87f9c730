"""Signing in with the organization's identity provider: OpenID Connect, code flow with PKCE.

The provider's metadata and keys are read when they are first needed and kept for an hour; a token signed with
a key that is not known yet has them read again. What an attempt must remember travels with the browser.

The libraries behind it are loaded with the first attempt: a server without a provider does without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import httpx2

from assay.domain.errors import Invalid
from assay.domain.people import Role
from assay.services.sessions import new_token

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

SCOPE = "openid email profile"
KEPT_FOR_MS = 3_600_000
TIMEOUT_S = 10.0
CLOCKS_APART_S = 120
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Only those with a public key: a secret shared with the provider must not be able to sign."""


@dataclass(slots=True, frozen=True)
class ProviderSettings:
    """The provider, who we are to it, and how its groups become roles on the organization."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    groups_claim: str = "groups"
    owner_groups: frozenset[str] = frozenset()
    reader_groups: frozenset[str] = frozenset()

    @property
    def maps_roles(self) -> bool:
        """Whether the provider decides who has a role on the organization."""
        return bool(self.owner_groups or self.reader_groups)


@dataclass(slots=True, frozen=True)
class Attempt:
    """What must be remembered while the person is at the provider. `to` is where they wanted to go."""

    state: str
    nonce: str
    verifier: str
    to: str


@dataclass(slots=True, frozen=True)
class Identity:
    """Who the provider says it is. `subject` has the issuer before it; `role` is that on the organization."""

    subject: str
    email: str
    email_verified: bool
    name: str
    role: Role | None


@dataclass(slots=True)
class IdentityProvider:
    """The provider as it is met over HTTP."""

    settings: ProviderSettings
    _metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    _keys: KeySet | None = None
    _read_at: int = 0

    async def begin(self, redirect_uri: str, to: str, now: int) -> tuple[str, Attempt]:
        """Where to send the browser. Raises Invalid (`oidc_failed`)."""
        attempt = Attempt(new_token(), new_token(), new_token(), to)
        async with self._client(redirect_uri) as client:
            endpoint = (await self._read(now))["authorization_endpoint"]
            url, _ = client.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return url, attempt

    async def finish(self, attempt: Attempt, redirect_uri: str, code: str, now: int) -> Identity:
        """Who came back with a code. Raises Invalid (`oidc_failed`), whatever does not hold."""
        from authlib.integrations.base_client import OAuthError
        from joserfc.errors import JoseError

        metadata = await self._read(now)
        try:
            async with self._client(redirect_uri) as client:
                token = await client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=attempt.verifier
                )
            return self._identity(await self._claims(token, attempt.nonce, now))
        except (OAuthError, JoseError, httpx2.HTTPError, KeyError, ValueError) as error:
            raise _failed(self.settings, error) from error

    def _client(self, redirect_uri: str) -> Any:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            self.settings.client_id,
            self.settings.client_secret or None,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )

    async def _read(self, now: int, *, again: bool = False) -> dict[str, Any]:
        """The provider's metadata, its keys beside it. Raises Invalid (`oidc_failed`)."""
        if not again and self._keys is not None and now < self._read_at + KEPT_FOR_MS:
            return self._metadata
        from joserfc.errors import JoseError

        try:
            metadata, keys = await _discovered(self.settings.issuer)
        except (JoseError, httpx2.HTTPError, KeyError, ValueError) as error:
            raise _failed(self.settings, error) from error
        self._metadata, self._keys, self._read_at = metadata, keys, now
        return metadata

    async def _claims(self, token: Mapping[str, Any], nonce: str, now: int) -> Mapping[str, Any]:
        """The claims of the id token, when its signature and they hold."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        assert self._keys is not None
        try:
            decoded = jwt.decode(token["id_token"], self._keys, registry=registry)
        except InvalidKeyIdError:
            await self._read(now, again=True)
            decoded = jwt.decode(token["id_token"], self._keys, registry=registry)
        claims: Any = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            },
            {"nonce": nonce, "client_id": self.settings.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(now=now // 1000, leeway=CLOCKS_APART_S)
        return claims

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        email = str(claims.get("email") or "")
        return Identity(
            subject=f"{self.settings.issuer}|{claims['sub']}",
            email=email,
            email_verified=claims.get("email_verified") is True,
            name=str(claims.get("name") or claims.get("preferred_username") or email),
            role=self._role(claims.get(self.settings.groups_claim)),
        )

    def _role(self, claim: Any) -> Role | None:
        groups = (
            {str(group) for group in cast("list[Any]", claim)} if isinstance(claim, list) else {str(claim)}
        )
        if groups & self.settings.owner_groups:
            return Role.OWNER
        return Role.READER if groups & self.settings.reader_groups else None


async def _discovered(issuer: str) -> tuple[dict[str, Any], KeySet]:
    """Metadata and keys of a provider. Raises ValueError when it calls itself by another name."""
    from joserfc.jwk import KeySet

    async with httpx2.AsyncClient(timeout=TIMEOUT_S) as client:
        metadata = await _json(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata["issuer"] != issuer:
            raise ValueError(f"it calls itself {metadata['issuer']}")
        return metadata, KeySet.import_key_set(cast("Any", await _json(client, metadata["jwks_uri"])))


async def _json(client: httpx2.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url)
    answer.raise_for_status()
    return cast("dict[str, Any]", answer.json())


def _failed(settings: ProviderSettings, error: Exception) -> Invalid:
    return Invalid("oidc_failed", f"signing in with {settings.name} did not work: {error}")
