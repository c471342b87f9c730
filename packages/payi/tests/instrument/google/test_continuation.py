"""An answer that was cut, gone on with by the library: each part has a usage of its own."""

import base64
from collections.abc import Callable
from typing import Any

from packages.payi.tests.instrument.conftest import Collecting

Json = dict[str, Any]
FIRST = {"promptTokenCount": 40, "candidatesTokenCount": 7, "totalTokenCount": 47}
SECOND = {"promptTokenCount": 47, "candidatesTokenCount": 9, "totalTokenCount": 56}
BOTH = [{"text": {"input": 40, "output": 7}}, {"text": {"input": 47, "output": 9}}]
ASKING: Json = {"model": "gemini-3.8-flash", "contents": "Tell me all."}


def parts(answered: Callable[..., Json]) -> list[Json]:
    cut = answered("It", FIRST, responseId="resp-1")
    token = base64.b64encode(b"token-1").decode()
    cut["candidates"][0] |= {"finishReason": "CONTINUATION", "continuationToken": token}
    return [cut, answered(" rains.", SECOND, responseId="resp-2")]


def test_each_part_of_an_answer_is_an_event(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    for part in parts(answered):
        google_api.answers(part)
    assert either("models.generate_content", **ASKING).text == "It rains."
    assert [event["units"] for event in collected] == BOTH


def test_each_part_of_a_stream_is_an_event(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    for part in parts(answered):
        google_api.streams(part)
    chunks = either("models.generate_content_stream", **ASKING)
    assert "".join(chunk.text for chunk in chunks) == "It rains."
    assert [event["units"] for event in collected] == BOTH
