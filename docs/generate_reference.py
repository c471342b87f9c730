"""Writes the pages of docs/reference that are made from the program; with --check, says which of them are
stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from assay import settings
from assay.cli import app

REFERENCE = Path(__file__).parent / "reference"


SETTINGS_HEAD = f"""# Settings

From weakest to strongest: the default, `assay.toml` in the working directory (or the file that
`{settings.CONFIG_VARIABLE}` names), the environment, a flag of the command. `assay config show` shows what
is in force and where it comes from. A name that is not in this table is refused.

What an owner switches for one application (content, retention, strictness) is kept with the application:
`assay app settings NAME`.

| In `assay.toml` | Variable | Default | Meaning |
|---|---|---|---|
"""

COMMANDS_HEAD = """# Commands

Commands about an application take its key (`--key`, with `--url` for another machine), or, on the machine of
the server, the owner token of the data directory. Every list takes `--json`.

"""


def settings_page() -> str:
    """Every setting: its names, default and meaning."""
    rows = [
        f"| `{name}` | `{settings.variable(name)}` | {_default(name)} | {field.description} |"
        for name, field in settings.Settings.model_fields.items()
    ]
    return SETTINGS_HEAD + "\n".join([*rows, ""])


def _default(name: str) -> str:
    return settings.default_text(name) or "none"


def cli_page() -> str:
    """Every command: how it is called, and its arguments and options."""
    lines: list[str] = []
    for name, command in _commands("assay", typer.main.get_command(app)):
        usage = " ".join([name, *(argument.name.upper() for argument in _of_kind(command, "argument"))])
        lines += [f"## {name}", "", _sentence(command.help), "", f"    {usage}", ""]
        options = [_option(option) for option in _of_kind(command, "option")]
        if options:
            lines += ["| Option | Meaning |", "|---|---|", *options, ""]
    return COMMANDS_HEAD + "\n".join(lines)


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """All commands that do something, in the order of `assay --help`."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for each in inner.values():
        yield from _commands(f"{name} {each.name}", each)


def _of_kind(command: Any, kind: str) -> list[Any]:
    return [each for each in command.params if each.param_type_name == kind and each.name != "help"]


def _option(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    default = option.default if option.show_default and isinstance(option.default, str | int | list) else None
    told = f" Default: `{default}`." if default not in (None, False) else ""
    return f"| {names} | {_sentence(option.help)}{told} |"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def main() -> int:
    """Write the pages, or name those that are stale."""
    pages = {"settings.md": settings_page(), "cli.md": cli_page()}
    stale = [
        name
        for name, text in pages.items()
        if not (REFERENCE / name).exists() or (REFERENCE / name).read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/reference/{name} is stale: run python docs/generate_reference.py")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(pages[name], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
