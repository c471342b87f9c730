"""The life of one observed call: it begins, tokens may arrive, and it ends once."""

import os
import random
import threading
import time
import traceback
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from payi.instrument import current, faults
from payi.instrument.context import Context
from payi.instrument.failures import STREAM_CLOSED, properties_of
from payi.instrument.operation import Answer, Asked, Failure, Operation, ReadLater
from payi.instrument.results import Result

if TYPE_CHECKING:
    from payi.instrument.delivery import Delivery

_ids = random.Random()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_ids.seed)


def new_id() -> str:
    """A UUID4. Not from the operating system each time: that would be a system call in every call."""
    return str(uuid.UUID(int=_ids.getrandbits(128), version=4))


class KnownIds:
    """The latest few thousand ids of calls that this process made."""

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._recent: dict[str, None] = {}
        self._before: dict[str, None] = {}

    def claim(self, provider_id: str) -> bool:
        """Whether no earlier call had this id; from now on one has."""
        if provider_id in self._recent or provider_id in self._before:
            return False
        if len(self._recent) >= self._most:
            self._before, self._recent = self._recent, {}
        self._recent[provider_id] = None
        return True

    def forget(self) -> None:
        self._recent, self._before = {}, {}


known_ids = KnownIds()


class CallObservation:
    """One call under way, as `operation.Observation` describes it, and what is known before its answer.

    Made when the call is about to be made: its time counts from here.
    context: what the call is for; headers of its own have had their say.
    started_ms: since the epoch. The other times are of the monotonic clock, in nanoseconds.
    request_json: the prompt as it was when the call was made, where content may leave.
    request_headers: the caller's, without ours.
    """

    __slots__ = (
        "_delivery",
        "_ending",
        "_result",
        "asked",
        "content_allowed",
        "context",
        "first_completion_token_ns",
        "first_token_ns",
        "library",
        "operation",
        "request_headers",
        "request_json",
        "stack",
        "started_ms",
        "started_ns",
    )

    def __init__(
        self,
        operation: Operation,
        asked: Asked,
        context: Context,
        delivery: "Delivery",
        content_allowed: bool,
        request_json: str | None,
        request_headers: Mapping[str, object] | None,
        stack: traceback.StackSummary | None,
    ) -> None:
        self.operation = operation
        self.library = operation.library
        self.asked = asked
        self.context = context
        self.content_allowed = content_allowed
        self.request_json = request_json
        self.request_headers = request_headers
        self.stack = stack
        self.first_token_ns: int | None = None
        self.first_completion_token_ns: int | None = None
        self._delivery = delivery
        self._result: Result | None = None
        self._ending = threading.Lock()  # taken by the first ending, and kept
        self.started_ms = time.time_ns() // 1_000_000
        self.started_ns = time.perf_counter_ns()

    @property
    def under_way(self) -> bool:
        return not self._ending.locked()

    @property
    def result(self) -> object:
        """What the server will have answered; may be handed out before the call has ended."""
        if self._result is None:
            self._result = Result()
        return self._result

    def first_token(self) -> None:
        if self.first_token_ns is None:
            self.first_token_ns = time.perf_counter_ns()

    def first_completion_token(self) -> None:
        if self.first_completion_token_ns is None:
            self.first_completion_token_ns = time.perf_counter_ns()

    def answered(self, answer: Answer | ReadLater) -> None:
        self._end(answer)

    def abandoned(self, answer: Answer, *, here: bool = True) -> None:
        """Not `here`: the garbage collector ended it, wherever it happened to run."""
        self._end(answer, properties=STREAM_CLOSED, here=here)

    def also(self, answer: Answer) -> None:
        """One of many answers of this call; each is an event, and its ending another matter."""
        self._delivery.submit(Ended(self, answer, None, None, None))

    def disregard(self) -> None:
        """No call of its own, as it turned out: this ending records nothing."""
        self._ending.acquire(blocking=False)

    def failed(self, error: BaseException, answer: Answer | None = None) -> None:
        if not self.operation.counts_failures:
            self.disregard()
            return
        try:
            answer = answer or self.operation.answer_in(self.asked, error)
            failure = self.operation.failure(error)
            properties = properties_of(error) if failure is None else None
        except Exception as fault:  # noqa: BLE001 - the caller gets the provider's error, not ours
            faults.absorb("reading an error of the provider", fault)
            failure, properties = None, properties_of(error)
        self._end(answer or Answer(), failure or Failure(0), properties)

    async def arrived(self) -> None:
        """Where delivery is inline, wait for the result without holding up the event loop."""
        if self._result is None or self.under_way:
            return
        try:
            await self._delivery.arrived(self._result)
        except Exception as fault:  # noqa: BLE001 - nothing of ours reaches the application
            faults.absorb("waiting for a result", fault)

    def attend(self, response: Any) -> Any:
        """What the caller gets for the provider's response, once the operation has looked at it."""
        try:
            return self.operation.attend(response, self)
        except Exception as fault:  # noqa: BLE001 - the call has succeeded, and the caller will see that
            self.answered(Answer())
            faults.absorb("reading the answer", fault)
            return response

    def _end(
        self,
        answer: Answer | ReadLater,
        failure: Failure | None = None,
        properties: Mapping[str, str] | None = None,
        here: bool = True,
    ) -> None:
        if not self._ending.acquire(blocking=False):
            return
        try:
            ended = Ended(self, answer, failure, properties, self._result)
            if here:
                self._result = self._delivery.submit(ended)
                current.remember(self._result)
            else:
                self._result = self._delivery.submit_from_destructor(ended)
        except Exception as fault:  # noqa: BLE001 - nothing of ours reaches the application
            faults.absorb("handing an event to delivery", fault)


