"""Every method: which call it makes. One row each, checked on the sync and on the async client."""

import inspect
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import payi
import pytest
from payi.types import (
    Answer,
    CategoryResourceResponse,
    ExperienceInstanceResponse,
    ExperienceType,
    Limit,
    LimitHistory,
    LimitHistoryResponse,
    LimitResponse,
    RequestDetail,
    RequestResult,
    RequestSummary,
    SavedReport,
    UseCaseDefinitionResponse,
    UseCaseInstanceResponse,
)
from payi.types.limits import DefaultResponse, LimitTags
from payi.types.shared import PropertiesResponse
from payi.types.use_cases import BulkScoreResponse, KpiListResponse
from payi.types.use_cases import definitions as kpi_types

MAY = datetime(2025, 5, 1, tzinfo=UTC)
PAGE = {"items": [{"request_id": "r"}], "cursor": None}
KPI = {"description": "d", "kpi_type": "likert5", "goal": 4.2}


@dataclass
class Row:
    """`path` is the method's way down the tree; `sends` is "METHOD target", below /api/v1."""

    path: str
    sends: str
    arguments: dict[str, Any] = field(default_factory=dict)
    positional: tuple[Any, ...] = ()
    body: Any = b""
    gives: Any = None
    pages: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def row(path: str, sends: str, *positional: Any, body: Any = b"", gives: Any = None, pages: bool = False,
        headers: dict[str, str] | None = None, **arguments: Any) -> Row:  # fmt: skip
    return Row(path, sends, arguments, positional, body, gives, pages, headers or {})


CATEGORIES = [
    row("categories.list", "GET /categories", gives=payi.types.CategoryResponse, pages=True),
    row("categories.list", "GET /categories?Active=true&limit=5", active=True, limit=5,
        gives=payi.types.CategoryResponse, pages=True),
    row("categories.delete", "DELETE /categories/my%20cat", "my cat", gives=[CategoryResourceResponse]),
    row("categories.delete_resource", "DELETE /categories/c/resources/r", "r", category="c",
        gives=[CategoryResourceResponse]),
    row("categories.list_resources", "GET /categories/c/resources?Active=false", "c", active=False,
        gives=CategoryResourceResponse, pages=True),
    row("categories.resources.create", "POST /categories/c/resources/r", "r", category="c",
        units={"text": {"input_price": 0.1}}, max_input_units=None, start_timestamp=MAY,
        body={"units": {"text": {"input_price": 0.1}}, "max_input_units": None,
              "start_timestamp": "2025-05-01T00:00:00+00:00"}, gives=CategoryResourceResponse),
    row("categories.resources.retrieve", "GET /categories/c/resources/r/v1", "v1", category="c", resource="r",
        gives=CategoryResourceResponse),
    row("categories.resources.list", "GET /categories/c/resources/r?Active=true", "r", category="c", active=True,
        gives=CategoryResourceResponse, pages=True),
    row("categories.resources.delete", "DELETE /categories/c/resources/r/v1", "v1", category="c", resource="r",
        gives=CategoryResourceResponse),
]  # fmt: skip

