"""Observing a client at the one method all its calls go through: the request below them.

`create`, `parse`, the stream managers and their helpers, tool runners, threads, the raw and streaming
accessors, and the copies of those methods that the Bedrock and Vertex clients hold, all end there, from 0.50
to 2.x. A stream manager sends its request when it is entered, so that is when its call begins. Counting
tokens is another request, which is free.
"""

from collections.abc import Mapping
from typing import Any

from payi.instrument.providers.anthropic.calls import LIBRARY, Call
from payi.instrument.providers.anthropic.completions import Completions
from payi.instrument.providers.anthropic.messages import Messages
from payi.instrument.providers.stainless import keeping_response, observing
from payi.instrument.wrapping import Observer, Wrapper

POSTS: Mapping[str, Call] = {"/v1/messages": Messages(), "/v1/complete": Completions()}


def call_of(options: Any) -> Call | None:
    """Which of Anthropic's interfaces a request is made to."""
    return POSTS.get(options.url.partition("?")[0]) if options.method == "post" else None


def observe_requests(observer: Observer) -> Wrapper:
    return observing(POSTS.values(), call_of, observer.observe)


def observe_async_requests(observer: Observer) -> Wrapper:
    return observing(POSTS.values(), call_of, observer.observe_async)


keep_response = keeping_response(LIBRARY)
