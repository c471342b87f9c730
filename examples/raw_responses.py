"""The HTTP response, where the value is not enough."""

from payi import Payi
from payi.types.ingest import Units

UNITS: Units = {"text": {"input": 1, "output": 1}}

client = Payi()

raw_response = client.with_raw_response.ingest.units(category="openai", resource="chat", units=UNITS)
print(f"Status {raw_response.status_code}, {raw_response.headers['content-type']}")
print(f"Request {raw_response.parse().xproxy_result.request_id}, after {raw_response.retries_taken} retries")

# The other spelling, on the resource.
print(client.ingest.with_raw_response.units(category="openai", resource="chat", units=UNITS).status_code)

# Streaming: the request is sent on entering `with`, the body is read when asked for.
with client.with_streaming_response.ingest.units(
    category="openai", resource="chat", units=UNITS
) as streamed_response:
    print(f"Status {streamed_response.status_code} before the body was read")
    for line in streamed_response.iter_lines():
        print(f"{len(line)} characters")

client.close()
