"""`response.xproxy_result`: there at once, known when the server has answered, and never in the way."""

import asyncio
import copy
import json
import pickle
import threading
import time

import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from payi.instrument import results
from payi.instrument.results import Result, attach
from payi.types.shared import XproxyError, XproxyResult

TOLD = {
    "request_id": "r",
    "cost": {"currency": "usd", "total": {"base": 0.25}},
    "limits": {"team": {"state": "ok"}},
}


class Carrier:
    """A delivery that delivers as soon as somebody waits, in a thread of its own."""

    def __init__(self, result):
        self.result = result

    def hurry(self):
        threading.Timer(0.01, self.result.settle, [TOLD]).start()


def completion():
    return ChatCompletion.construct(id="a", choices=[], created=1, model="m", object="chat.completion")


def settled(value):
    result = Result()
    result.settle(value)
    return result


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch):
    monkeypatch.setattr(results, "PATIENCE_S", 0.05)
    monkeypatch.setattr(results, "PATIENCE_IN_A_LOOP_S", 0.05)


def test_a_settled_result_reads_as_the_value_does():
    result = settled(TOLD)
    assert result.request_id == "r"
    assert result.cost.total.base == 0.25
    assert result.limits["team"].state == "ok"
    assert result.to_dict() == TOLD
    assert repr(result) == str(result) == repr(result.wait())
    assert result == result.wait()
    assert "cost" in dir(result)


def test_isinstance_tells_a_result_from_an_error():
    assert isinstance(settled(TOLD), XproxyResult)
    assert not isinstance(settled(TOLD), XproxyError)
    assert isinstance(settled(XproxyError(code="c")), XproxyError)


def test_what_only_the_other_kind_has_is_none_so_reading_never_raises():
    assert settled(TOLD).code is None
    assert settled(XproxyError(code="c", message="m")).cost is None
    with pytest.raises(AttributeError, match="costs"):
        _ = settled(TOLD).costs


def test_the_first_value_stays():
    result = settled(TOLD)
    result.settle(XproxyError(code="late"))
    assert result.request_id == "r"


def test_reading_waits_for_the_value_and_says_that_somebody_waits():
    result = Result()
    result.expect(Carrier(result))
    assert result.wait(60).request_id == "r"


def test_reading_gives_up_after_a_while():
    assert Result().code == "ingest_pending"
    assert Result().cost is None
    assert isinstance(Result(), XproxyError)


def test_a_value_that_comes_after_giving_up_is_still_seen():
    result = Result()
    assert result.code == "ingest_pending"
    result.settle(TOLD)
    assert result.request_id == "r"


def test_printing_copying_comparing_and_private_names_never_wait(monkeypatch):
    monkeypatch.setattr(results, "PATIENCE_S", 60)
    result = Result()
    begun = time.monotonic()
    assert repr(result) == str(result) == "<xproxy_result: not known yet>"
    assert copy.copy(result) is result
    assert copy.deepcopy({"a": result})["a"] is result
    assert result == result
    assert result != Result()
    assert not hasattr(result, "_repr_html_")
    assert len({result, Result()}) == 2
    assert time.monotonic() - begun < 30


def test_pickling_keeps_what_is_known():
    assert pickle.loads(pickle.dumps(settled(TOLD))).cost.total.base == 0.25
    assert pickle.loads(pickle.dumps(Result())).code == "ingest_pending"


@pytest.mark.anyio
async def test_awaiting_gives_the_value_and_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(results, "PATIENCE_S", 60)
    result = Result()
    threading.Timer(0.01, result.settle, [TOLD]).start()
    assert (await result).request_id == "r"
    assert (await result).request_id == "r"


@pytest.mark.anyio
async def test_awaiting_gives_up_after_a_while():
    value = await Result()
    assert value.code == "ingest_pending"


@pytest.mark.anyio
async def test_reading_in_an_event_loop_waits_for_a_shorter_time(monkeypatch):
    monkeypatch.setattr(results, "PATIENCE_S", 60)
    assert Result().code == "ingest_pending"


def test_a_loop_that_is_gone_does_not_disturb_whoever_settles(monkeypatch):
    result = Result()

    async def give_up():
        task = asyncio.ensure_future(result.within(60))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(give_up())
    result.settle(TOLD)
    assert result.settled


@pytest.mark.parametrize("value", [TOLD, None])
def test_it_is_no_part_of_a_provider_object(value):
    plain, response = completion(), completion()
    attach(response, Result() if value is None else settled(value))
    assert "xproxy_result" not in response.model_dump()
    assert "xproxy_result" not in json.loads(response.model_dump_json())
    assert "xproxy_result" not in response.to_dict()
    assert "xproxy_result" not in repr(response)
    assert "xproxy_result" not in (response.model_extra or {})
    assert "xproxy_result" not in response.model_fields_set
    assert response == plain
    assert plain == response


def test_it_is_found_on_a_provider_object_and_on_its_copies():
    response = completion()
    attach(response, settled(TOLD))
    assert response.xproxy_result.request_id == "r"
    assert response.model_copy().xproxy_result.request_id == "r"
    assert copy.deepcopy(response).xproxy_result.request_id == "r"
    assert pickle.loads(pickle.dumps(response)).xproxy_result.request_id == "r"


def test_two_objects_with_results_compare_by_their_data():
    first, second = completion(), completion()
    attach(first, Result())
    attach(second, settled(TOLD))
    assert first == second


def test_chunks_carry_it_as_well():
    chunk = ChatCompletionChunk.construct(
        id="a", choices=[], created=1, model="m", object="chat.completion.chunk"
    )
    attach(chunk, settled(TOLD))
    assert chunk.xproxy_result.request_id == "r"
    assert "xproxy_result" not in chunk.model_dump_json()


def test_a_dict_gets_a_key_and_other_objects_an_attribute():
    class Slotted:
        __slots__ = ("xproxy_result",)

    class Closed:
        __slots__ = ()

    answer, slotted, result = {"output": {}}, Slotted(), settled(TOLD)
    attach(answer, result)
    attach(slotted, result)
    attach(Closed(), result)
    attach(None, result)
    assert answer["xproxy_result"] is slotted.xproxy_result is result
