"""Observing a client at the one method all its calls go through: the request below them.

`create`, `parse`, the stream managers and their helpers, tool runners, threads, the raw and streaming
accessors, and the copies of those methods that the Bedrock and Vertex clients hold, all end in
`SyncAPIClient.request` or `AsyncAPIClient.request`, from 0.50 to 2.x. A stream manager sends its request when
it is entered, so that is when its call begins. Counting tokens is another request, which is free.
"""

from collections.abc import Mapping
from typing import Any

from payi.instrument import current, faults
from payi.instrument.operation import Keywords
from payi.instrument.providers.anthropic.calls import Call, Sent
from payi.instrument.providers.anthropic.completions import Completions
from payi.instrument.providers.anthropic.messages import Messages
from payi.instrument.wrapping import Observer, Wrapper

POSTS: Mapping[str, Call] = {"/v1/messages": Messages(), "/v1/complete": Completions()}


def observe_requests(observer: Observer) -> Wrapper:
    return _observing({call: observer.observe(call) for call in POSTS.values()})


def observe_async_requests(observer: Observer) -> Wrapper:
    return _observing({call: observer.observe_async(call) for call in POSTS.values()})


def _observing(observed: Mapping[Call, Wrapper]) -> Wrapper:
    def requested(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:
        try:
            options: Any = args[1] if len(args) > 1 else kwargs["options"]
            call = POSTS.get(options.url.partition("?")[0]) if options.method == "post" else None
        except Exception as fault:  # noqa: BLE001 - the library will say what is wrong with its call
            faults.absorb("looking at a request", fault)
            call = options = None
        if call is None:
            return wrapped(*args, **kwargs)

        def send(*, options: Any, stream: bool, extra_headers: Any = None) -> Any:  # noqa: ARG001
            if extra_headers is not None:
                options.headers = extra_headers
            return wrapped(*args, **kwargs)

        given: Keywords = {"options": options, "stream": kwargs.get("stream") is True}
        if isinstance(options.headers, Mapping):
            given["extra_headers"] = options.headers
        return observed[call](send, instance, (), given)

    return requested


def keep_response(_observer: Observer) -> Wrapper:
    """Note the HTTP response of the call under way, with its headers: the library's objects have none."""

    def processed(wrapped: Any, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Any:  # noqa: ARG001
        scope = current.snapshot()
        sent = None if scope is None else getattr(scope.call, "asked", None)
        if isinstance(sent, Sent):
            sent.http = kwargs.get("response")
        return wrapped(*args, **kwargs)

    return processed
