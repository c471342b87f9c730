"""boto3 and aiobotocore behind one face, so that every test tells of both."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

import aiobotocore.config
import aiobotocore.session
import boto3
import pytest
from botocore.config import Config

from packages.payi.tests.instrument.bedrock.ways import Read, ReadAsync

CREDENTIALS = {
    "region_name": "us-east-1",
    "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
ONCE = Config(retries={"max_attempts": 1, "mode": "standard"}, read_timeout=20)

AIOBOTOCORE = aiobotocore.session.get_session()  # one for all: it reads the descriptions of AWS once

# A connection that is dropped with something left to read says so, as it does without us.
unread = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


class Caller(Protocol):
    """Makes calls with one library, each with a client of its own."""

    def call(self, method: str, *, config: Config = ONCE, **parameters: Any) -> Any:
        """The response, whose stream or body is not read and not kept."""
        ...

    def events(self, method: str, *, upto: int | None = None, **parameters: Any) -> list[Any]:
        """The events of a stream; after `upto` of them the caller closes it."""
        ...

    def body(self, reads: tuple[Read, ReadAsync], **parameters: Any) -> bytes:
        """What a way to read gives of the body of an InvokeModel; `reads` has one for each library."""
        ...


def stream_in(response: Any) -> Any:
    return response["stream"] if "stream" in response else response["body"]


class Boto3:
    def __init__(self, url: str) -> None:
        self._url = url

    @contextmanager
    def client(self, config: Config = ONCE) -> Iterator[Any]:
        client = boto3.client("bedrock-runtime", endpoint_url=self._url, config=config, **CREDENTIALS)
        try:
            yield client
        finally:
            client.close()

    def call(self, method: str, *, config: Config = ONCE, **parameters: Any) -> Any:
        with self.client(config) as client:
            response = getattr(client, method)(**parameters)
            response.pop("body", None)
            return response

    def events(self, method: str, *, upto: int | None = None, **parameters: Any) -> list[Any]:
        with self.client() as client:
            stream = stream_in(getattr(client, method)(**parameters))
            events: list[Any] = []
            for event in stream:
                events.append(event)
                if len(events) == upto:
                    break
            stream.close()
            return events

    def body(self, reads: tuple[Read, ReadAsync], **parameters: Any) -> bytes:
        with self.client() as client:
            return reads[0](client.invoke_model(**parameters)["body"])


class Aiobotocore:
    def __init__(self, url: str) -> None:
        self._url = url

    @asynccontextmanager
    async def client(self, config: Config = ONCE) -> AsyncIterator[Any]:
        settings = aiobotocore.config.AioConfig().merge(config)
        async with AIOBOTOCORE.create_client(
            "bedrock-runtime", endpoint_url=self._url, config=settings, **CREDENTIALS
        ) as client:
            yield client

    def call(self, method: str, *, config: Config = ONCE, **parameters: Any) -> Any:
        async def calling() -> Any:
            async with self.client(config) as client:
                response = await getattr(client, method)(**parameters)
                response.pop("body", None)
                return response

        return _run(calling())

    def events(self, method: str, *, upto: int | None = None, **parameters: Any) -> list[Any]:
        async def calling() -> list[Any]:
            async with self.client() as client:
                stream = stream_in(await getattr(client, method)(**parameters))
                events: list[Any] = []
                async for event in stream:
                    events.append(event)
                    if len(events) == upto:
                        break
                stream.close()
                return events

        return _run(calling())

    def body(self, reads: tuple[Read, ReadAsync], **parameters: Any) -> bytes:
        async def calling() -> bytes:
            async with self.client() as client:
                return await reads[1]((await client.invoke_model(**parameters))["body"])

        return _run(calling())


def _run(calling: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(calling)
