"""Use case definitions: name, version, limit template, and which KPIs are measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import Omit, is_absent, omit
from payi.types.shared import LimitType
from payi.types.use_cases import LimitConfigParam, UseCaseDefinitionResponse
from payi.types.use_cases.definitions import (
    KpiCreateResponse,
    KpiDeleteResponse,
    KpiListResponse,
    KpiRetrieveResponse,
    KpiType,
    KpiUpdateResponse,
)

M = TypeVar("M")


class KpiDefinitionsResource(Resource[M]):
    """The KPIs of a use case. Their names may hold spaces and are unique in the use case."""

    with_raw_response: RawView[KpiDefinitionsResource[SyncRaw], KpiDefinitionsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        KpiDefinitionsResource[SyncStreaming], KpiDefinitionsResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        use_case_name: str,
        *,
        description: str,
        kpi_type: KpiType,
        goal: float,
        name: str | Omit = omit,
        kpi_name: str | Omit = omit,
        direction: Literal["higher", "lower"] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[KpiCreateResponse]:
        """Define a KPI, called by `name` or by `kpi_name`; TypeError unless exactly one of them is given.

        `goal` is in the unit of `kpi_type`: the wanted share of true, 0…1, of a `boolean`; the target average
        of the others. `direction` says whether more is better or less.
        """
        return Call(
            "POST",
            path("/api/v1/use_cases/definitions/{use_case_name}/kpis", use_case_name=use_case_name),
            KpiCreateResponse,
            options,
            body={
                "name": _one_of(name, kpi_name),
                "description": description,
                "kpi_type": kpi_type,
                "goal": goal,
                "direction": direction,
            },
        )

    @endpoint
    def retrieve(
        self, kpi_name: str, *, use_case_name: str, **options: Unpack[CallOptions]
    ) -> Call[KpiRetrieveResponse]:
        return Call("GET", _kpi_path(use_case_name, kpi_name), KpiRetrieveResponse, options)

    @endpoint
    def update(
        self,
        kpi_name: str,
        *,
        use_case_name: str,
        description: str | Omit | None = omit,
        goal: float | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[KpiUpdateResponse]:
        """Change the description or the goal of the present version; name and type stay."""
        return Call(
            "PUT",
            _kpi_path(use_case_name, kpi_name),
            KpiUpdateResponse,
            options,
            body={"description": description, "goal": goal},
        )

    @list_endpoint
    def list(
        self, use_case_name: str, *, kpi_name: str | Omit | None = omit, **options: Unpack[ListOptions]
    ) -> Call[KpiListResponse]:
        return listing(
            path("/api/v1/use_cases/definitions/{use_case_name}/kpis", use_case_name=use_case_name),
            KpiListResponse,
            options,
            kpi_name=kpi_name,
        )

    @endpoint
    def delete(
        self, kpi_name: str, *, use_case_name: str, **options: Unpack[CallOptions]
    ) -> Call[KpiDeleteResponse]:
        return Call("DELETE", _kpi_path(use_case_name, kpi_name), KpiDeleteResponse, options)


class LimitConfigResource(Resource[M]):
    """The template from which each new instance gets a limit of its own."""

    with_raw_response: RawView[LimitConfigResource[SyncRaw], LimitConfigResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        LimitConfigResource[SyncStreaming], LimitConfigResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        use_case_name: str,
        *,
        max: float | Omit = omit,  # noqa: A002 - the published name
        limit_type: LimitType | Omit | None = omit,
        threshold: float | Omit | None = omit,
        properties: Mapping[str, str | None] | Omit | None = omit,
        limit_tags: Sequence[str] | Omit | None = omit,
        limit_config: LimitConfigParam | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> Call[UseCaseDefinitionResponse]:
        """Set the template, by its fields or whole as `limit_config`; `max` in USD."""
        fields = limit_config_body(
            limit_config,
            max=max,
            limit_type=limit_type,
            threshold=threshold,
            properties=properties,
            limit_tags=limit_tags,
        )
        return Call(
            "POST", _limit_config_path(use_case_name), UseCaseDefinitionResponse, options, body=fields
        )

    @endpoint
    def delete(self, use_case_name: str, **options: Unpack[CallOptions]) -> Call[UseCaseDefinitionResponse]:
        return Call("DELETE", _limit_config_path(use_case_name), UseCaseDefinitionResponse, options)


class VersionResource(Resource[M]):
    with_raw_response: RawView[VersionResource[SyncRaw], VersionResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        VersionResource[SyncStreaming], VersionResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def increment(
        self, use_case_name: str, **options: Unpack[CallOptions]
    ) -> Call[UseCaseDefinitionResponse]:
        """Start the next version; it inherits everything. Never retried: it might count twice."""
        return Call(
            "POST",
            path(
                "/api/v1/use_cases/definitions/{use_case_name}/increment_version", use_case_name=use_case_name
            ),
            UseCaseDefinitionResponse,
            options,
            repeatable=False,
        )


class DefinitionsResource(Resource[M]):
    with_raw_response: RawView[DefinitionsResource[SyncRaw], DefinitionsResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        DefinitionsResource[SyncStreaming], DefinitionsResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def kpis(self) -> KpiDefinitionsResource[M]:
        return KpiDefinitionsResource(self.call_mode)

    @cached_property
    def limit_config(self) -> LimitConfigResource[M]:
        return LimitConfigResource(self.call_mode)

    @cached_property
    def version(self) -> VersionResource[M]:
        return VersionResource(self.call_mode)

    @endpoint
    def create(
        self,
        *,
        name: str,
        description: str,
        limit_config: LimitConfigParam | Omit | None = omit,
        logging_enabled: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[UseCaseDefinitionResponse]:
        """Define a use case. Names: letters, digits, `.`, `-` and `_`, at most 64.

        `logging_enabled` is the use case's own gate for storing prompts and completions.
        """
        return Call(
            "POST",
            "/api/v1/use_cases/definitions",
            UseCaseDefinitionResponse,
            options,
            body={
                "name": name,
                "description": description,
                "limit_config": limit_config,
                "logging_enabled": logging_enabled,
            },
        )

    @endpoint
    def retrieve(self, use_case_name: str, **options: Unpack[CallOptions]) -> Call[UseCaseDefinitionResponse]:
        return Call("GET", _definition_path(use_case_name), UseCaseDefinitionResponse, options)

    @endpoint
    def update(
        self,
        use_case_name: str,
        *,
        description: str | Omit | None = omit,
        logging_enabled: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[UseCaseDefinitionResponse]:
        return Call(
            "PUT",
            _definition_path(use_case_name),
            UseCaseDefinitionResponse,
            options,
            body={"description": description, "logging_enabled": logging_enabled},
        )

    @list_endpoint
    def list(
        self, *, use_case_name: str | Omit | None = omit, **options: Unpack[ListOptions]
    ) -> Call[UseCaseDefinitionResponse]:
        return listing(
            "/api/v1/use_cases/definitions", UseCaseDefinitionResponse, options, use_case_name=use_case_name
        )

    @endpoint
    def delete(self, use_case_name: str, **options: Unpack[CallOptions]) -> Call[UseCaseDefinitionResponse]:
        """Delete a definition; the history of its instances stays under its name."""
        return Call("DELETE", _definition_path(use_case_name), UseCaseDefinitionResponse, options)


def limit_config_body(limit_config: LimitConfigParam | Omit, **fields: object) -> dict[str, object]:
    """The template as one object, where fields given by themselves win over those of `limit_config`."""
    whole: dict[str, object] = {} if is_absent(limit_config) else {**limit_config}
    return {**whole, **{name: value for name, value in fields.items() if not is_absent(value)}}


def _one_of(name: str | Omit, kpi_name: str | Omit) -> str | Omit:
    if is_absent(name) == is_absent(kpi_name):
        raise TypeError(
            f"give either name or kpi_name, not both or neither: name={name!r}, kpi_name={kpi_name!r}"
        )
    return kpi_name if is_absent(name) else name


def _definition_path(use_case_name: str) -> str:
    return path("/api/v1/use_cases/definitions/{use_case_name}", use_case_name=use_case_name)


def _limit_config_path(use_case_name: str) -> str:
    return path("/api/v1/use_cases/definitions/{use_case_name}/limit_config", use_case_name=use_case_name)


def _kpi_path(use_case_name: str, kpi_name: str) -> str:
    return path(
        "/api/v1/use_cases/definitions/{use_case_name}/kpis/{kpi_name}",
        use_case_name=use_case_name,
        kpi_name=kpi_name,
    )
