"""`assay config`: the settings in force and where each comes from."""

from __future__ import annotations

import typer
from pydantic import SecretStr

from assay.cli.options import AsJson, Data
from assay.cli.output import show_rows
from assay.settings import Settings, load, sources

app = typer.Typer(help="Settings of the server.", no_args_is_help=True)


@app.command()
def show(data: Data = None, as_json: AsJson = False) -> None:
    """Show each setting, its value, where that comes from, and what it means."""
    settings = load(data=data)
    origin = sources({"data": data})
    rows = [
        {
            "setting": name,
            "value": _shown(getattr(settings, name)),
            "from": origin[name],
            "meaning": field.description,
        }
        for name, field in Settings.model_fields.items()
    ]
    show_rows(rows, ("setting", "value", "from", "meaning"), as_json=as_json)


def _shown(value: object) -> object:
    if isinstance(value, SecretStr):
        return "set, not shown"
    return value if value is None or isinstance(value, bool | int | float) else str(value)
