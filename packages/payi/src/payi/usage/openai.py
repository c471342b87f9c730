"""OpenAI's own interfaces: wholes include their parts, and details say which."""

from payi.usage.dialect import Dialect, Fields
from payi.usage.reading import IGNORED, Found, Spelling, as_list, as_object

CACHED_BY_MODALITY: Spelling = {
    "text_tokens": "cache_read.text",
    "audio_tokens": "cache_read.audio",
    "image_tokens": "cache_read.vision",
}
INPUT_DETAILS: Spelling = {
    "cached_tokens": "cache_read",
    "cache_write_tokens": "cache_write",
    "text_tokens": "input.text",
    "audio_tokens": "audio",
    "image_tokens": "vision",
    "video_tokens": "video",
    "cached_tokens_details": CACHED_BY_MODALITY,
}
OUTPUT_DETAILS: Spelling = {
    "reasoning_tokens": "reasoning",
    "text_tokens": "output.text",
    "audio_tokens": "audio.output",
    "image_tokens": "image.output",
    # Accepted and rejected predictions are output like any other, already counted in the whole.
    "accepted_prediction_tokens": IGNORED,
    "rejected_prediction_tokens": IGNORED,
}
CHAT: Spelling = {
    "prompt_tokens": "input",
    "completion_tokens": "output",
    "total_tokens": "total",
    "prompt_tokens_details": INPUT_DETAILS,
    "completion_tokens_details": OUTPUT_DETAILS,
    # The same counts under the names of compatible hosts.
    "cached_tokens": "cache_read",
    "cache_read_input_tokens": "cache_read",
    "cache_creation_input_tokens": "cache_write",
    "prompt_cache_hit_tokens": "cache_read",
    "prompt_cache_miss_tokens": IGNORED,
    "reasoning_tokens": "reasoning",
    # Seconds, not counts.
    "queue_time": IGNORED,
    "prompt_time": IGNORED,
    "completion_time": IGNORED,
    "total_time": IGNORED,
}
RESPONSES: Spelling = {
    "input_tokens": "input",
    "output_tokens": "output",
    "total_tokens": "total",
    "input_tokens_details": INPUT_DETAILS,
    "output_tokens_details": OUTPUT_DETAILS,
}
# Realtime and transcription write "token" where Responses writes "tokens".
REALTIME: Spelling = {
    **RESPONSES,
    "input_token_details": INPUT_DETAILS,
    "output_token_details": OUTPUT_DETAILS,
}
CHAT_ENVELOPES = (("usage",), ("x_groq", "usage"))
RESPONSE_ENVELOPES = (("response", "usage"), ("usage",))


def count_searches(fields: Fields, _usage_given: bool) -> dict[str, int]:
    """Web searches among the output items; opening a page one found and searching it are not charged."""
    searches = sum(1 for item in as_list(fields.get("output")) or () if _is_search(item))
    return {"web_search_request.output": searches} if searches else {}


def _is_search(item: object) -> bool:
    call = as_object(item) or {}
    action = as_object(call.get("action")) or {}
    return call.get("type") == "web_search_call" and action.get("type", "search") == "search"


def _pictures_are_output(found: Found) -> None:
    """Without a count of picture tokens, all output that is not named as text is pictures."""
    if not found.get("image.output"):
        found.counts["image.output"] = max(0, found.get("output") - found.get("output.text"))


def _sound_is_output(found: Found) -> None:
    """Speech reports one output count and no details: all of it is audio.

    Source: https://platform.openai.com/docs/api-reference/audio/speech-audio-done-event, and the price list,
    which has audio output and no text output for speech models.
    """
    found.counts.setdefault("audio.output", found.get("output"))


def count_pictures(fields: Fields, usage_given: bool) -> dict[str, int]:
    """Pictures returned, for models priced by the picture: those report no tokens."""
    pictures = as_list(fields.get("data"))
    return {"picture.output": len(pictures)} if pictures and not usage_given else {}


DIALECTS = (
    Dialect("openai.chat", CHAT, envelopes=CHAT_ENVELOPES),
    Dialect("azure", CHAT, envelopes=CHAT_ENVELOPES),
    Dialect("openai.responses", RESPONSES, envelopes=RESPONSE_ENVELOPES, from_response=count_searches),
    Dialect("openai.realtime", REALTIME, envelopes=RESPONSE_ENVELOPES),
    Dialect("openai.images", RESPONSES, prepare=_pictures_are_output, from_response=count_pictures),
    Dialect("openai.embeddings", CHAT),
    Dialect("openai.speech", RESPONSES, prepare=_sound_is_output),
    Dialect("openai.transcription", {**CHAT, **REALTIME, "seconds": "audio_second.input"}),
)
