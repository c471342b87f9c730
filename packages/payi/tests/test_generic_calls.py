"""Endpoints without a method of their own are called by path."""

from typing import Any

import httpx2
import payi
import pytest
from payi import BaseModel


class Thing(BaseModel):
    name: str
    size: float | None = None


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_every_verb_has_one(client, server, method):
    server.reply({"name": "n", "size": 1})
    thing = getattr(client, method)("/api/v1/things", cast_to=Thing)
    assert isinstance(thing, Thing)
    assert (thing.name, thing.size) == ("n", 1.0)
    assert server.last.method == method.upper()
    assert server.last.path == "/api/v1/things"


@pytest.mark.anyio
async def test_async_too(async_client, server):
    server.reply([{"name": "n"}])
    things = await async_client.post("things", cast_to=list[Thing], body={"a": 1})
    assert [thing.name for thing in things] == ["n"]
    assert server.last.path == "/things"
    assert server.last.json == {"a": 1}


def test_options_say_what_the_extra_arguments_of_methods_say(client, server):
    options = payi.RequestOptions(
        headers={"X-A": "1"}, params={"q": 1}, extra_json={"b": 2}, timeout=3, max_retries=0
    )
    client.post("/x", cast_to=object, body={"a": 1}, options=options)
    assert server.last.headers["x-a"] == "1"
    assert server.last.headers["x-stainless-read-timeout"] == "3"
    assert server.last.query == "q=1"
    assert server.last.json == {"a": 1, "b": 2}
    server.reply({}, status=500)
    before = len(server.seen)
    with pytest.raises(payi.InternalServerError):
        client.get("/x", cast_to=object, options=options)
    assert len(server.seen) == before + 1


@pytest.mark.parametrize(
    ("cast_to", "value"),
    [
        (dict[str, Any], {"name": "n"}),
        (dict[str, Thing], {"name": "n"}),
        (str, '{"name": "n"}'),
        (bytes, b'{"name": "n"}'),
        (object, {"name": "n"}),
        (type(None), None),
    ],
)
def test_the_answer_is_read_as_what_was_asked_for(client, server, cast_to, value):
    server.reply({"name": "n"})
    assert client.get("/x", cast_to=cast_to) == value


def test_the_response_itself_can_be_asked_for(client, server):
    server.reply({"name": "n"})
    response = client.get("/x", cast_to=httpx2.Response)
    assert isinstance(response, httpx2.Response)
    assert response.json() == {"name": "n"}