LIMITS = [
    row("limits.create", "POST /limits", limit_name="n", max=12.5,
        body={"limit_name": "n", "max": 12.5}, gives=LimitResponse),
    row("limits.create", "POST /limits", limit_name="n", max=1, limit_id="i", limit_type="block", threshold=0.8,
        enforcement="hard", properties={"a": None}, limit_tags=["t"],
        body={"limit_name": "n", "max": 1, "limit_id": "i", "limit_type": "block", "threshold": 0.8,
              "enforcement": "hard", "properties": {"a": None}, "limit_tags": ["t"]}, gives=LimitResponse),
    row("limits.retrieve", "GET /limits/i", "i", gives=LimitResponse),
    row("limits.retrieve", "GET /limits/i", limit_id="i", gives=LimitResponse),
    row("limits.update", "PUT /limits/i", "i", max=3, body={"max": 3}, gives=LimitResponse),
    row("limits.update", "PUT /limits/i", "i", body={}, gives=LimitResponse),
    row("limits.list", "GET /limits?limit_name=n&cursor=c&limit=2&sort_ascending=false", limit_name="n",
        cursor="c", limit=2, sort_ascending=False, gives=Limit, pages=True),
    row("limits.delete", "DELETE /limits/i", "i", gives=DefaultResponse),
    row("limits.reset", "POST /limits/i/reset", "i", gives=LimitHistoryResponse),
    row("limits.reset", "POST /limits/i/reset?resetDate=2025-05-01T00%3A00%3A00%2B00%3A00", "i", reset_date=MAY,
        gives=LimitHistoryResponse),
    row("limits.history", "GET /limits/i/history", "i", gives=LimitHistory, pages=True),
    row("limits.properties.update", "PUT /limits/i/properties", "i", properties={"a": "1", "b": None},
        body={"properties": {"a": "1", "b": None}}, gives=[LimitResponse]),
    row("limits.tags.create", "POST /limits/i/tags", "i", limit_tags=["a"], body={"limit_tags": ["a"]},
        gives=[LimitTags]),
    row("limits.tags.update", "PUT /limits/i/tags", "i", limit_tags=["a"], body={"limit_tags": ["a"]},
        gives=[LimitTags]),
    row("limits.tags.remove", "PATCH /limits/i/tags/remove", "i", limit_tags=["a"], body={"limit_tags": ["a"]},
        gives=[LimitTags]),
    row("limits.tags.list", "GET /limits/i/tags", "i", gives=[LimitTags]),
    row("limits.tags.delete", "DELETE /limits/i/tags", "i", gives=[LimitTags]),
]  # fmt: skip

ANY = {"accept": "*/*"}
INSTANCES = [
    row("use_cases.create", "POST /use_cases/instances/chat", "chat", gives=UseCaseInstanceResponse),
    row("use_cases.create", "POST /use_cases/instances/chat", use_case_name="chat", user_id="u",
        properties={"a": "1"}, use_case_version=2, headers={"xproxy-user-id": "u"},
        body={"user_id": "u", "properties": {"a": "1"}, "use_case_version": 2}, gives=UseCaseInstanceResponse),
    row("use_cases.list", "GET /use_cases/instances?use_case_name=chat", use_case_name="chat",
        gives=UseCaseInstanceResponse, pages=True),
    row("use_cases.retrieve", "GET /use_cases/instances/chat/i", "i", use_case_name="chat",
        gives=UseCaseInstanceResponse),
    row("use_cases.retrieve", "GET /use_cases/instances/i", "i", gives=UseCaseInstanceResponse),
    row("use_cases.delete", "DELETE /use_cases/instances/chat/i", "i", use_case_name="chat",
        gives=UseCaseInstanceResponse),
    row("use_cases.delete", "DELETE /use_cases/instances/i", "i", gives=UseCaseInstanceResponse),
    row("use_cases.properties.update", "PUT /use_cases/instances/chat/i/properties", "i", use_case_name="chat",
        properties={"a": None}, body={"properties": {"a": None}}, gives=UseCaseInstanceResponse),
    row("use_cases.properties.update", "PUT /use_cases/instances/i/properties", "i", properties={},
        body={"properties": {}}, gives=UseCaseInstanceResponse),
    row("use_cases.properties.create", "PUT /use_cases/instances/i/properties", "i", properties={},
        body={"properties": {}}, gives=UseCaseInstanceResponse),
    row("use_cases.kpis.create", "POST /use_cases/instances/i/kpis/Deflection%20Rate", kpi_name="Deflection Rate",
        use_case_id="i", score=1.0, body={"score": 1.0}, headers=ANY),
    row("use_cases.kpis.create", "PUT /use_cases/instances/chat/i/kpis/k", "k", use_case_name="chat",
        use_case_id="i", score=True, body={"score": True}, headers=ANY),
    row("use_cases.kpis.update", "PUT /use_cases/instances/chat/i/kpis/k", "k", use_case_name="chat",
        use_case_id="i", score=None, body={"score": None}, headers=ANY),
    row("use_cases.kpis.update", "PUT /use_cases/instances/i/kpis/k", "k", use_case_id="i", body={}, headers=ANY),
    row("use_cases.kpis.increment", "PUT /use_cases/instances/i/kpis/k", "k", use_case_id="i",
        body={"increment": 1}, headers=ANY),
    row("use_cases.kpis.increment", "PUT /use_cases/instances/chat/i/kpis/k", "k", use_case_id="i",
        use_case_name="chat", increment=2.5, body={"increment": 2.5}, headers=ANY),
    row("use_cases.kpis.delete", "DELETE /use_cases/instances/i/kpis/k", "k", use_case_id="i", headers=ANY),
    row("use_cases.kpis.list", "GET /use_cases/instances/chat/i/kpis?kpi_name=k", "i", use_case_name="chat",
        kpi_name="k", gives=KpiListResponse, pages=True),
    row("use_cases.kpis.list", "GET /use_cases/instances/i/kpis", use_case_id="i", gives=KpiListResponse,
        pages=True),
    row("use_cases.kpis.bulk", "POST /use_cases/kpis/scores:bulk",
        scores=[{"use_case_name": "chat", "use_case_id": "i", "kpi_name": "k", "score": 1.0}],
        body=[{"use_case_name": "chat", "use_case_id": "i", "kpi_name": "k", "score": 1.0}],
        gives=BulkScoreResponse),
]  # fmt: skip

