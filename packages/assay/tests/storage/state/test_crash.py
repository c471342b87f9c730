"""A killed process loses nothing it acknowledged, doubles nothing, and leaves no batch in half.

ASSAY_CRASH_ROUNDS sets the number of rounds, ASSAY_CRASH_SEED repeats one sequence of moments.
"""

from __future__ import annotations

import os
import random

import pytest

ROUNDS = int(os.environ.get("ASSAY_CRASH_ROUNDS", "6"))


@pytest.mark.timeout(60 + 10 * ROUNDS)
def test_killed_at_random_moments_the_store_keeps_exactly_what_it_acknowledged(crashed_store):
    seed = int(os.environ.get("ASSAY_CRASH_SEED") or random.randrange(2**32))
    moments = random.Random(seed)
    print(f"ASSAY_CRASH_SEED={seed}")

    for round_ in range(ROUNDS):
        crashed_store.write_until_killed(moments.uniform(0.05, 0.4), sealed_entries=400)
        assert crashed_store.faults() == [], f"round {round_} of seed {seed}"
    assert len(crashed_store.acknowledged) > ROUNDS


@pytest.mark.parametrize(
    ("kill_point", "passes"),
    [("seal", 3), ("merge", 5), ("sweep", 2), ("trim_tail", 1), ("checkpoint", 1), ("migration", 1)],
)
def test_killed_at_a_named_point_the_store_goes_on_where_it_was(crashed_store, kill_point, passes):
    crashed_store.write_until_killed(60, kill_point=kill_point, passes=passes, sealed_entries=100)
    assert crashed_store.faults() == []

    crashed_store.write_until_killed(0.2, sealed_entries=100)
    assert crashed_store.faults() == []
