"""A program for the vendor's client 0.1.0a183: every operation it has, with answers held strictly to its types.

Run by test_vendor_client.py in an environment that holds nothing but that client. Prints the operations it called.
"""

import sys
import uuid
from datetime import UTC, datetime

import payi
from payi import Payi
from vendor_calls import every_operation, raises, recorded

client = Payi(_strict_response_validation=True, max_retries=0)
calls = recorded(client)
tag = uuid.uuid4().hex[:8]
name = f"chat-{tag}"

# ── limits ──
made = client.limits.create(limit_name=f"team {tag}", max=10.5, threshold=0.8, properties={"team": "a"})
limit_id = made.limit.limit_id
assert (made.limit.max, made.limit.threshold, made.limit.limit_type) == (10.5, 0.8, "allow")
assert made.limit.totals.requests.total == 0
again = client.limits.create(limit_name=f"team {tag}", max=10.5, threshold=0.8)
assert again.limit.limit_id == limit_id
assert client.limits.retrieve(limit_id).limit.limit_name == f"team {tag}"
assert client.limits.update(limit_id, max=20).limit.max == 20
assert client.limits.update(limit_id).limit.max == 20
updated = client.limits.properties.update(limit_id, properties={"team": None, "region": "eu"})
assert [each.limit.limit_id for each in updated] == [limit_id]
for number in range(4):
    client.limits.create(limit_name=f"page {tag} {number}", max=1)
names = [limit.limit_name for limit in client.limits.list(limit=2) if tag in limit.limit_name]
assert names == [f"team {tag}", *(f"page {tag} {number}" for number in range(4))], names
assert [each.limit_name for each in client.limits.list(limit_name=f"page {tag} 3")] == [f"page {tag} 3"]
assert not client.limits.list(limit_name="none").items

# ── categories and resources ──
category, resource = f"acme/{tag}", "org/model one".replace(" ", ":")
priced = client.categories.resources.create(
    resource, category=category, units={"text": {"input_price": 0.000002, "output_price": 0.000008}}
)
assert priced.active
assert priced.units["text"].output_price == 0.000008
newer = client.categories.resources.create(
    resource,
    category=category,
    units={"text": {"input_price": 0.1, "output_price": 0.2}},
    start_timestamp=datetime(2030, 1, 1, tzinfo=UTC),
    max_input_units=1000,
)
assert [v.resource_id for v in client.categories.resources.list(resource, category=category)] == [
    priced.resource_id,
    newer.resource_id,
]
assert [v.active for v in client.categories.resources.list(resource, category=category, active=True)] == [
    True
]
found = client.categories.resources.retrieve(newer.resource_id, category=category, resource=resource)
assert found.max_input_units == 1000
assert [r.resource for r in client.categories.list_resources(category)] == [resource]
assert {category, "system.openai"} <= {each.category for each in client.categories.list(limit=1)}
raises(payi.PermissionDeniedError, client.categories.delete, "system.openai")
raises(payi.NotFoundError, client.categories.list_resources, f"none-{tag}")

# ── use cases ──
definition = client.use_cases.definitions.create(
    name=name, description="A chatbot", limit_config={"max": 0.05}
)
assert (definition.type_version, definition.limit_config.max) == (1, 0.05)
assert client.use_cases.definitions.create(name=name, description="Again").description == "A chatbot"
assert client.use_cases.definitions.retrieve(name).name == name
changed = client.use_cases.definitions.update(name, description="New", logging_enabled=True)
assert (changed.description, changed.logging_enabled) == ("New", True)
assert client.use_cases.definitions.version.increment(name).type_version == 2
config = client.use_cases.definitions.limit_config.create(name, max=1, threshold=0.9, limit_type="allow")
assert config.limit_config.threshold == 0.9
assert name in [each.name for each in client.use_cases.definitions.list()]
raises(payi.BadRequestError, client.use_cases.definitions.create, name="two words", description="d")

kpi = client.use_cases.definitions.kpis.create(
    name, name="Deflection Rate", description="d", goal=0.25, kpi_type="boolean"
)
assert (kpi.name, kpi.goal, kpi.kpi_type) == ("Deflection Rate", 0.25, "boolean")
assert client.use_cases.definitions.kpis.retrieve("Deflection Rate", use_case_name=name).goal == 0.25
assert client.use_cases.definitions.kpis.update("Deflection Rate", use_case_name=name, goal=0.5).goal == 0.5
assert [each.name for each in client.use_cases.definitions.kpis.list(name)] == ["Deflection Rate"]

