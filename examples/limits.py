"""A cap on spending, from its creation to the history of its periods."""

from payi import Payi

client = Payi()

created = client.limits.create(
    limit_id="examples-monthly", limit_name="Examples, monthly", max=50.0, limit_type="allow", threshold=0.8
)
limit_id = created.limit.limit_id
print(f"{created.limit.limit_name}: {created.limit.max} USD")

client.limits.properties.update(limit_id, properties={"team": "examples"})
client.ingest.units(
    category="system.openai",
    resource="gpt-4o-mini",
    units={"text": {"input": 10_000, "output": 2_000}},
    limit_ids=[limit_id],
)
charged = client.limits.retrieve(limit_id).limit
print(f"Spent {charged.totals.cost.total.base:.6f} USD in {charged.totals.requests.total} requests")

ended = client.limits.reset(limit_id)
print(f"The period that ended had cost {ended.limit_history.totals.cost.total.base:.6f} USD")
for period in client.limits.history(limit_id):
    print(f"  until {period.limit_reset_timestamp}: {period.totals.requests.total} requests")

client.limits.delete(limit_id)
client.close()
