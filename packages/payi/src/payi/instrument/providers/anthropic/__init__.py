"""Anthropic's library: messages, alone and in batches, and text completions, on every platform."""

from payi.instrument.patching import Patch
from payi.instrument.providers.anthropic.batches import follow_async_results, follow_results
from payi.instrument.providers.anthropic.requests import (
    keep_response,
    observe_async_requests,
    observe_requests,
)

_CLIENT = "anthropic._base_client"
_DECODER = "anthropic._decoders.jsonl"

PATCHES = (
    Patch(_CLIENT, "SyncAPIClient.request", wrapper=observe_requests),
    Patch(_CLIENT, "AsyncAPIClient.request", wrapper=observe_async_requests),
    Patch(_CLIENT, "SyncAPIClient._process_response", wrapper=keep_response),
    Patch(_CLIENT, "AsyncAPIClient._process_response", wrapper=keep_response),
    Patch(_DECODER, "JSONLDecoder.__decode__", wrapper=follow_results),
    Patch(_DECODER, "AsyncJSONLDecoder.__decode__", wrapper=follow_async_results),
)
