"""OpenAI, Azure OpenAI, and every host that OpenAI's client is pointed at."""

from payi.instrument.patching import Patch
from payi.instrument.providers.openai.requests import (
    close_observed,
    close_observed_async,
    keep_response,
    observe_async_requests,
    observe_requests,
)

_CLIENT = "openai._base_client"
_CHAT_HELPERS = "openai.lib.streaming.chat._completions"
_RESPONSE_HELPERS = "openai.lib.streaming.responses._responses"

PATCHES = (
    Patch(_CLIENT, "SyncAPIClient.request", wrapper=observe_requests),
    Patch(_CLIENT, "AsyncAPIClient.request", wrapper=observe_async_requests),
    Patch(_CLIENT, "SyncAPIClient._process_response", wrapper=keep_response),
    Patch(_CLIENT, "AsyncAPIClient._process_response", wrapper=keep_response),
    Patch(_CHAT_HELPERS, "ChatCompletionStream.close", wrapper=close_observed),
    Patch(_CHAT_HELPERS, "AsyncChatCompletionStream.close", wrapper=close_observed_async),
    Patch(_RESPONSE_HELPERS, "ResponseStream.close", wrapper=close_observed),
    Patch(_RESPONSE_HELPERS, "AsyncResponseStream.close", wrapper=close_observed_async),
)
