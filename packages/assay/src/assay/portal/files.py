"""Handing out the built portal: compressed beforehand, kept by browsers for ever where a name carries a hash,
and free to speak to nobody but this server.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from assay.portal.unbuilt import UNBUILT

BUILT = Path(__file__).parent / "static"
PAGE = "index.html"
ADDRESSES = "addresses.json"
SIGN_IN = "/sign-in"
WITHOUT_SESSION = frozenset({SIGN_IN, "/welcome"})
HASHED = "assets"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
NOT_PAGES = frozenset({"api", "internal", "v1", "healthz", "readyz", "metrics", "openapi.json"})
"""First parts of paths that are no page: an unknown path there is a fault of a program and told as one."""

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # positions and sizes that the parts set on elements
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{kind} {from_}" for kind, from_ in _POLICY.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class PortalFiles:
    """An ASGI application over the folder of a build. An address without a file is the page's to read.

    Every page gets the same document but for the hints in its head, at what its scripts will ask for next.
    Whoever is not signed in will be led to sign in, and is given the hints for that.
    """

    def __init__(self, folder: Path = BUILT, is_signed_in: Callable[[Scope], bool] = lambda _: False) -> None:
        self._folder = folder.resolve()
        self._is_signed_in = is_signed_in

    def takes(self, scope: Scope) -> bool:
        """Whether a request is for the portal: a GET or HEAD of a path that belongs to no interface."""
        return scope["method"] in {"GET", "HEAD"} and scope["path"].split("/")[1] not in NOT_PAGES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> int:
        answer = self._answer(scope)
        await answer(scope, receive, send)
        return answer.status_code

    def _answer(self, scope: Scope) -> Response:
        if not (self._folder / PAGE).is_file():
            return HTMLResponse(UNBUILT, headers=HEADERS)
        path, asked = scope["path"].lstrip("/"), Headers(scope=scope)
        found = self._file(path)
        is_hashed = path.startswith(f"{HASHED}/")
        if found is not None:
            return _file_answer(found, asked, is_hashed=is_hashed)
        if is_hashed:
            return Response("there is no such file; the page is of another build: load it anew\n", 404)
        return _file_answer(self._document(scope), asked, is_hashed=False)

    def _file(self, path: str) -> Path | None:
        """The file of a path, if it is one of the build's own."""
        try:
            wanted = (self._folder / path).resolve()
        except (OSError, ValueError):
            return None
        inside = wanted.is_relative_to(self._folder) and wanted.suffix not in {".br", ".gz"}
        return wanted if inside and wanted.is_file() and not wanted.name.startswith(".") else None

    def _document(self, scope: Scope) -> Path:
        """The document of an address; the one without hints where the address is no page's."""
        path: str = scope["path"]
        if path not in WITHOUT_SESSION and not self._is_signed_in(scope):
            path = SIGN_IN
        parts = _parts(path)
        of_page = next((page for pattern, page in self._documents if _is_match(pattern, parts)), PAGE)
        return self._folder / of_page

    @cached_property
    def _documents(self) -> list[tuple[tuple[str, ...], str]]:
        """The documents of the build, each with the pattern of the addresses it is for."""
        addresses = self._folder / ADDRESSES
        if not addresses.is_file():
            return []
        known = cast("dict[str, str]", json.loads(addresses.read_text()))
        return [(_parts(address), document) for address, document in known.items()]


def _parts(address: str) -> tuple[str, ...]:
    return tuple(address.strip("/").split("/"))


def _is_match(pattern: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether an address is of a pattern, in which a part that begins with `$` stands for any."""
    return len(pattern) == len(parts) and all(
        wanted.startswith("$") or wanted == part for wanted, part in zip(pattern, parts, strict=True)
    )


def _file_answer(file: Path, asked: Headers, *, is_hashed: bool) -> Response:
    """A file, in the smallest form that the browser takes."""
    kept = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
    headers = {**HEADERS, "cache-control": kept, "vary": "accept-encoding"}
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    accepted = asked.get("accept-encoding", "")
    for encoding, suffix in ENCODINGS:
        compressed = file.with_name(file.name + suffix)
        if encoding in accepted and compressed.is_file():
            headers["content-encoding"] = encoding
            file = compressed
            break
    return Response(_content(file, file.stat().st_mtime_ns), media_type=kind, headers=headers)


@lru_cache(maxsize=1_000)
def _content(file: Path, _changed_ns: int) -> bytes:
    """What is in a file, read once as long as it does not change: all of a build takes some megabytes.

    Reading it for each request would hand it to a thread and back, three times for each file of a page.
    """
    return file.read_bytes()
