"""What an application says of its calls, checked where it says it: an error names the argument."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, cast

from payi.instrument.context import Change, Properties

T = TypeVar("T")

# Names of older releases, and what they are called now.
_RENAMED: Mapping[str, str] = {
    "experience_name": "use_case_name",
    "experience_id": "use_case_id",
    "route_as_resource": "price_as_resource",
}


def change_of(where: str, arguments: Mapping[str, Any], *, stacklevel: int) -> Change:
    """The arguments of `where`, a function or the config, as a change of context.

    Raises TypeError for wrong types and unknown names, ValueError for values that mean nothing.
    """
    named = renamed(where, arguments, stacklevel=stacklevel + 1)
    if unknown := named.keys() - _CHECKS.keys():
        raise TypeError(f"{where} has no argument {min(unknown)!r}; it takes {', '.join(sorted(_CHECKS))}")
    return Change(
        **{
            name: None if value is None else _CHECKS[name](f"{where}: {name}", value)
            for name, value in named.items()
        }
    )


def renamed(where: str, arguments: Mapping[str, Any], *, stacklevel: int) -> dict[str, Any]:
    """The arguments under their present names, with a DeprecationWarning for old ones. None is left out."""
    present = {name: value for name, value in arguments.items() if value is not None}
    for name in ("request_tags", *_RENAMED):
        if name in present:
            hint = _RENAMED.get(name, "request_properties")
            warnings.warn(f"{where}: {name} is deprecated; use {hint}", DeprecationWarning, stacklevel)
    for old, new in _RENAMED.items():
        if old in present:
            present.setdefault(new, present.pop(old))
    return present


def text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "text", value)
    return value


def flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, "True or False", value)
    return value


def whole(name: str, value: object, *, at_least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(name, "a whole number", value)
    if value < at_least:
        raise ValueError(f"{name} must be {at_least} or more, not {value}")
    return value


def seconds(name: str, value: object, *, zero: bool = True) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _wrong(name, "a number of seconds", value)
    if value < 0 or not (zero or value):
        raise ValueError(f"{name} must be {'0 or more' if zero else 'above 0'}, not {value}")
    return float(value)


def function(name: str, value: object) -> Callable[..., Any]:
    if not callable(value):
        raise _wrong(name, "a function", value)
    return value


def one_of(name: str, value: object, choices: Iterable[T]) -> T:
    known = list(choices)
    for choice in known:
        if value == choice:
            return choice
    raise ValueError(f"{name} must be one of {', '.join(map(repr, known))}, not {value!r}")


def mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(name, "a dict", value)
    items = cast("Mapping[object, Any]", value)
    for key in items:
        if not isinstance(key, str):
            raise _wrong(f"a key of {name}", "text", key)
    return cast("Mapping[str, Any]", items)


def texts(name: str, value: object) -> tuple[str, ...]:
    """Trimmed, each once, in their order; blank ones are dropped."""
    if not isinstance(value, list | tuple | set | frozenset):
        raise _wrong(name, "a list of texts", value)
    items = cast("Iterable[object]", value)
    found = [text(f"an entry of {name}", item).strip() for item in items]
    return tuple(dict.fromkeys(item for item in found if item))


def properties(name: str, value: object) -> Properties:
    """Values as text, as the server takes them; None stays, to remove a property there."""
    return {key: None if item is None else str(item) for key, item in mapping(name, value).items()}


def _version(name: str, value: object) -> int:
    return whole(name, value, at_least=1)


def _wrong(name: str, expected: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {expected}, not {type(value).__name__} ({value!r:.100})")


_CHECKS: Mapping[str, Callable[[str, object], Any]] = {
    "use_case_name": text,
    "use_case_id": text,
    "use_case_version": _version,
    "use_case_step": text,
    "use_case_properties": properties,
    "limit_ids": texts,
    "request_tags": texts,
    "user_id": text,
    "account_name": text,
    "request_properties": properties,
    "price_as_category": text,
    "price_as_resource": text,
    "resource_scope": text,
    "log_prompt_and_response": flag,
    "proxy": flag,
}
CONTEXT_NAMES = frozenset({*_CHECKS, *_RENAMED})
