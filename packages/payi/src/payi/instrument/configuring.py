"""`payi_instrument`'s arguments, checked, as Settings. The caller's dicts stay as they are."""

import logging
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, cast

from payi.instrument import checking
from payi.instrument.checking import flag, function, mapping, one_of, seconds, text, texts, whole
from payi.instrument.context import NOTHING, Context, changed
from payi.instrument.mapping import host_of
from payi.instrument.observation import new_id
from payi.instrument.settings import LOGGER, ModelMapping, Retry, Settings

_DAY_S = 24 * 3600.0
_MODES: tuple[Literal["background", "inline"], ...] = ("background", "inline")
# Keys that become a setting of their own, as they are.
_PLAIN: Mapping[str, tuple[str, Callable[[str, object], Any]]] = {
    "instrument_inline_data": ("instrument_inline_data", flag),
    "stack_trace": ("stack_trace", flag),
    "redact": ("redact", function),
    "connection_error_logging_window": ("connection_error_logging_window_s", seconds),
    "queue_max_events": ("queue_max_events", lambda name, value: whole(name, value, at_least=1)),
    "spool_enabled": ("spool_enabled", flag),
    "spool_max_bytes": ("spool_max_bytes", whole),
    "on_limit": ("on_limit", function),
    "enforce_limits": ("enforce_limits", flag),
}
_RETRY: Mapping[str, tuple[str, Callable[[str, object], Any]]] = {
    "max_inline_retries": ("max_inline_retries", whole),
    "inline_retry_initial_delay": ("inline_retry_initial_delay_s", seconds),
    "queue_enabled": ("queue_enabled", flag),
    "queue_max_size": ("queue_max_size", whole),
    "queue_interval": ("queue_interval_s", lambda name, value: seconds(name, value, zero=False)),
}
_SECTION_KEYS: Mapping[str, frozenset[str]] = {
    "openai_config": frozenset({"model_mappings", "azure"}),
    "azure_openai_config": frozenset({"model_mappings"}),
    "anthropic_config": frozenset({"model_mappings"}),
    "google_config": frozenset({"model_mappings"}),
    "aws_config": frozenset(
        {"model_mappings", "guardrail_trace", "add_streaming_xproxy_result", "model_config"}
    ),
    "offline_instrumentation": frozenset({"file_name"}),
    "ingest_retry": frozenset(_RETRY),
}
_KNOWN = frozenset(
    {
        *checking.CONTEXT_NAMES,
        *_SECTION_KEYS,
        *_PLAIN,
        "delivery",
        "global_instrumentation",
        "host_mappings",
        "ingest_mode",
        "spool_directory",
        "spool_max_age_s",
    }
)


def settings_of(
    config: Mapping[str, Any] | None,
    *,
    instruments: object = None,
    log_prompt_and_response: bool = True,
    logger: logging.Logger | None = None,
    prompt_and_response_logger: Callable[[str, dict[str, Any]], object] | None = None,
    default_use_case: str,
    stacklevel: int,
) -> Settings:
    """Raises TypeError and ValueError for what is wrong or unknown, naming it.

    `default_use_case` is the one of calls for which the config names none.
    """
    given = _checked(config)
    default, root = _contexts(given, default_use_case, stacklevel=stacklevel + 1)
    plain = {
        setting: check(f"config[{key!r}]", given[key])
        for key, (setting, check) in _PLAIN.items()
        if key in given
    }
    aws = _section(given, "aws_config")
    return Settings(
        default_context=default,
        root_context=root,
        instruments=_instruments(instruments),
        log_prompt_and_response=flag("log_prompt_and_response", log_prompt_and_response),
        prompt_and_response_logger=None
        if prompt_and_response_logger is None
        else function("prompt_and_response_logger", prompt_and_response_logger),
        host_mappings=_host_mappings(given),
        model_mappings=_model_mappings(given),
        guardrail_trace=_flag_in(aws, "aws_config", "guardrail_trace", default=True),
        add_streaming_xproxy_result=_flag_in(aws, "aws_config", "add_streaming_xproxy_result", default=False),
        delivery=_delivery(given),
        offline_file=_offline_file(given),
        spool_directory=_spool_directory(given),
        spool_max_age_s=_spool_max_age_s(given),
        ingest_retry=_retry(_section(given, "ingest_retry")),
        logger=logger or LOGGER,
        **plain,
    )


