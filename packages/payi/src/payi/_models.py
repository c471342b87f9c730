"""Response objects: pydantic models that keep what they do not know and never fail over what they did not
expect.
"""

import os
import types
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union, cast, get_args, get_origin

import pydantic
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from typing_extensions import override

from payi._timestamps import parse_time

T = TypeVar("T")

_ARGUMENTS_OF_MODEL_CONSTRUCT = {"cls", "_fields_set"}


class BaseModel(pydantic.BaseModel):
    """Base of every response object. Unknown keys are attributes too, all of them in `model_extra`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        populate_by_name=True,
        protected_namespaces=(),
        defer_build=os.environ.get("DEFER_PYDANTIC_BUILD", "true").lower() == "true",
    )

    def to_dict(
        self,
        *,
        mode: Literal["python", "json"] = "python",
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> dict[str, object]:
        """The object as a dict, by default with the keys and only the keys the server sent."""
        return self.model_dump(
            mode=mode,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    def to_json(
        self,
        *,
        indent: int | None = 2,
        use_api_names: bool = True,
        exclude_unset: bool = True,
        exclude_defaults: bool = False,
        exclude_none: bool = False,
        warnings: bool = True,
    ) -> str:
        """The object as JSON text; `indent=None` is compact."""
        return self.model_dump_json(
            indent=indent,
            by_alias=use_api_names,
            exclude_unset=exclude_unset,
            exclude_defaults=exclude_defaults,
            exclude_none=exclude_none,
            warnings=warnings,
        )

    @override
    def __str__(self) -> str:
        return repr(self)


def validate(expected: type[T], value: object) -> T:
    """`value` as `expected`, or pydantic's ValidationError."""
    return TypeAdapter(expected).validate_python(value)


def construct(expected: type[T], value: object) -> T:
    """`value` in the shape of `expected` as far as it goes: what does not fit is kept as it came."""
    return cast("T", _construct(expected, value))


def _construct(expected: Any, value: Any) -> Any:
    origin = get_origin(expected)
    arguments = get_args(expected)
    if origin is Annotated:
        return _construct(arguments[0], value)
    if origin is Union or origin is types.UnionType:
        return _construct_union(arguments, value)
    if origin is list and isinstance(value, list):
        items = cast("Iterable[Any]", value)
        return [_construct(arguments[0], item) for item in items]
    if origin is dict and isinstance(value, dict):
        entries = cast("Mapping[Any, Any]", value)
        return {key: _construct(arguments[1], item) for key, item in entries.items()}
    if isinstance(expected, type):
        return _construct_plain(expected, value)
    return value


def _construct_plain(expected: type, value: Any) -> Any:
    if issubclass(expected, pydantic.BaseModel) and isinstance(value, Mapping):
        return _construct_model(expected, cast("Mapping[str, Any]", value))
    if expected is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if expected is datetime:
        return parse_time(value)
    return value


def _construct_union(variants: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    candidates = [variant for variant in variants if variant is not type(None)]
    if len(candidates) == 1:
        return _construct(candidates[0], value)
    for candidate in candidates:
        try:
            return validate(candidate, value)
        except ValidationError:
            continue
    return _construct(candidates[0], value)


def _construct_model(model: type[pydantic.BaseModel], data: Mapping[str, Any]) -> pydantic.BaseModel:
    fields = {_wire_name(name, field): field for name, field in model.model_fields.items()}
    fields |= model.model_fields
    values = {
        key: _construct(fields[key].annotation, value) if key in fields else value
        for key, value in data.items()
    }
    taken = {key: values.pop(key) for key in _ARGUMENTS_OF_MODEL_CONSTRUCT & values.keys()}
    instance = model.model_construct(**values)
    if instance.__pydantic_extra__ is not None:
        instance.__pydantic_extra__.update(taken)
    return instance


def _wire_name(name: str, field: FieldInfo) -> str:
    return field.alias or name
