"""Calls a model in every way of one framework, each in a use case of its own name: FRAMEWORK URL EVENTS_FILE.

Runs in the environment of the frameworks. Prints the names of the ways, a line each; the events are in the file
when it has ended.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

from payi.lib.instrument import payi_instrument, track_context

PROMPT = "What is the capital of France?"
GPT = "gpt-4o-mini"
CLAUDE = "claude-opus-4-6"
KEY = "sk-none"
Ways = dict[str, Callable[[], Any]]


def exhaust(chunks: Iterable[Any]) -> None:
    for _ in chunks:
        pass


async def exhaust_async(chunks: AsyncIterator[Any]) -> None:
    async for _ in chunks:
        pass


def langchain_ways(model: Any) -> Ways:
    return {
        "invoke": lambda: model.invoke(PROMPT),
        "ainvoke": lambda: model.ainvoke(PROMPT),
        "stream": lambda: exhaust(model.stream(PROMPT)),
        "astream": lambda: exhaust_async(model.astream(PROMPT)),
    }


def langchain_openai(url: str) -> Ways:
    from langchain_openai import ChatOpenAI

    def model(**more: Any) -> Any:
        return ChatOpenAI(model=GPT, base_url=f"{url}/v1", api_key=KEY, max_retries=0, **more)

    responses = langchain_ways(model(use_responses_api=True))
    return {**langchain_ways(model()), **{f"{name}, responses": way for name, way in responses.items()}}


def langchain_anthropic(url: str) -> Ways:
    from langchain_anthropic import ChatAnthropic

    return langchain_ways(
        ChatAnthropic(model=CLAUDE, base_url=url, api_key=KEY, max_retries=0, max_tokens=100)
    )


def pydantic_ai(url: str) -> Ways:
    from pydantic_ai import Agent
    from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    provider = OpenAIProvider(base_url=f"{url}/v1", api_key=KEY)

    async def streamed(agent: Any) -> None:
        async with agent.run_stream(PROMPT) as result:
            await exhaust_async(result.stream_text())

    ways: Ways = {}
    for interface, kind in {"chat": OpenAIChatModel, "responses": OpenAIResponsesModel}.items():
        agent = Agent(kind(GPT, provider=provider))
        ways[f"run_sync, {interface}"] = lambda agent=agent: agent.run_sync(PROMPT)
        ways[f"run, {interface}"] = lambda agent=agent: agent.run(PROMPT)
        ways[f"run_stream, {interface}"] = lambda agent=agent: streamed(agent)
    return ways


def openai_agents(url: str) -> Ways:
    from agents import (
        Agent,
        OpenAIChatCompletionsModel,
        OpenAIResponsesModel,
        Runner,
        set_tracing_disabled,
    )
    from openai import AsyncOpenAI

    set_tracing_disabled(disabled=True)
    client = AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0)

    async def streamed(agent: Any) -> None:
        await exhaust_async(Runner.run_streamed(agent, PROMPT).stream_events())

    ways: Ways = {}
    for interface, kind in {"chat": OpenAIChatCompletionsModel, "responses": OpenAIResponsesModel}.items():
        agent = Agent(name="Geographer", model=kind(model=GPT, openai_client=client))
        ways[f"run_sync, {interface}"] = lambda agent=agent: Runner.run_sync(agent, PROMPT)
        ways[f"run, {interface}"] = lambda agent=agent: Runner.run(agent, PROMPT)
        ways[f"run_streamed, {interface}"] = lambda agent=agent: streamed(agent)
    return ways


def llama_index(url: str) -> Ways:
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai import OpenAI

    model = OpenAI(model=GPT, api_base=f"{url}/v1", api_key=KEY, max_retries=0)
    messages = [ChatMessage(role="user", content=PROMPT)]

    async def astream_chat() -> None:
        await exhaust_async(await model.astream_chat(messages))

    return {
        "complete": lambda: model.complete(PROMPT),
        "chat": lambda: model.chat(messages),
        "achat": lambda: model.achat(messages),
        "stream_chat": lambda: exhaust(model.stream_chat(messages)),
        "astream_chat": astream_chat,
    }


FRAMEWORKS = {
    made.__name__: made
    for made in (langchain_openai, langchain_anthropic, pydantic_ai, openai_agents, llama_index)
}


async def awaited(made: Awaitable[Any]) -> None:
    await made


def main(framework: str, url: str, events_file: str) -> None:
    payi_instrument(config={"offline_instrumentation": {"file_name": events_file}})
    for name, way in FRAMEWORKS[framework](url).items():
        with track_context(use_case_name=name):
            made = way()
            if hasattr(made, "__await__"):
                asyncio.run(awaited(made))
        print(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
