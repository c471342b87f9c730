"""All dialects by name, and `read`, which turns any of them into disjoint units."""

from collections.abc import Mapping

from payi.usage import anthropic, assistants, bedrock, compatible, google, openai
from payi.usage.arithmetic import units_of
from payi.usage.dialect import Dialect
from payi.usage.estimate import estimate, estimated_tokens
from payi.usage.reading import (
    ESTIMATED,
    UNKNOWN_TIER,
    Found,
    Reading,
    UnknownDialectError,
    as_list,
    as_object,
    collect,
    whole,
)
from payi.usage.streams import Folded, fold
from payi.usage.tiers import tier_of

STREAM = ".stream"

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for family in (openai, anthropic, bedrock, google, compatible, assistants)
    for dialect in family.DIALECTS
}
_NO_FIELDS: Mapping[str, object] = {}


def known_dialects() -> frozenset[str]:
    """Every name `read` accepts. A log record is one object, so its dialects have no stream."""
    streams = {name + STREAM for name, dialect in DIALECTS.items() if not dialect.unread_suffixes}
    return frozenset(DIALECTS) | streams


_KNOWN = {name: DIALECTS[name.removesuffix(STREAM)] for name in known_dialects()}


def read(dialect: str, usage: object, response_fields: Mapping[str, object] | None = None) -> Reading:
    """Read what a provider reported into disjoint units.

    `usage` is the provider's usage object; for a `.stream` dialect, or wherever it is a list, the stream's
    chunks in order. `response_fields` are fields of the response beside its usage: `service_tier`, `speed`,
    `output`, `data`, `candidates`, `trace`; and `request_text_characters` and `streamed_text_characters`,
    from which a call that ended without usage is estimated. No payload makes this raise; the marks say what
    was wrong with it.

    Raises UnknownDialectError.
    Source: docs/reference/usage.md, and the laws in docs/explanation/disjoint-units.md.
    """
    kind = _KNOWN.get(dialect)
    if kind is None:
        raise UnknownDialectError(dialect, _KNOWN)
    fields = response_fields or _NO_FIELDS
    folded = None
    chunks = as_list(usage)
    if chunks is not None or dialect.endswith(STREAM):
        folded = fold(chunks or [usage], kind)
        fields = {**folded.fields, **fields}
        usage = folded.usage
    found = Found()
    counters = as_object(usage)
    if counters is not None:
        collect(kind.unfold(counters), kind.spelling, found)
    elif usage:
        found.mark_inconsistent()
    return _finish(kind, found, counters or _NO_FIELDS, fields, folded)


def _finish(
    kind: Dialect,
    found: Found,
    usage: Mapping[str, object],
    fields: Mapping[str, object],
    folded: Folded | None,
) -> Reading:
    counted = bool(found.counts)
    if folded and folded.provisional and counted:
        _complete(found, fields.get("streamed_text_characters"))
    kind.prepare(found)
    units = units_of(found, caches_inside=kind.caches_inside, reasoning_inside=kind.reasoning_inside)
    units.update(kind.from_response(fields, counted))
    if not counted:
        _estimate(units, found, fields)
    tier = tier_of(fields, usage)
    if tier is None:
        found.marks.add(UNKNOWN_TIER)
    unread = found.unread
    if kind.unread_suffixes:
        unread = {name for name in unread if name.endswith(kind.unread_suffixes)}
    return Reading(units, frozenset(found.marks), tier or "", tuple(sorted(unread)), found.reported_cost)


def _complete(found: Found, streamed_characters: object) -> None:
    """Estimate the output of a stream that broke off before its final count; never below its opening one."""
    found.marks.add(ESTIMATED)
    found.counts["output"] = max(found.get("output"), estimated_tokens(whole(streamed_characters) or 0))


def _estimate(units: dict[str, int], found: Found, fields: Mapping[str, object]) -> None:
    """Estimate a call without token counts, unless the response itself was countable (pictures)."""
    estimated = estimate(fields.get("request_text_characters"), fields.get("streamed_text_characters"))
    if estimated.units or not units:
        units.update(estimated.units)
        found.marks.update(estimated.marks)
