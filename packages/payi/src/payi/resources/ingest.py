"""Sending events: what was used, when, by whom and for what."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from typing_extensions import Unpack

from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions
from payi._request import NO_BODY, Call
from payi._resource import RawView, Resource, StreamingView, endpoint
from payi._sentinels import Omit, is_absent, omit
from payi.lib.helpers import PayiHeaderNames, create_limit_header_from_ids, create_request_header_from_tags
from payi.types.ingest import (
    BulkIngestRequestParam,
    BulkIngestResponse,
    FunctionCallInfoParam,
    HeaderParam,
    IngestResponse,
    Units,
)

M = TypeVar("M")


class IngestResource(Resource[M]):
    """Both methods give every event an id, so that an event that is sent twice is counted once."""

    with_raw_response: RawView[IngestResource[SyncRaw], IngestResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[IngestResource[SyncStreaming], IngestResource[AsyncStreaming]] = (
        StreamingView()
    )

    @endpoint
    def units(
        self,
        *,
        category: str,
        units: Units,
        resource: str | Omit | None = omit,
        event_timestamp: str | datetime | Omit | None = omit,
        end_to_end_latency_ms: int | Omit | None = omit,
        time_to_first_token_ms: int | Omit | None = omit,
        time_to_first_completion_token_ms: int | Omit | None = omit,
        http_status_code: int | Omit | None = omit,
        properties: Mapping[str, Any] | Omit | None = omit,
        use_case_properties: Mapping[str, Any] | Omit | None = omit,
        experience_properties: Mapping[str, Any] | Omit | None = omit,
        provider_uri: str | Omit | None = omit,
        provider_request_headers: Iterable[HeaderParam] | Omit | None = omit,
        provider_request_json: str | Omit | None = omit,
        provider_request_reasoning_json: str | Omit | None = omit,
        provider_response_headers: Iterable[HeaderParam] | Omit | None = omit,
        provider_response_json: str | Sequence[str] | Omit | None = omit,
        provider_response_id: str | Omit | None = omit,
        provider_response_function_calls: Iterable[FunctionCallInfoParam] | Omit | None = omit,
        limit_ids: list[str] | Omit | None = omit,
        request_tags: list[str] | Omit | None = omit,
        use_case_name: str | Omit | None = omit,
        use_case_id: str | Omit | None = omit,
        use_case_version: int | Omit | None = omit,
        use_case_step: str | Omit | None = omit,
        user_id: str | Omit | None = omit,
        account_name: str | Omit | None = omit,
        resource_scope: str | Omit | None = omit,
        experience_id: str | Omit | None = omit,
        experience_name: str | Omit | None = omit,
        disable_logging: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[IngestResponse]:
        """Record one event.

        `units` are counts by unit name. `event_timestamp` defaults to the time of receipt and may lie at most
        five minutes ahead. Values of properties are sent as text; one that has no text is left out. Without a
        `provider_response_id` an id is made up and repeated with every retry.

        Raises TypeError when `limit_ids` is not a list.
        """
        return Call(
            "POST",
            "/api/v1/ingest",
            IngestResponse,
            options,
            query={} if provider_response_id else {"id": new_event_id()},
            body={
                "category": category,
                "units": units,
                "resource": resource,
                "event_timestamp": event_timestamp,
                "end_to_end_latency_ms": end_to_end_latency_ms,
                "time_to_first_token_ms": time_to_first_token_ms,
                "time_to_first_completion_token_ms": time_to_first_completion_token_ms,
                "http_status_code": http_status_code,
                "properties": _as_text(properties),
                "use_case_properties": _as_text(use_case_properties),
                "experience_properties": _as_text(experience_properties),
                "provider_uri": provider_uri,
                "provider_request_headers": provider_request_headers,
                "provider_request_json": provider_request_json,
                "provider_request_reasoning_json": provider_request_reasoning_json,
                "provider_response_headers": provider_response_headers,
                "provider_response_json": provider_response_json,
                "provider_response_id": provider_response_id,
                "provider_response_function_calls": provider_response_function_calls,
            },
            headers={
                **_limit_header(limit_ids),
                **_tag_header(request_tags),
                PayiHeaderNames.use_case_name: use_case_name,
                PayiHeaderNames.use_case_id: use_case_id,
                PayiHeaderNames.use_case_version: _text(use_case_version),
                PayiHeaderNames.use_case_step: use_case_step,
                PayiHeaderNames.user_id: user_id,
                PayiHeaderNames.account_name: account_name,
                PayiHeaderNames.resource_scope: resource_scope,
                PayiHeaderNames.experience_id: experience_id,
                PayiHeaderNames.experience_name: experience_name,
                PayiHeaderNames.logging_disable: _text(disable_logging),
            },
        )

    @endpoint
    def bulk(
        self,
        *,
        events: Iterable[BulkIngestRequestParam] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> Call[BulkIngestResponse]:
        """Record many events at once, up to 10,000; one that is refused does not hold back the others.

        The answer names the refused ones in `errors` and has the result of each stored one in `results`.
        """
        identified = NO_BODY if is_absent(events) else [_with_id(event) for event in events]
        return Call(
            "POST",
            "/api/v1/ingest/bulk",
            BulkIngestResponse,
            options,
            query={"results": True},
            body=identified,
        )


def new_event_id() -> str:
    return f"payi_{uuid.uuid4()}"


def _with_id(event: BulkIngestRequestParam) -> BulkIngestRequestParam:
    if event.get("provider_response_id"):
        return event
    return {**event, "provider_response_id": new_event_id()}


def _as_text(properties: Mapping[str, Any] | Omit | None) -> Mapping[str, str | None] | Omit | None:
    if properties is None or is_absent(properties):
        return properties
    texts = {name: _text_or_omit(value) for name, value in properties.items()}
    return {name: text for name, text in texts.items() if not is_absent(text)}


def _text_or_omit(value: object) -> str | Omit | None:
    try:
        return None if value is None else str(value)
    except Exception:  # noqa: BLE001 - str() of somebody else's object may raise anything
        return omit


def _text(value: int | Omit | None) -> str | Omit | None:
    return value if value is None or is_absent(value) else str(value)


def _limit_header(limit_ids: list[str] | Omit | None) -> dict[str, str]:
    if limit_ids is None or is_absent(limit_ids):
        return {}
    return create_limit_header_from_ids(limit_ids=limit_ids)


def _tag_header(request_tags: list[str] | Omit | None) -> dict[str, str]:
    if request_tags is None or is_absent(request_tags):
        return {}
    return create_request_header_from_tags(request_tags)
