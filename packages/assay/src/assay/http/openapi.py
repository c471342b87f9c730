"""The one OpenAPI document: FastAPI's operations, and the raw routes from the types they decode with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from fastapi import FastAPI

REFERENCE = "#/components/schemas/{name}"


@dataclass(slots=True, frozen=True)
class HotOperation:
    """What a raw route takes and answers, as msgspec types: the very ones it decodes and encodes with.

    `parameters` are OpenAPI parameter objects (query and headers); `answers` the type by status.
    """

    method: str
    path: str
    summary: str
    body: Any
    answers: Mapping[int, Any]
    parameters: Sequence[Mapping[str, Any]] = ()
    body_required: bool = True
    tags: Sequence[str] = field(default=("ingest",))


def document(api: FastAPI, hot: Sequence[HotOperation]) -> dict[str, Any]:
    """The document, made once."""
    if api.openapi_schema is None:
        made = FastAPI.openapi(api)
        _add_hot(made, hot)
        api.openapi_schema = made
    return api.openapi_schema


def _add_hot(made: dict[str, Any], hot: Sequence[HotOperation]) -> None:
    types = [kind for operation in hot for kind in (operation.body, *operation.answers.values())]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    made.setdefault("components", {}).setdefault("schemas", {}).update(components)
    remaining = iter(schemas)
    for operation in hot:
        body = next(remaining)
        answers = {
            str(status): {
                "description": _phrase(status),
                "content": {"application/json": {"schema": next(remaining)}},
            }
            for status in operation.answers
        }
        made["paths"].setdefault(operation.path, {})[operation.method.lower()] = {
            "summary": operation.summary,
            "tags": list(operation.tags),
            "parameters": list(operation.parameters),
            "requestBody": {
                "required": operation.body_required,
                "content": {"application/json": {"schema": body}},
            },
            "responses": answers,
            "security": [{"ApiKey": []}],
        }


def _phrase(status: int) -> str:
    return "Successful Response" if status < 300 else "Error"