class Ended:
    """One ended call, for the delivery thread: references, of which `event.py` makes an event.

    answer: read when it is first asked for, if it is not yet.
    failure: of the provider's library; status 0 where it told none.
    properties: of the ending, such as `system.failure`.
    latency_ns: of the whole call.
    request_json: the prompt; taken from `call`, which may live on in a stream or a task.
    result: when it was handed out before the ending; `Delivery.submit` then returns this one.
    """

    __slots__ = (
        "_answer",
        "_event_id",
        "call",
        "failure",
        "latency_ns",
        "properties",
        "request_json",
        "result",
    )

    def __init__(
        self,
        call: CallObservation,
        answer: Answer | ReadLater,
        failure: Failure | None,
        properties: Mapping[str, str] | None,
        result: Result | None,
    ) -> None:
        self.latency_ns = time.perf_counter_ns() - call.started_ns
        self.call = call
        self._answer = answer
        self.failure = failure
        self.properties = properties
        self.request_json, call.request_json = call.request_json, None
        self.result = result
        self._event_id: str | None = None

    @property
    def answer(self) -> Answer:
        if not isinstance(self._answer, Answer):
            self._answer = _read(self._answer)
        return self._answer

    @property
    def event_id(self) -> str:
        """By which the server knows a repeat: the provider's, else one of ours, made when first asked for.

        Of ours too where an earlier call had the same id, as from a stand-in or a cache: two calls are two
        events. What only fetches keeps the id, because it may have been counted when it was made.
        """
        if self._event_id is None:
            provider_id = self.answer.provider_id or (self.failure and self.failure.provider_id)
            if provider_id and self.call.operation.counts_failures and not known_ids.claim(provider_id):
                provider_id = None
            self._event_id = provider_id or f"payi_{new_id()}"
        return self._event_id


def _read(answer: ReadLater) -> Answer:
    try:
        return answer()
    except Exception as fault:  # noqa: BLE001 - the call is recorded without its usage
        faults.absorb("reading the answer", fault)
        return Answer()
