"""What a reading is, and how a provider's numbers are taken off its usage object."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, cast

INCONSISTENT = "usage_inconsistent"
ESTIMATED = "estimated"
ASSUMED_TTL = "assumed_ttl"
READ_BY_TOTAL = "read_by_total"
UNKNOWN_TIER = "unknown_tier"
NO_USAGE = "usage_missing"

Tier = Literal["", "batch", "flex", "priority", "fast"]

# Units that count something other than tokens: their names carry neither a context nor a tier suffix.
COUNTED_UNITS = frozenset({"web_search_request", "picture", "audio_second"})
GUARDRAIL_PREFIX = "guardrail_"


class UnknownDialectError(ValueError):
    """No reader has this name. There is no default one: it would bill wrongly in silence."""

    code = "unknown_dialect"

    def __init__(self, name: str, known: Iterable[str], noun: str = "usage dialect") -> None:
        super().__init__(f"unknown {noun} {name!r}; known are {', '.join(sorted(known))}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Reading:
    """One call's usage in units that do not overlap.

    `units` maps `unit.side` to a count of that unit, above zero; what is not there is zero.
    `marks` says how far the counts can be trusted (docs/reference/usage.md lists them).
    `tier` is the service tier the response says it was served with, '' for the standard one.
    `unread` names counters of the usage object that no table knows, as dotted paths.
    `reported_cost` is the provider's own figure in US dollars: to compare with ours, never to bill from.
    """

    units: dict[str, int]
    marks: frozenset[str] = frozenset()
    tier: Tier = ""
    unread: tuple[str, ...] = ()
    reported_cost: Decimal | None = None

    def nested(self, *, tier_suffix: bool = False) -> dict[str, dict[str, int]]:
        """The units as the ingest API takes them: {'text': {'input': 10, 'output': 50}}.

        With `tier_suffix`, token units are named after the tier as well (`text_batch`). Searches, pictures,
        seconds and guardrail units have no tier prices and keep their plain names.
        """
        suffix = f"_{self.tier}" if tier_suffix and self.tier else ""
        nested: dict[str, dict[str, int]] = {}
        for name, count in self.units.items():
            unit, _, side = name.partition(".")
            if unit not in COUNTED_UNITS and not unit.startswith(GUARDRAIL_PREFIX):
                unit += suffix
            nested.setdefault(unit, {"input": 0, "output": 0})[side] = count
        return nested


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of objects that each name what they count: [{"modality": "AUDIO", "tokenCount": 5}]."""

    key: str
    count: str
    slots: Mapping[str, str]


# How a dialect spells its counters: a name leads to a slot of `Found.counts`, a nested spelling, or a list.
Spelling = Mapping[str, "str | Listed | Spelling"]

IGNORED = ""  # known, and no line: a repetition, a timing, or something that is free


# Slots of money rather than counts, with what one dollar is in them.
COST_SLOTS: Mapping[str, Decimal] = {"cost_usd": Decimal(1), "cost_ticks": Decimal(10) ** 10}
# More is no count; writing out a 1e999999 would also take all the memory there is.
_TOO_MANY = 10**18
_NOT_COUNTED = frozenset({IGNORED, *COST_SLOTS})


class Found:
    """The counters of one usage object by slot, and everything noticed while reading them."""

    __slots__ = ("counts", "marks", "reported_cost", "unread")

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.marks: set[str] = set()
        self.unread: set[str] = set()
        self.reported_cost: Decimal | None = None

    def get(self, slot: str) -> int:
        return self.counts.get(slot, 0)

    def mark_inconsistent(self) -> None:
        self.marks.add(INCONSISTENT)

    def file(self, slot: str, value: object) -> None:
        """Note what a provider wrote for a slot.

        Two names for one slot are one counter; where they differ, the larger stands.
        """
        counts = self.counts
        if type(value) is int and 0 < value < _TOO_MANY and slot not in counts and slot not in _NOT_COUNTED:
            counts[slot] = value  # nearly every counter; the rest is rare
        elif slot in COST_SLOTS:
            if cost := decimal(value):
                self.reported_cost = cost / COST_SLOTS[slot]
        elif slot != IGNORED:
            count = whole(value)
            if count is None or (count and counts.get(slot, count) != count):
                self.mark_inconsistent()
            if count:
                counts[slot] = max(counts.get(slot, 0), count)


def whole(value: object) -> int | None:
    """The count a provider wrote, 0 for nothing, None for what is not a non-negative whole number."""
    if type(value) is int:
        return value if 0 <= value < _TOO_MANY else None
    if value is None:
        return 0
    number = decimal(value)
    if number is None or number < 0 or number != number.to_integral_value():
        return None
    return int(number)


def decimal(value: object) -> Decimal | None:
    """A finite number written as a number or as text; a float is read by its shortest text, as in JSON."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _TOO_MANY else None


def as_object(value: object) -> dict[str, object] | None:
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def as_list(value: object) -> list[object] | None:
    return list(cast("list[object]", value)) if isinstance(value, list | tuple) else None


def collect(usage: Mapping[str, object], spelling: Spelling, found: Found, path: str = "") -> None:
    """Walk a usage object once, filing what the spelling knows and naming what it does not."""
    for name, value in usage.items():
        if not value and value is not False:
            continue
        entry = spelling.get(name)
        if isinstance(entry, str):
            found.file(entry, value)
        elif entry is None:
            found.unread.update(counters(value, f"{path}{name}"))
        elif isinstance(entry, Listed):
            _collect_listed(value, entry, found, f"{path}{name}")
        elif (inner := as_object(value)) is not None:
            collect(inner, entry, found, f"{path}{name}.")
        else:
            found.mark_inconsistent()


def _collect_listed(value: object, listed: Listed, found: Found, path: str) -> None:
    """Add up a list of named counts; two names of one slot in one list are different tokens, so they add."""
    sums: dict[str, int] = {}
    for item in as_list(value) or [None]:
        entry = as_object(item) or {}
        kind, count = entry.get(listed.key), whole(entry.get(listed.count))
        slot = listed.slots.get(str(kind))
        if count is None or kind is None:
            found.mark_inconsistent()
        elif slot is not None:
            sums[slot] = sums.get(slot, 0) + count
        elif count:
            found.unread.add(f"{path}.{kind}")
    for slot, count in sums.items():
        if count:
            found.file(slot, count)


def counters(value: object, path: str, depth: int = 8) -> set[str]:
    """Paths of the whole numbers above zero under a name no table knows, `depth` levels down."""
    if depth and (inner := as_object(value)) is not None:
        return {name for key, item in inner.items() for name in counters(item, f"{path}.{key}", depth - 1)}
    if depth and (items := as_list(value)) is not None:
        return {name for item in items for name in counters(item, path, depth - 1)}
    return {path} if whole(value) else set()
