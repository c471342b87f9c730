"""Which calls are met, what they are booked as, and that all others pass as if nobody looked."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ParamValidationError
from payi.instrument import current
from payi.instrument.context import Context
from payi.instrument.settings import ModelMapping
from payi.lib.helpers import create_headers
from pytest_httpserver import HTTPServer

from packages.payi.tests.instrument.bedrock.callers import CREDENTIALS, ONCE, Aiobotocore, Boto3, Caller
from packages.payi.tests.instrument.bedrock.stand_in import StandIn
from packages.payi.tests.instrument.bedrock.ways import WHOLE
from packages.payi.tests.instrument.bedrock.wire import converse_answer, converse_parts, events

MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
QUESTION = [{"role": "user", "content": [{"text": "What is the capital of France?"}]}]
ASKED = {"modelId": MODEL, "messages": QUESTION}
USAGE = {"inputTokens": 14, "outputTokens": 6, "totalTokens": 20}
ARN = "arn:aws:bedrock:us-east-1:123456789012:"


def test_a_client_made_before_the_instrumentation_is_met(collect: Any, bedrock: StandIn) -> None:
    bedrock.answers(converse_answer(USAGE))
    with Boto3(bedrock.url).client() as client:
        bound_before = client.converse
        collected = collect()
        client.converse(**ASKED)
        bound_before(**ASKED)
    assert len(collected) == 2


def test_an_asynchronous_client_made_before_the_instrumentation_is_met(
    collect: Any, bedrock: StandIn
) -> None:
    bedrock.answers(converse_answer(USAGE))

    async def calling() -> Any:
        async with Aiobotocore(bedrock.url).client() as client:
            collected = collect()
            await client.converse(**ASKED)
            return collected

    assert len(asyncio.run(calling())) == 1


def test_concurrent_calls_are_an_event_each(collected: Any, bedrock: StandIn) -> None:
    bedrock.streams(events(converse_parts(USAGE)))

    async def calling() -> None:
        async with Aiobotocore(bedrock.url).client() as client:

            async def one() -> None:
                async for _ in (await client.converse_stream(**ASKED))["stream"]:
                    pass

            await asyncio.gather(*(one() for _ in range(8)))

    asyncio.run(calling())
    assert [told["units"] for told in collected] == [{"text": {"input": 14, "output": 6}}] * 8


def test_one_client_in_many_threads_is_counted_call_by_call(collected: Any, bedrock: StandIn) -> None:
    bedrock.answers(converse_answer(USAGE))
    with Boto3(bedrock.url).client() as client:
        threads = [threading.Thread(target=lambda: client.converse(**ASKED)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(collected) == 8


def test_where_there_is_no_context_the_call_passes_and_nothing_is_recorded(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    collected = collect(default_context=None)
    bedrock.answers(converse_answer(USAGE))
    assert "xproxy_result" not in caller.call("converse", **ASKED)
    assert collected == []


def test_other_operations_and_other_services_pass(collected: Any, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(
        "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>", content_type="application/xml"
    )
    httpserver.expect_request("/guardrail/gr/version/1/apply").respond_with_json(
        {"action": "NONE", "outputs": []}
    )
    url = httpserver.url_for("").rstrip("/")
    s3 = boto3.client("s3", endpoint_url=url, config=ONCE, **CREDENTIALS)
    assert s3.list_buckets()["Buckets"] == []
    s3.close()
    with Boto3(url).client() as client:
        client.apply_guardrail(
            guardrailIdentifier="gr", guardrailVersion="1", source="INPUT", content=[{"text": {"text": "hi"}}]
        )
    assert collected == []


@pytest.mark.parametrize("tracked", [True, False])
def test_extra_headers_are_accepted_and_never_reach_aws(
    collect: Any, bedrock: StandIn, caller: Caller, *, tracked: bool
) -> None:
    collect(default_context=Context() if tracked else None)
    bedrock.answers(converse_answer(USAGE))
    headers = {**create_headers(user_id="ada", use_case_name="quiz"), "X-Mine": "1"}
    caller.call("converse", extra_headers=headers, **ASKED)
    sent = {name.lower() for name, _ in bedrock.requests[-1].headers}
    assert not [name for name in sent if name.startswith("xproxy") or name == "x-mine"]
    assert "extra_headers" not in bedrock.asked


def test_extra_headers_attribute_the_call(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", extra_headers=create_headers(user_id="ada", limit_ids=["l1"]), **ASKED)
    assert (collected.only["user_id"], collected.only["limit_ids"]) == ("ada", ["l1"])


def test_the_callers_parameters_stay_as_they_are(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    bedrock.answers(converse_answer(USAGE))
    asked = {
        **ASKED,
        "guardrailConfig": {"guardrailIdentifier": "gr", "guardrailVersion": "1"},
        "extra_headers": create_headers(user_id="ada"),
    }
    before = json.dumps(asked)
    caller.call("converse", **asked)
    assert json.dumps(asked) == before


@pytest.mark.parametrize(
    ("model", "scope"),
    [
        (MODEL, "region.us-east-1"),
        (f"{ARN}inference-profile/us.{MODEL}", None),
        (f"arn:aws:bedrock:eu-west-1::foundation-model/{MODEL}", None),
        (f"{ARN}application-inference-profile/a1b2c3", None),
        (f"{ARN}provisioned-model/a1b2c3", None),
    ],
)
def test_the_resource_is_the_id_or_arn_that_was_called(
    collected: Any, bedrock: StandIn, caller: Caller, model: str, scope: str | None
) -> None:
    """What stands in an ARN, and the geographic prefix of an id, are read by the server."""
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=model, messages=QUESTION)
    assert (collected.only["resource"], collected.only.get("scope")) == (model, scope)


def test_an_application_profile_is_priced_as_its_mapping_says(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    profile = f"{ARN}application-inference-profile/a1b2c3"
    mapping = ModelMapping(profile, price_as_resource=MODEL, resource_scope="region.us-east-1")
    collected = collect(model_mappings={"aws": (mapping,)})
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=profile, messages=QUESTION)
    assert (collected.only["resource"], collected.only["scope"]) == (MODEL, "region.us-east-1")


@pytest.mark.parametrize("kind", ["prompt-router", "default-prompt-router"])
def test_a_prompt_router_is_booked_as_the_model_it_chose(
    collected: Any, bedrock: StandIn, caller: Caller, kind: str
) -> None:
    chosen = f"{ARN}inference-profile/us.{MODEL}"
    router = f"{ARN}{kind}/anthropic.claude:1"
    bedrock.answers(converse_answer(USAGE, trace={"promptRouter": {"invokedModelId": chosen}}))
    caller.call("converse", modelId=router, messages=QUESTION)
    bedrock.streams(events(converse_parts(USAGE, trace={"promptRouter": {"invokedModelId": chosen}})))
    caller.events("converse_stream", modelId=router, messages=QUESTION)
    bedrock.answers(converse_answer(USAGE))
    caller.call("converse", modelId=router, messages=QUESTION)
    assert [told["resource"] for told in collected] == [chosen, chosen, router]


@pytest.mark.parametrize("model", [None, 7, b"bytes"])
def test_a_model_id_of_the_wrong_type_is_botocores_to_refuse(
    collected: Any, bedrock: StandIn, caller: Caller, model: Any
) -> None:
    with pytest.raises(ParamValidationError):
        caller.call("converse", modelId=model, messages=QUESTION)
    assert collected.only["resource"] == "system.unknown_model"


class _File:
    """A body that can be read once, and tells how often it was."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def read(self, amount: int = -1) -> bytes:
        end = len(self._data) if amount is None or amount < 0 else self._at + amount
        read = self._data[self._at : end]
        self._at += len(read)
        return read

    def seek(self, to: int, whence: int = 0) -> int:
        self._at = {0: to, 1: self._at + to, 2: len(self._data) + to}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def __iter__(self) -> Iterator[bytes]:
        yield self.read()


