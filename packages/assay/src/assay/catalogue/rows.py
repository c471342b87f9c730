"""The compiled catalogue file: one JSON document, one resource per line, sorted, the same bytes from the same
facts.

The file is compact because every start of a server reads it, and readable because a change of it is reviewed:

* a price is text, `amount` for a million units or `amount/per`: "2.5", "10/1000", "0.36/3600";
* `filled` and `assumed` lines say "rule line": the fill rule and the line of the same version the price is
  taken from, with a factor where the rule has one ("F6 text.input*2");
* versions that derive the same lines in the same way share them: `fills` is their key in the document;
* times are dates (00:00 UTC) or ISO date-times; a `start` of "" means: as far back as anything is known.
"""

from __future__ import annotations

from typing import Literal

import msgspec

FORMAT = 1


class SourceRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Where prices came from: what was read, in which version, and the SHA-256 of what was read."""

    name: str
    version: str
    sha256: str
    checked: str


class Header(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What this file is: `version` is the date of the youngest source, and the same for the same sources."""

    format: int
    version: str
    sources: tuple[SourceRow, ...]


class FillsRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Derived lines that many versions have in common: name → "rule line"."""

    filled: dict[str, str] = {}
    assumed: dict[str, str] = {}


class WindowRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True):
    """Prices at certain hours: `start` and `end` are "HH:MM" UTC, start included, end excluded."""

    start: str
    end: str
    lines: dict[str, str]
    fills: str = ""


class VersionRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, kw_only=True):
    """One price list of a resource in one scope. `source` and `checked` hold for every line not in
    `exceptions`.

    `exceptions` name another source and date checked for a line; `verified` the first day a tier price was
    confirmed, by tier suffix: before it the price is assumed. `estimated` marks every line as an assumption.
    """

    start: str = ""
    recorded: str
    source: str
    checked: str
    lines: dict[str, str]
    scope: str = "global"
    threshold: int | None = None
    fills: str = ""
    exceptions: dict[str, tuple[str, str]] = {}
    verified: dict[str, str] = {}
    windows: tuple[WindowRow, ...] = ()
    withdrawn: str = ""
    estimated: bool = False


class ResourceRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, kw_only=True):
    """One resource with all its versions, by scope, start and record."""

    category: str
    resource: str
    description: str = ""
    max_input_units: int | None = None
    max_output_units: int | None = None
    deprecated: str = ""
    versions: tuple[VersionRow, ...]


class AliasRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, kw_only=True):
    """From `start` on the name `alias` means `target`."""

    category: str
    alias: str
    target: str
    start: str = ""


class SharedRow(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Lines that every version of a category has beside its own."""

    category: str
    source: str
    checked: str
    lines: dict[str, str]


class PatternRow(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, frozen=True, kw_only=True):
    """Names that match mean `target`."""

    category: str
    kind: Literal["prefix", "regex"]
    text: str
    target: str
    priority: int = 0


class Document(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole catalogue."""

    header: Header
    resources: tuple[ResourceRow, ...]
    aliases: tuple[AliasRow, ...]
    patterns: tuple[PatternRow, ...]
    fills: dict[str, FillsRow] = {}
    shared: tuple[SharedRow, ...] = ()


def decode(data: bytes) -> Document:
    """Read a catalogue file. Raises ValueError, naming the place, when it is none or of a newer format."""
    try:
        document = msgspec.json.decode(data, type=Document)
    except msgspec.DecodeError as error:
        raise ValueError(f"not a catalogue file: {error}") from error
    if document.header.format != FORMAT:
        raise ValueError(
            f"the catalogue has format {document.header.format}, this server reads {FORMAT}: "
            "update the server"
        )
    return document


def encode(document: Document) -> bytes:
    """Write a catalogue: sorted, one object per line, the same bytes for the same content."""
    encoder = msgspec.json.Encoder(order="sorted")
    resources = sorted(document.resources, key=lambda row: (row.category, row.resource))
    aliases = sorted(document.aliases, key=lambda row: (row.category, row.alias, row.start))
    patterns = sorted(document.patterns, key=lambda row: (row.category, row.kind, row.priority, row.text))
    shared = sorted(document.shared, key=lambda row: (row.category, row.source))
    parts = (("aliases", aliases), ("patterns", patterns), ("shared", shared), ("resources", resources))
    body = [b'{"header":' + encoder.encode(document.header)]
    fills = (encoder.encode(key) + b":" + encoder.encode(row) for key, row in sorted(document.fills.items()))
    body.append(b'"fills":{\n' + b",\n".join(fills) + b"\n}")
    for name, rows in parts:
        body.append(
            b'"' + name.encode() + b'":[\n' + b",\n".join(encoder.encode(row) for row in rows) + b"\n]"
        )
    return b",\n".join(body) + b"}\n"
