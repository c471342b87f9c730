"""The `assay` command. Each command is a file; what they share is in `options`, `output` and `connection`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from assay.cli import applications, config, data, keys, kpis, limits, people, prices, report
from assay.cli.ask import ask
from assay.cli.demo import demo
from assay.cli.ingest import ingest
from assay.cli.reprice import reprice
from assay.cli.serve import serve
from assay.cli.tail import tail
from assay.exits import Stop
from assay.vendor import refuse_vendor_client


class _Commands(TyperGroup):
    """Commands that end with one sentence and the exit code of its reason, never with a traceback."""

    @override
    def invoke(self, ctx: Any) -> Any:
        try:
            refuse_vendor_client()
            return super().invoke(ctx)
        except Stop as stop:
            typer.echo(f"assay: {stop.sentence}", err=True)
            ctx.exit(int(stop.code))


app = typer.Typer(
    cls=_Commands,
    help="Assay: what your AI costs, and what it is worth.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"assay {version('assay')}")
        raise typer.Exit


@app.callback()
def _main(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Assay: what your AI costs, and what it is worth."""


for command in (
    serve,
    demo,
    ask,
    tail,
    ingest,
    reprice,
    data.doctor,
    data.backup,
    data.restore,
    data.compact,
    data.migrate,
    data.erase,
):
    app.command()(command)
for name, group in (
    ("app", applications.app),
    ("key", keys.app),
    ("people", people.app),
    ("limits", limits.app),
    ("kpis", kpis.app),
    ("prices", prices.app),
    ("report", report.app),
    ("prices", prices.app),
    ("config", config.app),
):
    app.add_typer(group, name=name)
