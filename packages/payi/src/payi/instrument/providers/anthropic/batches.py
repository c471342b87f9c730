"""Results of message batches: each line that succeeded is a call, known when its line is read.

A line says nothing of when it was asked or how long it took. Fetched again, it has the same id, by which the
server knows it. Lines that failed, expired or were cancelled are free, and not recorded. Only Anthropic's own
interface has batches.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from payi.instrument.operation import Asked, Keywords, Observation, Operation, Target
from payi.instrument.providers.anthropic.calls import LIBRARY
from payi.instrument.providers.anthropic.fields import field
from payi.instrument.providers.anthropic.messages import answer_of
from payi.instrument.providers.anthropic.targets import DIALECT
from payi.instrument.results import attach
from payi.instrument.wrapping import Observer, Wrapper
from payi.lib.helpers import PayiCategories


class BatchResult(Operation):
    """One line. It is asked with the keyword `line`, and answered by the message in it."""

    library = LIBRARY
    counts_failures = False

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:  # noqa: ARG002
        url = str(instance.http_response.request.url)
        return Asked(_target(url.partition("/v1/")[0]), None)

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        return {"custom_id": field(kwargs["line"], "custom_id")}

    def attend(self, response: Any, observation: Observation) -> Any:
        attach(response, observation.result)
        observation.answered(answer_of(response, observation.asked.target, fields={"service_tier": "batch"}))
        return response


RESULT = BatchResult()


def follow_results(observer: Observer) -> Wrapper:
    def decoded(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Iterator[Any]:
        for line in wrapped(*args, **kwargs):
            _record(observer, instance, line)
            yield line

    return decoded


def follow_async_results(observer: Observer) -> Wrapper:
    async def decoded(
        wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords
    ) -> AsyncIterator[Any]:
        async for line in wrapped(*args, **kwargs):
            _record(observer, instance, line)
            yield line

    return decoded


def _record(observer: Observer, decoder: Any, line: Any) -> None:
    message = field(field(line, "result"), "message")
    if message is not None:
        _, observation = observer.begin(RESULT, decoder, (), {"line": line})
        if observation is not None:
            observation.attend(message)


@lru_cache(maxsize=8)
def _target(base_url: str) -> Target:
    return Target(PayiCategories.anthropic, DIALECT, provider_uri=base_url)
