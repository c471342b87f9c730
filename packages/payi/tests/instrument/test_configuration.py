"""The words of `payi_instrument`: what they mean, and what is said when they mean nothing."""

import logging
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from payi.instrument.configuring import settings_of
from payi.instrument.context import Context
from payi.instrument.mapping import host_of
from payi.instrument.patching import Patch
from payi.instrument.settings import ModelMapping, Retry, Settings

from packages.payi.tests.instrument.collecting import Collect
from packages.payi.tests.instrument.library import PATCHES, Ask, Client, Module


def configured(config: Any = None, **arguments: Any) -> Settings:
    return settings_of(config, default_use_case="program", stacklevel=2, **arguments)


def test_without_a_config_calls_belong_to_the_use_case_of_the_program() -> None:
    context = configured().default_context
    assert context is not None
    assert context.use_case_name == "program"
    assert context.use_case_id is not None
    assert configured().log_prompt_and_response is True
    assert configured().stack_trace is False
    assert configured().delivery == "background"


def test_the_config_is_the_initial_context() -> None:
    config = {
        "use_case_name": "chat",
        "use_case_id": "7",
        "use_case_version": 2,
        "use_case_step": "draft",
        "use_case_properties": {"team": "a"},
        "limit_ids": ["org"],
        "user_id": "ada",
        "account_name": "acme",
        "request_properties": {"n": 1},
        "price_as_category": "c",
        "price_as_resource": "r",
        "resource_scope": "global",
        "log_prompt_and_response": False,
        "proxy": True,
    }
    assert configured(config).default_context == Context(
        use_case_name="chat",
        use_case_id="7",
        use_case_version=2,
        use_case_step="draft",
        use_case_properties={"team": "a"},
        limit_ids=("org",),
        user_id="ada",
        account_name="acme",
        request_properties={"n": "1"},
        price_as_category="c",
        price_as_resource="r",
        resource_scope="global",
        log_prompt_and_response=False,
        proxy=True,
    )


def test_an_empty_use_case_name_is_none() -> None:
    context = configured({"use_case_name": ""}).default_context
    assert context is not None
    assert context.use_case_name is None


def test_an_id_and_a_version_are_those_of_the_programs_use_case() -> None:
    context = configured({"use_case_id": "7", "use_case_version": 2}).default_context
    assert context is not None
    assert (context.use_case_name, context.use_case_id, context.use_case_version) == ("program", "7", 2)


def test_without_global_instrumentation_only_proxy_and_logging_are_kept() -> None:
    settings = configured({"global_instrumentation": False, "user_id": "ada", "proxy": True})
    assert settings.default_context is None
    assert settings.root_context == Context(proxy=True)


def test_defect_13_the_callers_config_stays_as_it_is() -> None:
    config = {
        "use_case_name": "chat",
        "proxy": False,
        "global_instrumentation": True,
        "limit_ids": ["a"],
        "request_properties": {"n": 1},
        "host_mappings": {"https://llm.example.com": {"price_as_category": "c"}},
        "openai_config": {"model_mappings": [{"model": "m", "price_as_resource": "r"}]},
        "ingest_retry": {"queue_interval": 1},
    }
    before = deepcopy(config)
    configured(config)
    assert config == before


def test_every_other_key_becomes_a_setting(tmp_path: Path) -> None:
    def hook(text: str) -> str:
        return text

    settings = configured(
        {
            "instrument_inline_data": True,
            "stack_trace": True,
            "redact": hook,
            "connection_error_logging_window": 5,
            "delivery": "inline",
            "queue_max_events": 5,
            "spool_enabled": False,
            "spool_directory": str(tmp_path),
            "spool_max_bytes": 10,
            "spool_max_age_s": 60,
            "on_limit": hook,
            "enforce_limits": True,
            "aws_config": {
                "guardrail_trace": False,
                "add_streaming_xproxy_result": True,
                "model_config": {"cohere.embed": {"tokenizer_path": "x"}},
            },
            "offline_instrumentation": {"file_name": "events.json"},
            "ingest_retry": {
                "max_inline_retries": 2,
                "inline_retry_initial_delay": 0,
                "queue_enabled": False,
                "queue_max_size": 7,
                "queue_interval": 0.5,
            },
        },
        log_prompt_and_response=False,
        logger=logging.getLogger("mine"),
        instruments={"system.openai"},
    )
    assert settings == Settings(
        default_context=settings.default_context,
        root_context=settings.root_context,
        instruments=frozenset({"system.openai"}),
        log_prompt_and_response=False,
        instrument_inline_data=True,
        stack_trace=True,
        redact=hook,
        model_mappings=settings.model_mappings,
        guardrail_trace=False,
        add_streaming_xproxy_result=True,
        delivery="inline",
        offline_file="events.json",
        queue_max_events=5,
        spool_enabled=False,
        spool_directory=tmp_path,
        spool_max_bytes=10,
        spool_max_age_s=60.0,
        ingest_retry=Retry(2, 0.0, queue_enabled=False, queue_max_size=7, queue_interval_s=0.5),
        connection_error_logging_window_s=5.0,
        on_limit=hook,
        enforce_limits=True,
        logger=logging.getLogger("mine"),
    )


