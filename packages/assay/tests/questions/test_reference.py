"""docs/reference/questions.md names every metric, sample and dimension there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from assay.domain.metrics import (
    DIMENSIONS,
    DISTINCT,
    KPI_FIGURES,
    PROPERTY,
    QUOTIENTS,
    SAMPLES,
    STATISTICS,
    SUMS,
    USE_CASE_PROPERTY,
)

PAGE = (Path(__file__).parents[4] / "docs/reference/questions.md").read_text("utf-8")


def names(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_metric_has_its_row():
    table = PAGE.partition("## Metrics")[2].partition("Samples:")[0]
    first_cells = {
        name for line in table.splitlines() if line.startswith("| `") for name in names(line.split("|")[1])
    }
    expected = {*SUMS, *DISTINCT, *QUOTIENTS, "units:<unit>.<side>"}
    expected |= {f"{figure}:<name>" for figure in KPI_FIGURES} | {f"{one}(x)" for one in STATISTICS}
    assert first_cells == expected


def test_every_sample_and_dimension_is_named():
    samples = PAGE.partition("Samples: ")[2].partition(".\n")[0].partition(". What")[0]
    assert names(samples) == set(SAMPLES)
    dimensions = PAGE.partition("## Dimensions\n\n")[2].partition("\n\n")[0]
    assert names(dimensions) == {*DIMENSIONS, f"{PROPERTY}<key>", f"{USE_CASE_PROPERTY}<key>"}
