"""What several operations answer with: results, limit states, errors."""

from typing import Literal

from pydantic import Field

from payi._models import BaseModel
from payi.types._costs import CostDetails, PayICommonModelsBudgetManagementCostDetailsBase

LimitType = Literal["block", "allow"]
LimitState = Literal["ok", "blocked", "blocked_external", "exceeded", "overrun", "failed"]


class XproxyError(BaseModel):
    """`code` is stable; `message` is for people and may change."""

    code: str | None = None
    message: str | None = None


class APIError(BaseModel):
    """The body of an error answer."""

    message: str
    status_code: int = Field(alias="statusCode")
    xproxy_error: XproxyError | None = None


class IngestUnits(BaseModel):
    input: int | None = None
    output: int | None = None


class Cost(BaseModel):
    currency: Literal["usd"] | None = None
    input: PayICommonModelsBudgetManagementCostDetailsBase | None = None
    output: PayICommonModelsBudgetManagementCostDetailsBase | None = None
    total: CostDetails | None = None


class Limits(BaseModel):
    state: LimitState | None = None


class XproxyResult(BaseModel):
    """What the platform made of one request. `cost` is None, not zero, when nothing could be priced."""

    request_id: str | None = None
    resource_id: str | None = None
    cost: Cost | None = None
    limits: dict[str, Limits] | None = None
    blocked_limit_ids: list[str] | None = None
    use_case_name: str | None = None
    use_case_id: str | None = None
    use_case_step: str | None = None
    experience_id: str | None = None
    user_id: str | None = None
    account_name: str | None = None
    request_tags: list[str] | None = None
    unknown_units: dict[str, IngestUnits] | None = None
    duplicate_request: bool | None = None
    warnings: list[str] | None = None
    actions: list[str] | None = None


class PropertiesRequest(BaseModel):
    properties: dict[str, str | None]


class PropertiesResponse(BaseModel):
    request_id: str | None = None


class EvaluationResponse(BaseModel):
    request_id: str


class PayICommonModelsBudgetManagementCreateLimitBase(BaseModel):
    """The template of the limit each instance of a use case gets; `max` in USD."""

    max: float
    limit_type: LimitType | None = None
    threshold: float | None = None
    properties: dict[str, str | None] | None = None
    limit_tags: list[str] | None = None


LimitConfig = PayICommonModelsBudgetManagementCreateLimitBase
