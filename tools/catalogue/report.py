"""The accuracy report: what the catalogue holds, how well its sources agree, and what a person decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from assay.catalogue.reading import lines_of
from assay.catalogue.rows import Document, ResourceRow

from tools.catalogue import genai, matching, wheel
from tools.catalogue.build import FIRST_CHECKED, Build
from tools.catalogue.compare import TOLERANCE, Comparison
from tools.catalogue.listing import MILLION, Price, in_force
from tools.catalogue.rules import Rules

STALE_DAYS = 180
_SECOND_PROVIDERS = {
    "anthropic": ("anthropic",),
    "openai": ("openai", "text-completion-openai"),
    "google": ("gemini", "vertex_ai"),
    "aws": ("bedrock", "bedrock_converse"),
    "azure": ("azure", "azure_ai", "azure_text"),
    "mistral": ("mistral",),
    "x-ai": ("xai",),
    "deepseek": ("deepseek",),
}


class Agreement(NamedTuple):
    """Names of the second source that the first one's matcher finds, and how many prices are equal."""

    names: int
    matched: int
    input_priced: int
    input_equal: int
    cache_priced: int
    cache_equal: int


def report(build: Build, table: Mapping[str, dict[str, Any]], rules: Rules) -> str:
    """The whole report as Markdown; the same text for the same build."""
    return "\n".join(
        [
            "# Price catalogue: accuracy report",
            "",
            "Written by `python -m tools.catalogue`; do not edit.",
            "How to read it: [prices explained](../explanation/prices.md).",
            "",
            *_sources(build.document),
            "",
            "## By category",
            "",
            *_categories(build.document, build.comparisons),
            "",
            "## Agreement of the sources",
            "",
            "Names of the second source for which the first one has a price,",
            f"and how many of its prices are equal to the digit, on {wheel.CHECKED}.",
            "",
            *_agreements(table, rules),
            "",
            "## Decided by a person",
            "",
            *_decided(build.comparisons),
            "",
            "## Apart by up to 1 %",
            "",
            *_close(build.comparisons),
            "",
            "## Estimated for want of a better statement",
            "",
            *_estimated(build.document.resources),
            "",
            "## Overlay entries to look at again",
            "",
            *_to_reread(build),
            "",
        ]
    )


def _sources(document: Document) -> Iterator[str]:
    yield f"Catalogue {document.header.version}, from:"
    yield ""
    yield from _table(
        ("source", "version", "checked", "SHA-256"),
        ((s.name, s.version, s.checked, f"`{s.sha256}`") for s in document.header.sources),
    )


def _categories(document: Document, comparisons: list[Comparison]) -> Iterator[str]:
    rows: dict[str, list[ResourceRow]] = {}
    for row in document.resources:
        rows.setdefault(row.category, []).append(row)
    aliases = Counter(row.category for row in document.aliases)
    patterns = Counter(row.category for row in document.patterns)
    yield from _table(
        (
            *("category", "resources", "versions", "published", "filled", "assumed", "confirmed by two"),
            *("decided", "oldest check", "aliases", "patterns"),
        ),
        (
            (
                category,
                len(its_rows),
                *_line_counts(its_rows, document),
                *_confirmed(category, comparisons),
                min(version.checked for row in its_rows for version in row.versions),
                aliases[category],
                patterns[category],
            )
            for category, its_rows in sorted(rows.items())
        ),
    )


def _line_counts(rows: list[ResourceRow], document: Document) -> tuple[int, int, int, int]:
    versions = [version for row in rows for version in row.versions]
    bases = Counter(line.basis for v in versions for line in lines_of(v, v, document.fills))
    return len(versions), bases["published"], bases["filled"], bases["assumed"]


def _confirmed(category: str, comparisons: list[Comparison]) -> tuple[int, int]:
    ours = [c for c in comparisons if c.category == category]
    return sum(not c.differs for c in ours), sum(c.differs for c in ours)


