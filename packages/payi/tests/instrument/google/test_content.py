"""What leaves of prompts and answers, and what a response carries beside its data."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from google.genai import types
from payi.lib.instrument import track_context

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]
USAGE = {"promptTokenCount": 12, "candidatesTokenCount": 5}
ASKING: Json = {"model": "gemini-2.5-flash", "contents": "Say hello."}
PICTURE = b"\x89PNG" + bytes(range(256))


def prompt_of(event: Json) -> Json:
    return json.loads(event["provider_request_json"])


def test_prompt_and_answer_are_those_of_the_call(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    either("models.generate_content", **ASKING, config={"temperature": 0})
    event = collected.only
    assert prompt_of(event) == {**ASKING, "config": {"temperature": 0}}
    assert json.loads(event["provider_response_json"])["candidates"] == answered("Hello")["candidates"]


def test_a_stream_is_its_chunks(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    chunks = streamed({"promptTokenCount": 12}, USAGE)
    google_api.streams(*chunks)
    either("models.generate_content_stream", **ASKING)
    said = [json.loads(text)["candidates"] for text in collected.only["provider_response_json"]]
    assert said == [chunk["candidates"] for chunk in chunks]


def test_a_prompt_of_objects_is_written_without_the_fields_nobody_set(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    contents = [types.Content(role="user", parts=[types.Part(text="Say hello.")])]
    config = types.GenerateContentConfig(system_instruction="Be brief.")
    either("models.generate_content", model="gemini-2.5-flash", contents=contents, config=config)
    prompt = prompt_of(collected.only)
    assert prompt["contents"] == [{"role": "user", "parts": [{"text": "Say hello."}]}]
    assert prompt["config"] == {"system_instruction": "Be brief."}


def test_pictures_are_left_out_of_prompts_and_answers(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    answer = answered("", USAGE)
    inline = {"mimeType": "image/png", "data": base64.b64encode(PICTURE).decode()}
    answer["candidates"][0]["content"]["parts"] = [{"inlineData": inline}]
    google_api.answers(answer)
    picture = types.Part.from_bytes(data=PICTURE, mime_type="image/png")
    response = either("models.generate_content", model="gemini-2.5-flash-image", contents=[picture])
    assert response.candidates[0].content.parts[0].inline_data.data == PICTURE
    event = collected.only
    assert prompt_of(event)["contents"][0]["inline_data"]["data"] == "<not_instrumented>"
    part = json.loads(event["provider_response_json"])["candidates"][0]["content"]["parts"][0]
    assert part["inlineData"]["data"] == "<not_instrumented>"


def test_options_of_the_transport_are_no_part_of_a_prompt_because_headers_hold_secrets(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    options = types.HttpOptions(headers={"x-gateway-token": "hush"})
    either("models.generate_content", **ASKING, config=types.GenerateContentConfig(http_options=options))
    assert google_api.asked[0].headers["x-gateway-token"] == "hush"
    assert "hush" not in json.dumps(collected.only)


def test_functions_a_model_may_call_are_written_without_a_warning(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    def weather(city: str) -> str:
        return city

    google_api.answers(answered("Hello", USAGE))
    config = types.GenerateContentConfig(tools=[weather], temperature=0.5)
    either("models.generate_content", **ASKING, config=config)
    assert prompt_of(collected.only)["config"]["temperature"] == 0.5


@pytest.mark.parametrize("method", ["models.generate_content", "models.generate_content_stream"])
def test_nothing_of_it_leaves_where_it_may_not(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json], method: str
) -> None:
    google_api.streams(answered("Hello", USAGE)) if "stream" in method else google_api.answers(
        answered("Hello", USAGE)
    )
    with track_context(log_prompt_and_response=False):
        either(method, **ASKING)
    assert not {"provider_request_json", "provider_response_json"} & collected.only.keys()


def test_an_answer_carries_its_result_beside_its_data(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    response = either("models.generate_content", **ASKING)
    assert response.xproxy_result.request_id == collected.only["provider_response_id"]
    assert "xproxy_result" not in response.model_dump()
    assert "xproxy_result" not in response.model_dump_json()


def test_the_last_chunk_of_a_stream_carries_its_result(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    google_api.streams(*streamed({}, USAGE))
    first, last = either("models.generate_content_stream", **ASKING)
    assert last.xproxy_result.request_id == collected.only["provider_response_id"]
    assert not hasattr(first, "xproxy_result")
