"""What the core of the instrumentation asks of a provider, and what a provider says of one call.

A provider file describes its operations; it opens no queue, reads no clock and knows no context. The core
(`wrapping.py`) makes the call, and asks the operation four things:

    ask      before the call: where does it go, and for which model?
    content  before the call, only when content may leave: what is asked, as plain data
    prepare  before the call: the arguments to call with, where they must differ from the caller's
    attend   after it: report the answer, or hand out a stream that will
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Protocol

Keywords = dict[str, Any]

_NONE: Mapping[str, Any] = {}


def _none() -> Mapping[str, Any]:
    """One for all, because most calls have none and each would pay for its own. Nobody adds to it."""
    return _NONE


@dataclass(frozen=True, slots=True)
class Target:
    """Where the calls of one provider client go. Made once a client, and remembered by the provider file.

    category: of the resource, before host and model mappings (`system.openai`).
    dialect: how `payi.usage` reads the usage of this operation (`openai.chat`).
    provider_uri: the base URL of the client.
    needs_mapping: the model is a name of the customer's own, so without a mapping its price is a guess.
    """

    category: str
    dialect: str
    provider_uri: str | None = None
    needs_mapping: bool = False


@dataclass(slots=True)
class Asked:
    """One call, before it is made. `resource` is the requested model, None when only the answer knows.

    model: as the caller named it, where the resource is called otherwise; model mappings are found by it.
    """

    target: Target
    resource: str | None
    streaming: bool = False
    properties: Mapping[str, str] = field(default_factory=_none)
    model: str | None = None


class FunctionCall(NamedTuple):
    """A tool the model wants called; `arguments` is JSON text."""

    name: str
    arguments: str | None


@dataclass(slots=True)
class Answer:
    """What a provider answered: references only. Whatever costs time is done later, in the delivery thread.

    usage: the provider's usage, as its own object or as plain data; for a stream dialect, its chunks.
    dialect: where it differs from the target's (`openai.chat.stream`).
    fields: of the response beside its usage, as `payi.usage.read` takes them.
    provider_id: the id the provider gave the response; None makes the core invent one.
    model: what the provider says answered; the resource only when none was asked for.
    status: of HTTP.
    headers: of the response, or how to get them.
    properties: of the request, such as `system.failure`; they never replace the caller's own.
    resource_scope: of the price, when the answer names one.
    content: makes what was answered: JSON text, or one text a chunk. Called only when content may leave.
    """

    usage: object = None
    dialect: str | None = None
    fields: Mapping[str, object] = field(default_factory=_none)
    provider_id: str | None = None
    model: str | None = None
    status: int = 200
    headers: Mapping[str, str] | Callable[[], Mapping[str, str]] | None = None
    function_calls: Sequence[FunctionCall] | Callable[[], Sequence[FunctionCall]] = ()
    properties: Mapping[str, str] = field(default_factory=_none)
    resource_scope: str | None = None
    content: Callable[[], str | list[str]] | None = None


ReadLater = Callable[[], Answer]
"""Reads what was answered: called once, in the delivery thread. What it needs must not change until then."""


class Failure(NamedTuple):
    """A provider's error: HTTP status (299 when there was none), its id, and the body it sent."""

    status: int
    provider_id: str | None = None
    body: str | None = None
    headers: Mapping[str, str] | None = None


class Chunk(Enum):
    """What becomes of a chunk of a stream."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # we asked for it, the caller did not
    CARRIER = "carrier"  # shown, and `xproxy_result` is found on it


class StreamReader(Protocol):
    """Follows one stream. `see` runs on the caller's path, once a chunk: a microsecond or two."""

    def see(self, chunk: Any) -> Chunk:
        """Take from the chunk what the answer will need."""
        ...

    def carries_completion(self, chunk: Any) -> bool:
        """Whether this chunk holds the model's output; asked until it is so once."""
        ...

    def answer(self) -> Answer:
        """What the chunks so far amount to; also for a stream that broke off."""
        ...


class Observation(Protocol):
    """One call under way, as an operation meets it. The first ending counts; later ones do nothing."""

    asked: Asked
    content_allowed: bool

    @property
    def result(self) -> object:
        """What becomes `response.xproxy_result`: resolves when the server has answered."""
        ...

    @property
    def under_way(self) -> bool:
        """Whether it has not ended yet."""
        ...

    def first_token(self) -> None: ...
    def first_completion_token(self) -> None: ...
    def answered(self, answer: "Answer | ReadLater") -> None: ...
    def abandoned(self, answer: Answer, *, here: bool = True) -> None:
        """The caller stopped reading; recorded with `system.failure` = `stream_closed`.

        Not `here`: the garbage collector found out, in whatever thread it ran.
        """
        ...

    def failed(self, error: BaseException, answer: Answer | None = None) -> None: ...
    def also(self, answer: Answer) -> None:
        """Record one of many answers that came with this call, such as those of a batch; it ends nothing."""
        ...

    def disregard(self) -> None:
        """It turned out to be no call of its own: nothing is recorded of it."""
        ...

    async def arrived(self) -> None:
        """After the ending, where delivery is inline: wait for the result as an event loop can."""
        ...


class Operation(ABC):
    """One kind of call of a provider's library. Stateless, shared by all threads."""

    library: ClassVar[str]  # the distribution, for `xProxy-Instrumented-Module`
    accepts_extra_headers: ClassVar[bool] = True  # False: taken out, the library knows none
    counts_failures: ClassVar[bool] = True  # False: only fetches what another call may have made

    @abstractmethod
    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked: ...

    @abstractmethod
    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:
        """What is asked, as plain data or objects the core can turn into it; without headers and options."""

    def extra_headers(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object] | None:  # noqa: ARG002 - some libraries have them there
        """Those the caller gave for this call alone."""
        return kwargs.get("extra_headers")

    def with_extra_headers(
        self,
        args: Sequence[Any],  # noqa: ARG002 - as above
        kwargs: Keywords,
        headers: Mapping[str, object],
    ) -> Keywords:
        """The keywords to call with, so that `headers` go instead of those the caller gave."""
        return {**kwargs, "extra_headers": headers}

    def prepare(self, asked: Asked, kwargs: Keywords) -> Keywords:  # noqa: ARG002 - some operations need it
        """The keywords to call with: the same, or a changed copy. The caller's objects stay as they are."""
        return kwargs

    @abstractmethod
    def attend(self, response: Any, observation: Observation) -> Any:
        """Report the answer, and return what the caller gets: `response`, or a stream that stands for it."""

    def failure(self, error: BaseException) -> Failure | None:
        """What an exception of the library tells; None for one without an HTTP status."""
        status = getattr(error, "status_code", None)
        return Failure(status) if isinstance(status, int) else None

    def answer_in(self, asked: Asked, error: BaseException) -> Answer | None:  # noqa: ARG002 - most have none
        """What was answered, and is paid for, although the library raises: over an output it cannot parse."""
        return None
