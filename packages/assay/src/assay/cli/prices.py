"""The price lists: what is in force and was, what a newer file would change, and what one call costs. All
offline.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import typer

from assay import catalogue
from assay.catalogue.rows import Document, decode, encode
from assay.catalogue.traces import price_trace
from assay.catalogue.updating import appended, changes, impossible, suspicious
from assay.cli.options import AsJson, Data
from assay.cli.output import show_json, show_rows
from assay.datadir import DataDirectory, stopping
from assay.domain.money import plain
from assay.domain.prices import Line, PriceBook, PricedUsage, ResourceVersion
from assay.exits import Exit, Stop
from assay.settings import load

app = typer.Typer(help="Price lists: look, compare, bring a newer one in.", no_args_is_help=True)

COLUMNS = ("category", "resource", "scope", "start", "input", "output", "cache_read", "threshold")
CHANGE_COLUMNS = ("kind", "category", "resource", "scope", "start", "line", "before", "after")
SHOWN_REASONS = 20

Category = Annotated[
    str, typer.Argument(help="Category, such as system.openai or openai.", show_default=False)
]
Resource = Annotated[str, typer.Argument(help="Resource, as an application names it.", show_default=False)]
File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A compiled catalogue file.", show_default=False)
]
At = Annotated[str, typer.Option("--at", help="Moment, ISO 8601, UTC unless it has an offset.")]
Scope = Annotated[str, typer.Option("--scope", help="global, datazone.eu, region.eu-west-1, …")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Take it although something in it looks wrong.")]


@app.command("list")
def list_prices(
    category: Annotated[str, typer.Argument(help="Category; * and ? match.")] = "*",
    resource: Annotated[str, typer.Argument(help="Resource; * and ? match.")] = "*",
    at: At = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Prices in force, in US dollars per million units."""
    book, at_ms = _book(data), _moment(at)
    found = (
        version
        for name in book.categories()
        if _like(name, category)
        for each in book.resources(name)
        if fnmatchcase(each, resource)
        for version in book.versions(name, each)
        if book.active(version, at_ms)
    )
    show_rows((_version_row(version, as_json=as_json) for version in found), COLUMNS, as_json=as_json)


@app.command()
def history(category: Category, resource: Resource, data: Data = None, as_json: AsJson = False) -> None:
    """Every record of a resource, withdrawn ones included."""
    book = _book(data)
    name = category if book.has_category(category) else f"system.{category}"
    records = book.history(name, resource) or book.versions(name, resource)
    if not records:
        raise Stop(Exit.FAILED, book.why_unknown(category, resource))
    rows = [_version_row(version, as_json=as_json) for version in records]
    show_rows(rows, (*COLUMNS, "recorded", "withdrawn"), as_json=as_json)


@app.command()
def diff(file: File, data: Data = None, as_json: AsJson = False) -> None:
    """What a catalogue file would add to the lists in force."""
    _show_changes(_in_force(data), _read(file), as_json=as_json)


