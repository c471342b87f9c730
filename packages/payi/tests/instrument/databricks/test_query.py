"""Queries of Databricks' serving endpoints, by a stand-in for its SDK as of 0.156 (`service/serving.py`)."""

import sys
from dataclasses import asdict, dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from packages.payi.tests.instrument.conftest import Collect, Collecting


@dataclass
class Usage:
    prompt_tokens: int = 1200
    completion_tokens: int = 300
    total_tokens: int = 1500

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class QueryResponse:
    usage: Usage | None
    id: str | None = "chatcmpl_9f8b"
    model: str | None = "meta-llama-3.1-8b-instruct-110524"

    def as_dict(self) -> dict[str, Any]:
        return {"id": self.id, "usage": self.usage and self.usage.as_dict()}


@dataclass
class ChatMessage:
    content: str

    def as_dict(self) -> dict[str, Any]:
        return {"content": self.content, "role": "user"}


class ServingEndpointsAPI:
    def __init__(self, host: str, usage: Usage | None) -> None:
        self._api = SimpleNamespace(_cfg=SimpleNamespace(host=host))
        self._usage = usage

    def query(self, name: str, *, messages: list[ChatMessage] | None = None) -> QueryResponse:
        return QueryResponse(self._usage)


@pytest.fixture
def events(collect: Collect, monkeypatch: pytest.MonkeyPatch) -> Collecting:
    module = ModuleType("databricks.sdk.service.serving")
    module.ServingEndpointsAPI = ServingEndpointsAPI  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return collect(instruments=frozenset({"system.databricks"}))


@pytest.mark.parametrize(
    ("host", "category"),
    [
        ("https://adb-1234567890.7.azuredatabricks.net", "system.databricks.azure"),
        ("https://dbc-a1b2c3d4-e5f6.cloud.databricks.com", "system.databricks.aws"),
        ("https://1234567890.7.gcp.databricks.com/", "system.databricks.google"),
        ("https://gateway.example.com", "system.databricks"),
    ],
)
def test_a_query_is_booked_by_endpoint_and_cloud(host: str, category: str, events: Collecting) -> None:
    ServingEndpointsAPI(host, Usage()).query("our-llama", messages=[ChatMessage("Hello")])
    event = events.only
    assert (event["category"], event["resource"]) == (category, "our-llama")
    assert event["units"] == {"text": {"input": 1200, "output": 300}}
    assert event["provider_response_id"] == "chatcmpl_9f8b"
    assert event["provider_request_json"] == '{"messages":[{"content":"Hello","role":"user"}]}'


def test_a_model_that_reports_no_usage_is_one_event_without_units(events: Collecting) -> None:
    ServingEndpointsAPI("https://gateway.example.com", None).query(name="our-model")
    assert events.only["resource"] == "our-model"
    assert events.only["units"] == {}
