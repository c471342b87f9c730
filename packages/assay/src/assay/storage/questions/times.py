"""Local time and buckets in SQL: the arithmetic of `assay.domain.periods`, word for word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assay.domain.periods import DAY, WIDTH_MS, Grain, Piece
from assay.storage.questions.reader import Fragments


def offset(pieces: Sequence[Piece], ts: str) -> str:
    """The offset of the zone at `ts`, ms."""
    if len(pieces) == 1:
        return str(pieces[0].offset)
    cases = " ".join(
        f"WHEN {ts} < {following.start} THEN {piece.offset}" for piece, following in pairwise(pieces)
    )
    return f"CASE {cases} ELSE {pieces[-1].offset} END"


def local_ms(pieces: Sequence[Piece], ts: str) -> str:
    """Local time of an instant as if it were UTC."""
    return f"({ts} + {offset(pieces, ts)})"


def bucket(fragments: Fragments, grain: Grain, pieces: Sequence[Piece], ts: str) -> str:
    """The key of the bucket of an instant."""
    local = local_ms(pieces, ts)
    if grain in (Grain.QUARTER_HOUR, Grain.HOUR):
        width = WIDTH_MS[grain]
        return f"({fragments.floor_div(local, width)} * {width} - ({offset(pieces, ts)}))"
    if grain is Grain.DAY:
        return fragments.floor_div(local, DAY)
    if grain is Grain.WEEK:
        return fragments.floor_div(f"({fragments.floor_div(local, DAY)} + 3)", 7)
    return fragments.month_number(local)


def hour_of_day(fragments: Fragments, pieces: Sequence[Piece], ts: str) -> str:
    """0 to 23, local."""
    return f"({fragments.floor_div(local_ms(pieces, ts), 3_600_000)} % 24)"


def weekday(fragments: Fragments, pieces: Sequence[Piece], ts: str) -> str:
    """1 (Monday) to 7 (Sunday), local: ISO 8601."""
    return f"(({fragments.floor_div(local_ms(pieces, ts), DAY)} + 3) % 7 + 1)"
