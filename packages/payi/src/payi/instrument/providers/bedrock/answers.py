"""What the answers of all four operations have in common."""

import json
from collections.abc import Mapping
from typing import Any, cast

from payi.instrument.failures import FAILURE, FAILURE_DESCRIPTION
from payi.instrument.operation import Answer, Asked, Failure
from payi.instrument.providers.bedrock.request import BedrockAsked
from payi.lib.helpers import PayiPropertyNames

# Errors inside a stream carry no status; these are the ones of botocore's service description.
_STREAM_STATUSES: Mapping[str, int] = {
    "internalServerException": 500,
    "modelStreamErrorException": 424,
    "modelTimeoutException": 408,
    "serviceUnavailableException": 503,
    "throttlingException": 429,
    "validationException": 400,
}
_INTERVENED: Mapping[str, str] = {
    FAILURE: "guardrail_intervened",
    FAILURE_DESCRIPTION: "Bedrock Guardrails intervened",
    PayiPropertyNames.aws_bedrock_guardrail_action: "INTERVENED",
}


def part(told: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """The object under these names, one within the other; an empty one where there is none."""
    for name in names:
        inner = told.get(name)
        told = cast("Mapping[str, Any]", inner) if isinstance(inner, Mapping) else {}
    return told


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list; none of anything else."""
    items = cast("list[object]", value) if isinstance(value, list) else ()
    return [cast("Mapping[str, Any]", item) for item in items if isinstance(item, Mapping)]


def asked_of(asked: Asked) -> BedrockAsked:
    """What the operations of this package made of a call."""
    return cast("BedrockAsked", asked)


def start_answer(response: Mapping[str, Any], call: Asked) -> Answer:
    """An answer with what AWS says of every response; the operation adds what its own says."""
    asked, metadata = asked_of(call), part(response, "ResponseMetadata")
    return Answer(
        provider_id=metadata.get("RequestId"),
        model=asked.model,
        status=metadata.get("HTTPStatusCode", 200),
        headers=metadata.get("HTTPHeaders"),
        resource_scope=asked.scope,
    )


def intervention(*, stopped: bool) -> Mapping[str, str]:
    """The properties of a call that a guardrail stopped: to the application it failed."""
    return _INTERVENED if stopped else {}


def failure_of(error: BaseException) -> Failure | None:
    """What an error of AWS tells; None for time-outs, refused connections and whatever has no status."""
    response = {"response": getattr(error, "response", None)}
    details, metadata = part(response, "response", "Error"), part(response, "response", "ResponseMetadata")
    status = metadata.get("HTTPStatusCode") or _STREAM_STATUSES.get(details.get("Code", ""))
    if not status:
        return None
    return Failure(
        status, metadata.get("RequestId"), json.dumps(details, default=str), metadata.get("HTTPHeaders")
    )
