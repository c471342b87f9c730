"""Send one event and read back what it cost."""

from payi import Payi

client = Payi()  # PAYI_API_KEY and PAYI_BASE_URL

response = client.ingest.units(
    category="openai",
    resource="chat",
    units={"input": {"value": 10}, "output": {"value": 50}},
)
print(f"Ingested request: {response.xproxy_result.request_id}")

priced = client.ingest.units(
    category="system.openai",
    resource="gpt-4o-mini",
    units={"text": {"input": 1_000, "output": 200}},
    use_case_name="quickstart",
    user_id="user_12345",
)
if priced.xproxy_result.cost is None or priced.xproxy_result.cost.total is None:
    print("There is no price for this model yet; its units are kept and priced when there is one")
else:
    print(f"It cost {priced.xproxy_result.cost.total.base:.6f} USD")

several = client.ingest.bulk(
    events=[
        {"category": "system.openai", "resource": "gpt-4o-mini", "units": {"text": {"input": n}}}
        for n in (100, 200, 300)
    ]
)
print(f"Stored {several.ingest_count} of {several.total_count} events")
for result in several.results or []:
    print(f"  event {result.item_index} is request {result.xproxy_result.request_id}")

client.close()
