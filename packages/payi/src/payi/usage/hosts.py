"""Choosing the dialect by where a payload came from, never by the model's name.

The same Claude model reports exclusive counts on its own interface and inclusive ones behind a gateway.
"""

from collections.abc import Iterator, Mapping

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
    "speech": "openai.speech",
    "messages": "anthropic.messages",
    "converse": "bedrock.converse",
    "invoke": "bedrock.invoke",
    "invoke_stream": "bedrock.invoke_stream",
    "generate_content": "google.generate_content",
    "interactions": "google.interactions",
    "generate_images": "google.images",
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
# Hosts that give a stream's usage when asked with `stream_options`, and not otherwise. Any other host is left
# alone: some refuse the request for it (Mistral), some send usage without being asked (OpenRouter, Groq).
_USAGE_ON_REQUEST = frozenset({"openai.com", "azure.com", "deepseek.com"})
# Azure's first version that knows them; https://github.com/griptape-ai/griptape/issues/1640.
_AZURE_STREAM_OPTIONS = "2024-09-01"
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


def gives_stream_usage_on_request(host: str, *, api_version: str = "") -> bool:
    """Whether this host is known to accept `stream_options: {"include_usage": true}`, and to need it.

    `api_version` is Azure's (`2024-10-21`), '' where a client names none.
    """
    if api_version and api_version[: len(_AZURE_STREAM_OPTIONS)] < _AZURE_STREAM_OPTIONS:
        return False
    return any(domain in _USAGE_ON_REQUEST for domain in _domains(host.casefold().partition(":")[0]))


def _of_host(host: str, interface: str) -> str | None:
    """The entry of the host or of the nearest domain above it."""
    return next((dialect for domain in _domains(host) if (dialect := _HOSTS.get((domain, interface)))), None)


def _domains(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]