DEFINITIONS = [
    row("use_cases.definitions.create", "POST /use_cases/definitions", name="chat", description="d",
        limit_config={"max": 1}, logging_enabled=False, gives=UseCaseDefinitionResponse,
        body={"name": "chat", "description": "d", "limit_config": {"max": 1}, "logging_enabled": False}),
    row("use_cases.definitions.retrieve", "GET /use_cases/definitions/chat", "chat",
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.update", "PUT /use_cases/definitions/chat", "chat", description="d",
        logging_enabled=None, body={"description": "d", "logging_enabled": None},
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.list", "GET /use_cases/definitions?use_case_name=chat", use_case_name="chat",
        gives=UseCaseDefinitionResponse, pages=True),
    row("use_cases.definitions.delete", "DELETE /use_cases/definitions/chat", "chat",
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.version.increment", "POST /use_cases/definitions/chat/increment_version", "chat",
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.limit_config.create", "POST /use_cases/definitions/chat/limit_config", "chat",
        max=5, limit_type="allow", threshold=0.9, properties={"a": "1"}, gives=UseCaseDefinitionResponse,
        body={"max": 5, "limit_type": "allow", "threshold": 0.9, "properties": {"a": "1"}}),
    row("use_cases.definitions.limit_config.create", "POST /use_cases/definitions/chat/limit_config", "chat",
        limit_config={"max": 5, "threshold": 0.9}, threshold=0.8, body={"max": 5, "threshold": 0.8},
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.limit_config.delete", "DELETE /use_cases/definitions/chat/limit_config", "chat",
        gives=UseCaseDefinitionResponse),
    row("use_cases.definitions.kpis.create", "POST /use_cases/definitions/chat/kpis", "chat", name="k", **KPI,
        body={"name": "k", **KPI}, gives=kpi_types.KpiCreateResponse),
    row("use_cases.definitions.kpis.create", "POST /use_cases/definitions/chat/kpis", use_case_name="chat",
        kpi_name="k", direction="higher", **KPI, body={"name": "k", "direction": "higher", **KPI},
        gives=kpi_types.KpiCreateResponse),
    row("use_cases.definitions.kpis.retrieve", "GET /use_cases/definitions/chat/kpis/a%2Fb", "a/b",
        use_case_name="chat", gives=kpi_types.KpiRetrieveResponse),
    row("use_cases.definitions.kpis.update", "PUT /use_cases/definitions/chat/kpis/k", "k", use_case_name="chat",
        goal=3, body={"goal": 3}, gives=kpi_types.KpiUpdateResponse),
    row("use_cases.definitions.kpis.delete", "DELETE /use_cases/definitions/chat/kpis/k", "k",
        use_case_name="chat", gives=kpi_types.KpiDeleteResponse),
    row("use_cases.definitions.kpis.list", "GET /use_cases/definitions/chat/kpis?kpi_name=k", "chat",
        kpi_name="k", gives=kpi_types.KpiListResponse, pages=True),
]  # fmt: skip