def test_ingest_mode_is_another_word_for_delivery() -> None:
    assert configured({"ingest_mode": "inline"}).delivery == "inline"


def test_offline_without_a_name_is_offline() -> None:
    assert configured({"offline_instrumentation": {}}).offline_file == ""
    assert configured().offline_file is None


@pytest.mark.parametrize("instruments", [None, {"*"}, {"*", "system.openai"}])
def test_all_providers_are_instrumented_unless_some_are_named(instruments: Any) -> None:
    assert configured(instruments=instruments).instruments is None


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        ([], TypeError, "config must be a dict"),
        ({"usecase": "x"}, ValueError, "config has no key 'usecase'; it knows account_name, "),
        ({"user_id": 7}, TypeError, r"config: user_id must be text, not int \(7\)"),
        ({"proxy": "yes"}, TypeError, "config: proxy must be True or False, not str"),
        ({"global_instrumentation": 1}, TypeError, "must be True or False, not int"),
        ({"connection_error_logging_window": -1}, ValueError, "must be 0 or more, not -1"),
        ({"queue_max_events": 0}, ValueError, "must be 1 or more, not 0"),
        ({"delivery": "later"}, ValueError, "must be one of 'background', 'inline', not 'later'"),
        ({"redact": "x"}, TypeError, "must be a function, not str"),
        ({"aws_config": {"guardrail": True}}, ValueError, r"config\['aws_config'\] has no key 'guardrail'"),
        ({"aws_config": {"guardrail_trace": 1}}, TypeError, r"\['guardrail_trace'\] must be True or False"),
        ({"ingest_retry": {"max_inline_retries": -1}}, ValueError, "must be 0 or more"),
        ({"ingest_retry": {"inline_retry_initial_delay": -1}}, ValueError, "must be 0 or more"),
        ({"ingest_retry": {"queue_max_size": -1}}, ValueError, "must be 0 or more"),
        ({"ingest_retry": {"queue_interval": 0}}, ValueError, "must be above 0, not 0"),
        ({"ingest_retry": {"queue_enabled": 1}}, TypeError, "must be True or False"),
        ({"spool_max_age_s": 7 * 24 * 3600}, ValueError, "must be below 604800 .*not 604800"),
        ({"offline_instrumentation": {"file_name": 1}}, TypeError, "must be text, not int"),
        ({"openai_config": {"model_mappings": {}}}, None, ""),
        ({"openai_config": {"model_mappings": {"a": 1}}}, TypeError, "must be a list, not dict"),
        ({"openai_config": {"model_mappings": [{"host": "h"}]}}, ValueError, "needs a model"),
        ({"openai_config": {"model_mappings": [{"model": 1}]}}, TypeError, r"\[0\]\['model'\] must be text"),
        (
            {"anthropic_config": {"model_mappings": [{"model": "m", "host": "a b"}]}},
            ValueError,
            "must be a host or a URL, not 'a b'",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_is_written(
    config: Any, error: type[Exception] | None, message: str
) -> None:
    if error is None:
        configured(config)
        return
    with pytest.raises(error, match=message):
        configured(config)


def test_an_unknown_instrument_is_named() -> None:
    with pytest.raises(ValueError, match=r"must be one of '\*'|must be one of .*not 'openai'"):
        configured(instruments={"openai"})


def test_older_keys_are_understood() -> None:
    with pytest.warns(DeprecationWarning, match="config: experience_name is deprecated; use use_case_name"):
        context = configured({"experience_name": "chat", "use_case_id": "7"}).default_context
    assert context is not None
    assert (context.use_case_name, context.use_case_id) == ("chat", "7")


# ── mappings ────────────────────────────────────────────────────────────────────────────────────────────────


def test_hosts_that_cannot_be_used_are_skipped_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    mapped = configured(
        {
            "host_mappings": {
                "https://LLM.example.com/v1": {"price_as_category": "a"},
                "plain.example.com": {"price_as_category": "b"},
                "example.com:8443": {"price_as_category": "c"},
                "": {"price_as_category": "d"},
                "two words": {"price_as_category": "e"},
                "useless.example.com": {},
            }
        }
    ).host_mappings
    assert mapped == {"llm.example.com": "a", "plain.example.com": "b", "example.com:8443": "c"}
    assert len(caplog.records) == 3
    assert "config['host_mappings']['useless.example.com'] is skipped" in caplog.text


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://api.example.com/v1", "api.example.com"),
        ("API.example.com", "api.example.com"),
        ("http://127.0.0.1:8420", "127.0.0.1:8420"),
        ("//x", "x"),
        ("https://", None),
        ("x:port", None),
        ("[::1]:80", "::1:80"),
    ],
)
def test_a_host_is_read_from_whatever_names_it(address: str, host: str | None) -> None:
    assert host_of(address) == host


