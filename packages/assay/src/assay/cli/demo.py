"""`assay demo`: the platform with real traffic in it, ready to look at."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli.connection import lend_key
from assay.cli.options import Data
from assay.cli.output import console
from assay.cli.serve import Port, announce
from assay.datadir import DataDirectory
from assay.exits import Exit, Stop
from assay.settings import Settings, load

if TYPE_CHECKING:
    from payi import Payi
    from rich.console import Console

    from assay.server import Running

HERE = Path(".assay/demo")
APPLICATION = "default"
TRACES = "azure-llm-2023"

Tour = Callable[["Payi", "Console"], None]


def demo(
    data: Data = HERE,
    port: Port = None,
    traces: Annotated[
        Path | None, typer.Option(help="Folder of conv.csv and code.csv.", show_default=False)
    ] = None,
    original_times: Annotated[
        bool, typer.Option("--original-times", help="Keep the times of November 2023 instead of ending now.")
    ] = False,
    with_showcase: Annotated[
        bool, typer.Option("--showcase", help="Load a made-up quarter instead, labelled as synthetic.")
    ] = False,
    stop: Annotated[
        bool | None, typer.Option("--exit/--stay", help="Stop when done; by default, stay on a terminal.")
    ] = None,
) -> None:
    """Start the platform on a directory of its own, load 28,185 real requests, and show what they cost."""
    from assay.demo import azure, showcase

    settings = load(data=(data or HERE).absolute(), port=port)
    directory = DataDirectory(settings.data)
    out = console()

    def tour(client: Payi, out: Console) -> None:
        if with_showcase:
            showcase.run(client, _first_run(directory), out)
        else:
            azure.run(client, _traces(traces), None if original_times else _first_run(directory), out)

    if directory.holder() is not None:
        out.print("Assay runs already on this directory.")
        _visit(directory, tour, out, stays=True)
        return
    _host(settings, directory, tour, out, stay=sys.stdout.isatty() if stop is None else not stop)


def _first_run(directory: DataDirectory) -> datetime:
    """When the demo first ran on this directory: its times end there, so that a second run sends the same
    events.
    """
    note = directory.root / "demo.json"
    if not note.exists():
        note.write_text(json.dumps({"first_run": datetime.now(UTC).isoformat()}) + "\n", "utf-8")
    return datetime.fromisoformat(json.loads(note.read_text("utf-8"))["first_run"])


def _traces(given: Path | None) -> Path:
    """The folder with the traces: the one given, else that of an installed wheel, else the repository's."""
    installed = Path(__file__).parents[1] / "demo" / TRACES
    folder = given or (installed if installed.is_dir() else Path(__file__).parents[5] / "data" / TRACES)
    if not (folder / "conv.csv").is_file():
        raise Stop(Exit.FAILED, f"{folder} holds no conv.csv and code.csv; name their folder with --traces")
    return folder


def _visit(directory: DataDirectory, tour: Tour, out: Console, *, stays: bool) -> None:
    """Give the tour on the server that has the directory open, and say how to go on looking."""
    from payi import APIError, Payi

    url, key = lend_key(directory, APPLICATION)
    try:
        with closing(Payi(base_url=url, api_key=key)) as client:
            tour(client, out)
    except APIError as error:
        raise Stop(Exit.FAILED, f"{url}: {error.message}") from error
    if not stays:
        out.print(f"Look further:  assay serve --data {directory.root}")
        return
    out.print(f"Look further:  {url}/  in a browser")
    out.print(
        f"               assay ask -m cost -m requests --by use_case --from 24h --data {directory.root}"
    )
    out.print(f"               assay doctor --data {directory.root}")


def _host(settings: Settings, directory: DataDirectory, tour: Tour, out: Console, *, stay: bool) -> None:
    """Start a server here, give the tour beside it, and stay until Ctrl-C or stop when it is done."""
    from assay.server import run

    failures: list[Exception] = []

    def guide(running: Running) -> None:
        try:
            _visit(directory, tour, out, stays=stay)
        except Exception as error:  # noqa: BLE001 - carried to the main thread, which ends with it
            failures.append(error)
        if failures or not stay:
            running.stop()
        else:
            out.print("It goes on serving; Ctrl-C stops it.")

    def ready(running: Running) -> None:
        announce(settings, running)
        threading.Thread(target=guide, args=(running,), name="demo", daemon=True).start()

    run(settings, ready)
    for failure in failures:
        raise failure