@app.command("import")
def import_file(
    file: File, data: Data = None, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Bring a newer catalogue in: new records are appended, nothing else changes."""
    _bring_in(file, data, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def update(
    source: Annotated[
        Path, typer.Option("--from", exists=True, dir_okay=False, help="A compiled catalogue file.")
    ],
    data: Data = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring the lists up to date from a file; the same as `import`."""
    _bring_in(source, data, dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def report(data: Data = None, as_json: AsJson = False) -> None:
    """What the lists in force hold, by category, and where they come from."""
    document, book = _in_force(data), _book(data)
    rows = [_category_row(book, category) for category in book.categories()]
    sources = [
        {"source": s.name, "version": s.version, "checked": s.checked, "sha256": s.sha256}
        for s in document.header.sources
    ]
    if as_json:
        show_json({"version": document.header.version, "sources": sources, "categories": rows})
        return
    typer.echo(f"catalogue of {document.header.version}")
    show_rows(sources, ("source", "version", "checked", "sha256"), as_json=False)
    columns = ("category", "resources", "aliases", "versions", "published", "filled", "assumed")
    show_rows(rows, columns, as_json=False)


@app.command()
def explain(
    category: Category,
    resource: Resource,
    units: Annotated[
        list[str], typer.Argument(help="unit.side=count, such as text.input=1000.", show_default=False)
    ],
    at: At = "",
    scope: Scope = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Price one call and say why: name, rule, version, source, threshold, tier."""
    book, at_ms = _book(data), _moment(at)
    match = book.find(category, resource, scope, at_ms)
    if match is None:
        raise Stop(Exit.FAILED, book.why_unknown(category, resource))
    priced = book.price(match, _counts(units), at_ms)
    lines = [_line_row(line._asdict(), _rule(match.version, line.name)) for line in priced.lines]
    if as_json:
        show_json(_explained(priced, lines))
        return
    show_rows(
        lines, ("unit", "side", "count", "price", "cost", "basis", "rule", "source", "checked"), as_json=False
    )
    for text in (*priced.trace, *priced.warnings, f"total: {plain(priced.cost)} USD"):
        typer.echo(text)


@app.command()
def trace(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="CSV files of token counts.")
    ],
    category: Annotated[str, typer.Option(help="Category to price as.")] = "system.openai",
    resource: Annotated[str, typer.Option(help="Resource to price as.")] = "gpt-3.5-turbo",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """What a trace of requests would have cost at the prices of its time."""
    book = _book(data)
    rows: list[dict[str, Any]] = []
    for file in files:
        try:
            cost = price_trace(file, book, category, resource)
        except ValueError as error:
            raise Stop(Exit.FAILED, str(error)) from error
        rows.append({"file": file.name, **cost._asdict(), "cost": plain(cost.cost)})
    show_rows(
        rows, ("file", "requests", "input_tokens", "output_tokens", "cost", "unpriced"), as_json=as_json
    )


def _bring_in(file: Path, data: Path | None, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    known, fresh = _in_force(data), _read(file)
    refused = impossible(fresh)
    doubtful = [] if yes else suspicious(known, fresh)
    _show_changes(known, fresh, as_json=as_json)
    if refused or doubtful:
        reasons = refused + doubtful
        for reason in reasons[:SHOWN_REASONS]:
            typer.echo(reason, err=True)
        way_out = "correct the file" if refused else "look at it again, or take it with --yes"
        raise Stop(
            Exit.FAILED, f"{file} is not taken for {len(reasons)} reasons, the first ones above: {way_out}"
        )
    if dry_run or appended(known, fresh) == known:
        return
    directory = DataDirectory(load(data=data).data)
    directory.create()
    with stopping(f"the data directory {directory.root}"):
        _write(directory.root / catalogue.IMPORTED, encode(appended(known, fresh)))
    if directory.holder() is not None:
        typer.echo("the running server takes the new lists at its next start", err=True)


def _write(path: Path, content: bytes) -> None:
    """Replace the file in one step: a reader sees the old lists or the new ones."""
    written = path.with_suffix(".new")
    written.write_bytes(content)
    written.replace(path)


def _show_changes(known: Document, fresh: Document, *, as_json: bool) -> None:
    show_rows((change._asdict() for change in changes(known, fresh)), CHANGE_COLUMNS, as_json=as_json)


def _in_force(data: Path | None) -> Document:
    try:
        return catalogue.in_force(load(data=data).data)
    except ValueError as error:
        raise Stop(Exit.DAMAGED, f"the imported price list cannot be read: {error}") from error


def _book(data: Path | None) -> PriceBook:
    try:
        return catalogue.price_book(load(data=data).data)
    except ValueError as error:
        raise Stop(Exit.DAMAGED, f"the imported price list cannot be read: {error}") from error


def _read(file: Path) -> Document:
    try:
        return decode(file.read_bytes())
    except ValueError as error:
        raise Stop(Exit.FAILED, f"{file}: {error}") from error


def _moment(text: str) -> int:
    try:
        at = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError as error:
        raise Stop(Exit.FAILED, f"--at {text}: write a moment such as 2026-11-01T12:00:00Z") from error
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _like(category: str, wanted: str) -> bool:
    return fnmatchcase(category, wanted) or fnmatchcase(category, f"system.{wanted}")


def _day(ms: int | None) -> str:
    if not ms:
        return ""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d")


def _per_million(line: Line | None) -> str | None:
    if line is None:
        return None
    price = line.exact_unit_price
    return plain((line.wire_price if price is None else price) * 1_000_000)


def _version_row(version: ResourceVersion, *, as_json: bool) -> dict[str, Any]:
    lines = {line.name: line for line in version.lines}
    row: dict[str, Any] = {
        "category": version.category,
        "resource": version.resource,
        "scope": version.full_scope,
        "start": _day(version.start),
        "input": _per_million(lines.get("text.input")),
        "output": _per_million(lines.get("text.output")),
        "cache_read": _per_million(lines.get("text_cache_read.input")),
        "threshold": version.large_context_threshold,
        "recorded": _day(version.recorded),
        "withdrawn": _day(version.withdrawn),
    }
    if as_json:
        row["resource_id"] = version.resource_id
        row["aliased_resource"] = version.aliased_resource
        row["lines"] = [_price_row(line) for line in version.lines]
    return row


def _price_row(line: Line) -> dict[str, Any]:
    amount = {"unit": line.unit, "side": line.side, "amount": plain(line.amount), "per": line.per}
    return amount | {"basis": line.basis, "rule": line.rule, "source": line.source, "checked": line.checked}


def _category_row(book: PriceBook, category: str) -> dict[str, Any]:
    names, aliases = book.resources(category), book.aliases(category)
    versions = [version for name in names for version in book.history(category, name)]
    bases = Counter(line.basis for version in versions for line in version.lines)
    counts = {"resources": len(names) - len(aliases), "aliases": len(aliases), "versions": len(versions)}
    return {
        "category": category,
        **counts,
        **{basis: bases[basis] for basis in ("published", "filled", "assumed")},
    }


def _counts(units: list[str]) -> dict[str, tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    for text in units:
        name, _, count = text.partition("=")
        unit, _, side = name.rpartition(".")
        if not unit or side not in {"input", "output"} or not count.isdecimal():
            raise Stop(Exit.FAILED, f"{text} is not a count: write unit.side=count, such as text.input=1000")
        before_in, before_out = counts.get(unit, (0, 0))
        more = int(count)
        counts[unit] = (before_in + more, before_out) if side == "input" else (before_in, before_out + more)
    return counts


def _rule(version: ResourceVersion, name: str) -> str:
    return next((line.rule for line in version.lines if line.name == name), "")


def _line_row(line: dict[str, Any], rule: str) -> dict[str, Any]:
    price = f"{plain(line['amount'])} per {line['per']:,}"
    return line | {"amount": plain(line["amount"]), "cost": plain(line["cost"]), "price": price, "rule": rule}


def _explained(priced: PricedUsage, lines: list[dict[str, Any]]) -> dict[str, Any]:
    costs: dict[str, Decimal] = {"input": priced.cost_in, "output": priced.cost_out, "total": priced.cost}
    return {
        "resource_id": priced.resource_id,
        "cost": {name: plain(amount) for name, amount in costs.items()},
        "lines": lines,
        "unknown_units": {unit: {"input": n[0], "output": n[1]} for unit, n in priced.unknown.items()},
        "estimated": priced.estimated,
        "warnings": priced.warnings,
        "trace": priced.trace,
    }
