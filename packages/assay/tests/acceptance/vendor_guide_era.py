"""A program for the vendor's client 0.1.0a94: every operation of the time the guides were written.

Run by test_vendor_client.py in an environment that holds nothing but that client. Prints the operations it called.
"""

import uuid

import payi
from payi import Payi
from vendor_calls import every_operation, raises, recorded

client = Payi(_strict_response_validation=True, max_retries=0)
calls = recorded(client)
tag = uuid.uuid4().hex[:8]

# ── experiences ──
kind = f"quickstart_{tag}"
made = client.experiences.types.create(name=kind, description="An example experience type.")
assert (made.name, made.type_version) == (kind, 1)
assert client.experiences.types.create(name=kind, description="An example experience type.").name == kind
assert client.experiences.types.retrieve(kind).description == "An example experience type."
assert client.experiences.types.update(kind, description="New").description == "New"
assert [each.name for each in client.experiences.types.list(name=kind)] == [kind]
config = client.experiences.types.limit_config.create(kind, max=0.05, threshold=0.8, limit_tags=["trial"])
assert config.limit_config.limit_tags == ["trial"]
experience = client.experiences.create(kind)
experience_id = experience.experience_id
assert experience.limit_id
assert client.limits.tags.list(experience.limit_id)[0].tag_name == "trial"
assert client.experiences.retrieve(experience_id).experience_id == experience_id
client.experiences.properties.create(experience_id, properties={"channel": "web"})
price = {"category": "system.openai", "resource": "gpt-3.5-turbo"}
event = client.ingest.units(
    **price,
    units={"text": {"input": 1000, "output": 1000}},
    experience_id=experience_id,
    experience_name=kind,
)
assert event.xproxy_result.experience_id == event.xproxy_result.use_case_id == experience_id
assert event.xproxy_result.cost.total.base > 0
assert event.xproxy_result.limits[experience.limit_id].state == "ok"
own = str(uuid.uuid4())
event = client.ingest.units(**price, units={"text": {"input": 1}}, experience_id=own, experience_name=kind)
assert event.xproxy_result.experience_id == own
event = client.ingest.units(
    **price, units={"text": {"input": 1}}, experience_id="no guid", experience_name=kind
)
assert uuid.UUID(event.xproxy_result.experience_id)
event = client.ingest.units(**price, units={"text": {"input": 1}}, experience_name=kind)
assert client.experiences.retrieve(event.xproxy_result.experience_id)
client.experiences.delete(own)
raises(payi.NotFoundError, client.experiences.retrieve, own)
assert client.experiences.types.limit_config.delete(kind).limit_config is None
assert client.experiences.types.delete(kind).name == kind

# ── limits with tags ──
limit_id = client.limits.create(
    limit_name=f"tagged {tag}", max=5, limit_tags=["a"], limit_type="block"
).limit.limit_id


def names(tags):
    return [each.tag_name for each in tags]


assert names(client.limits.tags.create(limit_id, limit_tags=["b"])) == ["a", "b"]
assert names(client.limits.tags.update(limit_id, limit_tags=["c", "d"])) == ["c", "d"]
assert names(client.limits.tags.remove(limit_id, limit_tags=["c"])) == ["d"]
assert names(client.limits.tags.list(limit_id)) == ["d"]
assert names(client.limits.tags.delete(limit_id)) == []
assert client.limits.retrieve(limit_id).limit.limit_type == "block"
assert client.limits.update(limit_id, max=6, limit_name=f"renamed {tag}").limit.max == 6
assert [each.limit_id for each in client.limits.list(limit_name=f"renamed {tag}")] == [limit_id]
assert client.limits.reset(limit_id).limit_history.limit_id == limit_id
client.limits.delete(limit_id)

