"""Headers, names and addresses for calls that go through a provider's own library."""

import json
import logging
import os
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast

from payi._environment import DEFAULT_BASE_URL

if TYPE_CHECKING:
    from payi._client import AsyncPayi, Payi

log = logging.getLogger(__name__)

PAYI_BASE_URL = DEFAULT_BASE_URL


class PayiHeaderNames:
    limit_ids = "xProxy-Limit-IDs"
    request_properties = "xProxy-Request-Properties"
    request_tags = "xProxy-Request-Tags"
    use_case_id = "xProxy-UseCase-ID"
    use_case_name = "xProxy-UseCase-Name"
    use_case_version = "xProxy-UseCase-Version"
    use_case_step = "xProxy-UseCase-Step"
    use_case_properties = "xProxy-UseCase-Properties"
    experience_id = "xProxy-Experience-ID"
    experience_name = "xProxy-Experience-Name"
    user_id = "xProxy-User-ID"
    account_name = "xProxy-Account-Name"
    price_as_category = "xProxy-PriceAs-Category"
    price_as_resource = "xProxy-PriceAs-Resource"
    provider_base_uri = "xProxy-Provider-BaseUri"
    resource_scope = "xProxy-Resource-Scope"
    api_key = "xProxy-Api-Key"
    logging_disable = "xProxy-Logging-Disable"


class PayiCategories:
    anthropic = "system.anthropic"
    openai = "system.openai"
    azure_openai = "system.azureopenai"
    azure = "system.azure"
    aws_bedrock = "system.aws.bedrock"
    google_vertex = "system.google.vertex"
    databricks_azure = "system.databricks.azure"
    databricks_aws = "system.databricks.aws"
    databricks_google = "system.databricks.google"


class PayiPropertyNames:
    failure = "system.failure"
    failure_description = "system.failure.description"
    account_name = "system.account_name"
    use_case_step = "system.use_case_step"
    user_id = "system.user_id"
    aws_bedrock_guardrail_id = "system.aws.bedrock.guardrail.id"
    aws_bedrock_guardrail_version = "system.aws.bedrock.guardrail.version"
    aws_bedrock_guardrail_action = "system.aws.bedrock.guardrail.action"


class PayiResourceScopes:
    global_scope = "global"
    datazone_scope = "datazone"
    region_scope = "region"


def create_headers(
    limit_ids: list[str] | None = None,
    user_id: str | None = None,
    account_name: str | None = None,
    use_case_id: str | None = None,
    use_case_name: str | None = None,
    use_case_version: int | None = None,
    use_case_step: str | None = None,
    use_case_properties: Mapping[str, str | None] | None = None,
    request_properties: Mapping[str, str | None] | None = None,
    price_as_category: str | None = None,
    price_as_resource: str | None = None,
    resource_scope: str | None = None,
    log_prompt_and_response: bool | None = None,
    experience_id: str | None = None,
    experience_name: str | None = None,
    request_tags: list[str] | None = None,
) -> dict[str, str]:
    """Headers that attribute a provider call, for its `extra_headers`. What is empty or None makes no header.

    `log_prompt_and_response=False` asks that prompt and response are not stored. `request_tags` is
    deprecated.
    """
    named = {
        PayiHeaderNames.user_id: user_id,
        PayiHeaderNames.account_name: account_name,
        PayiHeaderNames.use_case_id: use_case_id,
        PayiHeaderNames.use_case_name: use_case_name,
        PayiHeaderNames.use_case_version: str(use_case_version) if use_case_version else None,
        PayiHeaderNames.use_case_step: use_case_step,
        PayiHeaderNames.use_case_properties: _compact_json(use_case_properties),
        PayiHeaderNames.request_properties: _compact_json(request_properties),
        PayiHeaderNames.price_as_category: price_as_category,
        PayiHeaderNames.price_as_resource: price_as_resource,
        PayiHeaderNames.resource_scope: resource_scope,
        PayiHeaderNames.experience_id: experience_id,
        PayiHeaderNames.experience_name: experience_name,
        PayiHeaderNames.logging_disable: "True" if log_prompt_and_response is False else None,
    }
    return {
        **(create_limit_header_from_ids(limit_ids=limit_ids) if limit_ids else {}),
        **(create_request_header_from_tags(request_tags) if request_tags else {}),
        **{name: value for name, value in named.items() if value},
    }


