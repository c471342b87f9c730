"""The overlay: facts kept by hand, each with its source, the date it was checked, who read it, and why it is
there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from assay.catalogue.rows import AliasRow, SharedRow

from tools.catalogue.listing import MILLION, Listing, Price, Prices
from tools.catalogue.rules import OVERLAY, Problem

REQUIRED = ("source", "checked", "by", "reason")
KINDS = ("alias_of", "lines", "decision", "uplift", "gone")
RULES = "rules.yaml"
EVERY = "*"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `place` is file and number, for messages; `facts` what the file says beyond the required
    keys.
    """

    place: str
    category: str
    resource: str
    source: str
    checked: str
    reason: str
    facts: dict[str, Any]

    def covers(self, category: str, resource: str, scope: str = "*", line: str = "*") -> bool:
        """Whether the entry speaks of this line; its fields may be patterns (`*`, `?`), and
        its resource several of them.
        """
        wanted = (self.facts.get("scope", "*"), self.facts.get("line", "*"))
        return (
            fnmatchcase(category, self.category)
            and any(fnmatchcase(resource, pattern) for pattern in self.resource.split())
            and all(map(fnmatchcase, (scope, line), wanted))
        )


def load_overlay(directory: Path = OVERLAY) -> list[Entry]:
    """Every entry of every file. Raises Problem naming file and entry where a required key is missing."""
    return [
        _entry(f"{path.name} entry {number}", raw)
        for path in sorted(directory.glob("*.yaml"))
        if path.name != RULES
        for number, raw in enumerate(yaml.safe_load(path.read_text("utf-8")) or [], start=1)
    ]


def aliases(entries: list[Entry]) -> list[AliasRow]:
    """The dated aliases."""
    return [
        AliasRow(
            category=e.category, alias=e.resource, target=e.facts["alias_of"], start=_text(e.facts["start"])
        )
        for e in entries
        if "alias_of" in e.facts
    ]


def listings(entries: list[Entry]) -> list[Listing]:
    """The versions that entries state in full: those with `lines` for one resource, and without `amends`."""
    return [
        _listing(entry)
        for entry in entries
        if "lines" in entry.facts and "amends" not in entry.facts and entry.resource != EVERY
    ]


def shared(entries: list[Entry]) -> list[SharedRow]:
    """Lines of entries for every resource of a category."""
    return [
        SharedRow(
            category=entry.category,
            source=entry.source,
            checked=entry.checked,
            lines={name: str(_price(entry, name, text)) for name, text in entry.facts["lines"].items()},
        )
        for entry in entries
        if "lines" in entry.facts and entry.resource == EVERY
    ]


def amend(entries: list[Entry], listings_of: dict[tuple[str, str, str], list[Listing]]) -> None:
    """Put the lines of entries with `amends` (a start date, or "") into the version of that start.

    Raises Problem when there is no such version.
    """
    for entry in entries:
        if "amends" not in entry.facts:
            continue
        key = (entry.category, entry.resource, entry.facts.get("scope", "global"))
        found = [v for v in listings_of.get(key, []) if v.start == _text(entry.facts["amends"])]
        if not found:
            raise Problem(f"{entry.place} amends {key} from {entry.facts['amends']!r}, which does not exist")
        lines = {name: _price(entry, name, text) for name, text in entry.facts["lines"].items()}
        found[0].prices.base.update(lines)
        found[0].exceptions.update(dict.fromkeys(lines, (entry.source, entry.checked)))


def _entry(place: str, raw: dict[str, Any]) -> Entry:
    missing = [key for key in (*REQUIRED, "category", "resource") if not raw.get(key)]
    if missing:
        raise Problem(
            f"overlay/{place} ({raw.get('resource')}) has no {', '.join(missing)}: every fact needs them"
        )
    if not any(kind in raw for kind in KINDS):
        raise Problem(f"overlay/{place} states nothing: give it one of {', '.join(KINDS)}")
    checked = raw["checked"]
    if not isinstance(checked, date):
        raise Problem(f"overlay/{place}: checked is {checked!r}, not a date")
    facts = {k: v for k, v in raw.items() if k not in {*REQUIRED, "category", "resource"}}
    return Entry(place, raw["category"], raw["resource"], raw["source"], _text(checked), raw["reason"], facts)


def _listing(entry: Entry) -> Listing:
    prices = Prices({name: _price(entry, name, text) for name, text in entry.facts["lines"].items()})
    return Listing(
        entry.category,
        entry.resource,
        entry.source,
        entry.checked,
        prices,
        scope=entry.facts.get("scope", "global"),
        start=_text(entry.facts.get("start", "")),
        recorded=_text(entry.facts.get("recorded", "")),
        withdrawn=_text(entry.facts.get("withdrawn", "")),
        assumed=entry.facts.get("basis") == "assumed",
    )


def _price(entry: Entry, name: str, text: object) -> Price:
    if not isinstance(text, str):
        raise Problem(f"overlay/{entry.place}: {name} is {text!r}; prices are text, such as '2.50'")
    amount, _, per = text.partition("/")
    return Price(Decimal(amount), int(per) if per else MILLION)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
