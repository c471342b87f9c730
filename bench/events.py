"""Ten million requests straight into the event store's own tables, made by the engine: the ground of `questions.py`.

    python -m bench.events FILE [ROWS]

Skew: Zipf applications, users, use cases and models; people belong to one account; five requests an instance; log-
normal tokens and latencies; two failures in a hundred; half the requests name limits; properties with a long tail; one
in two hundred is corrected later (its mirror and its next revision at the end of the file). Same rows every time.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from assay.storage.events.columns import EVENTS, with_derived
from assay.storage.events.duckdb import DuckDBFile

START, DAYS = 1_750_000_000_000, 90
END = START + DAYS * 86_400_000
STEP = 1_000_000
CORRECTED_EVERY = 200

MACROS = """
CREATE TEMP MACRO rnd(i, k) AS (hash(i * 64 + k) >> 11)::DOUBLE / 9007199254740992.0;
CREATE TEMP MACRO normal(i, k) AS sqrt(-2 * ln(rnd(i, k) + 1e-12)) * cos(6.283185307179586 * rnd(i, k + 1));
CREATE TEMP MACRO zipf(i, k, most) AS least(most - 1, floor(pow(most, rnd(i, k)) - 1))::INTEGER;
CREATE TEMP MACRO pick(list, i, k) AS list[1 + floor(rnd(i, k) * len(list))::BIGINT];
"""

DRAWN = """
SELECT i, {start} + (i::DOUBLE / {rows} * {span})::BIGINT AS ts, zipf(i, 1, 150) AS uc, rnd(i, 2) < 0.85 AS has_uc,
    zipf(i, 3, 90) AS model, zipf(i, 4, 200000) AS person, round(exp(6.6 + 1.1 * normal(i, 5)))::BIGINT AS u_in,
    round(exp(5.3 + normal(i, 7)))::BIGINT AS answered, rnd(i, 9) < 0.98 AS ok, rnd(i, 10) AS cached, rnd(i, 11) AS many
FROM range({first}, {last}) AS numbers(i)
"""

FACTS = """
SELECT *, CASE WHEN ok THEN answered ELSE 0 END AS u_out, CASE WHEN cached < 0.3 THEN u_in // 2 ELSE 0 END AS u_cache_read,
    (pow(10, 1.5 + 2.5 * (hash(model) % 1000) / 1000))::BIGINT AS nano,
    (exp(6.2 + 0.5 * normal(i, 18)) + answered * exp(2.3 + 0.4 * normal(i, 20)))::UINTEGER AS latency_ms,
    CASE WHEN many < 0.5 THEN 0 WHEN many < 0.85 THEN 1 ELSE 2 END AS charged
