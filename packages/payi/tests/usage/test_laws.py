"""Laws every reading keeps, whatever the numbers.

A *call* here is a set of disjoint units; each dialect has a way to spell it as that provider would, and reading
what was spelled gives the call back.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi.usage import EventStream, known_dialects, read
from payi.usage.reading import Listed
from payi.usage.registry import DIALECTS

Call = dict[str, int]
Spelled = dict[str, Any]

TEXT = ("text.input", "text.output")
CACHE = ("text_cache_read.input", "text_cache_write.input")


def side(call: Call, name: str) -> int:
    return sum(count for unit, count in call.items() if unit.endswith(f".{name}"))


def chat(call: Call, *, reasoning_inside: bool = True) -> Spelled:
    completion = side(call, "output") - (0 if reasoning_inside else call.get("reasoning.output", 0))
    by_modality = {
        "text_tokens": call.get("text_cache_read.input", 0),
        "audio_tokens": call.get("audio_cache_read.input", 0),
        "image_tokens": call.get("vision_cache_read.input", 0),
    }
    return {
        "prompt_tokens": side(call, "input"),
        "completion_tokens": completion,
        "total_tokens": side(call, "input") + side(call, "output"),
        "prompt_tokens_details": {
            "cached_tokens": sum(by_modality.values()),
            "cached_tokens_details": by_modality,
            "cache_write_tokens": call.get("text_cache_write.input", 0),
            "audio_tokens": call.get("audio.input", 0) + call.get("audio_cache_read.input", 0),
            "image_tokens": call.get("vision.input", 0) + call.get("vision_cache_read.input", 0),
        },
        "completion_tokens_details": {
            "reasoning_tokens": call.get("reasoning.output", 0),
            "audio_tokens": call.get("audio.output", 0),
            "image_tokens": call.get("image.output", 0),
        },
    }


def xai(call: Call) -> Spelled:
    return chat(call, reasoning_inside=False)


def responses(call: Call) -> Spelled:
    spelled = chat(call)
    return {
        "input_tokens": spelled["prompt_tokens"],
        "output_tokens": spelled["completion_tokens"],
        "total_tokens": spelled["total_tokens"],
        "input_tokens_details": spelled["prompt_tokens_details"],
        "output_tokens_details": spelled["completion_tokens_details"],
    }


def messages(call: Call) -> Spelled:
    short, long = call.get("text_cache_write.input", 0), call.get("text_cache_write_1h.input", 0)
    return {
        "input_tokens": call.get("text.input", 0),
        "cache_read_input_tokens": call.get("text_cache_read.input", 0),
        "cache_creation_input_tokens": short + long,
        "cache_creation": {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": long},
        "output_tokens": side(call, "output"),
        "output_tokens_details": {"thinking_tokens": call.get("reasoning.output", 0)},
    }


def converse(call: Call) -> Spelled:
    short, long = call.get("text_cache_write.input", 0), call.get("text_cache_write_1h.input", 0)
    return {
        "inputTokens": call.get("text.input", 0),
        "outputTokens": side(call, "output"),
        "totalTokens": side(call, "input") + side(call, "output"),
        "cacheReadInputTokens": call.get("text_cache_read.input", 0),
        "cacheWriteInputTokens": short + long,
        "cacheDetails": [{"ttl": "1h", "inputTokens": long}, {"ttl": "5m", "inputTokens": short}],
    }


def listed(counts: dict[str, int]) -> list[Spelled]:
    return [{"modality": modality, "tokenCount": count} for modality, count in counts.items()]


def generate_content(call: Call) -> Spelled:
    units = {"TEXT": "text", "IMAGE": "vision", "AUDIO": "audio", "VIDEO": "video"}
    cached = {name: call.get(f"{unit}_cache_read.input", 0) for name, unit in units.items()}
    fresh = {name: call.get(f"{unit}.input", 0) for name, unit in units.items()}
    candidates = {name: call.get(f"{name.lower()}.output", 0) for name in ("TEXT", "IMAGE", "AUDIO", "VIDEO")}
    return {
        "promptTokenCount": side(call, "input"),
        "cachedContentTokenCount": sum(cached.values()),
        "candidatesTokenCount": sum(candidates.values()),
        "thoughtsTokenCount": call.get("reasoning.output", 0),
        "totalTokenCount": side(call, "input") + side(call, "output"),
        "promptTokensDetails": listed({name: fresh[name] + cached[name] for name in units}),
        "cacheTokensDetails": listed(cached),
        "candidatesTokensDetails": listed(candidates),
    }


def interaction(call: Call) -> Spelled:
    def renamed(details: object) -> list[Spelled]:
        assert isinstance(details, list)
        return [{"modality": str(d["modality"]).lower(), "tokens": d["tokenCount"]} for d in details]

    spelled = generate_content(call)
    return {
        "total_input_tokens": spelled["promptTokenCount"],
        "total_cached_tokens": spelled["cachedContentTokenCount"],
        "total_output_tokens": spelled["candidatesTokenCount"],
        "total_thought_tokens": spelled["thoughtsTokenCount"],
        "total_tokens": spelled["totalTokenCount"],
        "input_tokens_by_modality": renamed(spelled["promptTokensDetails"]),
        "cached_tokens_by_modality": renamed(spelled["cacheTokensDetails"]),
        "output_tokens_by_modality": renamed(spelled["candidatesTokensDetails"]),
    }


def vercel(call: Call) -> Spelled:
    return {
        "inputTokens": side(call, "input"),
        "outputTokens": side(call, "output"),
        "totalTokens": side(call, "input") + side(call, "output"),
        "inputTokenDetails": {
            "noCacheTokens": call.get("text.input", 0),
            "cacheReadTokens": call.get("text_cache_read.input", 0),
            "cacheWriteTokens": call.get("text_cache_write.input", 0),
        },
        "outputTokenDetails": {"reasoningTokens": call.get("reasoning.output", 0)},
    }


def claude_code(call: Call) -> Spelled:
    return {
        "input_tokens": call.get("text.input", 0),
        "output_tokens": call.get("text.output", 0),
        "cache_read_tokens": call.get("text_cache_read.input", 0),
        "cache_creation_tokens": call.get("text_cache_write.input", 0),
    }


def codex(call: Call) -> Spelled:
    return {
        "input_token_count": side(call, "input"),
        "cached_token_count": call.get("text_cache_read.input", 0),
        "cache_write_token_count": call.get("text_cache_write.input", 0),
        "output_token_count": side(call, "output"),
        "reasoning_token_count": call.get("reasoning.output", 0),
        "tool_token_count": side(call, "input") + side(call, "output"),
    }


def gemini_cli(call: Call) -> Spelled:
    return {
        "input_token_count": side(call, "input"),
        "output_token_count": call.get("text.output", 0),
        "cached_content_token_count": call.get("text_cache_read.input", 0),
        "thoughts_token_count": call.get("reasoning.output", 0),
        "total_token_count": side(call, "input") + side(call, "output"),
    }


MODAL = ("vision.input", "audio.input", "vision_cache_read.input", "audio_cache_read.input")
CHAT_UNITS = (*TEXT, *CACHE, *MODAL, "reasoning.output", "audio.output", "image.output")
VIDEO = ("video.input", "video_cache_read.input", "video.output")
GOOGLE_UNITS = (*(unit for unit in CHAT_UNITS if unit != "text_cache_write.input"), *VIDEO)
# Each dialect: how to spell a call in it, and which units it can tell apart.
SPELLINGS: dict[str, tuple[Callable[[Call], Spelled], tuple[str, ...]]] = {
    **dict.fromkeys(("openai.chat", "azure", "openrouter.chat", "deepseek.chat"), (chat, CHAT_UNITS)),
    "litellm.chat": (chat, CHAT_UNITS),
    "xai.chat": (xai, CHAT_UNITS),
    **dict.fromkeys(("openai.responses", "openai.realtime", "xai.responses"), (responses, CHAT_UNITS)),
    "anthropic.messages": (messages, (*TEXT, *CACHE, "text_cache_write_1h.input", "reasoning.output")),
    "bedrock.converse": (converse, (*TEXT, *CACHE, "text_cache_write_1h.input")),
    "google.generate_content": (generate_content, GOOGLE_UNITS),
    "google.interactions": (interaction, GOOGLE_UNITS),
    "vercel_ai_sdk": (vercel, (*TEXT, *CACHE, "reasoning.output")),
    "otlp.log.claude_code": (claude_code, (*TEXT, *CACHE)),
    "otlp.log.codex": (codex, (*TEXT, *CACHE, "reasoning.output")),
    "otlp.log.gemini_cli": (gemini_cli, (*TEXT, "text_cache_read.input", "reasoning.output")),
}

counts = st.integers(min_value=1, max_value=10**9)
every_spelling = pytest.mark.parametrize("dialect", SPELLINGS)
every_dialect = pytest.mark.parametrize("dialect", sorted(DIALECTS))


def calls(dialect: str) -> st.SearchStrategy[Call]:
    return st.dictionaries(st.sampled_from(SPELLINGS[dialect][1]), counts, min_size=1)


def spelled_values(entry: object) -> st.SearchStrategy[Any]:
    """Any numbers, consistent or not, under the names a dialect knows."""
    if isinstance(entry, Listed):
        item = st.fixed_dictionaries({entry.key: st.sampled_from(sorted(entry.slots)), entry.count: numbers})
        return st.lists(item, max_size=3)
    if isinstance(entry, Mapping):
        return st.fixed_dictionaries(
            {}, optional={name: spelled_values(inner) for name, inner in entry.items()}
        )
    return numbers


numbers = st.integers(min_value=0, max_value=20)


@every_spelling
@given(st.data())
def test_reading_what_a_provider_spells_gives_the_call_back(dialect: str, data: st.DataObject) -> None:
    call = data.draw(calls(dialect))
    reading = read(dialect, SPELLINGS[dialect][0](call))
    assert reading.units == call
    assert reading.unread == ()
    assert "usage_inconsistent" not in reading.marks


@given(st.dictionaries(st.sampled_from([*TEXT, "text_cache_read.input"]), counts, min_size=1))
def test_inclusive_and_exclusive_spellings_of_one_call_give_one_reading(call: Call) -> None:
    assert {
        tuple(sorted(read(name, spell(call)).units.items())) for name, (spell, _) in SPELLINGS.items()
    } == {tuple(sorted(call.items()))}


@every_spelling
@given(st.data())
def test_raising_one_count_of_a_call_raises_that_unit_and_lowers_no_other(
    dialect: str, data: st.DataObject
) -> None:
    call = data.draw(calls(dialect))
    unit = data.draw(st.sampled_from(sorted(call)))
    spell = SPELLINGS[dialect][0]
    before, after = read(dialect, spell(call)), read(dialect, spell({**call, unit: call[unit] + 1}))
    assert after.units == {**before.units, unit: before.units[unit] + 1}


@every_dialect
@given(st.data())
def test_no_count_is_negative_and_no_side_is_less_than_its_stated_whole(
    dialect: str, data: st.DataObject
) -> None:
    usage = data.draw(spelled_values(DIALECTS[dialect].spelling))
    units = read(dialect, usage).units
    assert all(count > 0 for count in units.values())
    for side_name in ("input", "output"):
        wholes = [name for name, slot in DIALECTS[dialect].spelling.items() if slot == side_name]
        assert side(units, side_name) >= max((usage.get(name, 0) for name in wholes), default=0)


def rewritten(value: Any, data: st.DataObject) -> Any:
    """The same usage with its keys in another order, zeroes as null or absent, and numbers as text."""
    if isinstance(value, dict):
        names = data.draw(st.permutations(list(value)))
        kept = [name for name in names if value[name] != 0 or data.draw(st.booleans())]
        return {name: rewritten(value[name], data) for name in kept}
    if isinstance(value, list):
        return [rewritten(item, data) for item in value]
    if isinstance(value, int):
        return data.draw(st.sampled_from([value, str(value), float(value), *([None] if value == 0 else [])]))
    return value


@every_dialect
@given(st.data())
def test_order_of_keys_absence_of_zeroes_and_numbers_as_text_change_nothing(
    dialect: str, data: st.DataObject
) -> None:
    usage = data.draw(spelled_values(DIALECTS[dialect].spelling))
    assert read(dialect, rewritten(usage, data)) == read(dialect, usage)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def mangled(entry: object) -> st.SearchStrategy[Any]:
    """Known names, with anything at all under them."""
    if isinstance(entry, Listed):
        item = st.fixed_dictionaries({}, optional={entry.key: json_values, entry.count: json_values})
        return st.lists(item | json_values, max_size=2) | json_values
    if isinstance(entry, Mapping):
        return json_values | st.fixed_dictionaries(
            {}, optional={name: mangled(inner) for name, inner in entry.items()}
        )
    return json_values


@pytest.mark.parametrize("dialect", sorted(known_dialects()))
@given(st.data())
def test_no_payload_makes_a_reader_raise_or_count_below_one(dialect: str, data: st.DataObject) -> None:
    anything = mangled(DIALECTS[dialect.removesuffix(".stream")].spelling)
    chunks = st.lists(
        st.fixed_dictionaries({"usage": anything, "type": json_values}) | json_values, max_size=3
    )
    fields = data.draw(
        st.dictionaries(st.sampled_from(["service_tier", "speed", "output", "data", "trace"]), json_values)
    )
    reading = read(dialect, data.draw(anything | chunks), fields)
    assert all(type(count) is int and count > 0 for count in reading.units.values())


CHUNKS = [
    {"choices": [{"delta": {"content": "naïve"}}], "usage": None},
    {"choices": [], "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500}},
]


@given(st.data(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_splitting_the_bytes_of_a_stream_anywhere_changes_nothing(data: st.DataObject, end: str) -> None:
    events = [f"data: {json.dumps(chunk, ensure_ascii=False)}" for chunk in CHUNKS]
    whole = (end + end).join([": keep-alive", *events, "data: [DONE]", ""]).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    stream, received = EventStream(), []
    for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        received += stream.feed(whole[start:stop])
    received += stream.close()
    assert received == CHUNKS
    assert read("openai.chat.stream", received).units == {"text.input": 1200, "text.output": 300}


@every_spelling
@given(st.data())
def test_a_stream_of_growing_counts_reads_as_its_last(dialect: str, data: st.DataObject) -> None:
    if f"{dialect}.stream" not in known_dialects():
        assert dialect.startswith("otlp.log.")
        return
    spell, call = SPELLINGS[dialect][0], data.draw(calls(dialect))
    envelope = DIALECTS[dialect].envelopes[0]
    grown = [spell({unit: count // share or 1 for unit, count in call.items()}) for share in (4, 2, 1)]

    def wrap(usage: Any) -> Any:
        for name in reversed(envelope):
            usage = {name: usage}
        return usage

    assert read(f"{dialect}.stream", [wrap(usage) for usage in grown]).units == call
