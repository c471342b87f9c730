"""Google's models, on the Gemini API and on Vertex: thoughts and tool prompts stand beside, caches inside."""

from payi.usage.dialect import Dialect, Fields
from payi.usage.openai import count_pictures
from payi.usage.reading import IGNORED, Found, Listed, Spelling, as_list, as_object

# A document is read as pictures of its pages.
MODALITY = {"TEXT": "text", "IMAGE": "vision", "DOCUMENT": "vision", "AUDIO": "audio", "VIDEO": "video"}


def _by_modality(slot: str) -> Listed:
    return Listed("modality", "tokenCount", {name: slot.format(ours) for name, ours in MODALITY.items()})


PROMPT = Listed("modality", "tokenCount", {**MODALITY, "TEXT": "input.text"})
CANDIDATES = Listed(
    "modality",
    "tokenCount",
    {"TEXT": "output.text", "IMAGE": "image.output", "AUDIO": "audio.output", "VIDEO": "video.output"},
)
GENERATE_CONTENT: Spelling = {
    "promptTokenCount": "input",
    "cachedContentTokenCount": "cache_read",
    "candidatesTokenCount": "output",
    "thoughtsTokenCount": "reasoning",
    "toolUsePromptTokenCount": "tool_prompt",
    "totalTokenCount": "total",
    "promptTokensDetails": PROMPT,
    "cacheTokensDetails": _by_modality("cache_read.{}"),
    "toolUsePromptTokensDetails": _by_modality("tool_prompt.{}"),
    "candidatesTokensDetails": CANDIDATES,
    # The live interface's names of the same counts.
    "responseTokenCount": "output",
    "responseTokensDetails": CANDIDATES,
}


def _of_interaction(spelled: Listed) -> Listed:
    return Listed("modality", "tokens", {name.lower(): slot for name, slot in spelled.slots.items()})


# The interactions interface's names of the same counts.
INTERACTION: Spelling = {
    "total_input_tokens": "input",
    "total_cached_tokens": "cache_read",
    "total_output_tokens": "output",
    "total_thought_tokens": "reasoning",
    "total_reasoning_tokens": "reasoning",  # as the first versions of the interface called it
    "total_tool_use_tokens": "tool_prompt",
    "total_tokens": "total",
    "initial_input_tokens": IGNORED,  # of the first of several requests, which the whole holds
    "input_tokens_by_modality": _of_interaction(PROMPT),
    "cached_tokens_by_modality": _of_interaction(_by_modality("cache_read.{}")),
    "tool_use_tokens_by_modality": _of_interaction(_by_modality("tool_prompt.{}")),
    "output_tokens_by_modality": _of_interaction(CANDIDATES),
    "grounding_tool_count": Listed("type", "count", {"google_search": "web_search_request.output"}),
}


def add_tool_prompt(found: Found) -> None:
    """What server-side tools put into the prompt is input beside `promptTokenCount`, by modality too."""
    for whole, part in (
        ("input", "tool_prompt"),
        *((m, f"tool_prompt.{m}") for m in ("vision", "audio", "video")),
    ):
        if found.get(part):
            found.counts[whole] = found.get(whole) + found.get(part)


def count_searches(fields: Fields, _usage_given: bool) -> dict[str, int]:
    """Searches behind a grounded answer: one for each query its candidates name; empty ones are free.

    Source: https://ai.google.dev/gemini-api/docs/google-search, on the pricing of Gemini 3 models.
    """
    searches = sum(len(_queries(candidate)) for candidate in as_list(fields.get("candidates")) or ())
    return {"web_search_request.output": searches} if searches else {}


def _queries(candidate: object) -> list[object]:
    grounding = as_object((as_object(candidate) or {}).get("groundingMetadata")) or {}
    return [query for query in as_list(grounding.get("webSearchQueries")) or () if query]


DIALECTS = (
    Dialect(
        "google.generate_content",
        GENERATE_CONTENT,
        reasoning_inside=False,
        envelopes=(("usageMetadata",),),
        prepare=add_tool_prompt,
        from_response=count_searches,
    ),
    Dialect(
        "google.interactions",
        INTERACTION,
        reasoning_inside=False,
        envelopes=(("interaction", "usage"), ("usage",), ("metadata", "total_usage")),
        prepare=add_tool_prompt,
    ),
    Dialect("google.images", GENERATE_CONTENT, from_response=count_pictures),
)
