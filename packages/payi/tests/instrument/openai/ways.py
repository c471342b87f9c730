"""Every way of making a call through OpenAI's client, sync and async: plain, raw, streamed, as bytes."""

from collections.abc import Callable
from typing import Any

import openai

WAYS = ("plain", "with_raw_response", "with_streaming_response", "read as bytes")


def call(client: openai.OpenAI, method: str, way: str, **keywords: Any) -> Any:
    """Make the call and read it to its end; what the caller gets, or the list of what it streams."""
    resource, name = _resource(client, method)
    if way == "plain":
        return _all(getattr(resource, name)(**keywords))
    if way == "with_raw_response":
        return _all(getattr(resource.with_raw_response, name)(**keywords).parse())
    with getattr(resource.with_streaming_response, name)(**keywords) as response:
        return response.read() if way == "read as bytes" else _all(response.parse())


async def call_async(client: openai.AsyncOpenAI, method: str, way: str, **keywords: Any) -> Any:
    resource, name = _resource(client, method)
    if way == "plain":
        return await _all_async(await getattr(resource, name)(**keywords))
    if way == "with_raw_response":
        response = await getattr(resource.with_raw_response, name)(**keywords)
        return await _all_async(response.parse())
    async with getattr(resource.with_streaming_response, name)(**keywords) as response:
        return await (response.read() if way == "read as bytes" else _all_async(await response.parse()))


def run_async(make: Callable[[], openai.AsyncOpenAI], method: str, way: str, **keywords: Any) -> Any:
    """For `asyncio.run`: one call with a client of its own."""

    async def run() -> Any:
        async with make() as client:
            return await call_async(client, method, way, **keywords)

    return run()


def _resource(client: Any, method: str) -> tuple[Any, str]:
    *path, name = method.split(".")
    for step in path:
        client = getattr(client, step)
    return client, name


def _all(value: Any) -> Any:
    return list(value) if hasattr(type(value), "__next__") else value


async def _all_async(value: Any) -> Any:
    return [chunk async for chunk in value] if hasattr(type(value), "__anext__") else value
