"""Use case instances: `/use_cases/instances`, by definition name and id, or by id alone as older clients do.

The order of declaration is the routing table: a path whose keyword (`kpis`, `properties`) stands where a
name or id could means the keyword. The score routes are declared before these.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from starlette.responses import Response

from assay.domain.use_cases import Instance
from assay.http.dependencies import ApplicationDesk, Desk
from assay.http.pages import PageAnswer, PageAsked, page
from assay.http.replies import reply
from assay.http.routing import ExactRoute
from assay.http.schemas.base import PropertiesBody
from assay.http.schemas.use_cases import CreateInstance, InstanceAnswer, InstanceValue
from assay.services import instances
from assay.services.corrections import change_instance_properties

router = APIRouter(prefix="/use_cases/instances", tags=["use cases"], route_class=ExactRoute)

BY_ID = "/{use_case_id:segment}"
BY_NAME_AND_ID = "/{use_case_name:segment}/{use_case_id:segment}"


def _answer(desk: Desk, instance: Instance, status: int = 200) -> Response:
    return reply(InstanceAnswer.from_domain(instance, desk.request_id), status)


@router.get("", response_model=PageAnswer[InstanceAnswer])
async def list_instances(
    desk: ApplicationDesk, asked: Annotated[PageAsked, Depends()], use_case_name: str | None = None
) -> Response:
    """Instances, newest first."""
    query = asked.of("instances", desk.caller.app, use_case_name, newest_first=True)
    found = await desk.look(lambda act: instances.list_instances(act, query, use_case_name))
    return page(
        found, desk.request_id, lambda instance: InstanceAnswer.from_domain(instance, desk.request_id)
    )


@router.post("/{use_case_name:segment}", response_model=InstanceAnswer)
async def create_instance(
    desk: ApplicationDesk, use_case_name: str, body: Annotated[CreateInstance | None, Body()] = None
) -> Response:
    """Open an instance. An unknown use case is created with it, if the application lets that be."""
    asked = (body or CreateInstance()).to_domain()
    instance, _ = await desk.change(lambda act: instances.create(act, use_case_name, asked))
    return _answer(desk, instance)


@router.get(f"{BY_NAME_AND_ID}/value", response_model=InstanceValue)
async def get_instance_value(desk: ApplicationDesk, use_case_name: str, use_case_id: str) -> Response:
    """What an instance is worth: null until a policy of value says how to reckon it."""
    await desk.look(lambda act: instances.get(act, use_case_id, use_case_name))
    return reply(InstanceValue(request_id=desk.request_id))


@router.put(f"{BY_NAME_AND_ID}/properties", response_model=InstanceAnswer)
@router.post(f"{BY_NAME_AND_ID}/properties", response_model=InstanceAnswer, deprecated=True)
async def update_instance_properties(
    desk: ApplicationDesk, use_case_name: str, use_case_id: str, body: PropertiesBody
) -> Response:
    """Merge properties into those of the instance; null removes one."""
    changed = await desk.change(
        lambda act: instances.set_properties(act, use_case_id, body.properties, use_case_name)
    )
    await _restate_requests(desk, changed)
    return _answer(desk, changed)


@router.put(f"{BY_ID}/properties", response_model=InstanceAnswer, deprecated=True)
@router.post(f"{BY_ID}/properties", response_model=InstanceAnswer, deprecated=True)
async def update_instance_properties_by_id(
    desk: ApplicationDesk, use_case_id: str, body: PropertiesBody
) -> Response:
    """Merge properties into those of the instance; null removes one."""
    changed = await desk.change(lambda act: instances.set_properties(act, use_case_id, body.properties))
    await _restate_requests(desk, changed)
    return _answer(desk, changed)


async def _restate_requests(desk: Desk, instance: Instance) -> None:
    """Questions by a property of the instance find it on requests that were recorded before."""
    await change_instance_properties(desk.platform, desk.caller.app, instance.id, instance.properties)


@router.get(BY_NAME_AND_ID, response_model=InstanceAnswer)
async def get_instance(desk: ApplicationDesk, use_case_name: str, use_case_id: str) -> Response:
    """One instance of a use case."""
    return _answer(desk, await desk.look(lambda act: instances.get(act, use_case_id, use_case_name)))


@router.delete(BY_NAME_AND_ID, response_model=InstanceAnswer)
async def delete_instance(desk: ApplicationDesk, use_case_name: str, use_case_id: str) -> Response:
    """Delete an instance and its scores; its requests and their cost stay."""
    return _answer(desk, await desk.change(lambda act: instances.delete(act, use_case_id, use_case_name)))


@router.get(BY_ID, response_model=InstanceAnswer, deprecated=True)
async def get_instance_by_id(desk: ApplicationDesk, use_case_id: str) -> Response:
    """One instance by its id, which is unique in the application."""
    return _answer(desk, await desk.look(lambda act: instances.get(act, use_case_id)))


@router.delete(BY_ID, response_model=InstanceAnswer, deprecated=True)
async def delete_instance_by_id(desk: ApplicationDesk, use_case_id: str) -> Response:
    """Delete an instance by its id."""
    return _answer(desk, await desk.change(lambda act: instances.delete(act, use_case_id)))
