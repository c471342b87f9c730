"""`python -m tools.catalogue`: compile, write the catalogue and its report, say what changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assay.catalogue.rows import decode, encode
from assay.catalogue.updating import changes

from tools.catalogue.build import build
from tools.catalogue.overlay import load_overlay
from tools.catalogue.report import report
from tools.catalogue.rules import Problem, load_rules
from tools.catalogue.wheel import price_table

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "packages/assay/src/assay/catalogue/catalogue.json"
REPORT = ROOT / "docs/reference/catalogue-report.md"


def main() -> int:
    """Compile; exit status 1 and every reason when the sources need a decision."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--wheel", type=Path, help="the litellm wheel, already downloaded")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when the committed file differs"
    )
    options = parser.parse_args()
    known = decode(CATALOGUE.read_bytes()) if CATALOGUE.exists() else None
    table = price_table(options.wheel)
    try:
        rules = load_rules()
        result = build(table, rules, load_overlay(), known)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    data = encode(result.document)
    if options.check:
        return 0 if CATALOGUE.exists() and CATALOGUE.read_bytes() == data else 1
    CATALOGUE.write_bytes(data)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(report(result, table, rules), encoding="utf-8")
    news = changes(known, result.document) if known is not None else []
    print(f"{len(result.document.resources)} resources, {len(data)} bytes, {len(news)} changes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
