"""KPI definitions: what is measured on each instance of a use case, and the goal."""

from typing import Literal

from payi._models import BaseModel
from payi._timestamps import ApiTime

KpiType = Literal["boolean", "number", "percentage", "likert5", "likert7", "likert10"]


class KpiDefinition(BaseModel):
    """`goal` is in the unit of `kpi_type`; of a boolean KPI it is the wanted share of true, 0…1."""

    name: str
    description: str
    request_id: str
    kpi_type: KpiType | None = None
    goal: float | None = None
    direction: Literal["higher", "lower"] | None = None
    created_timestamp: ApiTime | None = None
    updated_timestamp: ApiTime | None = None

    @property
    def kpi_name(self) -> str:
        return self.name


class KpiCreateResponse(KpiDefinition):
    pass


class KpiRetrieveResponse(KpiDefinition):
    pass


class KpiUpdateResponse(KpiDefinition):
    pass


class KpiDeleteResponse(KpiDefinition):
    pass


class KpiListResponse(KpiDefinition):
    pass
