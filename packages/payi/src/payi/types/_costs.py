"""Amounts in USD and counts of requests, as limits and results carry them."""

from payi._models import BaseModel


class PayICommonModelsBudgetManagementCostDetailsBase(BaseModel):
    base: float


class CostDetails(BaseModel):
    """`overrun_base` is the part of `base` that went over the max of a limit."""

    base: float
    overrun_base: float | None = None


class CostData(BaseModel):
    input: PayICommonModelsBudgetManagementCostDetailsBase
    output: PayICommonModelsBudgetManagementCostDetailsBase
    total: CostDetails


class RequestsData(BaseModel):
    """How many requests ended in each state; every request of a limit is in exactly one."""

    ok: int
    exceeded: int
    overrun: int
    blocked: int
    blocked_external: int
    failed: int
    total: int


class TotalCostData(BaseModel):
    cost: CostData
    requests: RequestsData