def _checked(config: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The config without keys that are None; sections are looked at here, their values later."""
    said = mapping("config", {} if config is None else config)
    given = {key: value for key, value in said.items() if value is not None}
    _refuse_unknown("config", given, _KNOWN)
    for section, keys in _SECTION_KEYS.items():
        _refuse_unknown(f"config[{section!r}]", _section(given, section), keys)
    return given


def _refuse_unknown(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    if unknown := set(given) - set(known):
        raise ValueError(f"{where} has no key {min(unknown)!r}; it knows {', '.join(sorted(known))}")


def _section(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return mapping(f"config[{name!r}]", given.get(name, {}))


def _flag_in(section: Mapping[str, Any], where: str, name: str, *, default: bool) -> bool:
    return flag(f"config[{where!r}][{name!r}]", section.get(name, default))


def _contexts(
    given: Mapping[str, Any], default_use_case: str, *, stacklevel: int
) -> tuple[Context | None, Context]:
    """The context of calls outside of any block, and what outermost blocks build on."""
    arguments = {name: given[name] for name in checking.CONTEXT_NAMES if name in given}
    change = checking.change_of("config", arguments, stacklevel=stacklevel + 1)
    if not flag("config['global_instrumentation']", given.get("global_instrumentation", True)):
        return None, Context(
            proxy=change.proxy or False, log_prompt_and_response=change.log_prompt_and_response
        )
    start = NOTHING
    if change.use_case_name is None:
        start = Context(use_case_name=default_use_case, use_case_id=new_id())
    context = changed(start, change, new_id)
    return context, context


def _instruments(instruments: object) -> frozenset[str] | None:
    """None for all of them."""
    if instruments is None:
        return None
    from payi.instrument.providers import CATEGORIES

    chosen = frozenset(texts("instruments", instruments))
    if "*" in chosen:
        return None
    for category in chosen:
        one_of("an entry of instruments", category, (*sorted(CATEGORIES), "*"))
    return chosen


def _host_mappings(given: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for address, entry in _section(given, "host_mappings").items():
        where = f"config['host_mappings'][{address!r}]"
        category = mapping(where, entry).get("price_as_category")
        host = host_of(address)
        if host is None or not category:
            LOGGER.warning("%s is skipped: it needs a host, and a price_as_category", where)
            continue
        found[host] = text(f"{where}['price_as_category']", category)
    return found


def _model_mappings(given: Mapping[str, Any]) -> dict[str, tuple[ModelMapping, ...]]:
    openai = _section(given, "openai_config")
    older = mapping("config['openai_config']['azure']", openai.get("azure", {}))
    return {
        "openai": (
            *_mappings("openai_config", openai),
            *_mappings("openai_config.azure", older),
            *_mappings("azure_openai_config", _section(given, "azure_openai_config")),
        ),
        "anthropic": _mappings("anthropic_config", _section(given, "anthropic_config")),
        "aws": _mappings("aws_config", _section(given, "aws_config")),
        "google": _mappings("google_config", _section(given, "google_config")),
    }


def _mappings(where: str, section: Mapping[str, Any]) -> tuple[ModelMapping, ...]:
    """Those that say a price; the others do nothing."""
    entries = section.get("model_mappings") or ()
    if not isinstance(entries, list | tuple):
        raise TypeError(f"{where}['model_mappings'] must be a list, not {type(entries).__name__}")
    listed = cast("Iterable[object]", entries)
    found = [_model_mapping(f"{where}['model_mappings'][{at}]", entry) for at, entry in enumerate(listed)]
    return tuple(entry for entry in found if entry.price_as_category or entry.price_as_resource)


def _model_mapping(where: str, entry: object) -> ModelMapping:
    given = {key: text(f"{where}[{key!r}]", value) for key, value in mapping(where, entry).items() if value}
    _refuse_unknown(where, given, ModelMapping.__slots__)
    if "model" not in given:
        raise ValueError(f"{where} needs a model: the name that calls ask for")
    if "host" in given:
        host = host_of(given["host"])
        if host is None:
            raise ValueError(f"{where}['host'] must be a host or a URL, not {given['host']!r}")
        given["host"] = host
    return ModelMapping(**given)


def _delivery(given: Mapping[str, Any]) -> Literal["background", "inline"]:
    key = "delivery" if "delivery" in given else "ingest_mode"
    return one_of(f"config[{key!r}]", given.get(key, _MODES[0]), _MODES)


def _offline_file(given: Mapping[str, Any]) -> str | None:
    if "offline_instrumentation" not in given:
        return None
    named = _section(given, "offline_instrumentation").get("file_name") or ""
    return text("config['offline_instrumentation']['file_name']", named)


def _spool_directory(given: Mapping[str, Any]) -> Path | None:
    directory = given.get("spool_directory")
    if directory is None or isinstance(directory, Path):
        return directory
    return Path(text("config['spool_directory']", directory))


def _spool_max_age_s(given: Mapping[str, Any]) -> float:
    if "spool_max_age_s" not in given:
        return 6 * _DAY_S
    age_s = seconds("config['spool_max_age_s']", given["spool_max_age_s"])
    if age_s >= 7 * _DAY_S:
        raise ValueError(
            f"config['spool_max_age_s'] must be below {7 * _DAY_S:.0f} (seven days), not {age_s:.0f}: "
            "the server does not recognise repeats of older events"
        )
    return age_s


def _retry(given: Mapping[str, Any]) -> Retry:
    said: dict[str, Any] = {
        setting: check(f"config['ingest_retry'][{key!r}]", given[key])
        for key, (setting, check) in _RETRY.items()
        if given.get(key) is not None
    }
    return Retry(**said)
