from typing import Any

from payi._models import BaseModel
from payi._timestamps import ApiTime


class SavedReport(BaseModel):
    """A named question with a range such as `last 7 days`."""

    report_id: str
    name: str | None = None
    question: dict[str, Any] | None = None
    range: str | None = None
    created_timestamp: ApiTime | None = None
    updated_timestamp: ApiTime | None = None
