from payi._models import BaseModel
from payi._timestamps import ApiTime
from payi.types.shared import XproxyResult


class RequestResult(BaseModel):
    """What the platform made of a request; the request's other facts, where sent, are in `model_extra`."""

    xproxy_result: XproxyResult


class RequestSummary(BaseModel):
    """One request of a list; further facts, where sent, are in `model_extra`. Latency in milliseconds."""

    request_id: str
    event_timestamp: ApiTime | None = None
    category: str | None = None
    resource: str | None = None
    http_status_code: int | None = None
    end_to_end_latency_ms: int | None = None
    time_to_first_token_ms: int | None = None
    properties: dict[str, str | None] | None = None
    xproxy_result: XproxyResult | None = None


class RequestDetail(RequestSummary):
    """The whole event: its facts, attribution, priced lines and charges, as far as they are named here.

    Everything the server sends is there; what has no field of its own is in `model_extra`.
    """