def create_limit_header_from_ids(limit_ids: list[str]) -> dict[str, str]:
    """One header with the ids, trimmed; none if nothing is left. Raises TypeError for what is not a list."""
    return _joined_header(PayiHeaderNames.limit_ids, "limit_ids", limit_ids)


def create_request_header_from_tags(request_tags: list[str]) -> dict[str, str]:
    """Deprecated. One header with the tags, by the rules of `create_limit_header_from_ids`."""
    warnings.warn("request_tags are deprecated; use request properties", DeprecationWarning, stacklevel=2)
    return _joined_header(PayiHeaderNames.request_tags, "request_tags", request_tags)


def _joined_header(name: str, argument: str, values: object) -> dict[str, str]:
    if not isinstance(values, list):
        raise TypeError(f"{argument} must be a list")
    texts = [value.strip() for value in cast("Iterable[object]", values) if isinstance(value, str)]
    joined = ",".join(text for text in texts if text)
    return {name: joined} if joined else {}


def _compact_json(properties: Mapping[str, str | None] | None) -> str | None:
    return json.dumps(properties, separators=(",", ":")) if properties else None


def payi_openai_url(payi_base_url: str | None = None) -> str:
    return _proxy_url(payi_base_url, "openai/v1")


def payi_azure_openai_url(payi_base_url: str | None = None) -> str:
    return _proxy_url(payi_base_url, "azure.openai")


def payi_anthropic_url(payi_base_url: str | None = None) -> str:
    return _proxy_url(payi_base_url, "anthropic")


def payi_azure_anthropic_url(payi_base_url: str | None = None) -> str:
    return _proxy_url(payi_base_url, "azure.anthropic")


def payi_aws_bedrock_url(payi_base_url: str | None = None) -> str:
    return _proxy_url(payi_base_url, "aws.bedrock")


def _proxy_url(payi_base_url: str | None, provider: str) -> str:
    base_url = payi_base_url or os.environ.get("PAYI_BASE_URL") or PAYI_BASE_URL
    return f"{base_url.rstrip('/')}/api/v1/proxy/{provider}"


def increment_kpi_score(
    payi: "Payi", kpi_name: str, use_case_name: str, use_case_id: str, increment: int = 1
) -> bool:
    """Add to a score and tell whether that worked; never raises.

    It reads, adds and writes, so two at the same time may count as one: `client.use_cases.kpis.increment` has
    the server do it.
    """
    try:
        scores = payi.use_cases.kpis.list(use_case_id, use_case_name=use_case_name, kpi_name=kpi_name)
        present = next((kpi.score for kpi in scores if kpi.kpi_name == kpi_name), None)
        payi.use_cases.kpis.update(
            kpi_name,
            use_case_name=use_case_name,
            use_case_id=use_case_id,
            score=_incremented(present, increment),
        )
    except Exception:
        log.debug("could not increment KPI %s of instance %s", kpi_name, use_case_id, exc_info=True)
        return False
    return True


async def increment_kpi_score_async(
    payi: "AsyncPayi", kpi_name: str, use_case_name: str, use_case_id: str, increment: int = 1
) -> bool:
    """`increment_kpi_score` for an async client."""
    try:
        scores = payi.use_cases.kpis.list(use_case_id, use_case_name=use_case_name, kpi_name=kpi_name)
        present = await anext((kpi.score async for kpi in scores if kpi.kpi_name == kpi_name), None)
        await payi.use_cases.kpis.update(
            kpi_name,
            use_case_name=use_case_name,
            use_case_id=use_case_id,
            score=_incremented(present, increment),
        )
    except Exception:
        log.debug("could not increment KPI %s of instance %s", kpi_name, use_case_id, exc_info=True)
        return False
    return True


def _incremented(score: float | None, increment: int) -> float:
    return float(int(score or 0) + increment)
