"""Deprecated: use cases are what experiences were; the server keeps both as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import Omit, omit
from payi.types.experiences import ExperienceInstanceResponse, ExperienceType
from payi.types.shared import LimitType
from payi.types.use_cases import LimitConfigParam

M = TypeVar("M")


class ExperiencePropertiesResource(Resource[M]):
    with_raw_response: RawView[
        ExperiencePropertiesResource[SyncRaw], ExperiencePropertiesResource[AsyncRaw]
    ] = RawView()
    with_streaming_response: StreamingView[
        ExperiencePropertiesResource[SyncStreaming], ExperiencePropertiesResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self, experience_id: str, *, properties: Mapping[str, str | None], **options: Unpack[CallOptions]
    ) -> Call[ExperienceInstanceResponse]:
        return Call(
            "POST",
            _instance_path(experience_id) + "/properties",
            ExperienceInstanceResponse,
            options,
            body={"properties": properties},
        )


class ExperienceLimitConfigResource(Resource[M]):
    with_raw_response: RawView[
        ExperienceLimitConfigResource[SyncRaw], ExperienceLimitConfigResource[AsyncRaw]
    ] = RawView()
    with_streaming_response: StreamingView[
        ExperienceLimitConfigResource[SyncStreaming], ExperienceLimitConfigResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        experience_name: str,
        *,
        max: float,  # noqa: A002 - the published name
        limit_type: LimitType | Omit | None = omit,
        threshold: float | Omit | None = omit,
        limit_tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[ExperienceType]:
        return Call(
            "POST",
            _type_path(experience_name) + "/limit_config",
            ExperienceType,
            options,
            body={"max": max, "limit_type": limit_type, "threshold": threshold, "limit_tags": limit_tags},
        )

    @endpoint
    def delete(self, experience_name: str, **options: Unpack[CallOptions]) -> Call[ExperienceType]:
        return Call("DELETE", _type_path(experience_name) + "/limit_config", ExperienceType, options)


class ExperienceVersionResource(Resource[M]):
    with_raw_response: RawView[ExperienceVersionResource[SyncRaw], ExperienceVersionResource[AsyncRaw]] = (
        RawView()
    )
    with_streaming_response: StreamingView[
        ExperienceVersionResource[SyncStreaming], ExperienceVersionResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def increment(self, experience_name: str, **options: Unpack[CallOptions]) -> Call[ExperienceType]:
        """Start the next version. Never retried: it might count twice."""
        versions = _type_path(experience_name) + "/increment_version"
        return Call("POST", versions, ExperienceType, options, repeatable=False)


class ExperienceTypesResource(Resource[M]):
    with_raw_response: RawView[ExperienceTypesResource[SyncRaw], ExperienceTypesResource[AsyncRaw]] = (
        RawView()
    )
    with_streaming_response: StreamingView[
        ExperienceTypesResource[SyncStreaming], ExperienceTypesResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def limit_config(self) -> ExperienceLimitConfigResource[M]:
        return ExperienceLimitConfigResource(self.call_mode)

    @cached_property
    def version(self) -> ExperienceVersionResource[M]:
        return ExperienceVersionResource(self.call_mode)

    @endpoint
    def create(
        self,
        *,
        name: str,
        description: str,
        limit_config: LimitConfigParam | Omit | None = omit,
        logging_enabled: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[ExperienceType]:
        return Call(
            "POST",
            "/api/v1/experiences/types",
            ExperienceType,
            options,
            body={
                "name": name,
                "description": description,
                "limit_config": limit_config,
                "logging_enabled": logging_enabled,
            },
        )

    @endpoint
    def retrieve(self, experience_name: str, **options: Unpack[CallOptions]) -> Call[ExperienceType]:
        return Call("GET", _type_path(experience_name), ExperienceType, options)

    @endpoint
    def update(
        self,
        experience_name: str,
        *,
        description: str | Omit | None = omit,
        logging_enabled: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[ExperienceType]:
        return Call(
            "PUT",
            _type_path(experience_name),
            ExperienceType,
            options,
            body={"description": description, "logging_enabled": logging_enabled},
        )

    @list_endpoint
    def list(self, *, name: str | Omit | None = omit, **options: Unpack[ListOptions]) -> Call[ExperienceType]:
        return listing("/api/v1/experiences/types", ExperienceType, options, name=name)

    @endpoint
    def delete(self, experience_name: str, **options: Unpack[CallOptions]) -> Call[ExperienceType]:
        return Call("DELETE", _type_path(experience_name), ExperienceType, options)


class ExperiencesResource(Resource[M]):
    with_raw_response: RawView[ExperiencesResource[SyncRaw], ExperiencesResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        ExperiencesResource[SyncStreaming], ExperiencesResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def types(self) -> ExperienceTypesResource[M]:
        return ExperienceTypesResource(self.call_mode)

    @cached_property
    def properties(self) -> ExperiencePropertiesResource[M]:
        return ExperiencePropertiesResource(self.call_mode)

    @endpoint
    def create(
        self, experience_name: str, **options: Unpack[CallOptions]
    ) -> Call[ExperienceInstanceResponse]:
        instances = path("/api/v1/experiences/instances/{experience_name}", experience_name=experience_name)
        return Call("POST", instances, ExperienceInstanceResponse, options)

    @list_endpoint
    def list(self, **options: Unpack[ListOptions]) -> Call[ExperienceInstanceResponse]:
        """Experiences, the newest first."""
        return listing("/api/v1/experiences/instances", ExperienceInstanceResponse, options)

    @endpoint
    def retrieve(
        self, experience_id: str, **options: Unpack[CallOptions]
    ) -> Call[ExperienceInstanceResponse]:
        return Call("GET", _instance_path(experience_id), ExperienceInstanceResponse, options)

    @endpoint
    def delete(self, experience_id: str, **options: Unpack[CallOptions]) -> Call[ExperienceInstanceResponse]:
        return Call("DELETE", _instance_path(experience_id), ExperienceInstanceResponse, options)


def _type_path(experience_name: str) -> str:
    return path("/api/v1/experiences/types/{experience_name}", experience_name=experience_name)


def _instance_path(experience_id: str) -> str:
    return path("/api/v1/experiences/instances/{experience_id}", experience_id=experience_id)
