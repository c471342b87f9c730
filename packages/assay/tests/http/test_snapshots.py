"""Example answers of the server, committed in spec/snapshots: what clients and portal may rely on, byte by byte.

After a change that is meant: ASSAY_WRITE_SNAPSHOTS=1 pytest packages/assay/tests/http/test_snapshots.py
"""

import json
import os
from pathlib import Path

NOW = 1_750_000_000_000  # 2025-06-15T15:06:40Z
SNAPSHOTS = Path(__file__).parents[4] / "spec/snapshots"
LIMIT = {
    "limit_id": "team-a",
    "limit_name": "Team A",
    "max": 10.5,
    "threshold": 0.8,
    "properties": {"tier": "gold"},
}
USE_CASE = {"name": "chat", "description": "A chatbot", "limit_config": {"max": 0.05, "threshold": 0.8}}
KPI = {
    "name": "Deflection Rate",
    "description": "Resolved without a human",
    "kpi_type": "boolean",
    "goal": 0.25,
}
INSTANCE = {"use_case_id": "conversation-1", "user_id": "u1", "properties": {"channel": "website"}}
PRICES = {"units": {"text": {"input_price": 0.000002, "output_price": 0.000008}}}
EVENT = {
    "category": "acme",
    "resource": "model",
    "units": {"text": {"input": 1200, "output": 300}, "page": {"input": 1}},
    "limit_ids": ["team-a"],
    "use_case_name": "chat",
    "use_case_id": "conversation-1",
    "provider_response_id": "resp-1",
    "event_timestamp": "2025-06-15T15:07:00Z",
}
SCORE = "/use_cases/instances/chat/conversation-1/kpis/Deflection%20Rate"

STORY = [
    ("limit-created", "POST", "/limits", LIMIT),
    ("resource-created", "POST", "/categories/acme/resources/model", PRICES),
    ("use-case-created", "POST", "/use_cases/definitions", USE_CASE),
    ("kpi-created", "POST", "/use_cases/definitions/chat/kpis", KPI),
    ("instance-created", "POST", "/use_cases/instances/chat", INSTANCE),
    ("event-recorded", "POST", "/ingest", EVENT),
    ("event-repeated", "POST", "/ingest", EVENT),
    (
        "events-recorded",
        "POST",
        "/ingest/bulk",
        [EVENT, {"category": "openai", "units": {"text": {"input": -1}}}],
    ),
    ("score-recorded", "PUT", SCORE, {"score": True}),
    ("scores-listed", "GET", "/use_cases/instances/chat/conversation-1/kpis", None),
    ("kpis-listed", "GET", "/use_cases/definitions/chat/kpis", None),
    ("limits-listed", "GET", "/limits?limit=1&automatic=true", None),
    ("resources-listed", "GET", "/categories/system.openai/resources", None),
    ("limit-reset", "POST", "/limits/team-a/reset", None),
    ("limit-not-found", "GET", "/limits/nowhere", None),
    ("score-refused", "PUT", SCORE, {"score": 0.5}),
    ("limit-deleted", "DELETE", "/limits/team-a", None),
]


def test_the_answers_of_a_story_are_the_committed_ones(api):
    told = {}
    api.clock.ms, api.clock.tick = NOW, 0
    for name, method, path, body in STORY:
        api.clock.ms += 1_000
        answer = api.call(method, path, body)
        told[name] = {
            "request": f"{method} /api/v1{path}",
            "sent": body,
            "status": answer.status_code,
            "answer": answer.json() if answer.content else None,
        }
    texts = {f"{name}.json": json.dumps(each, indent=1) + "\n" for name, each in told.items()}
    if os.environ.get("ASSAY_WRITE_SNAPSHOTS") == "1":
        for name, text in texts.items():
            (SNAPSHOTS / name).write_text(text)
    assert {path.name: path.read_text() for path in SNAPSHOTS.glob("*.json")} == texts
