"""Each client's calls are on the bill of the platform it speaks to, in that platform's own framing."""

import json
from collections.abc import Iterator
from typing import Any

import anthropic
import pytest
from anthropic.lib import bedrock, vertex
from payi.instrument.providers.anthropic import PATCHES
from payi.instrument.settings import ModelMapping

from packages.payi.tests.instrument.anthropic import wire
from packages.payi.tests.instrument.anthropic.conftest import StandIn
from packages.payi.tests.instrument.anthropic.ways import ASYNC_WAYS, WAYS
from packages.payi.tests.instrument.conftest import Collect, Collecting

# Client, arguments, category, and what the catalogue calls the model.
BEDROCK_KEYS = {"aws_access_key": "AKIANONE", "aws_secret_key": "none", "aws_region": "us-east-1"}
PLATFORMS: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "bedrock": ("AnthropicBedrock", BEDROCK_KEYS, "system.aws.bedrock", wire.MODEL),
    "vertex": (
        "AnthropicVertex",
        {"region": "us-east5", "project_id": "none", "access_token": "none"},
        "system.google.vertex",
        f"anthropic.{wire.MODEL}",
    ),
    "foundry": ("AnthropicFoundry", {"api_key": "none"}, "system.azure", wire.MODEL),
    "mantle": ("AnthropicBedrockMantle", BEDROCK_KEYS, "system.aws.bedrock", wire.MODEL),
}
LIBRARY = {**vars(vertex), **vars(bedrock), **vars(anthropic)}
every_platform = pytest.mark.parametrize(
    "platform", [name for name, (kind, *_) in PLATFORMS.items() if kind in LIBRARY]
)
# What does not read the bytes itself: Bedrock's are no server-sent events.
FORMS = ["create", "create, stream", "stream, text_stream", "raw, parse", "raw, stream", "streaming, read"]
every_form = pytest.mark.parametrize("way", FORMS)


def client_of(platform: str, api: StandIn, prefix: str = "") -> Any:
    kind, arguments, *_ = PLATFORMS[platform]
    http = anthropic.DefaultAsyncHttpxClient if prefix else anthropic.DefaultHttpxClient
    return LIBRARY[prefix + kind](
        base_url=api.url, max_retries=0, http_client=http(verify=False), **arguments
    )


def check(event: dict[str, Any], platform: str, api: StandIn) -> None:
    _, _, category, resource = PLATFORMS[platform]
    assert (event["category"], event["resource"]) == (category, resource)
    assert event["units"] == wire.UNITS
    assert event["provider_uri"].rstrip("/") == api.url


@every_platform
@every_form
def test_a_call_is_counted_once(
    platform: str, way: str, anthropic_api: StandIn, collected: Collecting
) -> None:
    with client_of(platform, anthropic_api) as client:
        WAYS[way](client.messages)
    check(collected.only, platform, anthropic_api)


@pytest.mark.anyio
@every_platform
@every_form
async def test_an_awaited_call_is_counted_once(
    platform: str, way: str, anthropic_api: StandIn, collected: Collecting
) -> None:
    async with client_of(platform, anthropic_api, "Async") as client:
        await ASYNC_WAYS[way](client.messages)
    check(collected.only, platform, anthropic_api)


@every_platform
@pytest.mark.parametrize("way", ["create", "create, stream"])
def test_a_beta_call_is_counted_once(
    platform: str, way: str, anthropic_api: StandIn, collected: Collecting
) -> None:
    """Bedrock's and Vertex's beta messages are copies of the methods, made when the library was imported."""
    with client_of(platform, anthropic_api) as client:
        WAYS[way](client.beta.messages)
    check(collected.only, platform, anthropic_api)


@every_platform
def test_the_place_of_inference_is_a_scope_on_anthropics_own_interface_alone(
    platform: str, anthropic_api: StandIn, collected: Collecting
) -> None:
    anthropic_api.usage = {**wire.USAGE, "inference_geo": "us"}
    with client_of(platform, anthropic_api) as client:
        WAYS["create"](client.messages)
    assert "scope" not in collected.only


def test_a_mapping_finds_a_model_on_vertex_by_the_name_it_was_asked_by(
    anthropic_api: StandIn, collect: Collect
) -> None:
    mapping = ModelMapping(wire.MODEL, price_as_resource="anthropic.claude-haiku-4-5")
    events = collect(patches=PATCHES, model_mappings={"anthropic": (mapping,)})
    with client_of("vertex", anthropic_api) as client:
        WAYS["create"](client.messages)
    assert events.only["resource"] == "anthropic.claude-haiku-4-5"


@pytest.fixture
def bedrock_client(anthropic_api: StandIn) -> Iterator[Any]:
    with client_of("bedrock", anthropic_api) as client:
        yield client


def test_bedrock_is_asked_in_its_own_words(
    bedrock_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    WAYS["create, stream"](bedrock_client.messages)
    (request,) = anthropic_api.requests
    assert request.path == f"/model/{wire.MODEL}/invoke-with-response-stream"
    assert "model" not in json.loads(request.get_data())
    assert json.loads(collected.only["provider_request_json"])["model"] == wire.MODEL


def test_an_exception_in_bedrocks_stream_is_recorded_with_what_was_used(
    bedrock_client: Any, anthropic_api: StandIn, collected: Collecting
) -> None:
    """Releases before 2.0 raise a ValueError for such a frame, which has no status."""
    anthropic_api.events = list(wire.events([wire.TEXT_BLOCK], wire.USAGE))[:4]
    anthropic_api.broken_off = wire.framed_exception("throttlingException", "Too many tokens.")
    with pytest.raises((anthropic.APIStatusError, ValueError)):
        WAYS["create, stream"](bedrock_client.messages)
    event = collected.only
    assert event["http_status_code"] in {429, 299}
    assert event["units"]["text"] == {"input": 25, "output": 3}