REQUESTS = [
    row("requests.list", "GET /requests?limit=1", limit=1, gives=RequestSummary, pages=True),
    row("requests.retrieve", "GET /requests/r", "r", gives=RequestDetail),
    row("requests.search", "POST /requests/search", from_=MAY, to="2025-06-01", gives=RequestSummary, pages=True,
        body={"from": "2025-05-01T00:00:00+00:00", "to": "2025-06-01"}),
    row("requests.request_id.result.retrieve", "GET /requests/r/result", "r", gives=RequestResult),
    row("requests.request_id.properties.update", "PUT /requests/r/properties", "r", properties={"a": None},
        body={"properties": {"a": None}}, gives=PropertiesResponse),
    row("requests.response_id.result.retrieve", "GET /requests/provider/system.openai/p%2F1/result", "p/1",
        category="system.openai", gives=RequestResult),
    row("requests.response_id.properties.update", "PUT /requests/provider/c/p/properties", "p", category="c",
        properties={}, body={"properties": {}}, gives=PropertiesResponse),
    row("requests.result.retrieve", "GET /requests/result/c/r", "r", category="c", gives=RequestResult),
    row("requests.properties.create", "POST /requests/r/properties", "r", properties={},
        body={"properties": {}}, gives=PropertiesResponse),
]  # fmt: skip

EXPERIENCES = [
    row("experiences.create", "POST /experiences/instances/e", experience_name="e",
        gives=ExperienceInstanceResponse),
    row("experiences.list", "GET /experiences/instances", gives=ExperienceInstanceResponse, pages=True),
    row("experiences.retrieve", "GET /experiences/instances/i", "i", gives=ExperienceInstanceResponse),
    row("experiences.delete", "DELETE /experiences/instances/i", "i", gives=ExperienceInstanceResponse),
    row("experiences.properties.create", "POST /experiences/instances/i/properties", "i", properties={"a": "b"},
        body={"properties": {"a": "b"}}, gives=ExperienceInstanceResponse),
    row("experiences.types.create", "POST /experiences/types", name="e", description="d",
        body={"name": "e", "description": "d"}, gives=ExperienceType),
    row("experiences.types.retrieve", "GET /experiences/types/e", "e", gives=ExperienceType),
    row("experiences.types.update", "PUT /experiences/types/e", "e", description="d", body={"description": "d"},
        gives=ExperienceType),
    row("experiences.types.list", "GET /experiences/types?name=e", name="e", gives=ExperienceType, pages=True),
    row("experiences.types.delete", "DELETE /experiences/types/e", "e", gives=ExperienceType),
    row("experiences.types.version.increment", "POST /experiences/types/e/increment_version", "e",
        gives=ExperienceType),
    row("experiences.types.limit_config.create", "POST /experiences/types/e/limit_config", "e", max=1,
        limit_tags=["t"], limit_type="allow", threshold=0.8, gives=ExperienceType,
        body={"max": 1, "limit_tags": ["t"], "limit_type": "allow", "threshold": 0.8}),
    row("experiences.types.limit_config.delete", "DELETE /experiences/types/e/limit_config", "e",
        gives=ExperienceType),
]  # fmt: skip

QUESTION = {"metrics": ["cost"], "from": "2025-01-01", "to": "2025-02-01"}
QUESTIONS = [
    row("questions.ask", "POST /questions", metrics=["cost"], from_="2025-01-01", to="2025-02-01",
        body=QUESTION, gives=Answer),
    row("questions.ask", "POST /questions", metrics=["cost", "requests"], from_=MAY, to="2025-06-01",
        by=["use_case"], zone="Europe/Berlin", grain="day", top=3, order="-cost", compare="previous",
        instance_time=True, filters=[{"field": "user", "op": "exists"}], gives=Answer,
        body={"metrics": ["cost", "requests"], "by": ["use_case"], "from": "2025-05-01T00:00:00+00:00",
              "to": "2025-06-01", "zone": "Europe/Berlin", "grain": "day",
              "filters": [{"field": "user", "op": "exists"}], "top": 3, "order": "-cost", "compare": "previous",
              "instance_time": True}),
    row("questions.csv", "POST /questions", QUESTION, body=QUESTION, headers={"accept": "text/csv"}, gives=str),
    row("reports.create", "POST /reports", name="n", question=QUESTION, range="last 7 days",
        body={"name": "n", "question": QUESTION, "range": "last 7 days"}, gives=SavedReport),
    row("reports.list", "GET /reports", gives=SavedReport, pages=True),
    row("reports.retrieve", "GET /reports/r/question", "r", gives=SavedReport),
    row("reports.update", "PUT /reports/r/question", "r", name="m", question=QUESTION,
        body={"name": "m", "question": QUESTION}, gives=SavedReport),
    row("reports.delete", "DELETE /reports/r/question", "r"),
    row("reports.run", "GET /reports/r?from=2025-01-01&to=2025-02-01", "r", from_="2025-01-01", to="2025-02-01",
        gives=Answer),
    row("reports.csv", "GET /reports/r", "r", headers={"accept": "text/csv"}, gives=str),
]  # fmt: skip

