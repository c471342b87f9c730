"""Where the calls of an Anthropic client go: whose bill they are on, and what the model is called there."""

from typing import Any

from payi.instrument.operation import Target
from payi.instrument.providers.clients import ByClient
from payi.lib.helpers import PayiCategories

DIALECT = "anthropic.messages"

# By a class the client is derived from, by name: the library is not imported for it.
_CATEGORIES = {
    "BaseVertexClient": PayiCategories.google_vertex,
    "BaseBedrockClient": PayiCategories.aws_bedrock,
    "BaseMantleClient": PayiCategories.aws_bedrock,
    "BaseFoundryClient": PayiCategories.azure,
}
_VERTEX_PREFIX = "anthropic."


def resource_of(model: str | None, target: Target) -> str | None:
    """What the catalogue calls the model."""
    if target.category != PayiCategories.google_vertex or model is None or model.startswith(_VERTEX_PREFIX):
        return model
    return _VERTEX_PREFIX + model


def _category_of(client: Any) -> str:
    for base in type(client).__mro__:
        if category := _CATEGORIES.get(base.__name__):
            return category
    return PayiCategories.anthropic


def _target(client: Any) -> Target:
    category = _category_of(client)
    # Foundry's models are deployments, whose names are the customer's own.
    return Target(category, DIALECT, str(client.base_url), needs_mapping=category == PayiCategories.azure)


target_of = ByClient(_target)
