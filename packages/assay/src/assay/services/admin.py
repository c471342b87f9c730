"""Applications and their keys: what the owner of the installation sets up. Every act leaves an audit entry.

A key is shown once, when it is made; kept is its SHA-256. A key has 256 random bits, so no slow hash is
needed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from assay.domain.errors import Conflict, Invalid, NotFound
from assay.domain.tenancy import ApiKey, Application, ApplicationSettings, KeyScope
from assay.services.access import key_digest
from assay.storage.ports import AuditEntry, Transaction

OWNER = "owner"
SLOTS = (1, 2)
LONGEST_NAME = 64
BOOTSTRAP_DIGEST = "bootstrap_key"


@dataclass(slots=True, frozen=True)
class NewApplication:
    """An application with its two keys in clear: the only moment they are known."""

    application: Application
    keys: tuple[str, str]


def new_key() -> str:
    """A fresh key: the prefix tells a secret scanner what it found."""
    return f"assay_{secrets.token_urlsafe(32)}"


def create_application(
    tx: Transaction, name: str, *, app: str, now: int, by: str = OWNER, group: str = ""
) -> NewApplication:
    """Make an application and both its keys; `app` is its id, `by` is who the audit names.

    Raises Invalid (`invalid_application_name`) and Conflict (`application_already_exists`).
    """
    _check_name(tx, name)
    application = Application(app, name, group, created=now)
    tx.applications.put(application)
    keys = (new_key(), new_key())
    for slot, key in zip(SLOTS, keys, strict=True):
        _put_key(tx, app, slot, key, now)
    _note(tx, app, by, "application.create", name, now)
    return NewApplication(application, keys)


def rename_application(
    tx: Transaction, name: str, new_name: str, *, now: int, by: str = OWNER
) -> Application:
    """Call an application by another name. Its id, keys and history stay."""
    application = named(tx, name)
    if new_name == name:
        return application
    _check_name(tx, new_name, but=application.id)
    renamed = replace(application, name=new_name)
    tx.applications.put(renamed)
    _note(tx, application.id, by, "application.rename", name, now, before=name, after=new_name)
    return renamed


def change_settings(
    tx: Transaction, name: str, changes: Mapping[str, Any], *, now: int, by: str = OWNER
) -> Application:
    """Change some settings of an application. Raises Invalid (`invalid_setting`) naming the one that is
    wrong.
    """
    application = named(tx, name)
    checked = {key: _setting(key, value) for key, value in changes.items()}
    changed = replace(application, settings=replace(application.settings, **checked))
    if changed != application:
        tx.applications.put(changed)
        before = {key: getattr(application.settings, key) for key in checked}
        _note(
            tx,
            application.id,
            by,
            "application.settings",
            name,
            now,
            before=json.dumps(before),
            after=json.dumps(checked),
        )
    return changed


def rotate_key(
    tx: Transaction, name: str, slot: int, *, now: int, key: str | None = None, by: str = OWNER
) -> str:
    """Replace one of the two keys of an application; the former value is refused from then on.

    Raises Invalid (`invalid_key_slot`) when `slot` is not 1 or 2.
    """
    application = named(tx, name)
    if slot not in SLOTS:
        raise Invalid("invalid_key_slot", f"an application has the keys 1 and 2, not {slot}")
    fresh = key or new_key()
    _put_key(tx, application.id, slot, fresh, now)
    _note(tx, application.id, by, "key.rotate", f"{name} key {slot}", now)
    return fresh


def delete_application(tx: Transaction, name: str, *, now: int, by: str = OWNER) -> Application:
    """Take an application out of sight: its keys are refused, and for 30 days it can be restored."""
    application = named(tx, name)
    deleted = replace(application, deleted=now)
    tx.applications.put(deleted)
    _note(tx, application.id, by, "application.delete", name, now)
    return deleted


def restore_application(tx: Transaction, app: str, *, now: int, by: str = OWNER) -> Application:
    """Bring a deleted application back, keys and all; `app` is its id.

    Raises NotFound (`application_not_found`) when it is gone for good, Conflict
    (`application_already_exists`) when another one has taken its name.
    """
    application = tx.applications.get(app)
    if application is None or not application.deleted:
        raise NotFound("application_not_found", f"no deleted application has the id {app[:64]!r}")
    _check_name(tx, application.name, but=app)
    restored = replace(application, deleted=0)
    tx.applications.put(restored)
    _note(tx, app, by, "application.restore", application.name, now)
    return restored


def start_first_application(
    tx: Transaction, name: str, bootstrap_key: str | None, *, app: str, now: int
) -> NewApplication | None:
    """What a start does about the first application: made when there is none at all; None when nothing is
    new.

    A bootstrap key is key 1 of that application. Another value than at the last start rotates the key; the
    same value changes nothing, so a key that was rotated since stays rotated.
    """
    digest = key_digest(bootstrap_key).hex() if bootstrap_key else None
    known = tx.values.get(BOOTSTRAP_DIGEST)
    made = None if tx.applications.list() else create_application(tx, name, app=app, now=now)
    if bootstrap_key is None or digest is None or digest == known:
        return made
    rotate_key(tx, (made.application if made else _first(tx, name)).name, 1, now=now, key=bootstrap_key)
    tx.values.put(BOOTSTRAP_DIGEST, digest)
    return replace(made, keys=(bootstrap_key, made.keys[1])) if made else None


def applications(tx: Transaction) -> list[Application]:
    """Every application that is not deleted, oldest first."""
    return [application for application in tx.applications.list() if not application.deleted]


def keys_of(tx: Transaction, name: str) -> list[ApiKey]:
    """The two keys of an application, as far as they are kept: last four characters and times."""
    application = named(tx, name)
    kept = tx.applications.keys()
    return sorted((key for key in kept if key.app == application.id), key=lambda key: key.slot)


def named(tx: Transaction, name: str) -> Application:
    """The application of that name. Raises NotFound (`application_not_found`) and lists those there are."""
    application = tx.applications.named(name)
    if application is None or application.deleted:
        there = ", ".join(repr(known.name) for known in applications(tx)) or "none"
        raise NotFound("application_not_found", f"no application is named {name!r}; there are: {there}")
    return application


def _first(tx: Transaction, name: str) -> Application:
    """The application the bootstrap key belongs to: the configured name, else the oldest."""
    return tx.applications.named(name) or applications(tx)[0]


def _check_name(tx: Transaction, name: str, *, but: str = "") -> None:
    """Raises Invalid and Conflict; the application with the id `but` may be called so already."""
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Invalid(
            "invalid_application_name",
            f"{name!r} is no name for an application: use 1 to {LONGEST_NAME} printable characters",
        )
    taken = {
        application.name.casefold()
        for application in tx.applications.list()
        if not application.deleted and application.id != but
    }
    if name.casefold() in taken:
        raise Conflict("application_already_exists", f"an application named {name!r} exists already")


def _setting(key: str, value: Any) -> Any:
    default = {field.name: field.default for field in fields(ApplicationSettings)}.get(key)
    if default is None:
        names = ", ".join(asdict(ApplicationSettings()))
        raise Invalid("invalid_setting", f"{key!r} is not a setting of an application; there are: {names}")
    choices = _CHOICES.get(key)
    if choices and value not in choices:
        raise Invalid("invalid_setting", f"{key} is {value!r}; it may be {' or '.join(map(repr, choices))}")
    if type(value) is not type(default) or (isinstance(value, int) and value < 0):
        kind = "true or false" if isinstance(default, bool) else "a whole number from 0"
        raise Invalid("invalid_setting", f"{key} is {value!r}; it must be {kind}")
    return value


_CHOICES: dict[str, tuple[Any, ...]] = {
    "unknown_use_case": ("create", "reject"),
    "block_limits_on_ingest": ("charge", "reject"),
    "block_http_status": (400, 424),
}


def _put_key(tx: Transaction, app: str, slot: int, key: str, now: int) -> None:
    tx.applications.put_key(ApiKey(key_digest(key), app, slot, KeyScope.APPLICATION, key[-4:], now))


def _note(
    tx: Transaction,
    app: str,
    by: str,
    action: str,
    subject: str,
    now: int,
    *,
    before: str = "",
    after: str = "",
) -> None:
    tx.audit.append(AuditEntry(now, app, by, action, subject, before, after))
