"""Where calls are booked: by the class of the client, its host, and what the configuration says of both."""

from typing import Any

import openai
import pytest
from payi.instrument.providers import patches_for
from payi.instrument.providers.openai.targets import endpoint_of
from payi.instrument.settings import ModelMapping

from packages.payi.tests.instrument.conftest import Collect, Collecting
from packages.payi.tests.instrument.openai import wire
from packages.payi.tests.instrument.openai.conftest import Provider, client_at

ASKED: Any = [{"role": "user", "content": "Hello"}]


def azure_client(provider: Provider, **keywords: Any) -> openai.AzureOpenAI:
    return openai.AzureOpenAI(
        azure_endpoint=provider.base_url("acme.openai.azure.com", ""),
        api_version="2024-10-21",
        api_key="none",
        max_retries=0,
        http_client=openai.DefaultHttpxClient(verify=False),
        **keywords,
    )


def test_azure_is_booked_by_deployment(provider: Provider, collected: Collecting) -> None:
    provider.answers(wire.chat())
    with azure_client(provider) as client:
        client.chat.completions.create(model="our-mini", messages=ASKED)
    event = collected.only
    assert provider.seen[-1].path == "/openai/deployments/our-mini/chat/completions"
    assert event["category"] == "system.azureopenai"
    assert event["resource"] == "our-mini"
    assert event["units"] == wire.CHAT_UNITS


def test_azure_without_a_model_is_booked_by_the_clients_deployment(
    provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.chat())
    with azure_client(provider, azure_deployment="our-mini") as client:
        client.chat.completions.create(model="", messages=ASKED)
    assert collected.only["resource"] == "our-mini"


def test_azure_streams_are_asked_for_usage(provider: Provider, collected: Collecting) -> None:
    provider.streams(wire.chat_chunks())
    with azure_client(provider) as client:
        list(client.chat.completions.create(model="our-mini", messages=ASKED, stream=True))
    assert provider.sent["stream_options"] == {"include_usage": True}
    assert collected.only["units"] == wire.CHAT_UNITS


def test_azures_own_answer_is_booked_by_the_model_it_tells(provider: Provider, collected: Collecting) -> None:
    """Beside `data_sources`, Azure refuses `stream_options`."""
    provider.streams(wire.chat_chunks(None))
    with azure_client(provider) as client:
        sources = {"data_sources": [{"type": "azure_search"}]}
        list(
            client.chat.completions.create(model="our-mini", messages=ASKED, stream=True, extra_body=sources)
        )
    assert "stream_options" not in provider.sent
    assert collected.only["properties"]["system.usage_marks"] == "estimated"


def test_a_mapped_model_is_booked_as_the_mapping_says(provider: Provider, collect: Collect) -> None:
    mapping = ModelMapping("our-mini", price_as_category="system.openai", price_as_resource="gpt-4o-mini")
    events = collect(model_mappings={"openai": (mapping,)})
    provider.answers(wire.chat())
    with azure_client(provider) as client:
        client.chat.completions.create(model="our-mini", messages=ASKED)
    assert (events.only["category"], events.only["resource"]) == ("system.openai", "gpt-4o-mini")


def test_any_host_is_booked_where_a_mapping_puts_it(provider: Provider, collect: Collect) -> None:
    events = collect(host_mappings={"api.deepseek.com": "acme.deepseek"})
    provider.answers(wire.chat())
    with client_at(provider.base_url("api.deepseek.com")) as client:
        client.chat.completions.create(model="deepseek-chat", messages=ASKED)
    assert events.only["category"] == "acme.deepseek"


@pytest.mark.parametrize(
    ("base_url", "category"),
    [
        ("https://api.openai.com/v1", "system.openai"),
        ("https://acme.openai.azure.com/openai/v1/", "system.azureopenai"),
        ("https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1", "system.aws.bedrock"),
        (
            "https://us-east1-aiplatform.googleapis.com/v1/projects/p/endpoints/openapi",
            "system.google.vertex",
        ),
        ("https://notazure.com/v1", "system.openai"),
        ("http://127.0.0.1:8000/v1", "system.openai"),
    ],
)
def test_the_plain_client_is_booked_by_its_host(base_url: str, category: str) -> None:
    with client_at(base_url) as client:
        assert endpoint_of(client).category == category


def test_the_class_of_a_client_decides_before_its_host() -> None:
    class BedrockOpenAI(openai.OpenAI):
        """As the library has one since 2.0, and a program may derive from it."""

    with BedrockOpenAI(
        base_url="http://127.0.0.1:8000/v1",
        api_key="none",
        http_client=openai.DefaultHttpxClient(verify=False),
    ) as client:
        assert endpoint_of(client).category == "system.aws.bedrock"


def test_a_client_that_is_pointed_elsewhere_is_looked_at_anew(
    client: openai.OpenAI, provider: Provider, collected: Collecting
) -> None:
    provider.answers(wire.chat())
    client.chat.completions.create(model="gpt-4o-mini", messages=ASKED)
    client.base_url = provider.base_url("api.x.ai")
    client.chat.completions.create(model="grok-3-mini", messages=ASKED)
    assert [event["provider_uri"].split("/")[2].split(":")[0] for event in collected] == [
        "api.openai.com",
        "api.x.ai",
    ]


def test_clients_and_accessors_from_before_are_seen_and_left_alone_after(
    client: openai.OpenAI, provider: Provider, collect: Collect
) -> None:
    accessor = client.chat.completions.with_raw_response
    create = client.chat.completions.create
    events = collect(patches=tuple(patches_for({"system.openai"})))
    provider.answers(wire.chat())
    accessor.create(model="gpt-4o-mini", messages=ASKED).parse()
    create(model="gpt-4o-mini", messages=ASKED)
    assert len(events) == 2
