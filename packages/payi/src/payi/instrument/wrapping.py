"""How a provider's function is called when it is observed: once, guarded, and otherwise as it was."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from payi.instrument import content, current, faults, headers
from payi.instrument.observation import CallObservation
from payi.instrument.operation import Keywords, Operation
from payi.instrument.settings import Settings
from payi.instrument.streams import ObservedAsyncStream, ObservedStream, observed_stream

if TYPE_CHECKING:
    from payi.instrument.context import Context
    from payi.instrument.delivery import Delivery

__all__ = ["Begun", "ObservedAsyncStream", "ObservedStream", "Observer", "Wrapper", "observed_stream"]

Wrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], Keywords], Any]
"""As wrapt calls it: the function, what it is bound to, the arguments."""

Begun = tuple[Keywords, CallObservation | None]
"""A call about to be made: the keywords to make it with; no observation: it is not ours to count."""

_NO_HEADERS: Mapping[str, object] = {}


class Observer:
    """Observes the calls of one installation. Not `active` any more, it lets every call pass untouched."""

    def __init__(self, settings: Settings, delivery: Delivery) -> None:
        self.settings = settings
        self.delivery = delivery
        self.active = True
        self._inline = settings.delivery == "inline"

    def observe(self, operation: Operation) -> Wrapper:
        def observed(
            wrapped: Callable[..., Any], instance: Any, args: tuple[Any, ...], kwargs: Keywords
        ) -> Any:
            kwargs, observation = self.begin(operation, instance, args, kwargs)
            if observation is None:
                return wrapped(*args, **kwargs)
            outer = current.enter_call(observation)
            try:
                response = wrapped(*args, **kwargs)
            except BaseException as error:
                current.resume(outer)
                observation.failed(error)
                raise
            current.resume(outer)
            return observation.attend(response)

        return observed

    def observe_async(self, operation: Operation) -> Wrapper:
        """For functions that return something to await, coroutine functions or not."""

        def observed(
            wrapped: Callable[..., Awaitable[Any]], instance: Any, args: tuple[Any, ...], kwargs: Keywords
        ) -> Awaitable[Any]:
            if not self.active:
                return wrapped(*args, **kwargs)
            return self._awaited(operation, wrapped, instance, args, kwargs)

        return observed

    async def _awaited(
        self,
        operation: Operation,
        wrapped: Callable[..., Awaitable[Any]],
        instance: Any,
        args: tuple[Any, ...],
        kwargs: Keywords,
    ) -> Any:
        kwargs, observation = self.begin(operation, instance, args, kwargs)
        if observation is None:
            return await wrapped(*args, **kwargs)
        outer = current.enter_call(observation)
        try:
            response = await wrapped(*args, **kwargs)
        except BaseException as error:
            current.resume(outer)
            observation.failed(error)
            raise
        current.resume(outer)
        response = observation.attend(response)
        if self._inline:
            await observation.arrived()
        return response

    def begin(self, operation: Operation, instance: Any, args: tuple[Any, ...], kwargs: Keywords) -> Begun:
        """Look at a call before it is made; for wrappers that make it in their own way.

        They mark the call with `current.enter_call` while it runs, and report its ending to the observation.
        Raises LimitExceededError, where the application asked for that, and nothing else.
        """
        context = current.context_of_call(operation.library)
        if context is None or not self.active:
            return kwargs, None
        try:
            if context.proxy:
                return self._for_proxy(operation, args, kwargs, context), None
            begun = self._begun(operation, instance, args, kwargs, context)
        except Exception as fault:  # noqa: BLE001 - the call is made as if nobody looked
            faults.absorb("looking at a call", fault)
            return kwargs, None
        # What is only fetched has been spent.
        if self.settings.enforce_limits and operation.counts_failures:
            self.delivery.check_limits(begun[1].context.limit_ids)
        return begun

    def _begun(
        self,
        operation: Operation,
        instance: Any,
        args: tuple[Any, ...],
        kwargs: Keywords,
        context: Context,
    ) -> tuple[Keywords, CallObservation]:
        settings = self.settings
        asked = operation.ask(instance, args, kwargs)
        allowed = settings.log_prompt_and_response and context.log_prompt_and_response is not False
        given = operation.extra_headers(args, kwargs)
        passed_on = None
        if given:
            ours, passed_on = headers.split(given)
            if ours:
                context = headers.overridden(context, ours)
                allowed = allowed and not headers.logging_disabled(ours)
                kwargs = operation.with_extra_headers(args, kwargs, passed_on)
        if not operation.accepts_extra_headers and "extra_headers" in kwargs:
            kwargs = {name: value for name, value in kwargs.items() if name != "extra_headers"}
        prompt = self._content(operation, args, kwargs) if allowed else None
        stack = traceback.extract_stack() if settings.stack_trace else None
        kwargs = operation.prepare(asked, kwargs)
        return kwargs, CallObservation(
            operation, asked, context, self.delivery, allowed, prompt, passed_on, stack
        )

    def _content(self, operation: Operation, args: tuple[Any, ...], kwargs: Keywords) -> str | None:
        """What is asked, as it is now: the caller may change it before it is sent."""
        try:
            return content.json_text(
                operation.content(args, kwargs), inline_data=self.settings.instrument_inline_data
            )
        except Exception as fault:  # noqa: BLE001 - the call is counted without its content
            faults.absorb("reading a prompt", fault)
            return None

    def _for_proxy(
        self, operation: Operation, args: tuple[Any, ...], kwargs: Keywords, context: Context
    ) -> Keywords:
        if not operation.accepts_extra_headers:
            return kwargs
        logging = self.settings.log_prompt_and_response and context.log_prompt_and_response is not False
        given = operation.extra_headers(args, kwargs) or _NO_HEADERS
        return operation.with_extra_headers(args, kwargs, headers.for_proxy(context, given, logging=logging))
