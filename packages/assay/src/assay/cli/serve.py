"""`assay serve`: the platform, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from assay.cli.keys_shown import hand_over, hand_over_link, key_file
from assay.cli.options import Data
from assay.settings import Settings, is_loopback, load

if TYPE_CHECKING:  # importing the server takes a second: commands that do not serve do without
    from assay.server import Running

Host = Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")]
Port = Annotated[int | None, typer.Option(help="Port; 0 takes a free one.", show_default="8420")]


def serve(data: Data = None, host: Host = None, port: Port = None) -> None:
    """Start the platform and keep it running until Ctrl-C or SIGTERM."""
    from assay.server import run

    settings = load(data=data, host=host, port=port)
    warn_of_exposure(settings)
    run(settings, lambda running: announce(settings, running))


def announce(settings: Settings, running: Running) -> None:
    """Say where the server is and how a program reaches it; a first start hands over its keys."""
    typer.echo(f"Assay is ready: {running.url}/  (data in {settings.data})")
    if running.owner_link is not None:
        hand_over_link(settings, running.url, running.owner_link)
    key = _hand_over_first_keys(settings, running)
    typer.echo(f"export PAYI_BASE_URL={running.url}")
    typer.echo(f"export PAYI_API_KEY={key}")


def _hand_over_first_keys(settings: Settings, running: Running) -> str:
    """How the export line may write key 1, after fresh keys were handed over."""
    made, given = running.installation.first_application, settings.bootstrap_key is not None
    written: dict[int, str] = {1: '"$ASSAY_BOOTSTRAP_KEY"'} if given else {}
    if made is not None:
        for slot, key in enumerate(made.keys, 1):
            if slot not in written:
                written[slot] = hand_over(settings.data, made.application.name, slot, key)
    kept = key_file(settings.data, settings.bootstrap_application, 1)
    if 1 not in written and kept.exists():
        return f'"$(cat {kept})"'
    return written.get(1, "…   # shown when it was made; `assay key rotate 2` makes another")


def warn_of_exposure(settings: Settings) -> None:
    """Beyond this machine, keys would travel in clear unless a proxy ends TLS in front."""
    if not is_loopback(settings.host) and not settings.trusted_proxy:
        typer.secho(
            f"warning: {settings.host} is reachable from elsewhere without TLS: keys travel in clear. "
            "Put a proxy that ends TLS in front and set ASSAY_TRUSTED_PROXY=true, or listen on 127.0.0.1.",
            fg=typer.colors.YELLOW,
            err=True,
        )
