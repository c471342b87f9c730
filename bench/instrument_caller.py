"""One program of the measurement `bench.instrument`, instrumented in one way: `instrument_caller.py CONTENDER`.

It runs in the contender's own environment. It calls OpenAI's chat once, tells how long it took to get there, and
then obeys a line of JSON at a time on standard input: `do` what (`call`, `stream`), how many `times`, and whether to
`flush` after it, which counts as processor time only. Each answer is a line of JSON.
Environment: `PROVIDER` is the base URL to call; without it the client's transport is mocked in the process.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

BEGAN_NS = time.perf_counter_ns()
MESSAGES = [
    {"role": "system", "content": "You answer in two sentences."},
    {"role": "user", "content": "What does a benchmark of one call tell of a thousand?"},
]
CHUNKS = 200
FLUSH_S = 60
MARK = b"@@@@@@@@@@@@"

Flush = Callable[[], object]


# ── the contenders: each instruments the process and returns what waits until all is delivered ──────────


def uninstrumented() -> Flush:
    return lambda: None


def lean() -> Flush:
    """The floor: the function is wrapped, and the clock read at both ends, and at each chunk of a stream."""
    import wrapt

    class Clocked(wrapt.ObjectProxy):
        def __iter__(self) -> Iterator[Any]:
            for chunk in self.__wrapped__:
                time.perf_counter_ns()
                yield chunk

    def hook(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:  # noqa: ARG001 - as wrapt calls it
        began_ns = time.perf_counter_ns()
        response = wrapped(*args, **kwargs)
        time.perf_counter_ns() - began_ns
        return Clocked(response) if kwargs.get("stream") else response

    wrapt.wrap_function_wrapper("openai.resources.chat.completions", "Completions.create", hook)
    return lambda: None


def ours() -> Flush:
    from payi.instrument import flush, payi_instrument

    payi_instrument(log_prompt_and_response=False, config={"use_case_name": "ours"})
    return lambda: flush(FLUSH_S)


def vendor() -> Flush:
    """Ingests within each call: there is nothing to wait for.

    It counts tokens with a table that it downloads, or tries to at every call; here it has one of single bytes.
    """
    import tiktoken
    from payi import Payi
    from payi.lib.instrument import payi_instrument
    from tiktoken.registry import ENCODINGS

    ranks = {bytes([byte]): byte for byte in range(256)}
    name = "o200k_base"
    ENCODINGS[name] = tiktoken.Encoding(name, pat_str=r"\s?\S+|\s+", mergeable_ranks=ranks, special_tokens={})
    payi_instrument(payi=Payi(), log_prompt_and_response=False, config={"use_case_name": "vendor"})
    return lambda: None


def _opentelemetry(instrumentor: Any) -> Flush:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    instrumentor.instrument(tracer_provider=provider)
    return provider.force_flush


def opentelemetry() -> Flush:
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

    return _opentelemetry(OpenAIInstrumentor())


def openinference() -> Flush:
    from openinference.instrumentation.openai import OpenAIInstrumentor

    return _opentelemetry(OpenAIInstrumentor())


def openllmetry() -> Flush:
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    return _opentelemetry(OpenAIInstrumentor())


def langfuse() -> Flush:
    import langfuse.openai  # noqa: F401 - this is what instruments
    from langfuse import get_client

    return get_client().flush


def logfire() -> Flush:
    import logfire

    logfire.configure(send_to_logfire=False, console=False)
    logfire.instrument_openai()
    return logfire.force_flush


def mlflow() -> Flush:
    import mlflow

    mlflow.openai.autolog()
    return mlflow.flush_trace_async_logging


CONTENDERS: dict[str, Callable[[], Flush]] = {
    instrument.__name__: instrument
    for instrument in (
        uninstrumented,
        lean,
        ours,
        opentelemetry,
        langfuse,
        openinference,
        openllmetry,
        logfire,
        mlflow,
        vendor,
    )
}


# ── the provider ────────────────────────────────────────────────────────────────────────────────────────

ANSWER = json.dumps(
    {
        "id": f"chatcmpl-{MARK.decode()}",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "gpt-4o-2024-08-06",
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "It tells of one. " * 20, "refusal": None},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {
            "prompt_tokens": 1200,
            "completion_tokens": 300,
            "total_tokens": 1500,
            "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 100, "audio_tokens": 0},
        },
    }
).encode()


def _events() -> Iterator[str]:
    common = {
        "id": f"chatcmpl-{MARK.decode()}",
        "object": "chat.completion.chunk",
        "model": "gpt-4o-2024-08-06",
    }
    common["created"] = 1_760_000_000
    for number in range(CHUNKS - 1):
        choice = {
            "index": 0,
            "delta": {"content": f" token{number}"},
            "logprobs": None,
            "finish_reason": None,
        }
        yield json.dumps({**common, "choices": [choice], "usage": None})
    yield json.dumps({**common, "choices": [], "usage": json.loads(ANSWER)["usage"]})
    yield "[DONE]"


STREAM = "".join(f"data: {event}\n\n" for event in _events()).encode()


def mocked_client() -> Any:
    """Answers without a socket; each answer has an id of its own, as a provider's have."""
    import httpx2
    import openai

    process = os.getpid()
    number = 0

    def respond(request: Any) -> Any:
        nonlocal number
        number += 1
        body, kind = (
            (STREAM, "text/event-stream")
            if b'"stream":true' in request.content
            else (ANSWER, "application/json")
        )
        unique = b"%05d%07d" % (process % 100_000, number)
        return httpx2.Response(200, headers={"content-type": kind}, content=body.replace(MARK, unique))

    http_client = openai.DefaultHttpxClient(transport=httpx2.MockTransport(respond))
    return openai.OpenAI(api_key="none", max_retries=0, http_client=http_client)


def client() -> Any:
    import openai

    provider = os.environ.get("PROVIDER")
    return openai.OpenAI(api_key="none", max_retries=0, base_url=provider) if provider else mocked_client()


# ── what is asked of this program ───────────────────────────────────────────────────────────────────────


def call(create: Any) -> None:
    create(model="gpt-4o", messages=MESSAGES)


def stream(create: Any) -> None:
    for _ in create(model="gpt-4o", messages=MESSAGES, stream=True, stream_options={"include_usage": True}):
        pass


def measured(work: Callable[[Any], None], create: Any, times: int) -> tuple[list[int], list[int]]:
    """Nanoseconds of each call: on the clock, and of this thread's processor time, which others do not lengthen."""
    taken_ns: list[int] = []
    spent_ns: list[int] = []
    for _ in range(times):
        began_ns, spent_before_ns = time.perf_counter_ns(), time.thread_time_ns()
        work(create)
        spent_ns.append(time.thread_time_ns() - spent_before_ns)
        taken_ns.append(time.perf_counter_ns() - began_ns)
    return taken_ns, spent_ns


def processor_s() -> float:
    """Of all threads of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(contender: str) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a contender prints is no answer
    flush = CONTENDERS[contender]()
    create = client().chat.completions.create
    call(create)
    print(json.dumps({"started_ns": time.perf_counter_ns() - BEGAN_NS}), file=answers)
    for line in sys.stdin:
        asked = json.loads(line)
        before_s = processor_s()
        taken_ns, spent_ns = measured({"call": call, "stream": stream}[asked["do"]], create, asked["times"])
        if asked["flush"]:
            flush()
        answer = {"taken_ns": taken_ns, "spent_ns": spent_ns, "processor_s": processor_s() - before_s}
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main(sys.argv[1])
