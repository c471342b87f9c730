"""Whose call it is: headers of one call, and the context where it was made."""

from collections.abc import Callable
from typing import Any

from payi.lib.helpers import create_headers
from payi.lib.instrument import track_context

from packages.payi.tests.instrument.conftest import Collect, Collecting
from packages.payi.tests.instrument.google.conftest import Caller

Json = dict[str, Any]
USAGE = {"promptTokenCount": 12, "candidatesTokenCount": 5}
ASKING = {"model": "gemini-2.5-flash", "contents": "Say hello."}
OURS = {**create_headers(user_id="ada", use_case_name="greetings"), "x-team": "blue"}


def test_headers_of_a_call_say_whose_it_is_and_are_not_sent(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    either("models.generate_content", **ASKING, extra_headers=OURS)
    assert (collected.only["user_id"], collected.only["use_case_name"]) == ("ada", "greetings")
    sent = google_api.asked[0].headers
    assert not [name for name in sent if name.startswith("xproxy-") or name == "x-team"]


def test_so_do_those_of_a_stream(
    collected: Collecting, either: Any, google_api: Any, streamed: Callable[..., list[Json]]
) -> None:
    google_api.streams(*streamed({}, USAGE))
    either("models.generate_content_stream", **ASKING, extra_headers=OURS)
    assert (collected.only["user_id"], collected.only["use_case_name"]) == ("ada", "greetings")


def test_price_as_in_a_header_is_honoured(
    collected: Collecting, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    google_api.answers(answered("Hello", USAGE))
    headers = create_headers(price_as_resource="ours")
    either("models.generate_content", **ASKING, extra_headers=headers)
    assert collected.only["resource"] == "ours"


def test_headers_are_removed_where_nothing_is_recorded(
    collect: Collect, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    events = collect(default_context=None, instruments=frozenset({"system.google.vertex"}))
    google_api.answers(answered("Hello", USAGE))
    assert either("models.generate_content", **ASKING, extra_headers=OURS).text == "Hello"
    assert events == []


def test_a_stream_belongs_to_where_it_was_asked_for_not_to_where_it_is_read(
    collected: Collecting,
    google_api: Any,
    asynchronous: bool,
    gemini: Any,
    streamed: Callable[..., list[Json]],
) -> None:
    google_api.streams(*streamed({}, USAGE))

    async def ask_async(client: Any) -> Any:
        with track_context(user_id="ada"):
            return await client.models.generate_content_stream(**ASKING)

    def ask(client: Any) -> Any:
        with track_context(user_id="ada"):
            return client.models.generate_content_stream(**ASKING)

    chunks = gemini.run(ask_async if asynchronous else ask)
    assert len(chunks) == 2
    assert collected.only["user_id"] == "ada"


def test_reading_a_stream_changes_nothing_where_it_is_read(
    collected: Collecting, google_api: Any, answered: Callable[..., Json], streamed: Callable[..., list[Json]]
) -> None:
    google_api.streams(*streamed({}, USAGE))
    google_api.answers(answered("Hello", USAGE))

    def ask(client: Any) -> None:
        with track_context(user_id="ada"):
            stream = client.models.generate_content_stream(**ASKING)
        with track_context(user_id="grace"):
            next(stream)
            client.models.generate_content(**ASKING)
            list(stream)

    Caller(google_api.url, vertex=False, asynchronous=False).run(ask)
    assert [event["user_id"] for event in collected] == ["grace", "ada"]


def test_a_mapping_finds_the_model_as_it_was_asked_for(
    collect: Collect, either: Any, google_api: Any, answered: Callable[..., Json]
) -> None:
    from payi.instrument.settings import ModelMapping

    mapping = ModelMapping("gemini-2.5-flash", price_as_resource="ours")
    events = collect(model_mappings={"google": (mapping,)}, instruments=frozenset({"system.google.vertex"}))
    google_api.answers(answered("Hello", USAGE))
    either("models.generate_content", **ASKING)
    assert events.only["resource"] == "ours"
