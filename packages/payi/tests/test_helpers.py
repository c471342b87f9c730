import json

import pytest
from payi.lib import helpers
from payi.lib.helpers import (
    PayiCategories,
    PayiHeaderNames,
    PayiPropertyNames,
    PayiResourceScopes,
    create_headers,
    create_limit_header_from_ids,
    create_request_header_from_tags,
    increment_kpi_score,
    increment_kpi_score_async,
)


def test_headers_of_everything_that_can_be_said():
    assert create_headers(
        limit_ids=["a", " b "],
        user_id="u",
        account_name="acme",
        use_case_id="i",
        use_case_name="chat",
        use_case_version=2,
        use_case_step="s",
        use_case_properties={"k": "ü"},
        request_properties={"a": "1", "b": None},
        price_as_category="c",
        price_as_resource="r",
        resource_scope="datazone.us",
        log_prompt_and_response=False,
        experience_id="e",
        experience_name="old",
    ) == {
        "xProxy-Limit-IDs": "a,b",
        "xProxy-User-ID": "u",
        "xProxy-Account-Name": "acme",
        "xProxy-UseCase-ID": "i",
        "xProxy-UseCase-Name": "chat",
        "xProxy-UseCase-Version": "2",
        "xProxy-UseCase-Step": "s",
        "xProxy-UseCase-Properties": '{"k":"\\u00fc"}',
        "xProxy-Request-Properties": '{"a":"1","b":null}',
        "xProxy-PriceAs-Category": "c",
        "xProxy-PriceAs-Resource": "r",
        "xProxy-Resource-Scope": "datazone.us",
        "xProxy-Logging-Disable": "True",
        "xProxy-Experience-ID": "e",
        "xProxy-Experience-Name": "old",
    }


def test_what_is_empty_makes_no_header():
    assert create_headers() == {}
    assert create_headers(
        limit_ids=[], user_id="", use_case_version=0, use_case_properties={}, request_properties={}
    ) == {}  # fmt: skip
    assert create_headers(log_prompt_and_response=True) == {}
    assert create_headers(limit_ids=[" "]) == {}


def test_arguments_may_be_positional_as_in_older_releases():
    assert create_headers(["a"], "u") == {"xProxy-Limit-IDs": "a", "xProxy-User-ID": "u"}
    assert create_limit_header_from_ids(["a"]) == create_limit_header_from_ids(limit_ids=["a"])


@pytest.mark.parametrize("limit_ids", ["a", ("a",), None])
def test_limit_ids_must_be_a_list(limit_ids):
    with pytest.raises(TypeError, match="limit_ids must be a list"):
        create_limit_header_from_ids(limit_ids=limit_ids)


def test_ids_that_are_no_text_are_left_out():
    assert create_limit_header_from_ids(limit_ids=["a", 3, None, ""]) == {"xProxy-Limit-IDs": "a"}


def test_request_tags_still_work_and_warn():
    with pytest.warns(DeprecationWarning, match="request_tags"):
        assert create_request_header_from_tags(["a", " b"]) == {"xProxy-Request-Tags": "a,b"}
    with pytest.warns(DeprecationWarning, match="request_tags"):
        assert create_headers(request_tags=["a"]) == {"xProxy-Request-Tags": "a"}


def test_headers_made_here_can_be_sent(client, server):
    headers = create_headers(experience_id="e", request_properties={"k": "ü"})
    client.ingest.units(category="c", units={}, extra_headers=headers)
    assert server.last.headers["xproxy-experience-id"] == "e"
    assert json.loads(server.last.headers["xproxy-request-properties"]) == {"k": "ü"}


@pytest.mark.parametrize(
    ("function", "suffix"),
    [
        (helpers.payi_openai_url, "openai/v1"),
        (helpers.payi_azure_openai_url, "azure.openai"),
        (helpers.payi_anthropic_url, "anthropic"),
        (helpers.payi_azure_anthropic_url, "azure.anthropic"),
        (helpers.payi_aws_bedrock_url, "aws.bedrock"),
    ],
)
def test_the_address_of_a_proxy_route(monkeypatch, function, suffix):
    """The argument, else the environment, else this machine: never somebody else's service."""
    assert function() == f"http://127.0.0.1:8420/api/v1/proxy/{suffix}"
    monkeypatch.setenv("PAYI_BASE_URL", "https://payi.example/")
    assert function() == f"https://payi.example/api/v1/proxy/{suffix}"
    assert function("https://other.example") == f"https://other.example/api/v1/proxy/{suffix}"


def test_the_names_of_headers_categories_properties_and_scopes():
    assert PayiHeaderNames.limit_ids == "xProxy-Limit-IDs"
    assert PayiHeaderNames.provider_base_uri == "xProxy-Provider-BaseUri"
    assert PayiHeaderNames.api_key == "xProxy-Api-Key"
    assert PayiCategories.openai == "system.openai"
    assert PayiCategories.azure_openai == "system.azureopenai"
    assert PayiCategories.aws_bedrock == "system.aws.bedrock"
    assert PayiCategories.databricks_google == "system.databricks.google"
    assert PayiPropertyNames.failure_description == "system.failure.description"
    assert PayiPropertyNames.aws_bedrock_guardrail_action == "system.aws.bedrock.guardrail.action"
    assert (PayiResourceScopes.global_scope, PayiResourceScopes.datazone_scope, PayiResourceScopes.region_scope) == (
        "global", "datazone", "region",
    )  # fmt: skip


class TestIncrementingAScore:
    @pytest.mark.parametrize(
        ("items", "written"),
        [
            ([], 2.0),
            ([{"kpi_name": "k", "score": 3.9}], 5.0),
            ([{"kpi_name": "k", "score": None}], 2.0),
            ([{"kpi_name": "other", "score": 9}], 2.0),
        ],
    )
    def test_reads_the_score_and_writes_the_sum(self, client, server, items, written):
        server.reply({"items": items})
        server.reply()
        assert increment_kpi_score(client, "k", "chat", "i", 2) is True
        read, write = server.seen
        assert (read.method, read.target) == ("GET", "/api/v1/use_cases/instances/chat/i/kpis?kpi_name=k")
        assert (write.method, write.target) == ("PUT", "/api/v1/use_cases/instances/chat/i/kpis/k")
        assert write.body == f'{{"score":{written}}}'.encode()

    def test_tells_of_a_failure_and_does_not_raise(self, client, server, caplog):
        server.reply({}, status=404)
        with caplog.at_level("DEBUG", "payi"):
            assert increment_kpi_score(client, "k", "chat", "i") is False
        assert "could not increment KPI k of instance i" in caplog.text

    @pytest.mark.anyio
    async def test_works_with_an_async_client(self, async_client, server):
        server.reply({"items": [{"kpi_name": "k", "score": 1}]})
        server.reply()
        assert await increment_kpi_score_async(async_client, "k", "chat", "i") is True
        assert server.last.json == {"score": 2.0}
        server.answers.clear()
        server.reply({}, status=404)
        assert await increment_kpi_score_async(async_client, "k", "chat", "i") is False