ROWS = CATEGORIES + LIMITS + INSTANCES + DEFINITIONS + REQUESTS + EXPERIENCES + QUESTIONS


def method_of(client: Any, path: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in path.split("."):
            client = getattr(client, name)
    return client


def answer_for(row: Row) -> Any:
    if row.pages:
        return PAGE
    return [{}] if isinstance(row.gives, list) else {}


def check(row: Row, seen: Any, value: Any) -> None:
    method, target = row.sends.split(" ")
    assert (seen.method, seen.target) == (method, f"/api/v1{target}")
    assert seen.body == b"" if row.body == b"" else seen.json == row.body
    assert seen.headers.items() >= row.headers.items()
    if row.pages:
        assert [type(item) for item in value.items] == [row.gives]
    elif isinstance(row.gives, list):
        assert [type(item) for item in value] == row.gives
    else:
        assert type(value) is (row.gives or type(None))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path}->{row.sends}")
def test_a_method_makes_its_call(client, server, row):
    server.reply(answer_for(row))
    value = method_of(client, row.path)(*row.positional, **row.arguments)
    check(row, server.last, value)


@pytest.mark.anyio
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.path}->{row.sends}")
async def test_an_async_method_makes_the_same_call(async_client, server, row):
    server.reply(answer_for(row))
    value = await method_of(async_client, row.path)(*row.positional, **row.arguments)
    check(row, server.last, value)


@pytest.mark.parametrize("names", [{}, {"name": "a", "kpi_name": "a"}])
def test_a_kpi_definition_takes_exactly_one_of_its_two_names(client, server, names):
    with pytest.raises(TypeError, match="either name or kpi_name"):
        client.use_cases.definitions.kpis.create("chat", **names, **KPI)
    assert server.seen == []


def test_an_answer_can_be_read_row_by_row(client, server):
    server.reply(
        {
            "question": {"metrics": ["cost"]},
            "columns": [
                {"name": "use_case", "kind": "dimension"},
                {"name": "cost", "kind": "metric", "unit": "usd"},
            ],
            "rows": [["conversation", "96.791325"]],
            "totals": ["", "99.6478587"],
            "rows_overlap": False,
            "meta": {"requests": 28185, "unpriced": 0, "data_until": "2025-05-20T16:45:12Z"},
        }
    )
    answer = client.questions.ask(metrics=["cost"], by=["use_case"], from_="2025-01-01", to="2025-02-01")
    assert [column.name for column in answer.columns] == ["use_case", "cost"]
    assert answer.rows[0] == ["conversation", "96.791325"]
    assert answer.meta.requests == 28185


def test_every_method_of_the_tree_has_a_row():
    covered = {row.path for row in ROWS}
    covered |= {"ingest.units", "ingest.bulk"} | {"get", "post", "put", "patch", "delete"}
    with payi.Payi(api_key="k") as client:
        assert set(methods_below(client.with_raw_response)) == covered


def methods_below(resource: Any, prefix: str = "") -> list[str]:
    """Dotted names of all endpoints, found by their descriptors."""
    found: list[str] = []
    for name in dir(type(resource)):
        attribute = getattr(type(resource), name)
        if isinstance(attribute, payi._resource.endpoint | payi._resource.list_endpoint):
            found.append(prefix + name)
        elif type(attribute).__name__ == "cached_property":
            found += methods_below(method_of(resource, name), f"{prefix}{name}.")
    return found


def test_methods_keep_their_names_signatures_and_descriptions(client):
    method = client.limits.create
    assert method.__name__ == "create"
    assert "Create a limit" in method.__doc__
    assert list(inspect.signature(method).parameters)[:2] == ["limit_name", "max"]
    in_async = payi.AsyncPayi(api_key="k").limits
    assert inspect.iscoroutinefunction(in_async.create)
    assert not inspect.iscoroutinefunction(in_async.list)
