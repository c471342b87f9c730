"""What can go wrong, and how to tell."""

from payi import Payi
from payi.errors import (
    APIConnectionError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    RateLimitError,
)

with Payi(api_key="not-a-key") as stranger:
    try:
        stranger.limits.list()
    except AuthenticationError:
        print("Authentication failed - check your API key")

client = Payi()
try:
    client.ingest.units(category="openai", units={"text": {"input": -1}})
except RateLimitError:
    print("Rate limit exceeded - slow down requests")
except BadRequestError as error:
    print(f"Bad request: {error.code}")
except APIStatusError as error:
    print(f"Status {error.status_code}: {error.error_message}")

try:
    client.limits.retrieve("no-such-limit")
except NotFoundError as error:
    print(f"Not found: {error.code}")

with Payi(base_url="http://127.0.0.1:9", max_retries=0) as lonely:
    try:
        lonely.limits.list()
    except APIConnectionError as error:
        print(f"{error} Because: {type(error.__cause__).__name__}")

client.close()
