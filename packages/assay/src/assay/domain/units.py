"""Unit names: what is counted, on which side, and under which tariff.

A name is a base unit, then `_large_context` where the whole request was a long one, then at most one of the
tier suffixes: `text_cache_read_large_context_batch`. Names are free text, and a custom resource may invent
`page` or `minute`; those listed here count tokens, and so make up the context of a request.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

Side = Literal["input", "output"]

LARGE_CONTEXT = "_large_context"
TIERS = ("_batch", "_flex", "_priority", "_fast")
TOKEN_UNITS = frozenset(
    {
        *("text", "vision", "audio", "video", "image", "reasoning", "citation"),
        *(f"{modality}_cache_read" for modality in ("text", "vision", "audio", "video")),
        *("text_cache_write", "text_cache_write_1h"),
    }
)


class UnitName(NamedTuple):
    """A unit name taken apart: `text_large_context_batch` is ("text", large, "_batch")."""

    base: str
    large_context: bool
    tier: str

    @property
    def counts_tokens(self) -> bool:
        """Whether its counts are tokens, which have a context and a long-context price."""
        return self.base in TOKEN_UNITS

    @property
    def short(self) -> str:
        """The name without the large-context suffix."""
        return self.base + self.tier

    @property
    def long(self) -> str:
        """The name in a request above the threshold; what does not count tokens keeps its name."""
        return self.base + LARGE_CONTEXT + self.tier if self.counts_tokens else self.short


@lru_cache(maxsize=4096)
def parse_unit(name: str) -> UnitName:
    """Take a unit name apart. A name that is nothing but a suffix is a base of its own."""
    tier = next((tier for tier in TIERS if name.endswith(tier) and len(name) > len(tier)), "")
    base = name[: len(name) - len(tier)]
    large = base.endswith(LARGE_CONTEXT) and len(base) > len(LARGE_CONTEXT)
    return UnitName(base.removesuffix(LARGE_CONTEXT) if large else base, large, tier)
