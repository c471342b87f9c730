"""docs/reference/usage.md says of each dialect what the code says.

After a change to the tables: `python packages/payi/tests/usage/test_reference.py` writes the page's tables anew.
"""

from collections.abc import Iterator
from pathlib import Path

from payi.usage import bedrock, google, known_dialects, openai
from payi.usage.dialect import Dialect
from payi.usage.reading import Listed, Spelling
from payi.usage.registry import DIALECTS

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "usage.md"
START, END = "<!-- tables: start -->\n", "<!-- tables: end -->\n"

MEANING = {
    "": "known; makes no line",
    "input": "whole input",
    "output": "whole output",
    "total": "total of both, for the total test",
    "input.text": "text, where the whole input is missing",
    "output.text": "text, where the whole output is missing",
    "cache_read": "cached input, of all modalities",
    "cache_read.text": "`text_cache_read.input`",
    "cache_read.vision": "`vision_cache_read.input`",
    "cache_read.audio": "`audio_cache_read.input`",
    "cache_read.video": "`video_cache_read.input`",
    "cache_write": "cache writes, of all lifetimes",
    "cache_write.5m": "`text_cache_write.input`",
    "cache_write.1h": "`text_cache_write_1h.input`",
    "cache_write_1h": "`text_cache_write_1h.input`",
    "vision": "`vision.input`",
    "audio": "`audio.input`",
    "video": "`video.input`",
    "reasoning": "`reasoning.output`",
    "tool_prompt": "input beside the whole",
    "tool_prompt.text": "text input beside the whole",
    "tool_prompt.vision": "`vision.input` beside the whole",
    "tool_prompt.audio": "`audio.input` beside the whole",
    "tool_prompt.video": "`video.input` beside the whole",
    "cost_usd": "reported cost, dollars",
    "cost_ticks": "reported cost, 10^10 to the dollar",
}

FROM_RESPONSE = {
    openai.count_searches: "`web_search_request.output` from `output`",
    google.count_searches: "`web_search_request.output` from `candidates`",
    openai.count_pictures: "`picture.output` from `data`, without usage",
    bedrock.count_guardrail_units: "`guardrail_*.input` from `trace`",
    bedrock.count_beside_tokens: "`guardrail_*.input` from `trace`, `picture.output` from `images`",
}


def counters(spelling: Spelling, path: str = "") -> Iterator[tuple[str, str]]:
    for name, entry in spelling.items():
        if isinstance(entry, str):
            yield path + name, MEANING.get(entry, f"`{entry}`")
        elif isinstance(entry, Listed):
            for kind, slot in entry.slots.items():
                yield f"{path}{name}[{kind}]", MEANING.get(slot, f"`{slot}`")
        else:
            yield from counters(entry, f"{path}{name}.")


def dialect_row(dialect: Dialect) -> str:
    cells = (
        f"`{dialect.name}`",
        "yes" if f"{dialect.name}.stream" in known_dialects() else "no",
        "inside" if dialect.caches_inside else "beside",
        "inside" if dialect.reasoning_inside else "beside",
        FROM_RESPONSE.get(dialect.from_response, ""),
    )
    return f"| {' | '.join(cells)} |"


def tables() -> str:
    lines = [
        "| Dialect | `.stream` | Caches and input | Reasoning and output | From the response |",
        "|---|---|---|---|---|",
        *(dialect_row(DIALECTS[name]) for name in sorted(DIALECTS)),
    ]
    by_counters: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name in sorted(DIALECTS):
        by_counters.setdefault(tuple(counters(DIALECTS[name].spelling)), []).append(name)
    for rows, names in by_counters.items():
        lines += ["", f"### {', '.join(names)}", "", "| Counter | Read as |", "|---|---|"]
        lines += [f"| `{path}` | {meaning} |" for path, meaning in rows]
    return "\n".join(lines) + "\n"


def with_tables(page: str) -> str:
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{tables()}{END}{after}"


def test_the_page_lists_every_dialect_and_counter_as_the_code_reads_them() -> None:
    page = PAGE.read_text("utf-8")
    assert START in page
    assert page == with_tables(page), "the tables changed: run this file to write them anew"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
