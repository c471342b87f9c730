"""What of prompts and answers leaves the process."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi.instrument import track_context
from payi.instrument.content import NOT_INSTRUMENTED, json_text, plain_tree, without_media
from payi.instrument.failures import mask_secrets
from payi.instrument.operation import Answer, FunctionCall, Observation
from payi.instrument.patching import Patch
from payi.lib.helpers import create_headers

from packages.payi.tests.instrument.collecting import Collect, Collecting
from packages.payi.tests.instrument.library import PATCHES, Ask, Client, Module

PICTURE = base64.b64encode(bytes(range(256)) * 4).decode()


def ask(messages: Any = "Hi", headers: Any = None) -> None:
    Client().ask(messages=messages, extra_headers=headers)


def has_content(event: dict[str, Any]) -> bool:
    present = {"provider_request_json" in event, "provider_response_json" in event}
    assert len(present) == 1
    return present.pop()


@pytest.mark.parametrize("globally", [True, False])
@pytest.mark.parametrize("in_context", [None, True, False])
@pytest.mark.parametrize("header", [None, "True", "False"])
def test_content_leaves_only_when_all_three_gates_are_open(
    collect: Collect, globally: bool, in_context: bool | None, header: str | None
) -> None:
    events = collect(patches=PATCHES, log_prompt_and_response=globally)
    with track_context(log_prompt_and_response=in_context):
        ask(headers=None if header is None else {"xProxy-Logging-Disable": header})
    assert has_content(events.only) == (globally and in_context is not False and header != "True")


def test_the_helper_closes_the_gate_of_one_call(collect: Collect) -> None:
    events = collect(patches=PATCHES)
    ask(headers=create_headers(log_prompt_and_response=False))
    assert not has_content(events.only)


def test_a_prompt_is_recorded_as_it_was_when_the_call_was_made(collect: Collect) -> None:
    events = collect(patches=PATCHES)
    messages = [{"role": "user", "content": "before"}]
    Client().ask(messages=messages, inside=lambda: messages[0].update(content="after"))
    assert '"before"' in events.only["provider_request_json"]


# ── redaction ───────────────────────────────────────────────────────────────────────────────────────────────


def redacted(collect: Collect, redact: Callable[[str], str | None]) -> dict[str, Any]:
    events = collect(patches=PATCHES, redact=redact)
    ask("my mail is ada@example.com")
    return events.only


def test_the_redaction_hook_sees_every_text_that_leaves(collect: Collect) -> None:
    event = redacted(collect, lambda text: text.replace("ada@example.com", "[mail]").upper())
    assert "[MAIL]" in event["provider_request_json"]
    assert event["provider_response_json"] == '"HELLO"'


def test_a_hook_that_returns_none_keeps_the_text(collect: Collect) -> None:
    assert not has_content(redacted(collect, lambda _: None))


def test_a_hook_that_fails_keeps_the_text_and_is_reported(
    collect: Collect, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> str:
        raise KeyError

    assert not has_content(redacted(collect, fail))
    assert "the redaction hook failed; the text is left out" in caplog.text


def test_chunks_pass_the_hook_one_by_one(collect: Collect) -> None:
    events = collect(patches=PATCHES, redact=lambda text: None if "secret" in text else text)
    list(Client().stream(chunks=["a", "secret"]))
    assert events.only["provider_response_json"] == ["a"]


class Calling(Ask):
    """The model wants a function called."""

    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(Answer(function_calls=lambda: [FunctionCall("look_up", "secret")]))
        return response


def test_arguments_of_function_calls_are_content_and_their_names_are_not(collect: Collect) -> None:
    events = collect(patches=(Patch(Module, "Client.ask", Calling()),), redact=str.upper)
    ask()
    with track_context(log_prompt_and_response=False):
        ask()
    assert [event["provider_response_function_calls"] for event in events] == [
        [{"name": "look_up", "arguments": "SECRET"}],
        [{"name": "look_up", "arguments": None}],
    ]


# ── media ───────────────────────────────────────────────────────────────────────────────────────────────────

MEDIA = [
    {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PICTURE}"}},
    {"type": "input_image", "image_url": f"data:image/png;base64,{PICTURE}"},
    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PICTURE}},
    {"type": "input_audio", "input_audio": {"data": PICTURE, "format": "wav"}},
    {"inline_data": {"mime_type": "image/png", "data": PICTURE}},
    {"inlineData": {"mimeType": "image/png", "data": PICTURE}},
    {"type": "image_generation_call", "result": PICTURE, "b64": True},
    {"partial_image_b64": PICTURE},
    {"type": "file", "file": {"file_data": f"data:application/pdf;base64,{PICTURE}"}},
    {"inline_data": {"mime_type": "image/png", "data": base64.b64decode(PICTURE)}},
]


@pytest.mark.parametrize("part", MEDIA, ids=lambda part: next(iter(part)) + str(len(str(part))))
def test_media_is_replaced_unless_asked_for(collect: Collect, part: Any) -> None:
    prompt = [{"role": "user", "content": [{"type": "text", "text": "look"}, part]}]
    events = collect(patches=PATCHES)
    ask(prompt)
    text = events.only["provider_request_json"]
    assert PICTURE not in text
    assert NOT_INSTRUMENTED in text
    assert "look" in text
    assert str(base64.b64decode(PICTURE)) not in text


def test_media_stays_where_it_was_asked_for(collect: Collect) -> None:
    events = collect(patches=PATCHES, instrument_inline_data=True)
    ask([MEDIA[0], MEDIA[-1]])
    assert events.only["provider_request_json"].count(PICTURE) == 2


def test_large_media_is_not_kept_until_delivery() -> None:
    assert len(json_text({"image": MEDIA[0], "pad": "x" * 40_000}, inline_data=False)) < 41_000


def test_text_that_only_speaks_of_media_stays() -> None:
    for text in ("base64 is an encoding of data", "data:image/png;base64 comes next", "x" * 300 + " b64"):
        assert json.loads(without_media(json.dumps({"data": text}))) == {"data": text}


def test_what_is_no_json_is_cut_where_media_begins() -> None:
    assert without_media("x" * 80 + f" data:image/png;base64,{PICTURE}") == "x" * 80 + f" {NOT_INSTRUMENTED}"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(json_values)
def test_content_without_media_is_json_and_the_same(value: Any) -> None:
    text = json_text({"value": value, "sign": "base64"}, inline_data=False)
    assert json.loads(text)["value"] == value
    assert without_media(text) == text


# ── plain data ──────────────────────────────────────────────────────────────────────────────────────────────


class Model(pydantic.BaseModel):
    name: str = "m"
    nothing: int | None = None


@dataclass
class Data:
    inner: Model


class Colour(Enum):
    RED = "red"


class Closed:
    __slots__ = ()


def test_objects_of_libraries_are_written_as_what_they_are_made_of() -> None:
    content = {"a": [Model()], "b": Data(Model()), "c": Colour.RED, "d": {1}, "e": Model, "f": Closed()}
    assert json.loads(json_text(content, inline_data=False)) == {
        "a": [{"name": "m"}],
        "b": {"inner": {"name": "m"}},
        "c": "red",
        "d": [1],
        "e": "Model",
        "f": "<Closed>",
    }


def test_an_iterator_is_not_used_up() -> None:
    def numbers() -> Iterator[int]:
        yield 1

    iterator = numbers()
    assert json_text({"messages": iterator}, inline_data=False) == '{"messages":"<generator>"}'
    assert list(iterator) == [1]


def test_usage_is_plain_all_the_way_down() -> None:
    assert plain_tree({"a": (Model(), Colour.RED)}) == {"a": [{"name": "m"}, "red"]}
    with pytest.raises(TypeError, match="Closed has no form in JSON"):
        plain_tree(Closed())


# ── secrets ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Incorrect API key provided: sk-proj-abcdefgh12345678.", "Incorrect API key provided: ***."),
        ("Authorization: Bearer eyJhbGciOi.x.y", "Authorization: Bearer ***"),
        ("https://me:pass@example.com/v1", "https://***@example.com/v1"),
        ("GET /v1?key=AIzaSyA1234&alt=sse", "GET /v1?key=***&alt=sse"),
        ("AKIAIOSFODNN7EXAMPLE is gone", "*** is gone"),
        ("model gpt-4o-mini is overloaded", "model gpt-4o-mini is overloaded"),
        ("task-force and risk-averse", "task-force and risk-averse"),
    ],
)
def test_secrets_in_descriptions_are_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


def test_the_description_of_a_failure_has_at_most_4000_characters(collect: Collect) -> None:
    class LongError(Exception):
        pass

    events: Collecting = collect(patches=PATCHES)
    with pytest.raises(LongError):
        Client().ask(error=LongError("x" * 10_000))
    assert events.only["properties"]["system.failure.description"] == "x" * 4_000
