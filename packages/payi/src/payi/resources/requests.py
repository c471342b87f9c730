"""Requests the platform has seen: their results, their properties, and the whole event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import Omit, omit
from payi.types.questions import FilterParam
from payi.types.requests import RequestDetail, RequestResult, RequestSummary
from payi.types.shared import PropertiesResponse

M = TypeVar("M")


class ResultByRequestId(Resource[M]):
    with_raw_response: RawView[ResultByRequestId[SyncRaw], ResultByRequestId[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        ResultByRequestId[SyncStreaming], ResultByRequestId[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def retrieve(self, request_id: str, **options: Unpack[CallOptions]) -> Call[RequestResult]:
        return Call("GET", _request_path(request_id) + "/result", RequestResult, options)


class PropertiesByRequestId(Resource[M]):
    with_raw_response: RawView[PropertiesByRequestId[SyncRaw], PropertiesByRequestId[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        PropertiesByRequestId[SyncStreaming], PropertiesByRequestId[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def update(
        self, request_id: str, *, properties: Mapping[str, str | None], **options: Unpack[CallOptions]
    ) -> Call[PropertiesResponse]:
        """Merge `properties` into those of the request; None removes one."""
        return _properties_call("PUT", _request_path(request_id), properties, options)


class RequestIdResource(Resource[M]):
    """A request by the id the platform gave it."""

    with_raw_response: RawView[RequestIdResource[SyncRaw], RequestIdResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        RequestIdResource[SyncStreaming], RequestIdResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def result(self) -> ResultByRequestId[M]:
        return ResultByRequestId(self.call_mode)

    @cached_property
    def properties(self) -> PropertiesByRequestId[M]:
        return PropertiesByRequestId(self.call_mode)


class ResultByResponseId(Resource[M]):
    with_raw_response: RawView[ResultByResponseId[SyncRaw], ResultByResponseId[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        ResultByResponseId[SyncStreaming], ResultByResponseId[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def retrieve(
        self, provider_response_id: str, *, category: str, **options: Unpack[CallOptions]
    ) -> Call[RequestResult]:
        return Call("GET", _response_path(category, provider_response_id) + "/result", RequestResult, options)


class PropertiesByResponseId(Resource[M]):
    with_raw_response: RawView[PropertiesByResponseId[SyncRaw], PropertiesByResponseId[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        PropertiesByResponseId[SyncStreaming], PropertiesByResponseId[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def update(
        self,
        provider_response_id: str,
        *,
        category: str,
        properties: Mapping[str, str | None],
        **options: Unpack[CallOptions],
    ) -> Call[PropertiesResponse]:
        """Merge `properties` into those of the request; None removes one."""
        return _properties_call("PUT", _response_path(category, provider_response_id), properties, options)


class ResponseIdResource(Resource[M]):
    """A request by the id its provider gave the response."""

    with_raw_response: RawView[ResponseIdResource[SyncRaw], ResponseIdResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        ResponseIdResource[SyncStreaming], ResponseIdResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def result(self) -> ResultByResponseId[M]:
        return ResultByResponseId(self.call_mode)

    @cached_property
    def properties(self) -> PropertiesByResponseId[M]:
        return PropertiesByResponseId(self.call_mode)


class LegacyResult(Resource[M]):
    """The form of an earlier generation of clients."""

    with_raw_response: RawView[LegacyResult[SyncRaw], LegacyResult[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[LegacyResult[SyncStreaming], LegacyResult[AsyncStreaming]] = (
        StreamingView()
    )

    @endpoint
    def retrieve(
        self, request_id: str, *, category: str, **options: Unpack[CallOptions]
    ) -> Call[RequestResult]:
        legacy = path(
            "/api/v1/requests/result/{category}/{request_id}", category=category, request_id=request_id
        )
        return Call("GET", legacy, RequestResult, options)


class LegacyProperties(Resource[M]):
    """The form of an earlier generation of clients."""

    with_raw_response: RawView[LegacyProperties[SyncRaw], LegacyProperties[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        LegacyProperties[SyncStreaming], LegacyProperties[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self, request_id: str, *, properties: Mapping[str, str | None], **options: Unpack[CallOptions]
    ) -> Call[PropertiesResponse]:
        return _properties_call("POST", _request_path(request_id), properties, options)


class RequestsResource(Resource[M]):
    with_raw_response: RawView[RequestsResource[SyncRaw], RequestsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        RequestsResource[SyncStreaming], RequestsResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def request_id(self) -> RequestIdResource[M]:
        return RequestIdResource(self.call_mode)

    @cached_property
    def response_id(self) -> ResponseIdResource[M]:
        return ResponseIdResource(self.call_mode)

    @cached_property
    def result(self) -> LegacyResult[M]:
        return LegacyResult(self.call_mode)

    @cached_property
    def properties(self) -> LegacyProperties[M]:
        return LegacyProperties(self.call_mode)

    @list_endpoint
    def list(self, **options: Unpack[ListOptions]) -> Call[RequestSummary]:
        """Requests, the newest first."""
        return listing("/api/v1/requests", RequestSummary, options)

    @endpoint
    def retrieve(self, request_id: str, **options: Unpack[CallOptions]) -> Call[RequestDetail]:
        """The whole event: facts, attribution, priced lines, the charge of each limit."""
        return Call("GET", _request_path(request_id), RequestDetail, options)

    @list_endpoint
    def search(
        self,
        *,
        from_: str | datetime,
        to: str | datetime,
        filters: Sequence[FilterParam] | Omit = omit,
        order: Literal["-time", "time", "-cost", "-latency_ms"] | Omit = omit,
        limit: int | Omit = omit,
        cursor: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[RequestSummary]:
        """The requests behind a number: those from `from_` up to but not including `to` that pass all
        `filters`.
        """
        return Call(
            "POST",
            "/api/v1/requests/search",
            RequestSummary,
            options,
            body={
                "from": from_,
                "to": to,
                "filters": filters,
                "order": order,
                "limit": limit,
                "cursor": cursor or omit,
            },
        )


def _request_path(request_id: str) -> str:
    return path("/api/v1/requests/{request_id}", request_id=request_id)


def _response_path(category: str, provider_response_id: str) -> str:
    return path(
        "/api/v1/requests/provider/{category}/{provider_response_id}",
        category=category,
        provider_response_id=provider_response_id,
    )


def _properties_call(
    method: str, request: str, properties: Mapping[str, str | None], options: CallOptions
) -> Call[PropertiesResponse]:
    return Call(method, f"{request}/properties", PropertiesResponse, options, body={"properties": properties})
