"""Bringing a newer catalogue in: records are appended, and nothing that was known changes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from assay.catalogue import IMPORTED, in_force, price_book, shipped
from assay.catalogue.rows import Document, Header, ResourceRow, VersionRow, decode, encode
from assay.catalogue.updating import appended, changes, impossible, suspicious


def version(price: str, *, start: str = "", recorded: str = "2026-11-01", **more: object) -> VersionRow:
    row = VersionRow(
        start=start, recorded=recorded, source="list", checked=recorded, lines={"text.input": price}
    )
    return msgspec.structs.replace(row, **more)


def catalogue(*versions: VersionRow, on: str = "2026-11-01", resource: str = "model") -> Document:
    row = ResourceRow(category="system.test", resource=resource, versions=versions)
    return Document(Header(1, on, ()), (row,), (), ())


def test_the_file_is_the_same_after_reading_and_writing_it() -> None:
    assert encode(decode(encode(shipped()))) == encode(shipped())


def test_appending_a_catalogue_to_itself_changes_nothing() -> None:
    document = shipped()
    assert encode(appended(document, document)) == encode(document)
    assert changes(document, document) == []


def test_appending_twice_is_appending_once() -> None:
    known, fresh = catalogue(version("2")), catalogue(version("3", start="2026-12-01", recorded="2026-11-20"))
    once = appended(known, fresh)
    assert appended(once, fresh) == once


def test_a_newer_version_stands_beside_the_older_one() -> None:
    result = appended(catalogue(version("2")), catalogue(version("3", start="2026-12-01")))
    assert [v.lines["text.input"] for v in result.resources[0].versions] == ["2", "3"]


def test_a_corrected_price_is_a_newer_record_of_the_same_start() -> None:
    result = appended(catalogue(version("2")), catalogue(version("2.5", recorded="2026-11-20")))
    assert [(v.start, v.recorded, v.lines["text.input"]) for v in result.resources[0].versions] == [
        ("", "2026-11-01", "2"),
        ("", "2026-11-20", "2.5"),
    ]


def test_the_same_price_checked_again_is_no_news() -> None:
    known = catalogue(version("2"))
    assert appended(known, catalogue(version("2", recorded="2026-11-20"))).resources == known.resources


def test_a_withdrawal_marks_the_record_it_takes_back() -> None:
    known = catalogue(version("3", start="2026-12-01"))
    result = appended(known, catalogue(version("3", start="2026-12-01", withdrawn="2026-11-20")))
    assert [v.withdrawn for v in result.resources[0].versions] == ["2026-11-20"]


def test_the_difference_names_the_line_and_both_prices() -> None:
    found = changes(catalogue(version("2")), catalogue(version("3", start="2026-12-01")))
    assert [(c.kind, c.line, c.before, c.after) for c in found] == [
        ("version", "", "", ""),
        ("price", "text.input", "2", "3"),
    ]


def test_a_price_that_leaps_more_than_ten_times_is_suspicious() -> None:
    known = catalogue(version("2"))
    assert suspicious(known, catalogue(version("20", start="2026-12-01"))) == []
    assert "from 2 to 20.01" in suspicious(known, catalogue(version("20.01", start="2026-12-01")))[0]


def test_a_price_that_becomes_nothing_is_suspicious() -> None:
    assert suspicious(catalogue(version("2")), catalogue(version("0", start="2026-12-01"))) != []


def test_a_resource_that_is_gone_is_suspicious() -> None:
    found = suspicious(catalogue(version("2")), catalogue(version("2"), resource="other"))
    assert found == ["system.test/model is not in the newer list"]


def test_a_price_below_zero_is_impossible() -> None:
    assert impossible(catalogue(version("-1"))) == [
        "system.test/model text.input costs -1: a price is 0 or more"
    ]
    assert impossible(catalogue(version("0"))) == []


@pytest.mark.parametrize("data", [b"", b"{}", b"[1, 2]", b'{"header": {"format": "x"}}'])
def test_what_is_no_catalogue_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a catalogue file"):
        decode(data)


def test_a_catalogue_of_a_newer_format_asks_for_a_newer_server() -> None:
    newer = Document(Header(99, "2030-01-01", ()), (), (), ())
    with pytest.raises(ValueError, match=r"format 99.*update the server"):
        decode(encode(newer))


def test_a_data_directory_without_an_import_has_the_shipped_prices(tmp_path: Path) -> None:
    assert encode(in_force(tmp_path)) == encode(shipped())


def test_an_imported_catalogue_adds_to_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / IMPORTED).write_bytes(encode(catalogue(version("2"))))
    book = price_book(tmp_path)
    assert book.find("system.test", "model") is not None
    assert book.find("openai", "gpt-4o", "", 1_793_000_000_000) is not None
