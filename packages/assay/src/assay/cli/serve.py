"""`assay serve`: the platform, until it is stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from assay.cli.keys_shown import hand_over
from assay.cli.options import Data
from assay.server import Running, is_loopback, run
from assay.settings import Settings, load

Host = Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8420")]


def serve(data: Data = None, host: Host = None, port: Port = None) -> None:
    """Start the platform and keep it running until Ctrl-C or SIGTERM."""
    settings = load(data=data, host=host, port=port)
    warn_of_exposure(settings)
    run(settings, lambda running: announce(settings, running))


def announce(settings: Settings, running: Running) -> None:
    """Say where the server is and how a program reaches it; a first start hands over its keys."""
    typer.echo(f"Assay is ready: {running.url}/  (data in {settings.data})")
    key = _hand_over_first_keys(settings, running)
    typer.echo(f"export PAYI_BASE_URL={running.url}")
    typer.echo(f"export PAYI_API_KEY={key}")


def _hand_over_first_keys(settings: Settings, running: Running) -> str:
    """How the export line may write key 1."""
    made = running.installation.first_application
    shown = ["…   # shown when it was made; `assay key rotate 2` makes another"]
    if made is not None:
        name = made.application.name
        given = settings.bootstrap_key is not None
        shown = [
            hand_over(settings.data, name, slot, key)
            for slot, key in enumerate(made.keys, 1)
            if not (given and slot == 1)
        ]
    return '"$ASSAY_BOOTSTRAP_KEY"' if settings.bootstrap_key is not None else shown[0]


def warn_of_exposure(settings: Settings) -> None:
    """Beyond this machine, keys would travel in clear unless a proxy ends TLS in front."""
    if not is_loopback(settings.host) and not settings.trusted_proxy:
        typer.secho(
            f"warning: {settings.host} is reachable from elsewhere without TLS: keys travel in clear. "
            "Put a proxy that ends TLS in front and set ASSAY_TRUSTED_PROXY=true, or listen on 127.0.0.1.",
            fg=typer.colors.YELLOW,
            err=True,
        )
