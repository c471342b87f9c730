"""What the owner of the installation does: for commands on this machine only, not part of the public
contract.

A request comes from loopback and carries the owner token of the data directory.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from assay.domain.errors import Forbidden
from assay.domain.tenancy import ApiKey, Application
from assay.http.replies import encode, wire_time
from assay.http.routes.operations import from_loopback
from assay.services.operations import Operator

OWNER_HEADER = "x-assay-owner-token"


def _operator(request: Request) -> Operator:
    operator: Operator = request.app.state.operator
    token = request.headers.get(OWNER_HEADER, "")
    if not from_loopback(request) or not secrets.compare_digest(
        token.encode(), operator.owner_token.encode()
    ):
        raise Forbidden(
            "owner_only", f"{request.url.path} is for `assay` commands on the server's own machine"
        )
    return operator


OperatorHere = Annotated[Operator, Depends(_operator)]
router = APIRouter(prefix="/internal/v1", include_in_schema=False)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NamedApplication(_Asked):
    """An application by its name."""

    name: str


class ApplicationChange(_Asked):
    """What to change of an application; what is absent stays."""

    name: str | None = None
    settings: dict[str, Any] = {}


class KeyWanted(_Asked):
    """For whom to lend a key."""

    application: str


class Target(_Asked):
    """A directory on the server's machine."""

    directory: str


class Erasure(_Asked):
    """Whose traces to erase, and whether only content."""

    application: str
    user: str = ""
    account: str | None = None
    content_only: bool = False


def _shown(application: Application) -> dict[str, Any]:
    return {
        "id": application.id,
        "name": application.name,
        "created": wire_time(application.created),
        "settings": asdict(application.settings),
    }


def _shown_key(key: ApiKey) -> dict[str, Any]:
    """What is shown of a key: never the key, nor its hash."""
    return {
        "slot": key.slot,
        "last_four": key.last_four,
        "created": wire_time(key.created),
        "last_used": wire_time(key.last_used) if key.last_used else None,
    }


def _json(value: Any, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")


@router.get("/applications")
async def list_applications(operator: OperatorHere) -> Response:
    return _json({"items": [_shown(application) for application in await operator.applications()]})


@router.post("/applications")
async def create_application(body: NamedApplication, operator: OperatorHere) -> Response:
    made = await operator.create_application(body.name)
    return _json({"application": _shown(made.application), "keys": made.keys}, 201)


@router.patch("/applications/{name}")
async def change_application(name: str, body: ApplicationChange, operator: OperatorHere) -> Response:
    return _json(_shown(await operator.change_application(name, body.name, body.settings)))


@router.get("/applications/{name}/keys")
async def list_keys(name: str, operator: OperatorHere) -> Response:
    kept = await operator.keys_of(name)
    return _json({"items": [_shown_key(key) for key in kept]})


@router.post("/applications/{name}/keys/{slot}")
async def rotate_key(name: str, slot: int, operator: OperatorHere) -> Response:
    return _json({"key": await operator.rotate_key(name, slot)})


@router.post("/lent-keys")
async def lend_key(body: KeyWanted, operator: OperatorHere) -> Response:
    return _json({"key": await operator.lend_key(body.application)})


@router.post("/doctor")
async def doctor(operator: OperatorHere) -> Response:
    return _json(await operator.doctor())


@router.post("/backup")
async def backup(body: Target, operator: OperatorHere) -> Response:
    return _json(await operator.backup(body.directory))


@router.post("/compact")
async def compact(operator: OperatorHere) -> Response:
    return _json(await operator.compact())


@router.post("/erasures")
async def erase(body: Erasure, operator: OperatorHere) -> Response:
    return _json(
        await operator.erase(body.application, body.user, body.account, content_only=body.content_only)
    )
