"""The life of an observed call, from the moment it is made to the event that is made of it."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from payi.errors import LimitExceededError
from payi.instrument import faults, get_context, track_context
from payi.instrument.context import Context
from payi.instrument.observation import KnownIds
from payi.instrument.operation import Answer, Failure, FunctionCall, Observation, Target
from payi.instrument.patching import Patch
from payi.lib.helpers import create_headers

from packages.payi.tests.instrument.collecting import Collect, Collecting
from packages.payi.tests.instrument.library import PATCHES, Ask, Client, Module, ProviderError, Reply

pytestmark = pytest.mark.anyio


@pytest.fixture
def events(collect: Collect) -> Collecting:
    return collect(patches=PATCHES)


def patched(operation: Ask, name: str = "Client.ask") -> tuple[Patch, ...]:
    return (Patch(Module, name, operation),)


# ── what is recorded ────────────────────────────────────────────────────────────────────────────────────────


def test_a_call_becomes_one_event(events: Collecting) -> None:
    reply = Client().ask(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
    event = events.only
    assert reply.text == "Hello"
    assert event.pop("event_timestamp").endswith("+00:00")
    assert event.pop("end_to_end_latency_ms") >= 0
    assert event.pop("provider_response_id").startswith("payi_")
    assert event == {
        "category": "system.openai",
        "resource": "gpt-4o",
        "units": {"text": {"input": 10, "output": 5}},
        "provider_uri": "https://api.example.com/v1",
        "http_status_code": 200,
        "provider_request_json": '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}',
        "provider_response_json": '"Hello"',
    }


async def test_an_async_call_becomes_one_event(events: Collecting) -> None:
    assert (await Client().ask_async()).text == "Hello"
    assert events.only["units"] == {"text": {"input": 10, "output": 5}}


def test_the_whole_context_is_in_the_event(events: Collecting) -> None:
    with track_context(
        use_case_name="chat",
        use_case_id="7",
        use_case_version=2,
        use_case_step="draft",
        use_case_properties={"team": "a"},
        limit_ids=["org"],
        user_id="ada",
        account_name="acme",
        request_properties={"n": 1},
        resource_scope="global",
    ):
        Client().ask()
    expected = {
        "use_case_name": "chat",
        "use_case_id": "7",
        "use_case_version": 2,
        "use_case_step": "draft",
        "use_case_properties": {"team": "a"},
        "limit_ids": ["org"],
        "user_id": "ada",
        "account_name": "acme",
        "properties": {"n": "1"},
        "scope": "global",
    }
    assert expected.items() <= events.only.items()


def test_an_event_starts_when_its_call_does(events: Collecting) -> None:
    before = time.time()
    Client().ask(inside=lambda: time.sleep(0.02))
    started = events.only["event_timestamp"]
    assert started[:19] in {
        time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)) for second in (before, before + 1)
    }
    assert events.only["end_to_end_latency_ms"] >= 20


def test_the_result_is_on_the_response_and_in_the_context(events: Collecting) -> None:
    reply: Any = Client().ask()
    assert reply.xproxy_result.request_id == events.only["provider_response_id"]
    assert get_context()["last_result"] is reply.xproxy_result


class Telling(Ask):
    """Answers with all there is to tell."""

    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(
            Answer(
                usage=response.usage,
                provider_id="id-1",
                status=201,
                headers=lambda: {"x-request-id": "r", "Content-Type": "text", "Set-Cookie": "s=1"},
                function_calls=[FunctionCall("look_up", '{"q":1}')],
                properties={"system.kind": "a", "mine": "theirs"},
                resource_scope="datazone",
            )
        )
        return response


def test_what_the_answer_tells_is_in_the_event(collect: Collect) -> None:
    events = collect(patches=patched(Telling()))
    with track_context(request_properties={"mine": "own"}):
        Client().ask()
    event = events.only
    assert event["provider_response_id"] == "id-1"
    assert event["http_status_code"] == 201
    assert event["properties"] == {"system.kind": "a", "mine": "own"}
    assert event["scope"] == "datazone"
    assert event["provider_response_function_calls"] == [{"name": "look_up", "arguments": '{"q":1}'}]
    assert event["provider_response_headers"] == [
        {"name": "x-request-id", "value": "r"},
        {"name": "Set-Cookie", "value": "***"},
    ]


def test_a_provider_address_with_credentials_loses_them(collect: Collect) -> None:
    class Elsewhere(Ask):
        def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
            asked = super().ask(instance, args, kwargs)
            uri = "https://me:secret@proxy.example.com:8080/v1?key=secret"
            asked.target = Target("system.openai", "openai.chat", uri)
            return asked

    events = collect(patches=patched(Elsewhere()))
    Client().ask()
    assert events.only["provider_uri"] == "https://proxy.example.com:8080/v1"


def test_the_stack_is_recorded_only_when_asked_for(collect: Collect) -> None:
    events = collect(patches=PATCHES, stack_trace=True)
    Client().ask()
    frames = json.loads(events.only["properties"]["system.stack_trace"])
    assert any("test_the_stack_is_recorded_only_when_asked_for" in frame for frame in frames)


def test_a_call_without_usage_is_said_to_have_none(
    collect: Collect, caplog: pytest.LogCaptureFixture
) -> None:
    class Silent(Ask):
        def attend(self, response: Any, observation: Observation) -> Any:
            observation.answered(Answer())
            return response

    events = collect(patches=patched(Silent()))
    with caplog.at_level(logging.INFO, "payi.instrument"):
        Client().ask()
    assert events.only["units"] == {}
    assert events.only["properties"] == {"system.usage_marks": "usage_missing"}
    assert "reported no usage" in caplog.text


# ── which calls ─────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_context_calls_are_not_recorded(collect: Collect) -> None:
    events = collect(patches=PATCHES, default_context=None)
    Client().ask()
    assert events == []
    with track_context(user_id="ada"):
        Client().ask()
    assert events.only["user_id"] == "ada"


def test_a_call_inside_a_call_of_the_same_library_is_not_counted_twice(events: Collecting) -> None:
    client = Client()
    client.ask(model="outer", inside=client.ask)
    assert events.only["resource"] == "outer"


def test_a_call_of_another_library_inside_a_call_is_its_own(collect: Collect) -> None:
    class Other(Ask):
        library = "other"

    events = collect(patches=(*patched(Ask()), Patch(Module, "Client.ask_other", Other())))
    client = Client()
    client.ask(model="outer", inside=lambda: client.ask_other(model="tool"))
    assert [event["resource"] for event in events] == ["tool", "outer"]


def test_a_thread_that_outlives_the_call_it_was_started_in_is_no_longer_inside_it(events: Collecting) -> None:
    go = threading.Event()

    def later() -> None:
        go.wait(10)
        Client().ask(model="later")

    thread = threading.Thread(target=later)
    Client().ask(model="first", inside=thread.start)
    go.set()
    thread.join()
    assert [event["resource"] for event in events] == ["first", "later"]


def test_concurrent_calls_are_each_counted(events: Collecting) -> None:
    async def ask(user: int) -> None:
        with track_context(user_id=str(user)):
            await asyncio.gather(*(Client().ask_async() for _ in range(5)))

    async def ask_all() -> None:
        await asyncio.gather(*(ask(user) for user in range(10)))

    asyncio.run(ask_all())
    assert sorted(event["user_id"] for event in events) == sorted("0123456789" * 5)


# ── errors ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_is_recorded_and_raised_as_it_was(events: Collecting) -> None:
    error = ProviderError(429)
    with pytest.raises(ProviderError) as raised:
        Client().ask(error=error)
    assert raised.value is error
    assert events.only["http_status_code"] == 429
    assert events.only["units"] == {}
    assert "properties" not in events.only


class LostError(Exception):
    def __init__(self) -> None:
        super().__init__("lost")
        self.host = "api.example.com"
        self._phase = "connect"
        self.empty = ""
        self.key = "sk-0123456789abcdef"


def test_an_error_without_a_status_is_described_by_its_fields(events: Collecting) -> None:
    with pytest.raises(LostError):
        Client().ask(error=LostError())
    event = events.only
    assert event["http_status_code"] == 299
    assert event["properties"] == {
        "system.failure": "LostError",
        "system.failure.description": "host=api.example.com,_phase=connect,key=***",
    }


async def test_a_cancelled_call_is_recorded_and_cancelled(collect: Collect) -> None:
    events = collect(patches=(Patch(Module, "Client.wait_for_ever", Ask(), asynchronous=True),))
    task = asyncio.create_task(Client().wait_for_ever())
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert events.only["properties"]["system.failure"] == "CancelledError"


def test_the_body_of_an_error_is_content(collect: Collect) -> None:
    class Quoting(Ask):
        def failure(self, error: BaseException) -> Failure | None:
            return Failure(400, "req-1", '{"error":"no"}', {"x": "y"})

    events = collect(patches=patched(Quoting()))
    with pytest.raises(ProviderError):
        Client().ask(error=ProviderError(400))
    with track_context(log_prompt_and_response=False), pytest.raises(ProviderError):
        Client().ask(error=ProviderError(400))
    told, kept = events
    assert told["provider_response_id"] == "req-1"
    assert told["provider_response_json"] == '{"error":"no"}'
    assert "provider_response_json" not in kept


# ── faults of ours ──────────────────────────────────────────────────────────────────────────────────────────


class Faulty(Ask):
    def __init__(self, where: str) -> None:
        self.where = where

    def _fail(self, where: str) -> None:
        if self.where == where:
            raise TypeError(f"fault in {where}")

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        self._fail("ask")
        return super().ask(instance, args, kwargs)

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:
        self._fail("content")
        return super().content(args, kwargs)

    def prepare(self, asked: Any, kwargs: Any) -> Any:
        self._fail("prepare")
        return kwargs

    def attend(self, response: Any, observation: Observation) -> Any:
        self._fail("attend")
        return super().attend(response, observation)

    def failure(self, error: BaseException) -> Any:
        self._fail("failure")
        return super().failure(error)


@pytest.mark.parametrize("where", ["ask", "content", "prepare", "attend", "failure"])
def test_defect_15_no_fault_of_ours_reaches_the_application(
    where: str, collect: Collect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(faults.STRICT)
    faults.forget()
    events = collect(patches=patched(Faulty(where)))
    for _ in range(3):
        assert Client().ask(messages="Hi", inside=None).text == "Hello"
        with pytest.raises(ProviderError):
            Client().ask(error=ProviderError(500))
    expected = {"ask": 0, "prepare": 0}.get(where, 6)
    assert len(events) == expected
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "the application is not affected" in caplog.text


def test_defect_15_an_answer_that_cannot_be_read_is_recorded_without_its_usage(
    collect: Collect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unreadable() -> Answer:
        raise TypeError("fault in reading")

    class ReadLater(Ask):
        def attend(self, response: Any, observation: Observation) -> Any:
            observation.answered(unreadable)
            return response

    monkeypatch.delenv(faults.STRICT)
    faults.forget()
    events = collect(patches=patched(ReadLater()))
    assert Client().ask().text == "Hello"
    assert events.only["http_status_code"] == 200
    assert events.only["properties"] == {"system.usage_marks": "usage_missing"}
    assert "instrumentation failed while reading the answer" in caplog.text


def test_defect_15_null_counters_are_no_fault(collect: Collect) -> None:
    class Nulls(Ask):
        def attend(self, response: Any, observation: Observation) -> Any:
            usage = {"prompt_tokens": 3, "completion_tokens": None, "prompt_tokens_details": None}
            observation.answered(Answer(usage=usage))
            return response

    events = collect(patches=patched(Nulls()))
    assert Client().ask().text == "Hello"
    assert events.only["units"] == {"text": {"input": 3, "output": 0}}


def test_a_delivery_that_fails_does_not_reach_the_application(
    events: Collecting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(faults.STRICT)
    faults.forget()

    def fail(_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(events, "submit", fail)
    assert Client().ask().text == "Hello"
    assert "handing an event to delivery" in caplog.text


# ── headers of one call ─────────────────────────────────────────────────────────────────────────────────────


def asked_with(events: Collecting, headers: Mapping[str, str], **context: Any) -> dict[str, Any]:
    """The event of a call with these headers in this context."""
    with track_context(**context):
        Client().ask(extra_headers=headers)
    return events.only


def test_our_headers_win_and_never_reach_the_provider(events: Collecting) -> None:
    client = Client()
    headers = {
        **create_headers(user_id="bob", limit_ids=["b"]),
        "x-trace": "1",
        "Authorization": "Bearer abc",
    }
    with track_context(user_id="ada", limit_ids=["a"], account_name="acme"):
        client.ask(extra_headers=headers)
    event = events.only
    assert client.sent_headers == {"x-trace": "1", "Authorization": "Bearer abc"}
    assert (event["user_id"], event["limit_ids"], event["account_name"]) == ("bob", ["b"], "acme")
    assert event["provider_request_headers"] == [
        {"name": "x-trace", "value": "1"},
        {"name": "Authorization", "value": "***"},
    ]
    assert "xProxy-User-ID" in headers


def test_a_caller_without_our_headers_has_the_keywords_as_they_were(events: Collecting) -> None:
    client, headers = Client(), {"x-trace": "1"}
    client.ask(extra_headers=headers)
    assert client.sent_headers is headers
    assert events.only["provider_request_headers"] == [{"name": "x-trace", "value": "1"}]


@pytest.mark.parametrize(
    ("header", "field", "context"),
    [
        ("xProxy-User-ID", "user_id", {"user_id": "ada"}),
        ("xproxy-account-name", "account_name", {"account_name": "acme"}),
        ("xProxy-Limit-IDs", "limit_ids", {"limit_ids": ["a"]}),
        ("xProxy-Request-Properties", "properties", {"request_properties": {"a": "1"}}),
        ("xProxy-Resource-Scope", "scope", {"resource_scope": "global"}),
        ("xProxy-UseCase-Step", "use_case_step", {"use_case_name": "chat", "use_case_step": "draft"}),
    ],
)
def test_an_empty_header_takes_away(
    events: Collecting, header: str, field: str, context: dict[str, Any]
) -> None:
    assert field not in asked_with(events, {header: ""}, **context)


USE_CASE: dict[str, Any] = {
    "use_case_name": "chat",
    "use_case_id": "7",
    "use_case_version": 2,
    "use_case_step": "draft",
    "use_case_properties": {"team": "a"},
}


def test_a_use_case_header_brings_the_rest_of_the_use_case(events: Collecting) -> None:
    event = asked_with(
        events, create_headers(use_case_name="search", use_case_id="8", use_case_version=1), **USE_CASE
    )
    assert {name: event[name] for name in event if name.startswith("use_case")} == {
        "use_case_name": "search",
        "use_case_id": "8",
        "use_case_version": 1,
    }


def test_an_empty_use_case_header_removes_all_of_it(events: Collecting) -> None:
    event = asked_with(events, {"xProxy-UseCase-Name": "", "xProxy-UseCase-ID": "9"}, **USE_CASE)
    assert not [name for name in event if name.startswith("use_case")]


def test_an_id_header_alone_names_another_instance_of_the_use_case(events: Collecting) -> None:
    event = asked_with(events, {"xProxy-UseCase-ID": "9"}, **USE_CASE)
    assert (event["use_case_name"], event["use_case_id"], event["use_case_version"]) == ("chat", "9", 2)


def test_headers_of_experiences_are_those_of_use_cases(events: Collecting) -> None:
    event = asked_with(events, {"xProxy-Experience-Name": "chat", "xProxy-Experience-ID": "9"})
    assert (event["use_case_name"], event["use_case_id"]) == ("chat", "9")


def test_properties_come_as_json_or_in_base64(events: Collecting) -> None:
    event = asked_with(
        events,
        {
            **create_headers(request_properties={"a": "1"}),
            "xProxy-UseCase-Properties": "eyJiIjogIjIifQ==",
        },
        use_case_name="chat",
    )
    assert event["properties"] == {"a": "1"}
    assert event["use_case_properties"] == {"b": "2"}


@pytest.mark.parametrize("value", ["no json", "{", "[1]", "/w=="])
def test_properties_that_cannot_be_read_change_nothing(
    value: str, events: Collecting, caplog: pytest.LogCaptureFixture
) -> None:
    event = asked_with(events, {"xProxy-Request-Properties": value}, request_properties={"a": "1"})
    assert event["properties"] == {"a": "1"}
    assert "header xproxy-request-properties" in caplog.text


def test_a_price_in_a_header_wins(events: Collecting) -> None:
    headers = create_headers(price_as_category="system.azureopenai", price_as_resource="gpt-4")
    event = asked_with(events, headers, price_as_resource="other")
    assert (event["category"], event["resource"]) == ("system.azureopenai", "gpt-4")


def test_a_library_without_extra_headers_does_not_get_them(collect: Collect) -> None:
    class Strict(Ask):
        accepts_extra_headers = False

    events = collect(patches=patched(Strict(), "Client.ask_without_headers"))
    Client().ask_without_headers(extra_headers=create_headers(user_id="bob"))
    assert events.only["user_id"] == "bob"


# ── the proxy ───────────────────────────────────────────────────────────────────────────────────────────────


def test_in_proxy_mode_headers_carry_the_context_and_nothing_is_recorded(events: Collecting) -> None:
    client = Client()
    with track_context(
        proxy=True,
        limit_ids=["a", "b"],
        user_id="ada",
        request_properties={"n": "1"},
        log_prompt_and_response=False,
        **USE_CASE,
    ):
        client.ask(extra_headers={"x-trace": "1", "xProxy-User-ID": "bob", "xProxy-Api-Key": "k"})
    assert events == []
    assert client.sent_headers == {
        "x-trace": "1",
        "xproxy-api-key": "k",
        "xProxy-Limit-IDs": "a,b",
        "xProxy-User-ID": "bob",
        "xProxy-Request-Properties": "eyJuIjoiMSJ9",
        "xProxy-UseCase-Name": "chat",
        "xProxy-UseCase-ID": "7",
        "xProxy-UseCase-Version": "2",
        "xProxy-UseCase-Step": "draft",
        "xProxy-UseCase-Properties": "eyJ0ZWFtIjoiYSJ9",
        "xProxy-Logging-Disable": "True",
    }


def test_an_inner_block_may_leave_the_proxy(collect: Collect) -> None:
    events = collect(patches=PATCHES, default_context=Context(proxy=True))
    Client().ask()
    assert events == []
    with track_context(proxy=False):
        Client().ask()
    assert events.only["category"] == "system.openai"


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_limits_are_asked_about_before_the_call_only_when_they_are_enforced(collect: Collect) -> None:
    events = collect(patches=PATCHES, enforce_limits=True)
    with track_context(limit_ids=["a"]):
        Client().ask(extra_headers=create_headers(limit_ids=["b"]))
    assert events.checked == [("b",)]


def test_a_reached_limit_is_raised_and_the_call_is_not_made(
    collect: Collect, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = collect(patches=PATCHES, enforce_limits=True)
    made: list[str] = []

    def refuse(_: object) -> None:
        raise LimitExceededError("a", spent=2.0, max=1.0)

    monkeypatch.setattr(events, "check_limits", refuse)
    with pytest.raises(LimitExceededError):
        Client().ask(inside=lambda: made.append("call"))
    assert (made, events) == ([], [])


# ── inline delivery ─────────────────────────────────────────────────────────────────────────────────────────


async def test_inline_an_async_call_waits_for_its_result_as_a_loop_can(collect: Collect) -> None:
    events = collect(patches=PATCHES, delivery="inline")
    reply: Any = await Client().ask_async()
    assert events.awaited == [reply.xproxy_result]


def test_replies_are_otherwise_untouched(events: Collecting) -> None:
    assert type(Client().ask()) is Reply
    assert len(events) == 1


class Cached(Ask):
    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(Answer(usage=response.usage, provider_id="cached-1"))
        return response


class Fetched(Cached):
    counts_failures = False


async def test_two_calls_are_two_events_though_a_cache_answers_both_with_one_id(collect: Collect) -> None:
    """What is only fetched keeps the id, for it may have been counted when it was made."""
    fetching = Patch(Module, "Client.ask_async", Fetched(), asynchronous=True)
    events = collect(patches=(*patched(Cached()), fetching))
    for _ in range(2):
        Client().ask()
        await Client().ask_async()
    ids = [event["provider_response_id"] for event in events]
    assert ids[0] == ids[1] == ids[3] == "cached-1"
    assert ids[2].startswith("payi_")


def test_only_the_latest_ids_are_known() -> None:
    ids = KnownIds(most=2)
    assert [ids.claim(each) for each in "abcabc"] == [True, True, True, False, False, False]
    assert [ids.claim(each) for each in "defga"] == [True, True, True, True, True]
