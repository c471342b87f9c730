"""What differs between the thing that exists and the one asked for, in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assay.domain.money import plain


def named_differences(known: Any, asked: Any, *names: str) -> str:
    """`max 50 instead of 60, threshold none instead of 0.8`, or '' when these attributes are equal."""
    return ", ".join(
        f"{name} {_shown(getattr(known, name))} instead of {_shown(getattr(asked, name))}"
        for name in names
        if getattr(known, name) != getattr(asked, name)
    )


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return plain(value) if isinstance(value, Decimal) else str(value)