instance = client.use_cases.create(name)
assert (instance.use_case_name, instance.type_version) == (name, 2)
assert instance.limit_id
use_case_id = instance.use_case_id
assert client.use_cases.retrieve(use_case_id, use_case_name=name).limit_id == instance.limit_id
client.use_cases.properties.update(use_case_id, use_case_name=name, properties={"channel": "web", "x": None})
client.use_cases.kpis.update("Deflection Rate", use_case_name=name, use_case_id=use_case_id, score=True)
client.use_cases.kpis.update("Deflection Rate", use_case_name=name, use_case_id=use_case_id)
(score,) = client.use_cases.kpis.list(use_case_id, use_case_name=name)
assert (score.kpi_name, score.score, score.kpi_type) == ("Deflection Rate", 1.0, "boolean")
assert score.create_timestamp == score.update_timestamp
assert score.create_timestamp.tzinfo is not None
wrong = {"use_case_name": name, "use_case_id": use_case_id, "score": 0.5}
raises(payi.BadRequestError, client.use_cases.kpis.update, "Deflection Rate", **wrong)

# ── ingest and requests ──
response_id = f"resp/{tag} 1"
event = client.ingest.units(
    category=category,
    resource=resource,
    units={"text": {"input": 1200, "output": 300}},
    event_timestamp=datetime.now(UTC),
    provider_response_id=response_id,
    http_status_code=200,
    end_to_end_latency_ms=800,
    properties={"document": "d-1"},
    limit_ids=[limit_id],
    use_case_name=name,
    use_case_id=use_case_id,
    use_case_step="plan",
    user_id="u1",
    account_name="acme",
)
result = event.xproxy_result
assert (result.cost.input.base, result.cost.output.base, result.cost.total.base) == (0.0024, 0.0024, 0.0048)
assert result.limits[limit_id].state == "ok"
assert set(result.limits) == {limit_id, instance.limit_id}
assert (result.use_case_id, result.use_case_step, result.user_id) == (use_case_id, "plan", "u1")
repeat = client.ingest.units(
    category=category, units={"text": {"input": 1200}}, provider_response_id=response_id, resource=resource
)
assert repeat.xproxy_result.duplicate_request
assert client.limits.retrieve(limit_id).limit.totals.cost.total.base == 0.0048
bulk = client.ingest.bulk(
    events=[{"category": category, "resource": resource, "units": {"text": {"input": 1}}} for _ in range(3)]
)
assert (bulk.ingest_count, bulk.error_count) == (3, 0)
assert client.ingest.bulk().ingest_count == 0
by_request = client.requests.request_id.result.retrieve(event.request_id)
assert by_request.xproxy_result.cost.total.base == 0.0048
client.requests.request_id.properties.update(event.request_id, properties={"document": None, "page": "2"})
by_response = client.requests.response_id.result.retrieve(response_id, category=category)
assert by_response.xproxy_result.request_id == event.request_id
client.requests.response_id.properties.update(response_id, category=category, properties={"page": "3"})

# ── reset, and taking everything away ──
history = client.limits.reset(limit_id, reset_date="2020-01-01").limit_history
assert history.totals.cost.total.base == 0.0048
assert client.limits.reset(limit_id).limit_history.totals.cost.total.base == 0
assert client.limits.delete(limit_id).request_id
raises(payi.NotFoundError, client.limits.retrieve, limit_id)
client.use_cases.delete(use_case_id, use_case_name=name)
raises(payi.NotFoundError, client.use_cases.retrieve, use_case_id, use_case_name=name)
client.use_cases.definitions.kpis.delete("Deflection Rate", use_case_name=name)
assert client.use_cases.definitions.limit_config.delete(name).limit_config is None
assert client.use_cases.definitions.delete(name).name == name
assert client.categories.resources.delete(newer.resource_id, category=category, resource=resource)
assert [each.resource for each in client.categories.delete_resource(resource, category=category)] == [
    resource
]
client.categories.resources.create("other", category=category, units={"page": {"input_price": 1}})
assert [each.resource for each in client.categories.delete(category)] == ["other"]

# ── a wrong key ──
raises(payi.AuthenticationError, Payi(api_key="wrong", max_retries=0).limits.list)

missing = every_operation(client) - calls
assert not missing, f"never called: {sorted(missing)}"
print("\n".join(sorted(calls)))
sys.exit(0)
