"""What the additive metrics and the samples mean in rows of the event store. Signed rows: see
`assay.domain.facts`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assay.domain.facts import Priced, Quality
from assay.domain.metrics import QUOTIENTS, RETRIES, Family, Metric
from assay.storage.questions.reader import Fragments, Params

FAILED = "(status >= 400 OR status = 299 OR failure <> '')"

UNITS_IN = "(u_in + u_cache_read + u_cache_write)"
UNITS_OUT = "(u_out + u_reasoning)"


def _sum_where(amount: str, condition: str) -> str:
    """A sum over some of the rows. A filter skips the others; a CASE would add a zero for each of them, which
    costs two to three times as much.
    """
    return f"sum({amount}) FILTER (WHERE {condition})"


ESTIMATED = f"(quality & {int(Quality.ESTIMATED | Quality.ASSUMED_PRICE)}) <> 0"

SUMS = {
    "requests": "sum(sign)",
    "failures": "sum(failed_count)",
    "unpriced": "sum(unpriced_count)",
    "estimated": "sum(estimated_count)",
    RETRIES: "sum(retry_count)",
    "cost": "sum(cost)",
    "cost_in": "sum(cost_in)",
    "cost_out": "sum(cost_out)",
    "overrun": "sum(overrun)",
    "wasted": _sum_where("cost", "failed_count <> 0"),
    "cost_of_instances": _sum_where("cost", "instance_key <> 0"),
    "units.in": f"sum({UNITS_IN})",
    "units.out": f"sum({UNITS_OUT})",
    "units.cache_read": "sum(u_cache_read)",
    "units.cache_write": "sum(u_cache_write)",
    "units.reasoning": "sum(u_reasoning)",
    "units.image": "sum(u_image)",
    "units": f"sum({UNITS_IN} + {UNITS_OUT} + u_image)",
}
"""Aggregates that add up, over rows as they are: amounts carry their sign already."""

ALWAYS = ("requests", "unpriced", "estimated")
"""Told with every answer."""

ENTITIES = {
    "instances": "instance_key <> 0",
    "users": "user_key % 2 = 1",
    "accounts": "account <> ''",
}
"""What distinct counts count, and which rows have one."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A measurement of one request (or instance). `x` is its SQL, 0 or more; `present` says which rows have
    one; `scale` makes it a number of which the whole part is enough for a histogram.
    """

    x: str
    present: str
    scale: int = 1
    of_instances: bool = False

    @property
    def absent_is_zero(self) -> bool:
        """Whether `x` is 0 in the rows without one, so that a sum need not leave them out."""
        return self.present == f"{self.x} > 0"


def samples(fragments: Fragments) -> dict[str, Sample]:
    """The samples by name. A -1 row has the same measurement as the row it takes back."""
    streamed = "CASE WHEN latency_ms > ttft_ms THEN latency_ms - ttft_ms ELSE 1 END"
    return {
        "latency_ms": Sample("latency_ms", "latency_ms > 0"),
        "ttft_ms": Sample("ttft_ms", "ttft_ms > 0"),
        "ttfc_ms": Sample("ttfc_ms", "ttfc_ms > 0"),
        "output_per_s": Sample(
            fragments.thousandths(f"{UNITS_OUT} * sign * 1000.0 / {streamed}"),
            f"{UNITS_OUT} <> 0 AND latency_ms > ttft_ms",
            scale=1_000,
        ),
        "request_cost": Sample(
            "(CASE WHEN sign < 0 THEN -cost ELSE cost END)",
            f"unpriced = {int(Priced.FULLY)}",
            scale=1_000_000_000,
        ),
        "instance_cost": Sample("amount", "true", scale=1_000_000_000, of_instances=True),
        "units.in": Sample(f"({UNITS_IN} * sign)", "true"),
        "units.out": Sample(f"({UNITS_OUT} * sign)", "true"),
    }


def sums_of(metric: Metric) -> tuple[str, ...]:
    """Names of the sums that a metric is made of."""
    if metric.family is Family.SUM:
        return (metric.name,)
    if metric.family is Family.QUOTIENT:
        return tuple(name for name in QUOTIENTS[metric.name][:2] if name in SUMS)
    if metric.family is Family.SAMPLE and metric.statistic == "mean" and metric.of != "instance_cost":
        return (f"total:{metric.of}", f"weight:{metric.of}")
    return ()


def sum_sql(name: str, fragments: Fragments, params: Params) -> str:
    """The aggregate of that name."""
    kind, _, of = name.partition(":")
    if kind == "units" and of:
        return f"sum({fragments.map_count('units', params.add(of, 'text'))})"
    if kind in ("total", "weight"):
        sample = samples(fragments)[of]
        if kind == "weight":
            return _sum_where("sign", sample.present)
        total = f"({sample.x}) * sign"
        return f"sum({total})" if sample.absent_is_zero else _sum_where(total, sample.present)
    return SUMS[name]


def distinct_of(metric: Metric) -> str | None:
    """The entity that a metric counts, if it counts one."""
    if metric.family is Family.DISTINCT:
        return metric.name
    if metric.family is Family.QUOTIENT and QUOTIENTS[metric.name][1] in ENTITIES:
        return QUOTIENTS[metric.name][1]
    return None
