"""The price catalogue: the compiled list that ships with the server, and newer ones a person brought in."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from assay.catalogue.reading import categories
from assay.catalogue.rows import Document, decode
from assay.catalogue.updating import appended
from assay.domain.prices import PriceBook

IMPORTED = "catalogue.json"
"""Name of the imported catalogue in a data directory."""


def shipped() -> Document:
    """The catalogue inside this distribution."""
    return decode((files("assay.catalogue") / "catalogue.json").read_bytes())


def in_force(data_directory: Path | None = None) -> Document:
    """The shipped catalogue with the records of the imported one, where the data directory has one.

    Raises ValueError when the imported file is no catalogue.
    """
    document = shipped()
    imported = data_directory / IMPORTED if data_directory is not None else None
    if imported is None or not imported.exists():
        return document
    return appended(document, decode(imported.read_bytes()))


def price_book(data_directory: Path | None = None) -> PriceBook:
    """The price book of the managed lists in force; custom versions are added with `with_custom`."""
    return PriceBook(categories(in_force(data_directory)))
