"""What Google's operations share: where calls go, what a model is called, what an error says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, cast

from payi.instrument.operation import Answer, Asked, Failure, Operation, Target

CATEGORY = "system.google.vertex"  # one price list for the Gemini API and Vertex
LIBRARY = "google-genai"
TIER_HEADER = "x-gemini-service-tier"
_WITH_TEXT = ("text", "parts", "content")

Headers = Mapping[str, str]


@dataclass(slots=True)
class Prompted(Asked):
    """`prompt` is kept to estimate a usage that never comes."""

    prompt: object = None


def take_prompt(asked: Asked) -> object:
    """The prompt, from now on held by who takes it: the reader of a stream, or nobody."""
    if not isinstance(asked, Prompted):
        return None
    prompt, asked.prompt = asked.prompt, None
    return prompt


@lru_cache(maxsize=256)
def target(dialect: str, provider_uri: str | None) -> Target:
    return Target(CATEGORY, dialect, provider_uri)


def resource_of(model: object) -> str | None:
    """`google.` and the last part of a model's path; Vertex and the Gemini API have paths of their own."""
    return f"google.{model.rpartition('/')[2]}" if isinstance(model, str) and model else None


def use_model_that_answered(asked: Asked, version: object) -> None:
    """Price by the version that answered: what was asked for may be an alias, or a tuned model's endpoint."""
    asked.resource = resource_of(version) or asked.resource


def _fields_of(headers: Headers) -> dict[str, object]:
    """The tier that served a call of the Gemini API; Vertex writes it into the usage."""
    tier = next((value for name, value in headers.items() if name.casefold() == TIER_HEADER), None)
    return {} if tier is None else {"service_tier": tier}


def with_headers(answer: Answer, raw: Any) -> Answer:
    """`answer` with those of the library's raw response, where it keeps one, and with the tier they tell."""
    headers: Headers | None = None if raw is None else raw.headers
    if headers:
        answer.headers = headers
        answer.fields = {**answer.fields, **_fields_of(headers)}
    return answer


def text_characters(contents: object) -> int:
    """Characters of all text in what is asked, which may be text, parts, contents, their dicts, and lists."""
    if isinstance(contents, str):
        return len(contents)
    if isinstance(contents, list | tuple):
        return sum(map(text_characters, cast("Sequence[object]", contents)))
    if isinstance(contents, Mapping):
        entries = cast("Mapping[str, object]", contents)
        found = [entries.get(name) for name in _WITH_TEXT]
    else:
        found = [getattr(contents, name, None) for name in _WITH_TEXT]
    return sum(text_characters(value) for value in found if value is not None)


class AsSent:
    """A usage, made by the delivery thread what Google sent: the library renames every counter."""

    __slots__ = ("_usage",)

    def __init__(self, usage: Any) -> None:
        self._usage = usage

    def to_dict(self) -> dict[str, Any]:
        dumped: dict[str, Any] = self._usage.model_dump(mode="json", by_alias=True, exclude_none=True)
        return dumped


def plain(value: Any) -> Any:
    """`value` without the fields nobody set; tools that are functions cause no warning."""
    if hasattr(value, "model_dump"):
        return value.model_dump(exclude_none=True, warnings=False)
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("Sequence[Any]", value)]
    return value


def config_without_transport(config: Any) -> Any:
    """The configuration of a call without `http_options`: those hold headers, and headers hold secrets."""
    dumped = plain(config)
    if not isinstance(dumped, Mapping):
        return dumped
    entries = cast("Mapping[str, Any]", dumped)
    return {name: value for name, value in entries.items() if name not in ("http_options", "httpOptions")}


class ModelsOperation(Operation):
    """An operation of `client.models`, of which no method knows `extra_headers`."""

    library: ClassVar[str] = LIBRARY
    accepts_extra_headers: ClassVar[bool] = False
    dialect: ClassVar[str]
    streaming: ClassVar[bool] = False

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:  # noqa: ARG002 - all are keywords
        model = kwargs.get("model")
        options = instance._api_client._http_options  # noqa: SLF001 - the address is kept nowhere else
        where = target(self.dialect, options.base_url)
        return Asked(where, resource_of(model), self.streaming, model=model)

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002 - all are keywords
        asked = {
            name: plain(value) for name, value in kwargs.items() if name not in ("config", "extra_headers")
        }
        if (config := config_without_transport(kwargs.get("config"))) is not None:
            asked["config"] = config
        return asked

    def failure(self, error: BaseException) -> Failure | None:
        return failure_of(error)


def failure_of(error: BaseException) -> Failure | None:
    """`code` is the status in google-genai and google.api_core, `status_code` in its interactions."""
    for name in ("status_code", "code"):
        status = getattr(error, name, None)
        if isinstance(status, int) and 100 <= status <= 599:
            response = getattr(error, "response", None) or getattr(error, "raw_response", None)
            return Failure(int(status), body=_body(error), headers=getattr(response, "headers", None))
    return None


def _body(error: BaseException) -> str | None:
    for name in ("details", "body"):
        body = getattr(error, name, None)
        if isinstance(body, str):
            return body
        if isinstance(body, dict | list):
            return json.dumps(body, default=str)
    return None
