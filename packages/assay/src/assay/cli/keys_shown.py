"""Where a fresh secret goes: shown once on a terminal, else into a file that only its owner can read."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from assay.datadir import DataDirectory, write_secret
from assay.settings import Settings


def hand_over(data: Path, application: str, slot: int, key: str) -> str:
    """Give a key to whoever ran the command; returns how a shell line may write it."""
    if sys.stdout.isatty():
        typer.echo(f"key {slot} of {application}: {key}   (shown this once)")
        return key
    path = key_file(data, application, slot)
    write_secret(path, f"{key}\n")
    typer.echo(f"key {slot} of {application}: in {path}, readable by you alone")
    return f'"$(cat {path})"'


def hand_over_link(settings: Settings, url: str, token: str) -> None:
    """Give the first owner link to whoever started the server."""
    link = welcome_url(settings, url, token)
    if sys.stdout.isatty():
        typer.echo(f"sign in as the first owner: {link}   (works once, within a day)")
        return
    path = DataDirectory(settings.data).owner_link
    write_secret(path, f"{link}\n")
    typer.echo(f"sign in as the first owner: by the link in {path}, readable by you alone")


def welcome_url(settings: Settings, url: str, token: str) -> str:
    """Where a one-time link is opened, on the server at `url`."""
    return f"{settings.public_url.rstrip('/') or url}/welcome#token={token}"


def key_file(data: Path, application: str, slot: int) -> Path:
    """The file of one key; characters that do not belong in a file name become dashes."""
    safe = "".join(
        character if character.isalnum() or character in "._-" else "-" for character in application
    )
    return DataDirectory(data).keys / f"{safe.lstrip('.') or 'application'}-{slot}.key"
