"""How Sphinx builds these pages: `make docs`."""

from importlib.metadata import version as installed

project = "Assay"
author = "The Assay authors"
release = version = installed("assay")
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Assay {release}"
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing"]
