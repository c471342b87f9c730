"""Where this server is, seen from a browser: its address, whether it is reached by https, and who calls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from assay.domain.errors import Forbidden
from assay.http.permissions import SAFE_METHODS


@dataclass(slots=True, frozen=True)
class Site:
    """What the settings say about the way to this server.

    `public_url` is the address in people's browsers, '' where it is the one they ask for. A `trusted_proxy`
    in front is believed about the scheme and the caller's address.
    """

    public_url: str = ""
    trusted_proxy: bool = False

    def base_url(self, scope: Scope) -> str:
        """The address of this server without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = Headers(scope=scope).get("host", "127.0.0.1")
        return f"{self._scheme(scope)}://{host}"

    def welcome_url(self, scope: Scope, token: str) -> str:
        """Where the bearer of a one-time link opens it."""
        return f"{self.base_url(scope)}/welcome#token={token}"

    def is_https(self, scope: Scope) -> bool:
        """Whether the browser speaks https, to this server or to the proxy in front."""
        return self.base_url(scope).startswith("https://")

    def address(self, scope: Scope) -> str:
        """The address a request comes from."""
        if self.trusted_proxy:
            forwarded = Headers(scope=scope).get("x-forwarded-for", "")
            nearest = forwarded.rpartition(",")[2].strip()
            if nearest:
                return nearest
        client = scope.get("client")
        return client[0] if client else ""

    def _scheme(self, scope: Scope) -> str:
        told = Headers(scope=scope).get("x-forwarded-proto") if self.trusted_proxy else None
        return told if told in ("http", "https") else scope["scheme"]

    def refuse_other_sites(self, scope: Scope) -> None:
        """Raise Forbidden (`cross_site_request`) for a change that a page of another site asked for.

        Browsers say where a request comes from: `Sec-Fetch-Site` on trustworthy addresses, `Origin` on all.
        What says neither is no browser, and brings no cookie that its owner did not put there.
        """
        if scope["method"] in SAFE_METHODS:
            return
        headers = Headers(scope=scope)
        told, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if told is not None:
            own = told in ("same-origin", "none")
        else:
            own = origin is None or urlsplit(origin).netloc in self._hosts(scope)
        if not own:
            raise Forbidden(
                "cross_site_request",
                f"a page of {origin or 'another site'} asked for this in your name: do it on this site",
            )

    def _hosts(self, scope: Scope) -> set[str]:
        return {urlsplit(self.base_url(scope)).netloc, Headers(scope=scope).get("host", "")} - {""}