# ── use cases and KPIs, instances by id alone ──
name = f"Chat-Bot-{tag}"
kpi = client.use_cases.definitions.kpis.create(
    name, name="Customer Satisfaction", description="d", kpi_type="likert5", goal=4.0
)
assert client.use_cases.definitions.retrieve(name).type_version == 1
assert client.use_cases.definitions.create(name=name, description="A chatbot").description == "A chatbot"
client.use_cases.definitions.kpis.create(name, name="Steps", description="d")
assert [each.name for each in client.use_cases.definitions.kpis.list(name)] == [
    "Customer Satisfaction",
    "Steps",
]
assert client.use_cases.definitions.kpis.retrieve("Steps", use_case_name=name).kpi_type == "number"
assert client.use_cases.definitions.kpis.update("Steps", use_case_name=name, goal=3).goal == 3
assert client.use_cases.definitions.update(name, description="New").description == "New"
assert client.use_cases.definitions.version.increment(name).type_version == 2
assert client.use_cases.definitions.limit_config.create(name, max=1, limit_tags=["x"]).limit_config.max == 1
assert [each.name for each in client.use_cases.definitions.list(use_case_name=name)] == [name]
use_case_id = client.use_cases.create(name).use_case_id
assert client.use_cases.retrieve(use_case_id).type_version == 2
client.use_cases.properties.create(use_case_id, properties={"channel": "web"})
client.use_cases.kpis.create("Customer Satisfaction", use_case_id=use_case_id, score=4.5)
client.use_cases.kpis.update("Customer Satisfaction", use_case_id=use_case_id, score=5.0)
client.use_cases.kpis.create("Steps", use_case_id=use_case_id, score=7)
scores = list(client.use_cases.kpis.list(use_case_id))
assert [(each.kpi_name, each.score) for each in scores] == [("Customer Satisfaction", 5.0), ("Steps", 7.0)]
assert scores[0].update_timestamp > scores[0].create_timestamp
client.use_cases.kpis.delete("Steps", use_case_id=use_case_id)
assert len(client.use_cases.kpis.list(use_case_id, kpi_name="Steps").items) == 0
raises(
    payi.BadRequestError,
    client.use_cases.kpis.update,
    "Customer Satisfaction",
    use_case_id=use_case_id,
    score=5.1,
)
client.use_cases.delete(use_case_id)
raises(payi.NotFoundError, client.use_cases.retrieve, use_case_id)
client.use_cases.definitions.kpis.delete("Steps", use_case_name=name)
client.use_cases.definitions.limit_config.delete(name)
client.use_cases.definitions.delete(name)

# ── resources ──
category = f"legacy-{tag}"
version = client.categories.resources.create("m", category=category, units={"text": {"input_price": 1}})
assert client.categories.resources.retrieve(version.resource_id, category=category, resource="m").active
assert len(list(client.categories.resources.list("m", category=category))) == 1
assert [each.resource for each in client.categories.list_resources(category)] == ["m"]
assert category in [each.category for each in client.categories.list()]
client.categories.resources.delete(version.resource_id, category=category, resource="m")
for each in ("n", "o"):
    client.categories.resources.create(each, category=category, units={"text": {"input_price": 1}})
assert [each.resource for each in client.categories.delete_resource("n", category=category)] == ["n"]
assert [each.resource for each in client.categories.delete(category)] == ["o"]
raises(
    payi.NotFoundError,
    client.categories.fixed_cost_resources.create,
    "gpu",
    category=category,
    units=["text"],
    cost_per_hour=1,
)

# ── ingest as the guides write it, and requests ──
response_id = f"resp-{tag}"
event = client.ingest.units(
    category="openai",
    resource="chat",
    units={"input": {"value": 10}, "output": {"value": 50}},
    provider_response_id=response_id,
    request_tags=["trial"],
)
assert event.xproxy_result.cost is None
assert event.xproxy_result.unknown_units["text"].output == 50
assert client.ingest.bulk(events=[{"category": "openai", "resource": "chat", "units": {}}]).ingest_count == 1
client.requests.properties.create(event.request_id, properties={"page": "2"})
legacy = client.requests.result.retrieve(event.request_id, category="system.openai")
assert legacy.xproxy_result.request_id == event.request_id

missing = every_operation(client) - calls
assert not missing, f"never called: {sorted(missing)}"
print("\n".join(sorted(calls)))
