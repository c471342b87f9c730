"""Where the calls of an OpenAI client go: the category, the host's dialect, and what the host accepts."""

from typing import Any

from payi.instrument.operation import Target
from payi.instrument.providers.clients import ByClient
from payi.lib.helpers import PayiCategories
from payi.usage import dialect_of, gives_stream_usage_on_request

# By the class of the client, or one it is derived from.
_CLIENT_CATEGORIES = {
    "BaseAzureClient": PayiCategories.azure_openai,
    "BedrockOpenAI": PayiCategories.aws_bedrock,
    "AsyncBedrockOpenAI": PayiCategories.aws_bedrock,
}
# By the end of the host, for the plain client pointed at it; `host_mappings` of the configuration say more.
_HOST_CATEGORIES = {
    ".azure.com": PayiCategories.azure_openai,
    ".amazonaws.com": PayiCategories.aws_bedrock,
    ".api.aws": PayiCategories.aws_bedrock,
    "aiplatform.googleapis.com": PayiCategories.google_vertex,
}


class Endpoint:
    """What one client is set to."""

    __slots__ = ("_base_url", "_targets", "category", "deployment", "gives_stream_usage", "host")

    def __init__(self, client: Any) -> None:
        self._base_url = str(client.base_url)
        self.host = str(client.base_url.host)
        self.category = _category_of(client, self.host)
        # Azure's clients name the deployment in the base URL; the model of a call may then be left empty.
        self.deployment = self._base_url.partition("/deployments/")[2].partition("/")[0] or None
        api_version = getattr(client, "_api_version", None)
        self.gives_stream_usage = gives_stream_usage_on_request(self.host, api_version=api_version or "")
        self._targets: dict[str, Target] = {}

    def target(self, interface: str) -> Target:
        """Of one of the interfaces `payi.usage.dialect_of` knows."""
        target = self._targets.get(interface)
        if target is None:
            target = self._targets[interface] = Target(
                self.category,
                dialect_of(interface, host=self.host),
                provider_uri=self._base_url,
                # The model is the deployment's name, which is the customer's own.
                needs_mapping=self.category == PayiCategories.azure_openai,
            )
        return target


endpoint_of = ByClient(Endpoint)


def _category_of(client: Any, host: str) -> str:
    for base in type(client).__mro__:
        if category := _CLIENT_CATEGORIES.get(base.__name__):
            return category
    for ending, category in _HOST_CATEGORIES.items():
        if host.endswith(ending):
            return category
    return PayiCategories.openai
