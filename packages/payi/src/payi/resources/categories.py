"""Categories, and the priced resources in them; both are of the whole organisation."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from typing_extensions import Unpack

from payi._cached import cached_property
from payi._encoding import path
from payi._modes import AsyncRaw, AsyncStreaming, SyncRaw, SyncStreaming
from payi._options import CallOptions, ListOptions
from payi._request import Call, listing
from payi._resource import RawView, Resource, StreamingView, endpoint, list_endpoint
from payi._sentinels import Omit, omit
from payi.types.categories import (
    CategoryResourcePriceUnitsParam,
    CategoryResourceResponse,
    CategoryResponse,
)

M = TypeVar("M")


class CategoryResourcesResource(Resource[M]):
    """The versions of one resource; each has its own prices and the time from which they hold."""

    with_raw_response: RawView[CategoryResourcesResource[SyncRaw], CategoryResourcesResource[AsyncRaw]] = (
        RawView()
    )
    with_streaming_response: StreamingView[
        CategoryResourcesResource[SyncStreaming], CategoryResourcesResource[AsyncStreaming]
    ] = StreamingView()

    @endpoint
    def create(
        self,
        resource: str,
        *,
        category: str,
        units: Mapping[str, CategoryResourcePriceUnitsParam],
        max_input_units: int | Omit | None = omit,
        max_output_units: int | Omit | None = omit,
        max_total_units: int | Omit | None = omit,
        start_timestamp: str | datetime | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Call[CategoryResourceResponse]:
        """Create a resource, or a new version of it, priced in USD per single unit from `start_timestamp` on
        (now).
        """
        return Call(
            "POST",
            path("/api/v1/categories/{category}/resources/{resource}", category=category, resource=resource),
            CategoryResourceResponse,
            options,
            body={
                "units": units,
                "max_input_units": max_input_units,
                "max_output_units": max_output_units,
                "max_total_units": max_total_units,
                "start_timestamp": start_timestamp,
            },
        )

    @endpoint
    def retrieve(
        self, resource_id: str, *, category: str, resource: str, **options: Unpack[CallOptions]
    ) -> Call[CategoryResourceResponse]:
        """One version."""
        return Call("GET", _version_path(category, resource, resource_id), CategoryResourceResponse, options)

    @list_endpoint
    def list(
        self,
        resource: str,
        *,
        category: str,
        active: bool | Omit | None = omit,
        **options: Unpack[ListOptions],
    ) -> Call[CategoryResourceResponse]:
        """All versions of a resource; `active=True` for the ones now in force."""
        return listing(
            path("/api/v1/categories/{category}/resources/{resource}", category=category, resource=resource),
            CategoryResourceResponse,
            options,
            Active=active,
        )

    @endpoint
    def delete(
        self, resource_id: str, *, category: str, resource: str, **options: Unpack[CallOptions]
    ) -> Call[CategoryResourceResponse]:
        """Delete one version."""
        return Call(
            "DELETE", _version_path(category, resource, resource_id), CategoryResourceResponse, options
        )


class CategoriesResource(Resource[M]):
    """A category exists because resources exist in it. Names starting with `system.` are the platform's."""

    with_raw_response: RawView[CategoriesResource[SyncRaw], CategoriesResource[AsyncRaw]] = RawView()
    with_streaming_response: StreamingView[
        CategoriesResource[SyncStreaming], CategoriesResource[AsyncStreaming]
    ] = StreamingView()

    @cached_property
    def resources(self) -> CategoryResourcesResource[M]:
        return CategoryResourcesResource(self.call_mode)

    @list_endpoint
    def list(
        self, *, active: bool | Omit | None = omit, **options: Unpack[ListOptions]
    ) -> Call[CategoryResponse]:
        return listing("/api/v1/categories", CategoryResponse, options, Active=active)

    @endpoint
    def delete(
        self, category: str, **options: Unpack[CallOptions]
    ) -> Call[builtins.list[CategoryResourceResponse]]:
        """Delete a category with all its resources, and return those."""
        return Call(
            "DELETE",
            path("/api/v1/categories/{category}", category=category),
            builtins.list[CategoryResourceResponse],
            options,
        )

    @endpoint
    def delete_resource(
        self, resource: str, *, category: str, **options: Unpack[CallOptions]
    ) -> Call[builtins.list[CategoryResourceResponse]]:
        """Delete all versions of a resource, and return them."""
        return Call(
            "DELETE",
            path("/api/v1/categories/{category}/resources/{resource}", category=category, resource=resource),
            builtins.list[CategoryResourceResponse],
            options,
        )

    @list_endpoint
    def list_resources(
        self, category: str, *, active: bool | Omit | None = omit, **options: Unpack[ListOptions]
    ) -> Call[CategoryResourceResponse]:
        return listing(
            path("/api/v1/categories/{category}/resources", category=category),
            CategoryResourceResponse,
            options,
            Active=active,
        )


def _version_path(category: str, resource: str, resource_id: str) -> str:
    return path(
        "/api/v1/categories/{category}/resources/{resource}/{resource_id}",
        category=category,
        resource=resource,
        resource_id=resource_id,
    )
