"""Categories and resources: `/categories`. Managed ones are read-only; custom ones belong to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Query as QueryParameter
from starlette.responses import Response

from assay.domain.resources import ResourceVersion
from assay.http.dependencies import AnyDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.categories import CategoryAnswer, CreateResource, ResourceAnswer
from assay.services import resources

router = APIRouter(prefix="/categories", tags=["categories"], route_class=ExactRoute)

RESOURCE = "/{category:segment}/resources/{resource:segment}"
VERSION = RESOURCE + "/{resource_id:segment}"

PageHere = Annotated[PageAsked, Depends()]
Active = Annotated[
    bool | None,
    QueryParameter(alias="Active", description="only what is (or is not) in force; all when absent"),
]


def _now_in_force(desk: Desk, versions: Sequence[ResourceVersion]) -> list[ResourceAnswer]:
    """Put changed versions into the book of prices, and show them as they stand in it."""
    platform = desk.platform
    platform.prices = platform.prices.with_custom(versions)
    now = platform.now_ms()
    return [ResourceAnswer.from_domain(resources.show(platform.prices, version, now)) for version in versions]


@router.get("", response_model=PageAnswer[CategoryAnswer])
async def list_categories(desk: AnyDesk, asked: PageHere, active: Active = None) -> Response:
    """Categories by name."""
    query = asked.of("categories", active)
    found = resources.list_categories(desk.platform.prices, query, active, desk.platform.now_ms())
    return page(found, desk.request_id, lambda name: CategoryAnswer(category=name))


@router.delete("/{category:segment}", response_model=list[ResourceAnswer])
async def delete_category(desk: AnyDesk, category: str) -> Response:
    """Delete a category with all its resources; costs already computed stay."""
    return reply(_now_in_force(desk, await desk.change(lambda act: resources.delete_category(act, category))))


@router.get("/{category:segment}/resources", response_model=PageAnswer[ResourceAnswer])
async def list_resources(desk: AnyDesk, asked: PageHere, category: str, active: Active = None) -> Response:
    """What each resource of a category costs now, by name; one entry for each scope."""
    query = asked.of("resources", category, active)
    found = resources.list_resources(desk.platform.prices, query, category, active, desk.platform.now_ms())
    return page(found, desk.request_id, ResourceAnswer.from_domain)


@router.get(RESOURCE, response_model=PageAnswer[ResourceAnswer])
async def list_resource_versions(
    desk: AnyDesk, asked: PageHere, category: str, resource: str, active: Active = None
) -> Response:
    """The versions of a resource by their start."""
    query = asked.of("versions", category, resource, active)
    found = resources.list_versions(
        desk.platform.prices, query, category, resource, active, desk.platform.now_ms()
    )
    return page(found, desk.request_id, ResourceAnswer.from_domain)


@router.post(RESOURCE, response_model=ResourceAnswer, status_code=201)
async def create_resource(desk: AnyDesk, category: str, resource: str, body: CreateResource) -> Response:
    """Give a resource new prices: 201; 200 with the version in force when the prices are the same."""
    version, new = await desk.change(lambda act: resources.create(act, category, resource, body.to_domain()))
    return reply(_now_in_force(desk, [version])[0], 201 if new else 200)


@router.delete(RESOURCE, response_model=list[ResourceAnswer])
async def delete_resource(desk: AnyDesk, category: str, resource: str) -> Response:
    """Delete all versions of a resource; costs already computed stay."""
    return reply(
        _now_in_force(desk, await desk.change(lambda act: resources.delete_resource(act, category, resource)))
    )


@router.get(VERSION, response_model=ResourceAnswer)
async def get_resource_version(desk: AnyDesk, category: str, resource: str, resource_id: str) -> Response:
    """One version."""
    shown = resources.get_version(
        desk.platform.prices, category, resource, resource_id, desk.platform.now_ms()
    )
    return reply(ResourceAnswer.from_domain(shown))


@router.delete(VERSION, response_model=ResourceAnswer)
async def delete_resource_version(desk: AnyDesk, category: str, resource: str, resource_id: str) -> Response:
    """Delete one version; the one before it is in force again."""
    version = await desk.change(lambda act: resources.delete_version(act, category, resource, resource_id))
    return reply(_now_in_force(desk, [version])[0])
