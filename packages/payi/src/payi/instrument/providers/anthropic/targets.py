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


class Endpoint:
    """What one client is set to. Its base URL may be set anew, which makes another endpoint."""

    __slots__ = ("_prefix", "base_url", "target")

    def __init__(self, client: Any) -> None:
        self.base_url = client.base_url
        category = _category_of(client)
        self._prefix = _VERTEX_PREFIX if category == PayiCategories.google_vertex else ""
        self.target = Target(
            category,
            DIALECT,
            provider_uri=str(self.base_url),
            # The model is a deployment, whose name is the customer's own.
            needs_mapping=category == PayiCategories.azure,
        )

    def resource(self, model: str | None) -> str | None:
        """What the model is called in the catalogue."""
        if model is None or model.startswith(self._prefix):
            return model
        return self._prefix + model


_endpoints: WeakKeyDictionary[Any, Endpoint] = WeakKeyDictionary()


def endpoint_of(client: Any) -> Endpoint:
    endpoint = _endpoints.get(client)
    if endpoint is None or endpoint.base_url is not client.base_url:
        endpoint = _endpoints[client] = Endpoint(client)
    return endpoint


def _category_of(client: Any) -> str:
    for base in type(client).__mro__:
        if category := _CATEGORIES.get(base.__name__):
            return category
    return PayiCategories.anthropic
