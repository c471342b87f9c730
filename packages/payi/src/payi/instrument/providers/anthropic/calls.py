"""What all calls through an Anthropic client have in common, whichever interface they are made to."""

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, ClassVar, cast

from payi.instrument.operation import Answer, Asked, Failure, Observation, Operation, StreamReader
from payi.instrument.providers.anthropic import raw
from payi.instrument.providers.anthropic.fields import field as field_of
from payi.instrument.providers.anthropic.fields import parsed, text, text_characters
from payi.instrument.providers.anthropic.targets import resource_of, target_of
from payi.instrument.results import attach
from payi.instrument.streams import ObservedAsyncStream, ObservedStream

LIBRARY = "anthropic"
RAW_RESPONSE_HEADER = "X-Stainless-Raw-Response"
_NOTHING: Mapping[str, Any] = {}
_NOT_GIVEN = frozenset({"NotGiven", "Omit"})

# An error within a stream comes after a 200; its type says what its status would have been.
# Source: https://platform.claude.com/docs/en/api/errors, and the exceptions of Bedrock's event streams.
_STATUS_OF_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
    "validationException": 400,
    "modelTimeoutException": 408,
    "modelStreamErrorException": 424,
    "throttlingException": 429,
    "internalServerException": 500,
    "serviceUnavailableException": 503,
}


@dataclass(slots=True)
class Sent(Asked):
    """One call as it goes out.

    body: what is sent as JSON. Kept to count its text where no usage comes, until the call has ended.
    raw: through `with_raw_response` or `with_streaming_response`.
    http: the response of the HTTP client, once there is one.
    """

    body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    raw: bool = False
    http: Any = None


class Call(Operation):
    """One of Anthropic's interfaces, as the request below the client's methods shows it.

    It is called with the keywords `options` (the library's, of one request), `stream` and `extra_headers`.
    prompt_keys: of the body, where the text of the prompt is.
    """

    library = LIBRARY
    prompt_keys: ClassVar[tuple[str, ...]]

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sent:  # noqa: ARG002
        options = kwargs["options"]
        target = target_of(instance)
        body = _object(options.json_data)
        if options.extra_json:
            body = {**body, **options.extra_json}
        model = text(body.get("model"))
        return Sent(
            target,
            resource_of(model, target),
            model=model,
            streaming=kwargs["stream"],
            body=body,
            raw=RAW_RESPONSE_HEADER in (kwargs.get("extra_headers") or ()),
        )

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        options = kwargs["options"]
        body = {**_object(options.json_data), **_object(options.extra_json)}
        return {name: value for name, value in body.items() if type(value).__name__ not in _NOT_GIVEN}

    def attend(self, response: Any, observation: Observation) -> Any:
        sent = cast("Sent", observation.asked)
        if sent.raw:
            return raw.follow(self, response, observation, sent)
        if sent.streaming:
            return self.observed(response, observation, sent)
        self.report(response, observation, sent)
        return response

    def report(self, response: Any, observation: Observation, sent: Sent) -> None:
        """End the call with a whole answer."""
        attach(response, observation.result)
        observation.answered(self.answer(response, sent))

    def observed(self, stream: Any, observation: Observation, sent: Sent) -> Any:
        """What stands for a stream of the library, and ends the call when the stream ends."""
        kind = ObservedAsyncStream if hasattr(stream, "__anext__") else ObservedStream
        return kind(stream, observation, self.reader(sent, observation))

    @abstractmethod
    def answer(self, response: Any, sent: Sent) -> Answer:
        """Of a response that came whole: an object of the library, its JSON, or whatever came instead."""

    @abstractmethod
    def reader(self, sent: Sent, observation: Observation) -> StreamReader: ...

    def answer_in(self, asked: Asked, error: BaseException) -> Answer | None:  # noqa: ARG002
        """The library raises over a message that is not of the format asked for; it is paid for even so."""
        sent = cast("Sent", asked)
        http = sent.http
        if http is None or http.status_code >= HTTPStatus.BAD_REQUEST or not http.is_stream_consumed:
            return None
        message = parsed(http.content)
        return self.answer(message, sent) if isinstance(message, dict) else None

    def estimate(self, sent: Sent, streamed_characters: int) -> dict[str, object]:
        """What `payi.usage` estimates a call from that ended without saying its usage."""
        characters = sum(text_characters(sent.body.get(key)) for key in self.prompt_keys)
        return {"request_text_characters": characters, "streamed_text_characters": streamed_characters}

    def failure(self, error: BaseException) -> Failure | None:
        status = getattr(error, "status_code", None)
        if not isinstance(status, int):
            return None
        response: Any = getattr(error, "response", None)
        body = getattr(error, "body", None)
        if status < HTTPStatus.BAD_REQUEST:
            status = _STATUS_OF_TYPE.get(str(field_of(field_of(body, "error"), "type")))
            if status is None:
                return None
        return Failure(
            status,
            text(getattr(error, "request_id", None)),
            body if isinstance(body, str) else json.dumps(body, default=str),
            getattr(response, "headers", None),
        )


def headers_of(sent: Sent) -> Mapping[str, str] | None:
    return None if sent.http is None else sent.http.headers


def _object(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else _NOTHING
