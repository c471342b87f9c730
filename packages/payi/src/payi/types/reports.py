from typing import Any

from payi._models import BaseModel


class SavedReport(BaseModel):
    """A named question with a range such as `last 7 days`."""

    report_id: str
    name: str | None = None
    question: dict[str, Any] | None = None
    range: str | None = None
