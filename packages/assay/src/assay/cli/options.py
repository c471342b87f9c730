"""Options that many commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="Data directory of the installation.", show_default=False)
]
Application = Annotated[
    str, typer.Option("--app", "-a", help="Application, when no key is given.", envvar="ASSAY_CLI_APP")
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url", help="Server to ask; without it, the one of the data directory.", show_default=False
    ),
]
Key = Annotated[
    str | None, typer.Option("--key", help="Application key; needed with --url.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
