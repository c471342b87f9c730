"""What AWS refuses, and what never reaches it, is raised as it was and recorded once."""

import json
import socket
from typing import Any

import pytest
from aiohttp import ClientPayloadError
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    EventStreamError,
    ParamValidationError,
    ReadTimeoutError,
)
from urllib3.exceptions import ProtocolError

from packages.payi.tests.instrument.bedrock.callers import Aiobotocore, Boto3, Caller, unread
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.wire import chunks, converse_parts, events, exception

MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
METHODS = [
    ("converse", {"modelId": MODEL, "messages": QUESTION}),
    ("converse_stream", {"modelId": MODEL, "messages": QUESTION}),
    ("invoke_model", {"modelId": MODEL, "body": "{}"}),
    ("invoke_model_with_response_stream", {"modelId": MODEL, "body": "{}"}),
]
every_method = pytest.mark.parametrize(("method", "asked"), METHODS, ids=[method for method, _ in METHODS])


@every_method
@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "ThrottlingException"), (400, "ValidationException"), (500, "InternalServerException")],
)
def test_an_error_of_aws_is_raised_as_it_was_and_recorded_with_its_status(
    collected: Any, bedrock: StandIn, caller: Caller, method: str, asked: Any, status: int, code: str
) -> None:
    bedrock.refuses(status, code, "Not today.")
    with pytest.raises(ClientError) as raised:
        caller.call(method, **asked)
    assert raised.value.response["Error"]["Code"] == code
    told = collected.only
    assert (told["http_status_code"], told["units"]) == (status, {})
    assert told["provider_response_id"] == bedrock.request_id
    assert json.loads(told["provider_response_json"]) == {"Message": "Not today.", "Code": code}
    assert told["resource"] == MODEL


def test_what_botocore_tries_again_is_one_call(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.refuses(429, "ThrottlingException", "Not today.")
    with pytest.raises(ClientError):
        caller.call("converse", config=Config(retries={"total_max_attempts": 2}), **METHODS[0][1])
    assert len(bedrock.requests) == 2
    assert collected.only["http_status_code"] == 429


@every_method
def test_a_time_out_is_recorded_without_a_status_of_http(
    collected: Any, bedrock: StandIn, caller: Caller, method: str, asked: Any
) -> None:
    bedrock.hangs()
    impatient = Config(read_timeout=0.2, retries={"total_max_attempts": 1})
    with pytest.raises(ReadTimeoutError):
        caller.call(method, config=impatient, **asked)
    told = collected.only
    assert told["http_status_code"] == 299
    assert "ReadTimeoutError" in told["properties"]["system.failure"]


@every_method
@pytest.mark.parametrize("library", [Boto3, Aiobotocore])
def test_a_refused_connection_is_recorded_without_a_status_of_http(
    collected: Any, library: Any, method: str, asked: Any
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        refusing = library(f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(EndpointConnectionError):
            refusing.call(method, config=Config(retries={"total_max_attempts": 1}), **asked)
    told = collected.only
    assert (told["http_status_code"], told["units"]) == (299, {})
    assert told["properties"]["system.failure"] == "EndpointConnectionError"


def test_a_call_that_botocore_does_not_send_is_recorded_as_it_failed(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    with pytest.raises(ParamValidationError, match="messagse"):
        caller.call("converse", modelId=MODEL, messagse=QUESTION)
    assert collected.only["properties"]["system.failure"] == "ParamValidationError"


USAGE = {"inputTokens": 14, "outputTokens": 6, "totalTokens": 20}
BROKEN = [
    ("converse_stream", METHODS[1][1], events(converse_parts(USAGE)[:2])),
    (
        "invoke_model_with_response_stream",
        {"modelId": MODEL, "body": json.dumps({"prompt": "What is the capital of France?"})},
        chunks([{"generation": "Paris is "}]),
    ),
]


@unread
@pytest.mark.parametrize(("method", "asked", "frames"), BROKEN, ids=["converse", "invoke"])
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("throttlingException", 429),
        ("modelStreamErrorException", 424),
        ("internalServerException", 500),
        ("serviceUnavailableException", 503),
        ("validationException", 400),
    ],
)
def test_an_error_within_a_stream_is_raised_as_it_was_and_recorded_with_what_came_before(
    collected: Any,
    bedrock: StandIn,
    caller: Caller,
    method: str,
    asked: Any,
    frames: list[bytes],
    kind: str,
    status: int,
) -> None:
    bedrock.streams([*frames, exception(kind, "Not any more.")])
    with pytest.raises(EventStreamError, match=kind):
        caller.events(method, **asked)
    told = collected.only
    assert told["http_status_code"] == status
    assert told["units"] == {"text": {"input": 8, "output": 3}}
    assert json.loads(told["provider_response_json"][-1]) == {"Message": "Not any more.", "Code": kind}
    assert told["provider_response_id"] == bedrock.request_id


@unread
@pytest.mark.parametrize(("method", "asked", "frames"), BROKEN, ids=["converse", "invoke"])
def test_a_connection_that_breaks_in_a_stream_is_recorded_as_the_caller_saw_it(
    collected: Any, bedrock: StandIn, caller: Caller, method: str, asked: Any, frames: list[bytes]
) -> None:
    """Some releases of botocore take a break between two events for the end of the stream, others raise."""
    bedrock.breaks_off(frames)
    raised = None
    try:
        assert len(caller.events(method, **asked)) == len(frames)
    except (ClientPayloadError, ProtocolError) as error:
        raised = type(error).__name__
    told = collected.only
    assert (told["http_status_code"], told["units"]) == (
        299 if raised else 200,
        {"text": {"input": 8, "output": 3}},
    )
    assert told["properties"].get("system.failure") == raised
    assert "estimated" in told["properties"]["system.usage_marks"]
