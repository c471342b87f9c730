"""What an Owner does with an application: make it, change it, move it, delete and restore it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assay.domain.errors import Invalid
from assay.domain.tenancy import ApiKey, Application
from assay.services import admin, groups
from assay.services.acts import Act


@dataclass(slots=True, frozen=True)
class Change:
    """What to change; None leaves it."""

    name: str | None = None
    group: str | None = None
    settings: Mapping[str, Any] | None = None


def create(act: Act, name: str, group: str) -> admin.NewApplication:
    """Make an application with its two keys in a group ('' in none).

    Raises Invalid (`invalid_application_name`), Conflict (`application_already_exists`), NotFound
    (`group_not_found`).
    """
    if group:
        groups.find(act, group)
    return admin.create_application(
        act.tx, name, app=act.new_id(), now=act.now, by=act.caller.who, group=group
    )


def change(act: Act, asked: Change) -> Application:
    """Change the caller's application, all of it or nothing.

    Raises Invalid (`invalid_application_name`, `invalid_setting`), Conflict (`application_already_exists`),
    NotFound (`group_not_found`).
    """
    name, by = act.caller.application.name, act.caller.who
    if asked.settings:
        admin.change_settings(act.tx, name, asked.settings, now=act.now, by=by)
    if asked.name is not None:
        name = admin.rename_application(act.tx, name, asked.name, now=act.now, by=by).name
    application = admin.named(act.tx, name)
    if asked.group is not None and asked.group != application.group:
        if asked.group:
            groups.find(act, asked.group)
        moved = replace(application, group=asked.group)
        act.tx.applications.put(moved)
        act.note("application.move", name, before=application.group, after=asked.group)
        return moved
    return application


def delete(act: Act, typed_name: str) -> Application:
    """Delete the caller's application, which can be restored for 30 days.

    Raises Invalid (`name_not_typed`) unless its name was typed with it.
    """
    name = act.caller.application.name
    if typed_name != name:
        raise Invalid("name_not_typed", f"type the name of the application, {name!r}, to delete it")
    return admin.delete_application(act.tx, name, now=act.now, by=act.caller.who)


def restore(act: Act) -> Application:
    """Bring the caller's application back. Raises as `admin.restore_application`."""
    return admin.restore_application(act.tx, act.app, now=act.now, by=act.caller.who)


def keys(act: Act) -> list[ApiKey]:
    """What is kept of the two keys of the caller's application."""
    return admin.keys_of(act.tx, act.caller.application.name)


def rotate_key(act: Act, slot: int) -> str:
    """Replace one of the keys; the former value is refused from then on. Raises Invalid
    (`invalid_key_slot`).
    """
    return admin.rotate_key(act.tx, act.caller.application.name, slot, now=act.now, by=act.caller.who)
