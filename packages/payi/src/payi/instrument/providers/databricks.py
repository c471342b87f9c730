"""Databricks' SDK: queries of its serving endpoints. OpenAI's client pointed at them is `openai`'s affair."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from payi.instrument.operation import Answer, Asked, Observation, Operation, Target
from payi.instrument.patching import Patch
from payi.instrument.results import attach
from payi.lib.helpers import PayiCategories

# By the end of the workspace's host.
_CLOUDS = {
    ".azuredatabricks.net": PayiCategories.databricks_azure,
    ".gcp.databricks.com": PayiCategories.databricks_google,
    ".cloud.databricks.com": PayiCategories.databricks_aws,
}


class Query(Operation):
    """A query of an endpoint, whose name stands for the model; foundation models report OpenAI's usage."""

    library = "databricks-sdk"
    accepts_extra_headers = False

    def ask(self, instance: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Asked:
        host = str(instance._api._cfg.host)  # noqa: SLF001 - the only place that knows the workspace
        endpoint = args[0] if args else kwargs.get("name")
        return Asked(Target(_category_of(host), "openai.chat", host), endpoint)

    def content(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Mapping[str, object]:  # noqa: ARG002
        return {name: _plain(value) for name, value in kwargs.items() if value is not None}

    def attend(self, response: Any, observation: Observation) -> Any:
        observation.answered(
            Answer(
                usage=_plain(getattr(response, "usage", None)),
                provider_id=getattr(response, "id", None),
                model=getattr(response, "model", None),
                content=lambda: json.dumps(_plain(response), default=str),
            )
        )
        attach(response, observation.result)
        return response


PATCHES = (
    Patch("databricks.sdk.service.serving", "ServingEndpointsAPI.query", Query()),
    Patch("databricks.sdk.service.serving", "ServingEndpointsDataPlaneAPI.query", Query()),
)


def _category_of(host: str) -> str:
    for ending, category in _CLOUDS.items():
        if host.rstrip("/").endswith(ending):
            return category
    return "system.databricks"


def _plain(value: Any) -> Any:
    """The library's objects as what it sends of them."""
    if isinstance(value, list):
        return [_plain(item) for item in cast("Iterable[Any]", value)]
    as_dict = getattr(value, "as_dict", None)
    return value if as_dict is None else as_dict()
