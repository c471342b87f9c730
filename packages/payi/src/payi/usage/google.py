"""Gemini, on its own interface and on Vertex: thoughts and tool prompts stand beside, caches inside."""

from payi.usage.dialect import Dialect
from payi.usage.reading import Found, Listed, Spelling

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


def add_tool_prompt(found: Found) -> None:
    """What server-side tools put into the prompt is input beside `promptTokenCount`, by modality too."""
    for whole, part in (
        ("input", "tool_prompt"),
        *((m, f"tool_prompt.{m}") for m in ("vision", "audio", "video")),
    ):
        if found.get(part):
            found.counts[whole] = found.get(whole) + found.get(part)


DIALECTS = (
    Dialect(
        "google.generate_content",
        GENERATE_CONTENT,
        reasoning_inside=False,
        envelopes=(("usageMetadata",),),
        prepare=add_tool_prompt,
    ),
)
