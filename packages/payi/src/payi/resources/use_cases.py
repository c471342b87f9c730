"""Use cases: instances of them, and the KPI scores of instances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import NO_BODY, Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import NoneType, Omit, is_absent, omit, without_absent
from payi.lib.helpers import PayiHeaderNames
from payi.resources.definitions import DefinitionsResource
from payi.types.use_cases import (
    BulkScoreResponse,
    KpiListResponse,
    KpiScoreParam,
    UseCaseInstanceResponse,
)

M = TypeVar("M")

_ANY_ANSWER = {"Accept": "*/*"}  # writes of scores answer with an empty body


class InstancePropertiesResource(Resource[M]):
    with_raw_response: RawView[InstancePropertiesResource[SyncRaw], InstancePropertiesResource[AsyncRaw]] = (
        RawView()
    )
    with_streaming_response: StreamingView[
        InstancePropertiesResource[SyncStreaming], InstancePropertiesResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def update(
        self,
        use_case_id: str,
        *,
        properties: Mapping[str, str | None],
        use_case_name: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> Call[UseCaseInstanceResponse]:
        """Merge `properties` into those of the instance; None removes one."""
        return Call(
            "PUT",
            _instance_path(use_case_name, use_case_id) + "/properties",
            UseCaseInstanceResponse,
            options,
            body={"properties": properties},
        )

    create = update
    """The name of an earlier generation of clients."""


class InstanceKpisResource(Resource[M]):
    """Scores of one instance. Without `use_case_name` the instance is found by its id alone."""

    with_raw_response: RawView[InstanceKpisResource[SyncRaw], InstanceKpisResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        InstanceKpisResource[SyncStreaming], InstanceKpisResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        kpi_name: str,
        *,
        use_case_id: str,
        use_case_name: str | Omit = omit,
        score: float | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[None]:
        """Record a score, over an earlier one if there is one. Boolean KPIs take 1.0 and 0.0, or True and
        False.
        """
        method = "POST" if is_absent(use_case_name) else "PUT"
        return _score_call(method, use_case_name, use_case_id, kpi_name, options, {"score": score})

    @endpoint
    def update(
        self,
        kpi_name: str,
        *,
        use_case_id: str,
        use_case_name: str | Omit = omit,
        score: float | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[None]:
        """Record a score, over an earlier one if there is one; None clears it."""
        return _score_call("PUT", use_case_name, use_case_id, kpi_name, options, {"score": score})

    @endpoint
    def increment(
        self,
        kpi_name: str,
        *,
        use_case_id: str,
        use_case_name: str | Omit = omit,
        increment: float = 1,
        **options: Unpack[CallOptions],
    ) -> Call[None]:
        """Add to a score on the server, so that none of several at once is lost. Never retried: it might
        count twice.
        """
        return _score_call(
            "PUT", use_case_name, use_case_id, kpi_name, options, {"increment": increment}, repeatable=False
        )

    @endpoint
    def bulk(
        self, *, scores: Iterable[KpiScoreParam], **options: Unpack[CallOptions]
    ) -> Call[BulkScoreResponse]:
        """Record many scores at once."""
        return Call(
            "POST", "/api/v1/use_cases/kpis/scores:bulk", BulkScoreResponse, options, body=list(scores)
        )

    @endpoint
    def delete(self, kpi_name: str, *, use_case_id: str, **options: Unpack[CallOptions]) -> Call[None]:
        """Remove a score."""
        return _score_call("DELETE", omit, use_case_id, kpi_name, options, NO_BODY)

    @list_endpoint
    def list(
        self,
        use_case_id: str,
        *,
        use_case_name: str | Omit = omit,
        kpi_name: str | Omit | None = omit,
        **options: Unpack[ListOptions],
    ) -> Call[KpiListResponse]:
        """The scores recorded on an instance, in the order of their recording."""
        kpis = _instance_path(use_case_name, use_case_id) + "/kpis"
        return listing(kpis, KpiListResponse, options, kpi_name=kpi_name)


class UseCasesResource(Resource[M]):
    """Instances of use cases: one conversation, one document, one run of an agent."""

    with_raw_response: RawView[UseCasesResource[SyncRaw], UseCasesResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        UseCasesResource[SyncStreaming], UseCasesResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def definitions(self) -> DefinitionsResource[M]:
        return DefinitionsResource(self.call_mode)

    @cached_property
    def kpis(self) -> InstanceKpisResource[M]:
        return InstanceKpisResource(self.call_mode)

    @cached_property
    def properties(self) -> InstancePropertiesResource[M]:
        return InstancePropertiesResource(self.call_mode)

    @endpoint
    def create(
        self,
        use_case_name: str,
        *,
        user_id: str | Omit | None = omit,
        properties: Mapping[str, str | None] | Omit | None = omit,
        use_case_version: int | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[UseCaseInstanceResponse]:
        """Start an instance, of the latest version unless `use_case_version` says otherwise."""
        given = without_absent(
            {"user_id": user_id, "properties": properties, "use_case_version": use_case_version}
        )
        return Call(
            "POST",
            path("/api/v1/use_cases/instances/{use_case_name}", use_case_name=use_case_name),
            UseCaseInstanceResponse,
            options,
            body=given or NO_BODY,
            headers={PayiHeaderNames.user_id: user_id},
        )

    @list_endpoint
    def list(
        self, *, use_case_name: str | Omit | None = omit, **options: Unpack[ListOptions]
    ) -> Call[UseCaseInstanceResponse]:
        """Instances, the newest first."""
        return listing(
            "/api/v1/use_cases/instances", UseCaseInstanceResponse, options, use_case_name=use_case_name
        )

    @endpoint
    def retrieve(
        self, use_case_id: str, *, use_case_name: str | Omit = omit, **options: Unpack[CallOptions]
    ) -> Call[UseCaseInstanceResponse]:
        return Call("GET", _instance_path(use_case_name, use_case_id), UseCaseInstanceResponse, options)

    @endpoint
    def delete(
        self, use_case_id: str, *, use_case_name: str | Omit = omit, **options: Unpack[CallOptions]
    ) -> Call[UseCaseInstanceResponse]:
        return Call("DELETE", _instance_path(use_case_name, use_case_id), UseCaseInstanceResponse, options)


def _instance_path(use_case_name: str | Omit, use_case_id: str) -> str:
    if is_absent(use_case_name):
        return path("/api/v1/use_cases/instances/{use_case_id}", use_case_id=use_case_id)
    return path(
        "/api/v1/use_cases/instances/{use_case_name}/{use_case_id}",
        use_case_name=use_case_name,
        use_case_id=use_case_id,
    )


def _score_call(
    method: str,
    use_case_name: str | Omit,
    use_case_id: str,
    kpi_name: str,
    options: CallOptions,
    body: object,
    *,
    repeatable: bool = True,
) -> Call[None]:
    return Call(
        method,
        _instance_path(use_case_name, use_case_id) + path("/kpis/{kpi_name}", kpi_name=kpi_name),
        NoneType,
        options,
        body=body,
        headers=_ANY_ANSWER,
        repeatable=repeatable,
    )
