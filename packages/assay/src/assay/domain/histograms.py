"""Histograms: what is asked, where the edges of the bins lie, and what is answered.

Edges are round numbers, so that a person can say them. Each bin, the last one included, holds its lower edge
and not its upper one: the same two conditions find what is in any of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from enum import StrEnum
from typing import Any

from assay.domain.errors import Invalid
from assay.domain.metrics import COUNT, SAMPLES, USD, unknown
from assay.domain.periods import zone_of
from assay.domain.questions import Filter, filters_of, instant_text, range_of

DEFAULT_BINS, MOST_BINS = 30, 100
WIDE = 100
"""From this ratio of the largest to the smallest positive value on, equal steps would hide the small ones."""
_FEWEST_LOG_BINS = 4
_DIGITS = 150
"""Edges of the largest amounts have twelve places as well, which would not fit into the usual 28 digits."""
_KPI = "kpi:"
_FIELDS = frozenset({"of", "from", "to", "zone", "filters", "bins"})
_RESOLUTIONS = {"ms": Decimal(1), COUNT: Decimal(1), USD: Decimal("1e-12"), "per_s": Decimal("0.001")}


class Scale(StrEnum):
    """How the bins grow: by equal steps, or by about equal ratios."""

    LINEAR = "linear"
    LOG = "log"


class Shape(StrEnum):
    """Which values there may be: those of a scale that begins anywhere, of one with ends, or whole scores."""

    OPEN = "open"
    BOUNDED = "bounded"
    SCORES = "scores"


@dataclass(frozen=True, slots=True)
class HistogramQuestion:
    """What is asked. `of` is a sample or `kpi:<name>`; `start` and `end` are ms UTC, half-open."""

    of: str
    start: int
    end: int
    zone: str = "UTC"
    filters: tuple[Filter, ...] = ()
    bins: int = DEFAULT_BINS
    shape: Shape = Shape.OPEN

    @property
    def kpi(self) -> str:
        """The name of the KPI it is of, or ''."""
        return self.of.removeprefix(_KPI) if self.of.startswith(_KPI) else ""

    @property
    def unit(self) -> str:
        """What the values are counted in."""
        return "score" if self.kpi else SAMPLES[self.of]

    @property
    def resolution(self) -> Decimal:
        """What all values are multiples of: 1 for whole numbers; 0 where they may be anything."""
        return _RESOLUTIONS.get(self.unit, Decimal(0))

    def to_document(self) -> dict[str, Any]:
        """The question as it is written, with its defaults."""
        return {
            "of": self.of,
            "from": instant_text(self.start),
            "to": instant_text(self.end),
            "zone": self.zone,
            "filters": [one.to_document() for one in self.filters],
            "bins": self.bins,
        }


@dataclass(frozen=True, slots=True)
class Extremes:
    """Of the values of a histogram. `positive` is the least above 0, None where there is none."""

    least: Decimal
    positive: Decimal | None
    most: Decimal


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bin i holds `counts[i]` values from `edges[i]` up to below `edges[i + 1]`; `n` is the sum of them.

    `missing` counts what has no value: requests, or instances where the values are theirs.
    """

    scale: Scale
    edges: Sequence[Decimal]
    counts: Sequence[int]
    n: int
    missing: int


def histogram_question_of(document: Mapping[str, Any]) -> HistogramQuestion:
    """The question that a document asks. Raises Invalid (`invalid_question`)."""
    for field in document:
        if field not in _FIELDS:
            raise unknown(field, "field", field, _FIELDS)
    of = str(document.get("of", ""))
    if of not in SAMPLES and not (of.startswith(_KPI) and of != _KPI):
        raise unknown("of", "sample", of, [*SAMPLES, f"{_KPI}<name>"])
    start, end = range_of(document)
    zone = zone_of(str(document.get("zone", "UTC"))).key
    return HistogramQuestion(of, start, end, zone, filters_of(document.get("filters")), _bins(document))


def _bins(document: Mapping[str, Any]) -> int:
    given = document.get("bins", DEFAULT_BINS)
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= MOST_BINS:
        raise Invalid("invalid_question", f"bins: {given!r} is not a whole number from 1 to {MOST_BINS}")
    return given


