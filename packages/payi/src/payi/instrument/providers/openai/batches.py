"""Results of the batch interface, which are counted when their file is fetched: an event a line.

Only the lines tell what each request used. A batch's own total would pass the thresholds of long prompts,
which none of its requests did.
"""

from collections.abc import Iterator
from typing import Any, cast

from payi.instrument.operation import Answer, Observation
from payi.instrument.providers.openai.calls import Call, Sent
from payi.instrument.providers.openai.chat import ChatCompletions
from payi.instrument.providers.openai.fields import text
from payi.instrument.providers.openai.responses import Responses
from payi.instrument.providers.stainless import Plain, parse

_CHAT = ChatCompletions()
_RESPONSES = Responses()
_HEAD_BYTES = 4_096


class FetchedFiles(ChatCompletions):
    """`files.content`. A batch's results fetched twice have the same ids, which the server counts once."""

    counts_failures = False

    def attend(self, response: Any, observation: Observation) -> Any:
        sent = cast("Sent", observation.asked)
        http = sent.http or getattr(response, "http_response", None)
        if http is not None and http.is_stream_consumed:
            for line in _results_in(http.content):
                observation.also(_answer(line, sent))
        observation.disregard()
        return response


def _results_in(content: bytes) -> Iterator[Plain]:
    """The lines of a result file that hold an answer: most files are none, and a request can fail."""
    if b'"custom_id"' not in content[:_HEAD_BYTES]:
        return
    for line in map(parse, content.splitlines()):
        response = line.response if isinstance(line, Plain) else None
        if isinstance(response, Plain) and isinstance(response.body, Plain) and response.body.usage:
            yield line


def _answer(line: Plain, sent: Sent) -> Answer:
    """As `payi.usage.read_batch_result` reads it; without an id of its own, an answer has its line's."""
    body = line.response.body
    call: Call = _RESPONSES if body.object == "response" else _CHAT
    answer = call.answer(body, sent)
    answer.dialect = f"openai.{call.interface}"
    answer.fields = {**answer.fields, "service_tier": "batch"}
    answer.provider_id = answer.provider_id or text(line.id)
    return answer
