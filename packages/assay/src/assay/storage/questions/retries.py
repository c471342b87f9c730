"""Requests that try again what had failed: looked for only where a metric or a filter names them."""

from __future__ import annotations

from assay.storage.questions.reader import Params
from assay.storage.questions.rows import Rows

RETRIED_WITHIN_MS = 60_000
_PLACE = "app, instance_key, step"
"""Where a failure and what repeats it have to agree."""


def is_retry(rows: Rows, params: Params) -> str:
    """SQL that holds for requests that repeat a failure: in the same instance and step, after it began and
    within a minute of its end. The failure may lie before the range, and no filter applies to it.
    """
    source, until = rows.reader.source("events"), f"ts + latency_ms + {RETRIED_WITHIN_MS}"
    failed = ["failed_count <> 0", "instance_key <> 0", *rows.of_applications(params)]
    retried = ["r.ts > f.ts", "r.ts <= f.until"]
    if rows.start is not None:
        start = params.add(rows.start, "integer")
        failed.append(f"{until} >= {start}")
        retried.append(f"r.ts >= {start}")
    if rows.end is not None:
        end = params.add(rows.end, "integer")
        failed.append(f"ts < {end}")
        retried.append(f"r.ts < {end}")
    failures = (
        f"SELECT {_PLACE}, ts, {until} AS until FROM {source} WHERE {' AND '.join(failed)}"
        f" GROUP BY {_PLACE}, ts, latency_ms, request_id, rev HAVING sum(sign) > 0"
    )
    return (
        f"(request_id, rev) IN (SELECT r.request_id, r.rev FROM {source} AS r"
        f" JOIN ({failures}) AS f USING ({_PLACE}) WHERE {' AND '.join(retried)})"
    )
