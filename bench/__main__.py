"""Every number of docs/reference/performance.md: `python -m bench`, or the name of one: `python -m bench ingest`.

They run one after the other, since each wants the machine for itself. Those with a peer install it first.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "start",
    "state_group_commit",
    "state_identities",
    "ingest",
    "events",
    "questions",
    "questions_live",
    "peers",
    "instrument",
    "portal",
)

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        print(f"── bench.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)
