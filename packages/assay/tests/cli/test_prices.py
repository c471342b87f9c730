"""`assay prices`: everything works on files alone, without a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from assay import catalogue
from assay.catalogue.rows import Document, Header, ResourceRow, VersionRow, encode
from assay.cli import app
from typer.testing import CliRunner, Result

TRACES = Path(__file__).parents[4] / "data/azure-llm-2023"

Command = Callable[..., Result]


@pytest.fixture
def prices(tmp_path: Path) -> Command:
    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ["prices", *map(str, words), "--data", str(tmp_path / "data")])

    return run


def said(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def newer(tmp_path: Path, price: str = "3") -> Path:
    """The shipped catalogue, and a price of a model of our own that starts later."""
    shipped = catalogue.shipped()
    row = VersionRow(recorded="2027-01-01", source="x", checked="2027-01-01", lines={"text.input": price})
    ours = ResourceRow(category="system.test", resource="model", versions=(row,))
    document = Document(
        Header(1, "2027-01-01", shipped.header.sources),
        (*shipped.resources, ours),
        shipped.aliases,
        shipped.patterns,
        shipped.fills,
        shipped.shared,
    )
    path = tmp_path / f"newer-{price}.json"
    path.write_bytes(encode(document))
    return path


def test_the_list_shows_what_is_in_force_at_a_moment(prices: Command) -> None:
    before, after = (
        said(prices("list", "openai", "gpt-4o", "--at", at, "--json")) for at in ("2024-10-01", "2024-10-02")
    )
    assert [(row["input"], row["output"]) for row in before] == [("5", "15")]
    assert [(row["input"], row["output"]) for row in after] == [("2.5", "10")]


def test_the_history_keeps_what_was_withdrawn(prices: Command) -> None:
    rows = said(prices("history", "anthropic", "claude-sonnet-5", "--json"))
    assert ("2026-09-01", "3", "2026-08-31") in [(r["start"], r["input"], r["withdrawn"]) for r in rows]


def test_a_call_is_priced_and_explained(prices: Command) -> None:
    explained = said(
        prices(
            "explain",
            "openai",
            "gpt-5.5",
            "text.input=272001",
            "page.input=2",
            "--at",
            "2026-11-01",
            "--json",
        )
    )
    assert explained["cost"] == {"input": "2.72001", "output": "0", "total": "2.72001"}
    assert explained["unknown_units"] == {"page": {"input": 2, "output": 0}}
    assert "context:272001>272000" in explained["trace"]
    assert explained["lines"][0]["source"] == "genai-prices"


def test_a_trace_of_real_requests_is_priced_to_the_last_digit(prices: Command) -> None:
    """22 361 870 tokens at 0.50 and 4 088 665 at 1.50 per million."""
    (row,) = said(prices("trace", TRACES / "conv.csv", "--json"))
    assert row == {
        "file": "conv.csv",
        "requests": 19_366,
        "input_tokens": 22_361_870,
        "output_tokens": 4_088_665,
        "cost": "17.3139325",
        "unpriced": 0,
    }


def test_an_import_shows_the_difference_and_the_second_one_has_none(prices: Command, tmp_path: Path) -> None:
    file = newer(tmp_path)
    assert [change["kind"] for change in said(prices("diff", file, "--json"))] == ["new"]
    assert [change["kind"] for change in said(prices("import", file, "--json"))] == ["new"]
    assert said(prices("import", file, "--json")) == []
    assert said(prices("list", "test", "model", "--json"))[0]["input"] == "3"


def test_a_dry_run_changes_nothing(prices: Command, tmp_path: Path) -> None:
    assert [
        change["kind"] for change in said(prices("update", "--from", newer(tmp_path), "--dry-run", "--json"))
    ]
    assert not (tmp_path / "data" / catalogue.IMPORTED).exists()


def test_a_leap_needs_a_persons_word(prices: Command, tmp_path: Path) -> None:
    said(prices("import", newer(tmp_path), "--json"))
    leap = tmp_path / "leap.json"
    text = newer(tmp_path, "300").read_text().replace('"recorded":"2027-01-01"', '"recorded":"2027-02-01"')
    leap.write_text(text)

    refused = prices("import", leap)

    assert refused.exit_code == 1
    assert "goes from 3 to 300" in refused.stderr
    assert "--yes" in refused.stderr
    assert said(prices("list", "test", "model", "--json"))[0]["input"] == "3"
    assert prices("import", leap, "--yes").exit_code == 0
    assert said(prices("list", "test", "model", "--json"))[0]["input"] == "300"


def test_a_price_below_zero_is_never_taken(prices: Command, tmp_path: Path) -> None:
    refused = prices("import", newer(tmp_path, "-1"), "--yes")
    assert refused.exit_code == 1
    assert "costs -1" in refused.stderr


def test_what_is_no_catalogue_is_refused_by_name(prices: Command, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")
    refused = prices("import", file)
    assert refused.exit_code == 1
    assert "not a catalogue file" in refused.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("explain", "openai", "gpt-nothing-like-it", "text.input=1"), "has no resource gpt-nothing-like-it"),
        (("explain", "openai", "gpt-4o", "text=1"), "unit.side=count"),
        (("list", "--at", "yesterday"), "such as 2026-11-01"),
        (("history", "openai", "nothing"), "has no resource nothing"),
        (("trace", TRACES.parent / "README.md"), "line 3: expected TIMESTAMP"),
    ],
)
def test_a_mistake_is_answered_with_the_way_out(
    prices: Command, words: tuple[Any, ...], sentence: str
) -> None:
    result = prices(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_the_report_counts_lines_by_basis(prices: Command) -> None:
    told = said(prices("report", "--json"))
    assert {source["source"] for source in told["sources"]} == {"genai-prices", "litellm", "overlay"}
    openai = next(row for row in told["categories"] if row["category"] == "system.openai")
    assert openai["published"] > 1_000
