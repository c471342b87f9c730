"""What a request cost in tokens when it ended without saying so."""

from payi.usage.reading import ESTIMATED, INCONSISTENT, NO_USAGE, Reading, whole

CHARACTERS_PER_TOKEN = 4


def estimated_tokens(characters: int) -> int:
    """Characters ÷ 4, rounded up."""
    return -(-characters // CHARACTERS_PER_TOKEN)


def estimate(request_characters: object, streamed_characters: object) -> Reading:
    """A reading of the characters sent and received, marked `estimated`; of none, `usage_missing`.

    Absent, null and 0 are the same; anything else that is not a non-negative whole number counts as absent,
    marked `usage_inconsistent`.
    """
    sent, received = whole(request_characters), whole(streamed_characters)
    counts = {"text.input": estimated_tokens(sent or 0), "text.output": estimated_tokens(received or 0)}
    units = {name: count for name, count in counts.items() if count}
    marks = {ESTIMATED if units else NO_USAGE}
    if sent is None or received is None:
        marks.add(INCONSISTENT)
    return Reading(units, frozenset(marks))
