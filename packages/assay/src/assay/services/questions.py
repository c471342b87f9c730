"""Asking: from the document of a question to its answer, about one application or several."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from time import perf_counter
from typing import Any, cast
from weakref import WeakKeyDictionary

import msgspec

from assay.domain.answers import Answer
from assay.domain.errors import Invalid
from assay.domain.kpis import better
from assay.domain.metrics import Family
from assay.domain.questions import Filter, Question, question_of
from assay.services.answers import document_of
from assay.services.platform import Platform
from assay.storage.ports import Apps, KpiReading, KpiReadings, Page, StateStore, Transaction

CACHED_ANSWERS = 128
MOST_APPLICATIONS = 1_000
_ALL = Page(100_000, ascending=True)
_encode = msgspec.json.Encoder().encode

Allowed = Callable[[Sequence[str]], None]
"""Lets a caller read all of these applications. Raises NotFound (`application_not_found`)."""


@dataclass(slots=True, frozen=True)
class Asked:
    """An answer and what stands beside it. `etag` changes with the question and with every new fact."""

    answer: Answer
    document: bytes
    etag: str


@dataclass(slots=True, frozen=True)
class Prepared:
    """A question with what its answer takes from definitions: how KPIs are read, and names by application.

    `etag` is the version of the answer: it changes with any of these and with the ledger's mark.
    """

    apps: Apps
    question: Question
    kpis: KpiReadings
    names: Mapping[str, str]
    etag: str


@dataclass(slots=True)
class _Cache:
    """The latest answers by their etag: an answer holds until the ledger's mark moves."""

    answers: OrderedDict[str, Asked] = field(default_factory=OrderedDict[str, Asked])

    def get(self, etag: str) -> Asked | None:
        found = self.answers.get(etag)
        if found is not None:
            self.answers.move_to_end(etag)
        return found

    def put(self, asked: Asked) -> None:
        self.answers[asked.etag] = asked
        if len(self.answers) > CACHED_ANSWERS:
            self.answers.popitem(last=False)


_caches: WeakKeyDictionary[StateStore, _Cache] = WeakKeyDictionary()


def question_from(
    document: Mapping[str, Any], *, app: str, allowed: Allowed
) -> tuple[Sequence[str], Question]:
    """The applications and the question of a document. Raises Invalid, and what `allowed` raises.

    `application` names one application or several by id, each of which the caller must be allowed to read; it
    is the caller's own, `app`, where it is not given.
    """
    asked = dict(document)
    apps = _applications(asked.pop("application", app))
    allowed(apps)
    return apps, question_of(asked)


def _applications(given: Any) -> Sequence[str]:
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in cast("list[Any]", listed)):
        raise Invalid("invalid_question", f"application: {given!r} is neither an id nor a list of ids")
    apps = list(dict.fromkeys(cast("list[str]", listed)))
    if not 1 <= len(apps) <= MOST_APPLICATIONS:
        raise Invalid(
            "invalid_question",
            f"application: {len(apps)} given; a question is about 1 to {MOST_APPLICATIONS:,}",
        )
    return apps


def forget(platform: Platform) -> None:
    """Answer anew from now on: for measuring."""
    _caches.pop(platform.state, None)


async def prepare(platform: Platform, apps: Apps, question: Question) -> Prepared:
    """Everything an answer depends on beside the facts. `apps` None asks about all applications."""
    kpis = {metric.of for metric in question.metrics if metric.family is Family.KPI}
    named = "application" in {*question.by, *(one.field for one in question.filters)}
    readings: KpiReadings = {}
    names: Mapping[str, str] = {}
    if kpis or named:
        readings, names = await platform.state.read(
            lambda tx: (kpi_readings(tx, _every(tx, apps), sorted(kpis)), _names(tx, apps) if named else {})
        )
    question = replace(question, filters=tuple(_by_id(one, names) for one in question.filters))
    made_of = (apps, question.to_document(), sorted(readings.items()), names, platform.state.mark())
    return Prepared(
        apps, question, readings, names, f'"{blake2b(_encode(made_of), digest_size=12).hexdigest()}"'
    )


async def ask(platform: Platform, apps: Apps, question: Question) -> Asked:
    """Answer a question about some applications, or (None) about all. Raises Invalid, TimedOut,
    AnalyticsUnavailable.
    """
    return await answer(platform, await prepare(platform, apps, question))


async def answer(platform: Platform, wanted: Prepared) -> Asked:
    """The answer to a question that was prepared, from memory where it still holds."""
    cache = _caches.setdefault(platform.state, _Cache())
    known = cache.get(wanted.etag)
    if known is not None:
        return known
    began = perf_counter()
    mark, now = platform.state.mark(), platform.now_ms()
    pending = await platform.state.pending()
    found = await platform.events.ask(wanted.question, wanted.apps, pending, wanted.kpis)
    _show_names(found, wanted.names)
    took_ms = round((perf_counter() - began) * 1000)
    data_until = now if found.shipped is None else found.shipped
    asked = Asked(found, _encode(document_of(found, mark, data_until, took_ms)), wanted.etag)
    cache.put(asked)
    return asked


async def export_scores(platform: Platform, app: str, question: Question) -> Path:
    """Write the scores behind the KPI metrics of a question into a new file, which the caller removes.

    Raises Invalid where it has none of them.
    """
    if not any(metric.family is Family.KPI for metric in question.metrics):
        raise Invalid("invalid_question", "metrics: none of them is of a KPI, such as 'kpi:CSAT'")
    wanted = await prepare(platform, [app], question)
    pending = await platform.state.pending()
    return await platform.events.export_scores(app, wanted.question, wanted.kpis, pending)


def _every(tx: Transaction, apps: Apps) -> Sequence[str]:
    return [application.id for application in tx.applications.list()] if apps is None else apps


def kpi_readings(tx: Transaction, apps: Sequence[str], kpis: Sequence[str]) -> KpiReadings:
    """How the KPIs are read in every use case that has them."""
    found: dict[tuple[str, str, str], KpiReading] = {}
    for app in apps if kpis else ():
        for use_case in tx.use_cases.list(app, _ALL):
            for kpi in kpis:
                definition = tx.kpis.get(app, use_case.name, kpi)
                if definition is not None:
                    goals = tx.kpis.goals(app, use_case.name, kpi)
                    found[app, use_case.name, kpi] = KpiReading(definition.type, better(definition), goals)
    return found


def _names(tx: Transaction, apps: Apps) -> dict[str, str]:
    """The applications' names by id; those that share a name show their id as well."""
    listed = [one for one in tx.applications.list() if apps is None or one.id in apps]
    shared = Counter(one.name for one in listed)
    return {one.id: one.name if shared[one.name] == 1 else f"{one.name} ({one.id})" for one in listed}


def _by_id(one: Filter, names: Mapping[str, str]) -> Filter:
    """A filter of applications with their ids for their names, which it takes as well."""
    if one.field != "application":
        return one
    ids = {name: app for app, name in names.items()}
    return replace(one, values=tuple(ids.get(str(value), value) for value in one.values))


def _show_names(found: Answer, names: Mapping[str, str]) -> None:
    """Put names in place of the ids of applications."""
    places = [index for index, column in enumerate(found.columns) if column.name == "application"]
    for row in found.rows if places else ():
        row[places[0]] = names.get(row[places[0]], row[places[0]])
