"""The build of the distribution: the demo's traces, which stand once in the repository, go along in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSIDE = "assay/demo/azure-llm-2023"


class TracesHook(BuildHookInterface[Any]):
    """Adds the traces and what is to be said of them. A development install reads them where they stand, and
    a wheel built from a source distribution finds them among its own files.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before a build; `version` is `editable` for a development install."""
        data = Path(self.root).parents[1] / "data"
        if version == "editable" or not data.is_dir():
            return
        inside = INSIDE if self.target_name == "wheel" else f"src/{INSIDE}"
        build_data["force_include"].update(
            {
                str(data / "azure-llm-2023"): inside,
                str(data / "README.md"): f"{inside}/README.md",
            }
        )
