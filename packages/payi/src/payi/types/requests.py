from typing import Any

from payi._models import BaseModel
from payi._timestamps import ApiTime
from payi.types.shared import XproxyResult


class RequestResult(BaseModel):
    """What the platform made of a request; the request's other facts, where sent, are in `model_extra`."""

    xproxy_result: XproxyResult


class RequestSummary(BaseModel):
    """One request. `cost` is decimal text in USD, None when it is not known; `…_ms` are milliseconds."""

    request_id: str
    time: ApiTime | None = None
    category: str | None = None
    resource: str | None = None
    scope: str | None = None
    use_case: str | None = None
    version: int | None = None
    instance: str | None = None
    step: str | None = None
    user: str | None = None
    account: str | None = None
    units: dict[str, Any] | None = None
    cost: str | None = None
    unpriced: int | None = None
    status: int | None = None
    failure: str | None = None
    latency_ms: int | None = None
    ttft_ms: int | None = None
    ttfc_ms: int | None = None
    properties: dict[str, str | None] | None = None


class RequestDetail(RequestSummary):
    """The whole event, with its priced lines and the charge of each limit; further facts are extras."""

    received: ApiTime | None = None
    resource_id: str | None = None
    cost_in: str | None = None
    cost_out: str | None = None
    lines: list[dict[str, Any]] | None = None
    charges: list[dict[str, Any]] | None = None
    use_case_properties: dict[str, str | None] | None = None
    provider_response_id: str | None = None
    provider_uri: str | None = None
    warnings: list[str] | None = None
