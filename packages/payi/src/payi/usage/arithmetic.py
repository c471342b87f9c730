"""From overlapping counts to disjoint units: the rules that all dialects share.

Law: the token units of a call add up to its whole input and its whole output, and none is negative. Where the
provider contradicts itself, tokens are kept and the reading is marked; nothing is cut to make a sum come out.
"""

from collections.abc import Iterable, Mapping

from payi.usage.reading import READ_BY_TOTAL, Found

# Also the order in which cached tokens of no stated modality are taken.
MODALITIES = ("text", "vision", "audio", "video")
NAMED_INPUT = MODALITIES[1:]  # `text` is what no other unit names
NAMED_OUTPUT = ("image.output", "audio.output", "video.output")

# Written out once: a reading is made for every call of somebody's program.
CACHED_SLOTS: Mapping[str, str] = {modality: f"cache_read.{modality}" for modality in MODALITIES}
FRESH_UNITS: Mapping[str, str] = {modality: f"{modality}.input" for modality in MODALITIES}
CACHED_UNITS: Mapping[str, str] = {modality: f"{modality}_cache_read.input" for modality in MODALITIES}

# Most calls are text only; asking for that first, in one step, saves a tenth of a reading.
_CACHED_SLOTS, _NAMED_INPUT = frozenset(CACHED_SLOTS.values()), frozenset(NAMED_INPUT)

# Slots that are units already.
DIRECT_UNITS = ("citation.output", "web_search_request.output", "audio_second.input")


def units_of(found: Found, *, caches_inside: bool, reasoning_inside: bool) -> dict[str, int]:
    """Disjoint units; the two flags are the dialect's habit, which a stated total may overrule."""
    counts = found.counts
    stated: dict[str, int] = {}
    if not _CACHED_SLOTS.isdisjoint(counts):
        stated = {modality: counts[slot] for modality, slot in CACHED_SLOTS.items() if slot in counts}
        _settle_cache_reads(found, sum(stated.values()))
    caches = counts.get("cache_read", 0) + counts.get("cache_write", 0) + counts.get("cache_write_1h", 0)
    if "total" in counts:
        caches_inside, reasoning_inside = _total_test(found, caches, caches_inside, reasoning_inside)
    units = _input_units(found, caches, stated, caches_inside=caches_inside)
    units.update(_output_units(found, reasoning_inside=reasoning_inside))
    for name in DIRECT_UNITS:
        if name in counts:
            units[name] = counts[name]
    return {name: count for name, count in units.items() if count}


def _settle_cache_reads(found: Found, by_modality: int) -> None:
    """Let the parts stand where they are more than the count of all cached tokens, or it is missing."""
    read = found.get("cache_read")
    if by_modality > read:
        if read:
            found.mark_inconsistent()
        found.counts["cache_read"] = by_modality


def _total_test(found: Found, caches: int, caches_inside: bool, reasoning_inside: bool) -> tuple[bool, bool]:
    """The reading that adds up to the stated total, if exactly one does; else the dialect's habit."""
    habit = (caches_inside, reasoning_inside)
    get = found.counts.get
    reasoning = get("reasoning", 0)
    beside = get("total", 0) - get("input", 0) - get("output", 0) - get("citation.output", 0)
    if beside == (0 if caches_inside else caches) + (0 if reasoning_inside else reasoning):
        return habit
    fitting = [
        (not outer_caches, not outer_reasoning)
        for outer_caches in sorted({0, caches})
        for outer_reasoning in sorted({0, reasoning})
        if outer_caches + outer_reasoning == beside
    ]
    if len(fitting) != 1:
        found.mark_inconsistent()
        return habit
    found.marks.add(READ_BY_TOTAL)
    return fitting[0]


def _input_units(
    found: Found, caches: int, stated: Mapping[str, int], *, caches_inside: bool
) -> dict[str, int]:
    total = _whole(found, "input", NAMED_INPUT)
    if not caches_inside:
        total += caches
    elif caches > total:
        found.mark_inconsistent()
        total += caches

    counts = found.counts
    if not stated and _NAMED_INPUT.isdisjoint(counts):
        return {
            "text.input": total - caches,
            "text_cache_read.input": counts.get("cache_read", 0),
            "text_cache_write.input": counts.get("cache_write", 0),
            "text_cache_write_1h.input": counts.get("cache_write_1h", 0),
        }
    gross = {modality: counts[modality] for modality in NAMED_INPUT if modality in counts}
    for modality, cached in stated.items():
        if modality != "text" and cached > gross.get(modality, 0):
            # With no count of the modality at all its list is missing, which is no contradiction.
            if modality in gross:
                found.mark_inconsistent()
            gross[modality] = gross.get(modality, 0) + cached
    text = _remainder(found, total, gross.values())
    cached_text = stated.get("text", 0)
    if cached_text > text:
        found.mark_inconsistent()
        text += cached_text

    fresh = {"text": text, **gross}
    for modality, cached in stated.items():
        fresh[modality] -= cached
    units = {CACHED_UNITS[modality]: cached for modality, cached in stated.items()}
    read = counts.get("cache_read", 0)
    for modality, taken in _take(fresh, read - sum(stated.values())).items():
        units[CACHED_UNITS[modality]] = stated.get(modality, 0) + taken
    _take(fresh, caches - read)
    for modality, count in fresh.items():
        units[FRESH_UNITS[modality]] = count
    units["text_cache_write.input"] = counts.get("cache_write", 0)
    units["text_cache_write_1h.input"] = counts.get("cache_write_1h", 0)
    return units


def _output_units(found: Found, *, reasoning_inside: bool) -> dict[str, int]:
    counts = found.counts
    reasoning = counts.get("reasoning", 0)
    units = {name: counts[name] for name in NAMED_OUTPUT if name in counts}
    total = _whole(found, "output", NAMED_OUTPUT)
    if not reasoning_inside:
        total += reasoning
    units["text.output"] = _remainder(found, total, (*units.values(), reasoning))
    units["reasoning.output"] = reasoning
    return units


def _whole(found: Found, side: str, named: Iterable[str]) -> int:
    """The whole of one side. Where only a text count is given, it is the sum of the parts, and marked."""
    whole = found.counts.get(side, 0)
    if not whole and (text := found.get(f"{side}.text")):
        found.mark_inconsistent()
        return text + sum(found.get(slot) for slot in named)
    return whole


def _remainder(found: Found, whole: int, parts: Iterable[int]) -> int:
    """What the parts leave of the whole. A part that does not fit into it stands beside it, marked."""
    for part in parts:
        if part > whole:
            found.mark_inconsistent()
        else:
            whole -= part
    return whole


def _take(fresh: dict[str, int], wanted: int) -> dict[str, int]:
    """Move up to `wanted` tokens out of `fresh`, text first, and say how many of each modality were taken."""
    taken: dict[str, int] = {}
    for modality in MODALITIES:
        if not wanted:
            break
        taken[modality] = min(wanted, fresh.get(modality, 0))
        fresh[modality] = fresh.get(modality, 0) - taken[modality]
        wanted -= taken[modality]
    return taken