def test_a_body_that_is_a_file_is_left_to_botocore(collected: Any, bedrock: StandIn) -> None:
    bedrock.answers({"generation": "Paris", "prompt_token_count": 14, "generation_token_count": 6})
    Boto3(bedrock.url).body(WHOLE, modelId=MODEL, body=_File(b'{"prompt": "France"}'))
    assert bedrock.asked == {"prompt": "France"}
    assert collected.only["units"] == {"text": {"input": 14, "output": 6}}


def test_undone_and_done_again_a_call_is_still_one_event(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    from botocore.client import BaseClient

    original = vars(BaseClient)["_make_api_call"]
    bedrock.answers(converse_answer(USAGE))
    collect()
    collected = collect()
    caller.call("converse", **ASKED)
    assert len(collected) == 1
    assert original is not vars(BaseClient)["_make_api_call"]


def test_settings_belong_to_one_installation_and_leave_with_it(collect: Any, bedrock: StandIn) -> None:
    """Defect 17 of the vendor's client: its trace flag stayed with the class."""
    collect(guardrail_trace=False)
    guarded = {**ASKED, "guardrailConfig": {"guardrailIdentifier": "gr", "guardrailVersion": "1"}}
    bedrock.answers(converse_answer(USAGE))
    Boto3(bedrock.url).call("converse", **guarded)
    assert "trace" not in bedrock.asked["guardrailConfig"]


def test_nova_cache_units_have_an_input_and_an_output(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    """Defect 14 of the vendor's client: they were bare numbers on synchronous calls."""
    usage = {**USAGE, "totalTokens": 70, "cacheReadInputTokenCount": 40, "cacheWriteInputTokenCount": 10}
    bedrock.answers({"output": {}, "stopReason": "end_turn", "usage": usage})
    caller.body(WHOLE, modelId="amazon.nova-pro-v1:0", body="{}")
    assert collected.only["units"] == {
        "text": {"input": 14, "output": 6},
        "text_cache_read": {"input": 40, "output": 0},
        "text_cache_write": {"input": 10, "output": 0},
    }


def test_price_as_holds_and_the_last_usage_of_a_stream_counts(
    collect: Any, bedrock: StandIn, caller: Caller
) -> None:
    """Defect 11 of the vendor's client, which had it with Google."""
    collected = collect(default_context=Context(price_as_category="mine", price_as_resource="my-model"))
    parts = converse_parts(USAGE)
    first = {"metadata": {"usage": {"inputTokens": 14, "outputTokens": 1, "totalTokens": 15}, "metrics": {}}}
    bedrock.streams(events([*parts[:2], first, *parts[2:]]))
    caller.events("converse_stream", **ASKED)
    told = collected.only
    assert (told["category"], told["resource"]) == ("mine", "my-model")
    assert "scope" not in told
    assert told["units"] == {"text": {"input": 14, "output": 6}}


def test_a_null_counter_of_anthropic_troubles_nobody(
    collected: Any, bedrock: StandIn, caller: Caller
) -> None:
    """Defect 15 of the vendor's client: the application saw a TypeError."""
    bedrock.answers({"usage": {"input_tokens": 14, "cache_read_input_tokens": None, "output_tokens": 6}})
    caller.body(WHOLE, modelId=MODEL, body="{}")
    assert collected.only["units"] == {"text": {"input": 14, "output": 6}}


def test_a_context_inside_the_call_is_the_callers(collected: Any, bedrock: StandIn, caller: Caller) -> None:
    before = current.snapshot()
    bedrock.refuses(400, "ValidationException", "no")
    with pytest.raises(Exception, match="no"):
        caller.call("converse", config=Config(retries={"total_max_attempts": 1}), **ASKED)
    after = current.snapshot()
    assert (before and before.call) is (after and after.call) is None
