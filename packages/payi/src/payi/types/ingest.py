from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Required, TypeAlias

from typing_extensions import TypedDict

from payi._models import BaseModel
from payi._timestamps import ApiTime
from payi.types.shared import APIError, XproxyResult


class UnitsParam(TypedDict, total=False):
    """Counts of one unit; a missing side is 0. The guides write `{"value": n}` under `input` and `output`."""

    input: int
    output: int
    value: int


Units: TypeAlias = Mapping[str, UnitsParam]
"""By unit name: `{"text": {"input": 10, "output": 50}}`."""

Properties: TypeAlias = Mapping[str, str | None]
"""None removes a property."""


class HeaderParam(TypedDict, total=False):
    name: Required[str]
    value: str | None


class FunctionCallInfoParam(TypedDict, total=False):
    """A call of a function or tool that the model asked for; `arguments` is JSON text."""

    name: Required[str]
    arguments: str | None


PayICommonModelsAPIRouterHeaderInfoParam = HeaderParam


class BulkIngestRequestParam(TypedDict, total=False):
    """One event of a bulk."""

    category: Required[str]
    units: Required[Units]
    resource: str | None
    event_timestamp: str | datetime | None
    end_to_end_latency_ms: int | None
    time_to_first_token_ms: int | None
    time_to_first_completion_token_ms: int | None
    http_status_code: int | None
    properties: Properties | None
    use_case_properties: Properties | None
    provider_uri: str | None
    provider_request_headers: Iterable[HeaderParam] | None
    provider_request_json: str | None
    provider_request_reasoning_json: str | None
    provider_response_headers: Iterable[HeaderParam] | None
    provider_response_json: str | Sequence[str] | None
    provider_response_id: str | None
    provider_response_function_calls: Iterable[FunctionCallInfoParam] | None
    limit_ids: Sequence[str] | None
    request_tags: Sequence[str] | None
    use_case_name: str | None
    use_case_id: str | None
    use_case_version: int | None
    use_case_step: str | None
    user_id: str | None
    account_name: str | None
    scope: str | None
    charge_past: bool | None


class IngestResponse(BaseModel):
    request_id: str
    event_timestamp: ApiTime
    ingest_timestamp: ApiTime
    xproxy_result: XproxyResult


class BulkError(BaseModel):
    """Why the event at `item_index` of the request was not stored."""

    item_index: int | None = None
    xproxy_result: APIError | None = None


class BulkResult(BaseModel):
    """What the platform made of the event at `item_index` of the request."""

    item_index: int
    xproxy_result: XproxyResult


class BulkIngestResponse(BaseModel):
    """`ingest_count` of `total_count` events were stored; `errors` tells about the others."""

    request_id: str
    ingest_timestamp: ApiTime
    ingest_count: int
    total_count: int | None = None
    error_count: int | None = None
    item_error_count: int | None = None
    errors: list[BulkError] | None = None
    results: list[BulkResult] | None = None