def edges_of(
    extremes: Extremes, bins: int, *, resolution: Decimal, shape: Shape
) -> tuple[Scale, list[Decimal]]:
    """Edges of at most `bins` bins that hold all values: multiples of `resolution`, as the values are."""
    with localcontext(prec=_DIGITS):
        if shape is Shape.SCORES:
            return Scale.LINEAR, _around_scores(extremes)
        if shape is Shape.OPEN and bins >= _FEWEST_LOG_BINS and _is_wide(extremes):
            return Scale.LOG, _log_edges(extremes, bins, resolution=resolution)
        return Scale.LINEAR, _linear_edges(extremes, bins, resolution=resolution)


def _is_wide(extremes: Extremes) -> bool:
    return extremes.least >= 0 and extremes.positive is not None and extremes.most >= WIDE * extremes.positive


def _around_scores(extremes: Extremes) -> list[Decimal]:
    """A bin around each whole score, halves going up."""
    half = Decimal("0.5")
    first, last = ((value + half).to_integral_value(ROUND_FLOOR) for value in (extremes.least, extremes.most))
    return [first - half + index for index in range(int(last - first) + 2)]


def _linear_edges(extremes: Extremes, bins: int, *, resolution: Decimal) -> list[Decimal]:
    """Multiples of a round step: 1, 2 or 5 times a power of ten."""
    span = extremes.most - extremes.least or abs(extremes.most)
    for step in _steps_from(span / bins if span else Decimal(1), resolution=resolution):
        first, last = (
            (value / step).to_integral_value(ROUND_FLOOR) for value in (extremes.least, extremes.most)
        )
        count = int(last - first) + 1
        if count <= bins:
            return [(first + index) * step for index in range(count + 1)]
        if bins == 1 and first < 0 <= last and count == 2:
            return [first * step, (last + 1) * step]
    raise AssertionError("a step that is large enough is always reached")


def _steps_from(least: Decimal, *, resolution: Decimal) -> Iterator[Decimal]:
    least = max(least, resolution)
    exponent = least.adjusted()
    while True:
        for digit in (1, 2, 5):
            step = Decimal(digit).scaleb(exponent)
            if step >= least:
                yield step
        exponent += 1


_RENARD_40 = tuple(
    Decimal(number).scaleb(-2)
    for number in (
        *(100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300),
        *(315, 335, 355, 375, 400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950),
    )
)
"""Preferred numbers: forty about equal ratios in a decade, in round numbers. Source: ISO 3:1973."""
_SERIES = (
    *(_RENARD_40[:: 40 // count] for count in (40, 20, 10, 5)),
    (Decimal(1), Decimal(2), Decimal(5)),
    (Decimal(1),),
)
"""Edges within a decade, from the finest on."""


def _log_edges(extremes: Extremes, bins: int, *, resolution: Decimal) -> list[Decimal]:
    """Preferred numbers, as fine as the bins allow; a bin of its own for 0, where 0 occurs."""
    for series, stride in [
        *((one, 1) for one in _SERIES),
        *((_SERIES[-1], stride) for stride in range(2, 40)),
    ]:
        edges = _of_series(extremes, series, stride, resolution=resolution)
        if len(edges) - 1 <= bins:
            return edges
    raise AssertionError("a stride that is large enough is always reached")


def _of_series(
    extremes: Extremes, series: Sequence[Decimal], stride: int, *, resolution: Decimal
) -> list[Decimal]:
    """The numbers of a series in every `stride`th decade, from the last at or below the least positive value
    to the first above all values.
    """
    assert extremes.positive is not None
    first = extremes.positive.adjusted() // stride * stride
    numbers = [
        digits.scaleb(exponent)
        for exponent in range(first, extremes.most.adjusted() + 2 * stride, stride)
        for digits in series
    ]
    if resolution:
        numbers = sorted({number.quantize(resolution, ROUND_CEILING) for number in numbers})
    low = max(index for index, number in enumerate(numbers) if number <= extremes.positive)
    high = min(index for index, number in enumerate(numbers) if number > extremes.most)
    zero = [Decimal(0)] if extremes.least == 0 else []
    return [*zero, *numbers[low : high + 1]]
