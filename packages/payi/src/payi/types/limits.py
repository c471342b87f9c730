from typing import Literal, TypeAlias

from payi._models import BaseModel
from payi._timestamps import ApiTime
from payi.types._costs import TotalCostData
from payi.types.shared import LimitType


class Limit(BaseModel):
    """A cap on spending: `max` in USD, `threshold` the fraction of it from which requests count as
    `exceeded`.
    """

    limit_id: str
    limit_name: str
    limit_type: LimitType
    max: float
    totals: TotalCostData
    limit_creation_timestamp: ApiTime
    limit_update_timestamp: ApiTime
    threshold: float | None = None
    enforcement: Literal["soft", "hard"] | None = None
    properties: dict[str, str | None] | None = None
    limit_tags: list[str] | None = None


class LimitResponse(BaseModel):
    limit: Limit
    request_id: str
    message: str | None = None


class LimitHistory(BaseModel):
    """A period of a limit that a reset ended, with the totals at that moment."""

    totals: TotalCostData
    limit_id: str | None = None
    limit_name: str | None = None
    limit_type: LimitType | None = None
    max: float | None = None
    limit_reset_timestamp: ApiTime | None = None
    limit_tags: list[str] | None = None


class LimitHistoryResponse(BaseModel):
    limit_history: LimitHistory
    request_id: str
    message: str | None = None


class LimitTags(BaseModel):
    tag_id: int | None = None
    tag_name: str | None = None
    created_on: ApiTime | None = None


class DefaultResponse(BaseModel):
    request_id: str
    message: str | None = None


LimitListResponse = Limit
PropertyUpdateResponse: TypeAlias = list[LimitResponse]
