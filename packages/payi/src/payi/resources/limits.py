"""Limits: caps on what may be spent, in USD."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import NO_BODY, Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import Omit, omit
from payi.types.limits import (
    DefaultResponse,
    Limit,
    LimitHistory,
    LimitHistoryResponse,
    LimitResponse,
    LimitTags,
)
from payi.types.shared import LimitType

M = TypeVar("M")


class LimitPropertiesResource(Resource[M]):
    with_raw_response: RawView[LimitPropertiesResource[SyncRaw], LimitPropertiesResource[AsyncRaw]] = (
        RawView()
    )
    with_streaming_response: StreamingView[
        LimitPropertiesResource[SyncStreaming], LimitPropertiesResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def update(
        self, limit_id: str, *, properties: Mapping[str, str | None], **options: Unpack[CallOptions]
    ) -> Call[list[LimitResponse]]:
        """Merge `properties` into those of the limit; None removes one. The answer is a list of the one
        limit.
        """
        return Call(
            "PUT",
            path("/api/v1/limits/{limit_id}/properties", limit_id=limit_id),
            list[LimitResponse],
            options,
            body={"properties": properties},
        )


class LimitTagsResource(Resource[M]):
    """Deprecated: properties are what tags were."""

    with_raw_response: RawView[LimitTagsResource[SyncRaw], LimitTagsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        LimitTagsResource[SyncStreaming], LimitTagsResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self, limit_id: str, *, limit_tags: Sequence[str], **options: Unpack[CallOptions]
    ) -> Call[builtins.list[LimitTags]]:
        """Add tags."""
        return _tags_call("POST", "/api/v1/limits/{limit_id}/tags", limit_id, options, limit_tags)

    @endpoint
    def update(
        self, limit_id: str, *, limit_tags: Sequence[str], **options: Unpack[CallOptions]
    ) -> Call[builtins.list[LimitTags]]:
        """Replace the tags."""
        return _tags_call("PUT", "/api/v1/limits/{limit_id}/tags", limit_id, options, limit_tags)

    @endpoint
    def list(self, limit_id: str, **options: Unpack[CallOptions]) -> Call[builtins.list[LimitTags]]:
        return _tags_call("GET", "/api/v1/limits/{limit_id}/tags", limit_id, options)

    @endpoint
    def delete(self, limit_id: str, **options: Unpack[CallOptions]) -> Call[builtins.list[LimitTags]]:
        """Remove all tags."""
        return _tags_call("DELETE", "/api/v1/limits/{limit_id}/tags", limit_id, options)

    @endpoint
    def remove(
        self, limit_id: str, *, limit_tags: Sequence[str], **options: Unpack[CallOptions]
    ) -> Call[builtins.list[LimitTags]]:
        """Remove some tags."""
        return _tags_call("PATCH", "/api/v1/limits/{limit_id}/tags/remove", limit_id, options, limit_tags)


class LimitsResource(Resource[M]):
    with_raw_response: RawView[LimitsResource[SyncRaw], LimitsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[LimitsResource[SyncStreaming], LimitsResource[AsyncStreaming]] = (
        StreamingView()
    )

    @cached_property
    def properties(self) -> LimitPropertiesResource[M]:
        return LimitPropertiesResource(self.call_mode)

    @cached_property
    def tags(self) -> LimitTagsResource[M]:
        return LimitTagsResource(self.call_mode)

    @endpoint
    def create(
        self,
        *,
        limit_name: str,
        max: float,  # noqa: A002 - the published name
        limit_id: str | Omit | None = omit,
        limit_type: LimitType | Omit = omit,
        threshold: float | Omit | None = omit,
        enforcement: Literal["soft", "hard"] | Omit = omit,
        properties: Mapping[str, str | None] | Omit | None = omit,
        limit_tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[LimitResponse]:
        """Create a limit of `max` USD; creating an equal one again returns the existing one.

        `block` refuses requests on proxy routes once `max` is reached, `allow` (the default) only counts.
        `threshold` is the fraction of `max`, 0.75…0.99, from which requests are reported as `exceeded`.
        With `enforcement="hard"` the worst case is reserved before a proxied call, so that `max` is never
        passed.
        """
        return Call(
            "POST",
            "/api/v1/limits",
            LimitResponse,
            options,
            body={
                "limit_name": limit_name,
                "max": max,
                "limit_id": limit_id,
                "limit_type": limit_type,
                "threshold": threshold,
                "enforcement": enforcement,
                "properties": properties,
                "limit_tags": limit_tags,
            },
        )

    @endpoint
    def retrieve(self, limit_id: str, **options: Unpack[CallOptions]) -> Call[LimitResponse]:
        return Call("GET", _limit_path(limit_id), LimitResponse, options)

    @endpoint
    def update(
        self,
        limit_id: str,
        *,
        limit_name: str | Omit | None = omit,
        max: float | Omit | None = omit,  # noqa: A002 - the published name
        **options: Unpack[CallOptions],
    ) -> Call[LimitResponse]:
        """Change the name or the max, which may not be lower than what is already spent."""
        return Call(
            "PUT",
            _limit_path(limit_id),
            LimitResponse,
            options,
            body={"limit_name": limit_name, "max": max},
        )

    @list_endpoint
    def list(self, *, limit_name: str | Omit | None = omit, **options: Unpack[ListOptions]) -> Call[Limit]:
        return listing("/api/v1/limits", Limit, options, limit_name=limit_name)

    @endpoint
    def delete(self, limit_id: str, **options: Unpack[CallOptions]) -> Call[DefaultResponse]:
        """Delete a limit; what was spent stays in the history of requests."""
        return Call("DELETE", _limit_path(limit_id), DefaultResponse, options)

    @endpoint
    def reset(
        self,
        limit_id: str,
        *,
        reset_date: str | datetime | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[LimitHistoryResponse]:
        """Start a new period with nothing spent; the answer holds the totals of the one that ended."""
        return Call(
            "POST",
            path("/api/v1/limits/{limit_id}/reset", limit_id=limit_id),
            LimitHistoryResponse,
            options,
            query={"resetDate": reset_date},
        )

    @list_endpoint
    def history(self, limit_id: str, **options: Unpack[ListOptions]) -> Call[LimitHistory]:
        """The periods that resets have ended, the newest first."""
        return listing(path("/api/v1/limits/{limit_id}/history", limit_id=limit_id), LimitHistory, options)


def _limit_path(limit_id: str) -> str:
    return path("/api/v1/limits/{limit_id}", limit_id=limit_id)


def _tags_call(
    method: str, template: str, limit_id: str, options: CallOptions, limit_tags: Sequence[str] | None = None
) -> Call[list[LimitTags]]:
    body = NO_BODY if limit_tags is None else {"limit_tags": limit_tags}
    return Call(method, path(template, limit_id=limit_id), list[LimitTags], options, body=body)
