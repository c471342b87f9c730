"""Cursors of lists whose entries have a place and an id: good for the list they were made for."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import msgspec

from assay.domain.errors import Invalid

_decoder = msgspec.json.Decoder(tuple[str, Decimal, str])


def cursor_of(made_for: object, place: Decimal, id_: str) -> str:
    """The cursor of what comes after an entry, in the list that `made_for` describes by its `repr`."""
    return urlsafe_b64encode(msgspec.json.encode((_mark(made_for), place, id_))).decode().rstrip("=")


def read_cursor(made_for: object, cursor: Any) -> tuple[Decimal, str] | None:
    """The place and the id in a cursor; None without one. Raises Invalid (`invalid_cursor`)."""
    if not cursor:
        return None
    try:
        padded = str(cursor) + "=" * (-len(str(cursor)) % 4)
        mark, place, id_ = _decoder.decode(urlsafe_b64decode(padded))
    except (ValueError, msgspec.DecodeError):
        mark, place, id_ = "", Decimal(0), ""
    if mark != _mark(made_for):
        raise Invalid(
            "invalid_cursor",
            f"'{str(cursor)[:80]}' is no cursor of this list: take the one of the page before",
        )
    return place, id_


def _mark(made_for: object) -> str:
    return blake2b(repr(made_for).encode(), digest_size=6).hexdigest()
