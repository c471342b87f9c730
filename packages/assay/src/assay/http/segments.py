"""Path segments: split at every literal slash first, decoded after, so that an id may contain `/` or `%`.

A server hands over the path decoded as a whole, in which `limits/a%2Fb` and `limits/a/b` are the same. The
router is therefore shown the path as it was sent, in one canonical spelling, and each parameter is decoded by
itself.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.types import Scope

LITERAL = "!$&'()*+,;=:@"
"""What RFC 3986 lets stand in a segment beside letters, digits and `-._~`."""


class Segment(StringConvertor):
    """`{name:segment}` in a route: one segment, decoded."""

    def convert(self, value: str) -> str:
        return unquote(value)

    def to_string(self, value: str) -> str:
        return quote(value, safe=LITERAL)


def register() -> None:
    """Make `{name:segment}` known to the router. Done once, before the first route is declared."""
    register_url_convertor("segment", Segment())


def path_as_sent(scope: Scope) -> str:
    """The path with every segment percent-encoded in the same way, whatever the sender chose to encode."""
    raw: bytes | None = scope.get("raw_path")
    if raw is None:
        return quote(scope["path"], safe=LITERAL + "/")
    sent = raw.partition(b"?")[0].decode("ascii", errors="replace")
    return "/".join(quote(unquote(segment), safe=LITERAL) for segment in sent.split("/"))
