"""The one OpenAPI document: FastAPI's operations, and the raw routes from the types they decode with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast, get_args, get_origin

import msgspec
from fastapi import FastAPI
from fastapi.routing import APIRoute

from assay.http.wire import ApiError

REFERENCE = "#/components/schemas/{name}"


@dataclass(slots=True, frozen=True)
class HotOperation:
    """What a raw route takes and answers, as msgspec types: the very ones it decodes and encodes with.

    `parameters` are OpenAPI parameter objects (query and headers); `answers` the type by status, or several.
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
        made.setdefault("components", {}).setdefault("schemas", {})
        _add_hot(made, hot)
        _tell_answers(made)
        api.openapi_schema = made
    return api.openapi_schema


def operation_id(route: APIRoute) -> str:
    """The name of the function and the method: former spellings of a path share the function."""
    return f"{route.name}_{min(route.methods or {''}).lower()}"


def _tell_answers(made: dict[str, Any]) -> None:
    """Say what FastAPI cannot know: errors are ApiErrors, and a repeated create answers 200."""
    error = {"$ref": REFERENCE.format(name="ApiError")}
    for operations in made["paths"].values():
        for operation in operations.values():
            answers: dict[str, Any] = operation["responses"]
            answers.pop("422", None)
            if "201" in answers:
                answers["200"] = answers["201"] | {"description": "An equal one existed already"}
            for status in ("4XX", "5XX"):
                answers[status] = _answer("Error", error)
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)


def _add_hot(made: dict[str, Any], hot: Sequence[HotOperation]) -> None:
    answered = [kind for operation in hot for kinds in operation.answers.values() for kind in _each(kinds)]
    types = list(dict.fromkeys([ApiError, *answered, *(_decoded(operation.body) for operation in hot)]))
    schemas, components = _numbers(msgspec.json.schema_components(types, ref_template=REFERENCE))
    made["components"]["schemas"].update(components)
    schema_of = dict(zip(types, schemas, strict=True))
    for operation in hot:
        answers = {
            str(status): _answer(
                "Successful Response" if status < 300 else "Error",
                _either([schema_of[kind] for kind in _each(kinds)]),
            )
            for status, kinds in operation.answers.items()
        }
        made["paths"].setdefault(operation.path, {})[operation.method.lower()] = {
            "summary": operation.summary,
            "operationId": operation.summary.lower().replace(" ", "_") + "_post",
            "tags": list(operation.tags),
            "parameters": list(operation.parameters),
            "requestBody": {
                "required": operation.body_required,
                "content": {"application/json": {"schema": schema_of[_decoded(operation.body)]}},
            },
            "responses": answers,
            "security": [{"ApiKey": []}],
        }


def _either(schemas: Sequence[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _each(kinds: Any) -> tuple[Any, ...]:
    return cast("tuple[Any, ...]", kinds) if isinstance(kinds, tuple) else (kinds,)


@cache
def _decoded(kind: Any) -> Any:
    """The type with its undecoded fields as "anything": msgspec cannot describe the default of those."""
    if get_origin(kind) is list:
        return list[_decoded(get_args(kind)[0])]
    fields = msgspec.structs.fields(kind)
    if all(each.type is not msgspec.Raw for each in fields):
        return kind
    return msgspec.defstruct(
        kind.__name__,
        [
            (each.encode_name, Any, None)
            if each.type is msgspec.Raw
            else (each.encode_name, each.type)
            if each.required
            else (each.encode_name, each.type, each.default)
            for each in fields
        ],
        namespace={"__doc__": kind.__doc__},
        kw_only=True,
    )


def _numbers(schema: Any) -> Any:
    """The schema with decimals as the numbers they are written as."""
    if isinstance(schema, dict):
        if schema.get("format") == "decimal":
            return {"type": "number"}
        return {key: _numbers(value) for key, value in cast("dict[str, Any]", schema).items()}
    if isinstance(schema, list | tuple):
        return [_numbers(value) for value in cast("Sequence[Any]", schema)]
    return schema


def _answer(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
