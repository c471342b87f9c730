"""How long a start takes and what idling costs: `python -m bench.start`.

A real `assay serve` on a new data directory, five times: seconds from the start of the process to the first 200 of
`/readyz`, then memory and processor time over five idle seconds. The floor is the interpreter itself importing the
HTTP server and the two databases.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx2

from bench.peers import free_port

FLOOR = "import apsw, duckdb, fastapi, uvicorn"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def floor() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", FLOOR], check=True, env=ENVIRONMENT)
    return time.perf_counter() - began


def start() -> tuple[float, float, float]:
    """Seconds to ready, resident memory in MB, and the share of a core that idling takes, in percent."""
    port = free_port()
    with tempfile.TemporaryDirectory() as data:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "assay", "serve", "--data", data, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        )
        try:
            while not is_ready(port):
                time.sleep(0.01)
            ready = time.perf_counter() - began
            time.sleep(1)
            before = _cpu_s(process.pid)
            time.sleep(5)
            return ready, resident_mb(process.pid), (_cpu_s(process.pid) - before) / 5 * 100
        finally:
            process.terminate()
            process.wait()


def is_ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200
    except httpx2.TransportError:
        return False


def resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    floors, starts = zip(*((floor(), start()) for _ in range(5)), strict=True)
    ready, memory, idle = (statistics.median(figures) for figures in zip(*starts, strict=True))
    print(f"start to ready {ready:.2f} s   floor {statistics.median(floors):.2f} s   "
          f"idle memory {memory:.0f} MB   idle processor {idle:.1f} % of a core")  # fmt: skip
