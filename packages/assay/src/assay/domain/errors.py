"""Errors of the domain: each has a stable code and a sentence with the thing, the value and the way out.

    Refusal                what was asked is not done, and why
    ├── Invalid            the question itself is wrong
    ├── NotFound           the thing named does not exist here
    ├── Forbidden          the key may not do this
    ├── Unauthenticated    no key, or not one of ours
    ├── Conflict           the thing exists already and differs
    ├── TooLarge           more than one request may carry
    ├── Busy               not now; the same request will do later
    ├── Unavailable        a store did not answer
    │   └── AnalyticsUnavailable   the event store alone; what is acknowledged is safe
    └── TimedOut           the answer took longer than is allowed

Which HTTP status a class answers with stands in `assay.http.errors` alone.
"""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - it is what the caller meets, and reads as one
    """What was asked is not done. `code` is a contract: it is never renamed or reused."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Invalid(Refusal):
    """The question itself is wrong."""


class NotFound(Refusal):
    """The thing named does not exist in this application."""


class Forbidden(Refusal):
    """The key may not do this."""


class Unauthenticated(Refusal):
    """No key, or not one of ours."""


class Conflict(Refusal):
    """The thing exists already and differs from what was asked."""


class TooLarge(Refusal):
    """More than one request may carry."""


class Busy(Refusal):
    """Not now: the same request will do after `retry_after_s` seconds."""

    def __init__(self, code: str, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s


class Unavailable(Refusal):
    """A store did not answer."""


class AnalyticsUnavailable(Unavailable):
    """The event store did not answer; events are still accepted."""


class TimedOut(Refusal):
    """The answer took longer than is allowed; the work was stopped."""