FROM ({drawn})
"""

COLUMNS = {
    "request_id": "printf('%012x7%03x8%03x%012x', ts, hash(i + 1) % 4096, hash(i + 2) % 4096, hash(i) >> 16)::UUID",
    "app": "printf('app-%03d', CASE WHEN has_uc THEN (hash(uc) % 40)::INTEGER ELSE zipf(i, 17, 40) END)",
    "ts": "ts",
    "received": "ts + 200",
    "category": "['system.openai', 'system.anthropic', 'system.aws.bedrock', 'system.azureopenai',"
    " 'system.google.vertex', 'custom.inhouse', 'system.mistral', 'system.cohere'][1 + (hash(model) % 8)::BIGINT]",
    "resource": "printf('model-%02d', model)",
    "sign": "1",
    "resource_id": "printf('01900000-0000-7000-9000-%012d', model)",
    "use_case": "CASE WHEN has_uc THEN printf('use_case_%03d', uc) ELSE '' END",
    "uc_version": "CASE WHEN has_uc THEN 1 + i * 8 // {rows} ELSE 0 END",
    "uc_instance": "CASE WHEN has_uc THEN printf('instance-%d-%d', i // 5, uc) ELSE '' END",
    "step": "pick(['', 'plan', 'draft', 'review'], i, 24)",
    "user_id": "printf('user_%07d@corp.example', (person::BIGINT * 7919) % 1000003)",
    "account": "printf('account-%04d', hash(person) % 500)",
    "u_in": "u_in",
    "u_out": "u_out",
    "u_cache_read": "u_cache_read",
    "units": "MAP {{'text.input': u_in, 'text_cache_read.input': u_cache_read, 'text.output': u_out}}",
    "unit_costs": "MAP {{'text.input': (u_in * nano)::DECIMAL(38,12) / 1000000000,"
    " 'text.output': (u_out * nano * 4)::DECIMAL(38,12) / 1000000000}}",
    "cost_in": "(u_in * nano)::DECIMAL(38,12) / 1000000000",
    "cost_out": "(u_out * nano * 4)::DECIMAL(38,12) / 1000000000",
    "cost": "(u_in * nano + u_out * nano * 4)::DECIMAL(38,12) / 1000000000",
    "unpriced": "CASE WHEN rnd(i, 13) < 0.01 THEN 2 ELSE 0 END",
    "quality": "CASE WHEN rnd(i, 14) < 0.02 THEN 1 ELSE 0 END",
    "latency_ms": "latency_ms",
    "ttft_ms": "least(latency_ms, exp(5.9 + 0.5 * normal(i, 22)))::UINTEGER",
    "status": "CASE WHEN ok THEN 200 ELSE pick([429, 500, 400, 403], i, 25) END",
    "failure": "CASE WHEN ok THEN '' ELSE 'http_error' END",
    "limit_ids": "[printf('limit-%04d', hash(i + number) % 300) FOR number IN range(charged)]",
    "limit_periods": "[1 FOR number IN range(charged)]",
    "limit_states": "['ok' FOR number IN range(charged)]",
    "properties": "MAP {{'env': CASE WHEN rnd(i, 15) < 0.8 THEN 'prod' WHEN rnd(i, 15) < 0.95 THEN 'staging' ELSE"
    " 'dev' END, 'channel': pick(['web', 'ios', 'android', 'api', 'slack'], i, 26), 'region': pick(['us-east-1',"
    " 'us-west-2', 'eu-west-1', 'ap-south-1'], i, 16), 'session': printf('%012x', hash(i + 7) >> 16)}}",
    "source": "'ingest'",
    "response_id": "printf('resp_%x', hash(i + 8))",
}
"""What is not named here is '' or 0, or an empty list or map."""

NEGATED = {"u_in", "u_out", "u_cache_read", "cost_in", "cost_out", "cost"}


def generate(path: Path, rows: int) -> None:
    """A new file with the requests of ninety days."""
    path.unlink(missing_ok=True)
    file = DuckDBFile(path, memory_limit="4GB")
    connection = file.connection
    connection.execute(MACROS)
    listed = ", ".join(f"{COLUMNS.get(name) or empty(type_)} AS {name}" for name, type_ in EVENTS.items())
    began = time.monotonic()
    for first in range(0, rows, STEP):
        last = min(rows, first + STEP)
        drawn = DRAWN.format(start=START, rows=rows, span=DAYS * 86_400_000, first=first, last=last)
        select = listed.format(rows=rows)
        connection.execute(
            "INSERT INTO events "
            + with_derived(
                "events", f"SELECT {select}, i // 1000 AS n FROM ({FACTS.format(drawn=drawn)}) ORDER BY i"
            )
        )
        print(f"  {last:,} rows, {time.monotonic() - began:.0f} s", flush=True)
    correct(connection, rows)
    connection.execute("CHECKPOINT")
    file.close()


def correct(connection, rows: int) -> None:
    """Some requests get a property: their mirror and their next revision come last."""
    chosen = f"SELECT {', '.join(EVENTS)}, n FROM events WHERE hash(request_id) % {CORRECTED_EVERY} = 0"
    mirror = ", ".join(f"-{name} AS {name}" for name in sorted(NEGATED))
    connection.execute(f"CREATE TEMP TABLE corrected AS {chosen}")
    for changed in (f"-1 AS sign, {mirror}", "1 AS rev"):
        corrections = f"SELECT * REPLACE ({changed}, {rows} AS n) FROM corrected"
        connection.execute("INSERT INTO events " + with_derived("events", corrections))
    connection.execute("DROP TABLE corrected")


def empty(type_: str) -> str:
    """The value that means "not given"."""
    if type_.startswith("MAP"):
        return "MAP {{}}"
    if type_.endswith("[]"):
        return "[]"
    return "''" if type_ == "VARCHAR" else "0"


if __name__ == "__main__":
    generate(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000)
