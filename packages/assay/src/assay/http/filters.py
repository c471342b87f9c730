"""Filters of a question in the query of an address: their JSON text."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import Query

from assay.domain.errors import Invalid
from assay.domain.questions import Filter, filters_of

FiltersText = Annotated[str | None, Query(description="the JSON text of a question's filters")]


def filters_in(text: str | None) -> tuple[Filter, ...]:
    """The filters that a text holds, of an address that may have none. Raises Invalid."""
    try:
        document = msgspec.json.decode(text) if text else None
    except msgspec.DecodeError as error:
        raise Invalid("invalid_question", f"filters: not JSON: {error}") from error
    return filters_of(document)
