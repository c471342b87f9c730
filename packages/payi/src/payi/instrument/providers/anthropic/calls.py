"""What all calls through an Anthropic client have in common, whichever interface they are made to."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from payi.instrument.operation import Answer, Asked, Failure, Observation
from payi.instrument.providers import stainless
from payi.instrument.providers.anthropic import raw
from payi.instrument.providers.anthropic.fields import field, parsed, text, text_characters
from payi.instrument.providers.anthropic.targets import resource_of, target_of
from payi.instrument.providers.stainless import Sent, body_of, is_raw, options_of

LIBRARY = "anthropic"
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


class Call(stainless.Call):
    """One of Anthropic's interfaces."""

    library = LIBRARY

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sent:
        options = options_of(args, kwargs)
        target = target_of(instance)
        model = text(body_of(options).get("model"))
        return Sent(
            target,
            resource_of(model, target),
            model=model,
            streaming=kwargs.get("stream") is True,
            options=options,
            raw=is_raw(options),
        )

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:
        asked = super().content(args, kwargs)
        return {name: value for name, value in asked.items() if type(value).__name__ not in _NOT_GIVEN}

    def characters_in(self, prompt: Any) -> int:
        return text_characters(prompt)

    def follow(self, response: Any, observation: Observation, sent: Sent) -> Any:
        return raw.follow(self, response, observation, sent)

    def answer_in(self, asked: Asked, error: BaseException) -> Answer | None:  # noqa: ARG002
        """The library raises over a message that is not of the format asked for; it is paid for even so."""
        sent = cast("Sent", asked)
        http = sent.http
        if http is None or http.status_code >= HTTPStatus.BAD_REQUEST or not http.is_stream_consumed:
            return None
        message = parsed(http.content)
        return self.answer(message, sent) if isinstance(message, dict) else None

    def failure(self, error: BaseException) -> Failure | None:
        status = getattr(error, "status_code", None)
        if not isinstance(status, int):
            return None
        response: Any = getattr(error, "response", None)
        body = getattr(error, "body", None)
        if status < HTTPStatus.BAD_REQUEST:
            status = _STATUS_OF_TYPE.get(str(field(field(body, "error"), "type")))
            if status is None:
                return None
        return Failure(
            status,
            text(getattr(error, "request_id", None)),
            body if isinstance(body, str) else json.dumps(body, default=str),
            getattr(response, "headers", None),
        )
