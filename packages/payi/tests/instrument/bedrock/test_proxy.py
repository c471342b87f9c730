"""Proxy mode: the signed request goes to the proxy, with where it was meant for and what it is for."""

import base64
import json
import re
from typing import Any

import pytest
from payi.instrument.context import Context
from payi.instrument.settings import Server
from payi.lib.helpers import create_headers

from packages.payi.tests.instrument.bedrock.callers import Caller, unread
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import WHOLE
from packages.payi.tests.instrument.bedrock.wire import (
    anthropic_answer,
    chunks,
    converse_answer,
    converse_parts,
    events,
)

ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
USAGE = {"inputTokens": 14, "outputTokens": 6, "totalTokens": 20}
CONTEXT = Context(
    proxy=True,
    use_case_name="quiz",
    use_case_id="1",
    limit_ids=("a", "b"),
    request_properties={"team": "blue"},
)
AWS = "http://bedrock-runtime.invalid:4566"


def _converse(bedrock: StandIn, caller: Caller, **more: Any) -> None:
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=ARN, messages=QUESTION, **more)


def _converse_stream(bedrock: StandIn, caller: Caller, **more: Any) -> None:
    bedrock.streams(events(converse_parts(USAGE)))
    assert len(caller.events("converse_stream", modelId=ARN, messages=QUESTION, **more)) == 6


def _invoke(bedrock: StandIn, caller: Caller, **more: Any) -> None:
    bedrock.answers(anthropic_answer({"input_tokens": 14, "output_tokens": 6}))
    assert caller.body(WHOLE, modelId=ARN, body="{}", **more)


def _invoke_stream(bedrock: StandIn, caller: Caller, **more: Any) -> None:
    bedrock.streams(chunks([{"generation": "Paris"}]))
    assert len(caller.events("invoke_model_with_response_stream", modelId=ARN, body="{}", **more)) == 1


OPERATIONS = [
    (_converse, "converse"),
    (_converse_stream, "converse-stream"),
    (_invoke, "invoke"),
    (_invoke_stream, "invoke-with-response-stream"),
]
every_operation = pytest.mark.parametrize(
    ("operate", "path"), OPERATIONS, ids=[path for _operate, path in OPERATIONS]
)


@pytest.fixture
def caller(caller: Any) -> Any:
    """Its clients are made for an address of AWS where nobody is."""
    return type(caller)(AWS)


@pytest.fixture
def proxied(collect: Any, bedrock: StandIn) -> Any:
    return collect(default_context=CONTEXT, server=Server(bedrock.url, "key-of-the-client"))


@every_operation
def test_a_request_goes_to_the_proxy_with_its_context_and_is_not_recorded_here(
    proxied: Any, bedrock: StandIn, caller: Caller, operate: Any, path: str
) -> None:
    operate(bedrock, caller)
    (request,) = bedrock.requests
    assert request.environ["REQUEST_URI"] == f"/api/v1/proxy/aws.bedrock/model/{_quoted(ARN)}/{path}"
    sent = request.headers
    assert sent["xProxy-Api-Key"] == "key-of-the-client"
    assert sent["xProxy-Provider-BaseUri"] == AWS
    assert (sent["xProxy-UseCase-Name"], sent["xProxy-Limit-IDs"]) == ("quiz", "a,b")
    assert json.loads(base64.b64decode(sent["xProxy-Request-Properties"])) == {"team": "blue"}
    assert proxied == []


def _quoted(model: str) -> str:
    return model.replace(":", "%3A").replace("/", "%2F")


@every_operation
def test_the_signature_is_that_of_the_request_to_aws(
    proxied: Any, bedrock: StandIn, caller: Caller, operate: Any, path: str
) -> None:
    operate(bedrock, caller)
    signed = re.search(r"SignedHeaders=([^,]+)", bedrock.requests[0].headers["Authorization"])
    assert signed
    assert "host" in signed[1].split(";")
    assert "xproxy" not in signed[1]


def test_extra_headers_of_the_call_go_to_the_proxy(proxied: Any, bedrock: StandIn, caller: Caller) -> None:
    _converse(bedrock, caller, extra_headers={**create_headers(user_id="ada"), "X-Mine": "1"})
    sent = bedrock.requests[0].headers
    assert (sent["xProxy-User-ID"], sent["X-Mine"]) == ("ada", "1")


def test_without_a_client_the_environment_names_the_proxy(
    collect: Any, bedrock: StandIn, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYI_BASE_URL", bedrock.url)
    monkeypatch.setenv("PAYI_API_KEY", "key-of-the-environment")
    collect(default_context=CONTEXT)
    _converse(bedrock, caller)
    assert bedrock.requests[0].headers["xProxy-Api-Key"] == "key-of-the-environment"


def test_a_client_that_went_to_the_proxy_goes_to_aws_again_when_the_context_ends(
    collect: Any, bedrock: StandIn
) -> None:
    from packages.payi.tests.instrument.bedrock.callers import Boto3

    with Boto3(bedrock.url).client() as client:
        collect(default_context=CONTEXT, server=Server(bedrock.url, "key"))
        bedrock.answers(converse_answer(USAGE))
        client.converse(modelId=ARN, messages=QUESTION)
        collect()
        client.converse(modelId=ARN, messages=QUESTION)
    through, past = bedrock.requests
    assert through.path.startswith("/api/v1/proxy/aws.bedrock/model/")
    assert past.path.startswith("/model/")
    assert not [name for name, _ in past.headers if name.lower().startswith("xproxy")]


@unread
def test_what_the_proxy_refuses_is_raised_as_botocore_says_it(
    proxied: Any, bedrock: StandIn, caller: Caller
) -> None:
    bedrock.refuses(400, "ValidationException", "limit reached")
    with pytest.raises(Exception, match="limit reached"):
        caller.call("converse", modelId=ARN, messages=QUESTION)
    assert proxied == []
