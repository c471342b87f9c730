"""Every way to configure a client."""

from payi import Payi, Timeout

# Seconds for each phase: 90 to answer, 10 to connect.
with Payi(timeout=Timeout(timeout=90.0, connect=10.0)) as patient:
    patient.limits.list(limit=1)

# Attempts after the first one.
with Payi(max_retries=5) as persistent:
    persistent.limits.list(limit=1)

# Another address; usually PAYI_BASE_URL says it.
with Payi(base_url="https://api-staging.pay-i.com") as staging:
    print(f"Staging would be {staging.base_url}")

# Headers that go with every request.
with Payi(
    default_headers={"X-Internal-Service": "BillingProcessor", "X-Request-Source": "BatchJob"}
) as labelled:
    labelled.limits.list(limit=1)

# The same client with some options changed; both share their connections.
client = Payi()
hurried = client.with_options(
    timeout=Timeout(timeout=10.0), max_retries=3, default_headers={"X-Custom-Header": "value"}
)
hurried.limits.list(limit=1)
print(f"{client.max_retries} retries before, {hurried.max_retries} after")

# One call with options of its own.
client.limits.list(limit=1, timeout=5.0, extra_headers={"X-Only-This-Call": "1"})
client.close()
