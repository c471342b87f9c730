"""Where the calls of an Anthropic client go: whose bill they are on, and what the model is called there."""

from typing import Any
from weakref import WeakKeyDictionary

from payi.instrument.operation import Target
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


_targets: WeakKeyDictionary[Any, tuple[Any, Target]] = WeakKeyDictionary()


def target_of(client: Any) -> Target:
    """Made once a client, and again when its base URL is set anew."""
    known = _targets.get(client)
    base_url = client.base_url
    if known is None or known[0] is not base_url:
        known = _targets[client] = (base_url, _target(client, str(base_url)))
    return known[1]


def resource_of(model: str | None, target: Target) -> str | None:
    """What the catalogue calls the model."""
    if target.category != PayiCategories.google_vertex or model is None or model.startswith(_VERTEX_PREFIX):
        return model
    return _VERTEX_PREFIX + model


def _target(client: Any, provider_uri: str) -> Target:
    category = _category_of(client)
    # Foundry's models are deployments, whose names are the customer's own.
    return Target(category, DIALECT, provider_uri, needs_mapping=category == PayiCategories.azure)


def _category_of(client: Any) -> str:
    for base in type(client).__mro__:
        if category := _CATEGORIES.get(base.__name__):
            return category
    return PayiCategories.anthropic
