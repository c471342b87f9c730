"""Settings: defaults, then `assay.toml`, then `ASSAY_*` of the environment, then flags; the later wins.

Every setting of the server is a field here, with its meaning; `assay config show` and the reference page are
made from them. What an owner switches for one application (content, retention) is not here: it is kept with
the application.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticUndefined
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from typing_extensions import override

from assay.exits import Exit, Stop

PREFIX = "ASSAY_"
CONFIG_VARIABLE = "ASSAY_CONFIG"
SHORTEST_BOOTSTRAP_KEY = 8
SECRETS = frozenset({"bootstrap_key", "oidc_client_secret"})


class Settings(BaseSettings):
    """What one server process is told from outside."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
    )

    data: Annotated[Path, Field(description="Directory that holds the whole installation.")] = user_data_path(
        "assay"
    )
    host: Annotated[
        str, Field(description="Address to listen on. Anything but loopback is warned about.")
    ] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one and prints it.")
    ] = 8420
    trusted_proxy: Annotated[
        bool,
        Field(
            description="A proxy that ends TLS stands in front: no warning when listening beyond loopback."
        ),
    ] = False
    public_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^/\s]+/?)?$",
            description="Address in people's browsers, for links and sign-in; empty: the one they ask for.",
        ),
    ] = ""
    bootstrap_key: Annotated[
        SecretStr | None,
        Field(
            description="Key 1 of the first application, at least 8 characters. Changing it rotates that key."
        ),
    ] = None
    bootstrap_application: Annotated[
        str,
        Field(
            min_length=1, max_length=64, description="Name of the application that the first start creates."
        ),
    ] = "default"
    oidc_issuer: Annotated[
        str, Field(description="Identity provider people sign in with (OpenID Connect): its issuer URL.")
    ] = ""
    oidc_client_id: Annotated[
        str, Field(description="What this server is called at the identity provider.")
    ] = ""
    oidc_client_secret: Annotated[
        SecretStr | None, Field(description="Its secret there; none for a public client.")
    ] = None
    oidc_name: Annotated[
        str, Field(min_length=1, max_length=64, description="What the button to sign in with it says.")
    ] = "single sign-on"
    oidc_groups_claim: Annotated[
        str, Field(min_length=1, description="Claim of the id token that lists a person's groups.")
    ] = "groups"
    oidc_owner_groups: Annotated[
        str, Field(description="Groups, by commas, whose members own the organization.")
    ] = ""
    oidc_reader_groups: Annotated[
        str, Field(description="Groups, by commas, whose members read the whole organization.")
    ] = ""
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="Least level that is logged.")
    ] = "info"
    log_format: Annotated[
        Literal["auto", "text", "json"],
        Field(description="`auto` is text on a terminal and JSON lines elsewhere."),
    ] = "auto"
    events_memory_mb: Annotated[
        int,
        Field(
            ge=64, description="Memory the event store may use for a question, MB; beyond, it uses the disk."
        ),
    ] = 1024
    question_threads: Annotated[
        int,
        Field(
            ge=1,
            le=32,
            description="Questions answered at the same time. The next one begins when the last one is"
            " answered, or takes longer than a second.",
        ),
    ] = 3
    question_timeout_s: Annotated[
        float, Field(gt=0, description="After this a question is stopped, seconds.")
    ] = 30.0
    retention_every_s: Annotated[
        float, Field(ge=1, description="How often expired content and events are looked for, seconds.")
    ] = 3600.0
    drain_s: Annotated[
        float, Field(ge=0, description="How long a stop waits for the requests in flight, seconds.")
    ] = 10.0

    @field_validator("bootstrap_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SHORTEST_BOOTSTRAP_KEY:
            raise ValueError(
                f"has {len(key.get_secret_value())} characters; it needs at least {SHORTEST_BOOTSTRAP_KEY}"
            )
        return key

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_to_ask(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        local = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if issuer and not (parts.scheme == "https" and parts.hostname) and not local:
            raise ValueError("must begin with https:// (http:// only on this machine)")
        return issuer

    @field_validator("oidc_client_id")
    @classmethod
    def _known_to_provider(cls, client_id: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not client_id:
            raise ValueError("is needed where oidc_issuer is set")
        return client_id

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def config_file() -> Path:
    """The settings file: `ASSAY_CONFIG`, else `assay.toml` in the working directory. It need not exist."""
    return Path(os.environ.get(CONFIG_VARIABLE, "assay.toml"))


def load(**flags: Any) -> Settings:
    """The settings in force; a flag that is None was not given.

    Raises Stop (`Exit.SETTINGS`) naming the first setting that is wrong, its value and what it may be.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except tomllib.TOMLDecodeError as error:
        raise Stop(Exit.SETTINGS, f"{config_file()} is not TOML: {error}") from error
    except ValidationError as error:
        raise Stop(Exit.SETTINGS, _sentence(error)) from error


def sources(flags: dict[str, Any]) -> dict[str, str]:
    """Where each setting's value comes from: `default`, the settings file, a variable or a flag."""
    file = config_file()
    in_file: dict[str, Any] = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    found: dict[str, str] = {}
    for name in Settings.model_fields:
        if flags.get(name) is not None:
            found[name] = "flag"
        elif variable(name) in os.environ:
            found[name] = variable(name)
        else:
            found[name] = str(file) if name in in_file else "default"
    return found


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def default_text(name: str) -> str:
    """The default of a setting as the reference shows it: in nobody's home directory in particular."""
    if name == "data":
        return "the user's data directory"
    default = Settings.model_fields[name].default
    return "" if default is None or default is PydanticUndefined else str(default)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse_unknown_variables() -> None:
    """A misspelt variable would be a setting silently left at its default."""
    known = [variable(name) for name in Settings.model_fields] + [CONFIG_VARIABLE]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            raise Stop(
                Exit.SETTINGS, f"the environment variable {name} is not a setting{_suggestion(name, known)}"
            )


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{name!r} is not a setting{_suggestion(name, list(Settings.model_fields))}"
    shown = "" if name in SECRETS else f" is {first['input']!r}"
    return f"the setting {name}{shown}: {first['msg'].removeprefix('Value error, ')}; see `assay config show`"


def _suggestion(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; `assay config show` lists them all"
