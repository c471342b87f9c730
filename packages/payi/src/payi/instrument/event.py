"""Of an ended call, the event that `POST /api/v1/ingest/bulk` takes. Runs in the delivery thread."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from payi.instrument import content, headers
from payi.instrument.content import plain_tree
from payi.instrument.context import Context
from payi.instrument.failures import WITHOUT_STATUS
from payi.instrument.mapping import Booking, booking_of
from payi.instrument.observation import Ended
from payi.instrument.settings import Settings
from payi.usage import Reading, read

STACK_TRACE = "system.stack_trace"
USAGE_MARKS = "system.usage_marks"
_GUESSES_MAX = 256


class EventBuilder:
    """Makes the events of one installation: JSON-able, and what is None is left out."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guesses: set[tuple[str, str]] = set()

    def __call__(self, record: Ended) -> dict[str, Any]:
        call = record.call
        booking = booking_of(call.operation.library, call.asked, record.answer, call.context, self._settings)
        reading = _reading(record)
        self._log_what_is_odd(record, booking, reading)
        event = {
            "category": booking.category,
            "resource": booking.resource,
            "scope": booking.scope,
            "units": reading.nested(tier_suffix=True) if reading else {},
            "provider_response_id": record.event_id,
            "provider_uri": _without_secrets(call.asked.target.provider_uri),
            "http_status_code": _status(record),
            "properties": _properties(record, reading),
            **_times(record),
            **_attribution(call.context),
            **_headers(record),
            **_function_calls(record, self._settings),
            **_content(record, self._settings),
        }
        return {name: value for name, value in event.items() if value is not None}

    def _log_what_is_odd(self, record: Ended, booking: Booking, reading: Reading | None) -> None:
        """Each guessed price once, up to a number of them that cannot fill the memory."""
        named = (booking.category, booking.resource)
        if reading is not None and not reading.units and record.failure is None:
            self._settings.logger.info("a call of %s %s reported no usage", *named)
        if booking.guessed and named not in self._guesses and len(self._guesses) < _GUESSES_MAX:
            self._guesses.add(named)
            self._settings.logger.warning(
                "%s %s is a name of your own, priced as a model of that name: "
                "model_mappings in the config say which model it is",
                *named,
            )


def _reading(record: Ended) -> Reading | None:
    """None for a call that failed before anything was answered: nothing was used."""
    answer = record.answer
    unanswered = not answer.usage and not answer.fields.get("streamed_text_characters")
    if record.failure is not None and unanswered:
        return None
    fields = {name: plain_tree(value) for name, value in answer.fields.items()}
    return read(answer.dialect or record.call.asked.target.dialect, plain_tree(answer.usage), fields)


def _status(record: Ended) -> int:
    return record.answer.status if record.failure is None else record.failure.status or WITHOUT_STATUS


def _times(record: Ended) -> dict[str, Any]:
    call = record.call
    return {
        "event_timestamp": datetime.fromtimestamp(call.started_ms / 1000, UTC).isoformat(
            timespec="milliseconds"
        ),
        "end_to_end_latency_ms": _ms(record.latency_ns),
        "time_to_first_token_ms": _ms_since(call.started_ns, call.first_token_ns),
        "time_to_first_completion_token_ms": _ms_since(call.started_ns, call.first_completion_token_ns),
    }


def _ms_since(start_ns: int, moment_ns: int | None) -> int | None:
    return None if moment_ns is None else _ms(moment_ns - start_ns)


def _ms(time_ns: int) -> int:
    return round(time_ns / 1_000_000)


def _attribution(context: Context) -> dict[str, Any]:
    return {
        "use_case_name": context.use_case_name,
        "use_case_id": context.use_case_id,
        "use_case_version": context.use_case_version,
        "use_case_step": context.use_case_step,
        "use_case_properties": dict(context.use_case_properties) or None,
        "limit_ids": list(context.limit_ids) or None,
        "request_tags": list(context.request_tags) or None,
        "user_id": context.user_id,
        "account_name": context.account_name,
    }


def _properties(record: Ended, reading: Reading | None) -> dict[str, str | None] | None:
    """Ours first: they never replace the caller's own."""
    ours: dict[str, str | None] = {**record.call.asked.properties, **record.answer.properties}
    ours.update(record.properties or {})
    if reading is not None and reading.marks:
        ours[USAGE_MARKS] = ",".join(sorted(reading.marks))
    if record.call.stack is not None:
        ours[STACK_TRACE] = json.dumps(record.call.stack.format())
    return {**ours, **record.call.context.request_properties} or None


def _headers(record: Ended) -> dict[str, Any]:
    given = record.failure.headers if record.failure is not None else record.answer.headers
    answered: Mapping[str, str] | None = given() if callable(given) else given
    return {
        "provider_request_headers": headers.of_request(record.call.request_headers or {}) or None,
        "provider_response_headers": headers.of_response(answered or {}) or None,
    }


def _function_calls(record: Ended, settings: Settings) -> dict[str, Any]:
    """Names are facts of the call; arguments are content."""
    calls = record.answer.function_calls
    calls = calls() if callable(calls) else calls
    if not calls:
        return {}
    leave = _Leaving(settings) if record.call.content_allowed else _nothing
    return {
        "provider_response_function_calls": [
            {"name": call.name, "arguments": leave(call.arguments)} for call in calls
        ]
    }


def _nothing(_: str | None) -> None:
    """What leaves where nothing may."""


def _content(record: Ended, settings: Settings) -> dict[str, Any]:
    """Prompt and answer, where they may leave, without inline media and as the redaction hook leaves them."""
    if not record.call.content_allowed:
        return {}
    answered = record.answer.content() if record.answer.content is not None else None
    if record.failure is not None and record.failure.body:
        answered = (
            [*answered, record.failure.body]
            if isinstance(answered, list)
            else answered or record.failure.body
        )
    leave = _Leaving(settings)
    return {
        "provider_request_json": leave(record.request_json),
        "provider_response_json": [text for text in map(leave, answered) if text is not None]
        if isinstance(answered, list)
        else leave(answered),
    }


class _Leaving:
    """What of a text may leave the process."""

    def __init__(self, settings: Settings) -> None:
        self._redact = settings.redact
        self._inline_data = settings.instrument_inline_data
        self._logger = settings.logger

    def __call__(self, text: str | None) -> str | None:
        if text is None:
            return None
        if not self._inline_data:
            text = content.without_media(text)
        if self._redact is None:
            return text
        try:
            return self._redact(text)
        except Exception:  # the application's own function; its fault must not let the text out
            self._logger.exception("the redaction hook failed; the text is left out")
            return None


@lru_cache(maxsize=64)  # a process calls few addresses
def _without_secrets(uri: str | None) -> str | None:
    """Without the parts of an address where credentials are put."""
    if uri is None:
        return None
    parts = urlsplit(uri)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
