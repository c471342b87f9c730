"""Use cases, their instances, and the KPI scores of instances."""

from typing import Required

from typing_extensions import TypedDict

from payi._models import BaseModel
from payi._timestamps import ApiTime
from payi.types.shared import LimitConfig, LimitType
from payi.types.use_cases.definitions import KpiType


class LimitConfigParam(TypedDict, total=False):
    """The template of the limit each instance gets; `max` in USD, `threshold` a fraction of it."""

    max: Required[float]
    limit_type: LimitType | None
    threshold: float | None
    properties: dict[str, str | None] | None
    limit_tags: list[str] | None


class KpiScoreParam(TypedDict):
    """One score of a bulk; True is stored as 1.0, None clears."""

    use_case_name: str
    use_case_id: str
    kpi_name: str
    score: float | None


class UseCaseDefinitionResponse(BaseModel):
    name: str
    description: str
    request_id: str
    limit_config: LimitConfig | None = None
    logging_enabled: bool | None = None
    type_version: int | None = None
    auto_created: bool | None = None


UseCaseDefinition = UseCaseDefinitionResponse


class UseCaseInstanceResponse(BaseModel):
    """One run of a use case; `limit_id` is its own limit, if the definition has a template for one."""

    use_case_id: str
    use_case_name: str
    limit_id: str | None = None
    type_version: int | None = None


class KpiListResponse(BaseModel):
    """A KPI's score on one instance."""

    kpi_name: str | None = None
    kpi_type: KpiType | None = None
    score: float | None = None
    create_timestamp: ApiTime | None = None
    update_timestamp: ApiTime | None = None


class BulkScoreError(BaseModel):
    """Why the score at `item_index` of the request was not recorded."""

    item_index: int | None = None
    code: str | None = None
    message: str | None = None


class BulkScoreResponse(BaseModel):
    """`recorded_count` of `total_count` scores were recorded; `errors` tells about the others."""

    request_id: str | None = None
    total_count: int | None = None
    recorded_count: int | None = None
    error_count: int | None = None
    errors: list[BulkScoreError] | None = None