def _agreements(table: Mapping[str, dict[str, Any]], rules: Rules) -> Iterator[str]:
    models = {(m.provider, m.name): m for m in genai.models(rules, FIRST_CHECKED)}

    def price(provider: str, line: str, name: str) -> Price | None:
        found = matching.resolve(provider, name)
        model = models.get((provider, found)) if found is not None else None
        listing = in_force(model.listings, wheel.CHECKED) if model is not None else None
        return listing.prices.base.get(line) if listing is not None else None

    def agreement(provider: str, seconds: tuple[str, ...]) -> Agreement:
        entries = [(key, entry) for key, entry in table.items() if _of_provider(entry, seconds)]
        names = {key: key.rpartition("/")[2] for key, _ in entries}
        matched = [
            (names[key], e) for key, e in entries if matching.resolve(provider, names[key]) is not None
        ]
        found = [_equal(matched, field, partial(price, provider, line)) for field, line in FIELDS]
        return Agreement(len(entries), len(matched), *found[0], *found[1])

    yield from _table(
        ("provider", "names matched", "input price equal", "cache-read price equal"),
        (
            (provider, f"{a.matched} of {a.names}", f"{a.input_equal} of {a.input_priced}",
             f"{a.cache_equal} of {a.cache_priced}")
            for provider, seconds in _SECOND_PROVIDERS.items()
            for a in [agreement(provider, seconds)]
        ),
    )  # fmt: skip


FIELDS = (
    ("input_cost_per_token", "text.input"),
    ("cache_read_input_token_cost", "text_cache_read.input"),
)


def _of_provider(entry: Mapping[str, Any], providers: tuple[str, ...]) -> bool:
    provider = str(entry.get("litellm_provider", ""))
    known = provider in providers or (provider.startswith("vertex_ai-") and "vertex_ai" in providers)
    return known and "input_cost_per_token" in entry


def _equal(
    matched: list[tuple[str, dict[str, Any]]], field: str, price: Callable[[str], Price | None]
) -> tuple[int, int]:
    pairs = [(price(name), entry.get(field)) for name, entry in matched]
    both = [(first, second) for first, second in pairs if first is not None and isinstance(second, Decimal)]
    return len(both), sum(first.amount == second * MILLION for first, second in both)


def _decided(comparisons: list[Comparison]) -> Iterator[str]:
    decided = [c for c in comparisons if c.differs and c.decision is not None]
    yield from _table(
        ("resource", "line", genai.NAME, wheel.NAME, "decision", "why"),
        (
            (
                f"{c.category}/{c.resource}",
                c.line,
                c.first,
                c.second,
                c.decision.facts["decision"],
                c.decision.reason,
            )
            for c in sorted(decided, key=str)
            if c.decision is not None
        ),
    )


def _close(comparisons: list[Comparison]) -> Iterator[str]:
    close = [c for c in comparisons if not c.differs and c.first.each != c.second.each]
    yield f"{len(close)} lines, each within {TOLERANCE:%}; the price of the preferred source stands."
    yield ""
    by_category = Counter(c.category for c in close)
    yield from _table(("category", "lines"), sorted(by_category.items()))


def _estimated(rows: Iterable[ResourceRow]) -> Iterator[str]:
    found = sorted(
        {f"`{row.category}/{row.resource}`" for row in rows if any(v.estimated for v in row.versions)}
    )
    yield "Priced by more than one threshold, of which the first is kept:"
    yield ", ".join(found) or "none"


def _to_reread(build: Build) -> Iterator[str]:
    newest = build.document.header.version
    decisions = [entry for entry in build.overlay if "decision" in entry.facts]
    used = {c.decision.place for c in build.comparisons if c.differs and c.decision is not None}
    redundant = [entry.place for entry in decisions if entry.place not in used]
    stale = [entry.place for entry in build.overlay if _days(entry.checked, newest) > STALE_DAYS]
    yield f"Redundant, because the sources agree by now: {', '.join(redundant) or 'none'}."
    yield f"Older than {STALE_DAYS} days: {', '.join(stale) or 'none'}."


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(" ".join(str(cell).split()) for cell in row) + " |"