def booked(collect: Collect, **settings: Any) -> tuple[str, str, str | None]:
    events = collect(patches=PATCHES, **settings)
    Client().ask(model="gpt-4o")
    return events.only["category"], events.only["resource"], events.only.get("scope")


def test_a_mapped_host_is_booked_under_its_category(collect: Collect) -> None:
    host = {"api.example.com": "system.azure"}
    assert booked(collect, host_mappings=host) == ("system.azure", "gpt-4o", None)


def test_the_first_mapping_of_model_and_host_wins(collect: Collect) -> None:
    mappings = (
        ModelMapping("other", price_as_resource="no"),
        ModelMapping("gpt-4o", host="elsewhere", price_as_resource="no"),
        ModelMapping("gpt-4o", host="api.example.com", price_as_resource="first", resource_scope="region"),
        ModelMapping("gpt-4o", price_as_resource="second"),
    )
    settings = {"model_mappings": {"library": mappings}, "host_mappings": {"api.example.com": "system.azure"}}
    assert booked(collect, **settings) == ("system.azure", "first", "region")


def test_a_price_in_the_context_leaves_mappings_aside(collect: Collect) -> None:
    context = Context(price_as_category="c")
    mappings = {"library": (ModelMapping("gpt-4o", price_as_resource="no", resource_scope="no"),)}
    assert booked(collect, default_context=context, model_mappings=mappings) == ("c", "gpt-4o", None)


class OwnNames(Ask):
    """A provider whose customers name their models themselves."""

    def ask(self, instance: Any, args: Any, kwargs: Any) -> Any:
        asked = super().ask(instance, args, kwargs)
        asked.target = replace(asked.target, needs_mapping=True)
        return asked


def test_a_name_of_the_customers_own_without_a_mapping_is_warned_of_once(
    collect: Collect, caplog: pytest.LogCaptureFixture
) -> None:
    mapping = {"library": (ModelMapping("mapped", price_as_resource="gpt-4o"),)}
    collect(patches=(Patch(Module, "Client.ask", OwnNames()),), model_mappings=mapping)
    for model in ("mapped", "my-model", "my-model"):
        Client().ask(model=model)
    (warning,) = caplog.records
    assert warning.getMessage().startswith("system.openai my-model is a name of your own, priced as a model")


def test_mappings_come_from_old_and_new_places_and_useless_ones_do_nothing() -> None:
    settings = configured(
        {
            "openai_config": {
                "model_mappings": [{"model": "a", "price_as_resource": "r", "host": "https://h.example.com"}],
                "azure": {"model_mappings": [{"model": "b", "price_as_category": "c"}]},
            },
            "azure_openai_config": {
                "model_mappings": [{"model": "d", "price_as_resource": "r"}, {"model": "e"}]
            },
            "google_config": {
                "model_mappings": [{"model": "g", "price_as_resource": "r", "resource_scope": "s"}]
            },
        }
    )
    assert settings.model_mappings == {
        "openai": (
            ModelMapping("a", "h.example.com", price_as_resource="r"),
            ModelMapping("b", price_as_category="c"),
            ModelMapping("d", price_as_resource="r"),
        ),
        "anthropic": (),
        "aws": (),
        "google": (ModelMapping("g", price_as_resource="r", resource_scope="s"),),
    }
