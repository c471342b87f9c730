"""Choosing the dialect by where a payload came from, never by the model's name.

The same Claude model reports exclusive counts on its own interface and inclusive ones behind a gateway.
"""

from collections.abc import Mapping

from payi.usage.reading import UnknownDialectError
from payi.usage.registry import STREAM

# Interfaces with one shape wherever they are served.
_INTERFACES: Mapping[str, str] = {
    "chat": "openai.chat",
    "responses": "openai.responses",
    "realtime": "openai.realtime",
    "images": "openai.images",
    "embeddings": "openai.embeddings",
    "transcription": "openai.transcription",
    "messages": "anthropic.messages",
    "converse": "bedrock.converse",
    "invoke": "bedrock.invoke",
    "invoke_stream": "bedrock.invoke_stream",
    "generate_content": "google.generate_content",
}
# Hosts whose OpenAI-shaped interfaces have habits of their own.
_HOSTS: Mapping[tuple[str, str], str] = {
    ("openrouter.ai", "chat"): "openrouter.chat",
    ("x.ai", "chat"): "xai.chat",
    ("x.ai", "responses"): "xai.responses",
    ("deepseek.com", "chat"): "deepseek.chat",
    ("perplexity.ai", "chat"): "perplexity.chat",
    ("azure.com", "chat"): "azure",
}
# Client libraries that rewrite every provider's usage into their own shape.
_ADAPTERS: Mapping[str, str] = {"litellm": "litellm.chat", "vercel_ai_sdk": "vercel_ai_sdk"}


def dialect_of(interface: str, *, host: str = "", client: str = "", streamed: bool = False) -> str:
    """The dialect of a payload from this interface (`chat`, `messages`, `converse`, …).

    `client` is the library that handed it over, where that is an adapter; `host` the name (with or without a
    port) that served it. An adapter wins over the host, the host over the interface's own shape.

    Raises UnknownDialectError for an interface that is not listed.
    """
    own = _INTERFACES.get(interface)
    if own is None:
        raise UnknownDialectError(interface, _INTERFACES, "interface")
    dialect = _ADAPTERS.get(client) if interface == "chat" else None
    dialect = dialect or _of_host(host.casefold().partition(":")[0], interface) or own
    return dialect + STREAM if streamed else dialect


def _of_host(host: str, interface: str) -> str | None:
    """The entry of the host or of the nearest domain above it."""
    while host:
        if dialect := _HOSTS.get((host, interface)):
            return dialect
        host = host.partition(".")[2]
    return None
