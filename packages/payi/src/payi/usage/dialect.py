"""What is known of one way of reporting usage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from payi.usage.reading import Found, Spelling

Fields = Mapping[str, object]


def _nothing(_found: Found) -> None:
    return


def _as_it_is(usage: dict[str, object]) -> dict[str, object]:
    return usage


def _no_units(_fields: Fields, _usage_given: bool) -> dict[str, int]:
    return {}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A table, and the few habits a table cannot hold.

    `caches_inside`, `reasoning_inside`: do the dialect's wholes contain them? A stated total may overrule.
    `envelopes`: where a stream's chunks keep their usage: paths, the last name being the usage object's.
    `unfold`: the usage object with everything in it that is billed, where some of it stands apart.
    `prepare`: turns the dialect's own counters into the shared ones before the arithmetic.
    `from_response`: units counted from the response beside its usage (searches, pictures).
    `unread_suffixes`: with any, only unknown names that end so are counters (log records hold much else).
    `opening_event`, `closing_event`: the chunk that opens a stream with a provisional output count, and
    the one without which that count is still provisional.
    """

    name: str
    spelling: Spelling
    caches_inside: bool = True
    reasoning_inside: bool = True
    envelopes: tuple[tuple[str, ...], ...] = (("usage",),)
    unfold: Callable[[dict[str, object]], dict[str, object]] = _as_it_is
    prepare: Callable[[Found], None] = _nothing
    from_response: Callable[[Fields, bool], dict[str, int]] = _no_units
    unread_suffixes: tuple[str, ...] = ()
    opening_event: str = ""
    closing_event: str = ""
