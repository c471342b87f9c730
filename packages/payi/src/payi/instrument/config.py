"""The words of an application: arguments of blocks, and the `config` of `payi_instrument`. All are dicts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Required

from typing_extensions import TypedDict

from payi.instrument.results import Result
from payi.instrument.settings import Redact

Properties = Mapping[str, Any]
"""Values become text. None asks the server to remove the property."""


class PayiInstanceDefaultContext(TypedDict, total=False):
    """What provider calls are attributed to: arguments of blocks, and the initial context in the config."""

    use_case_name: str | None
    use_case_id: str | None
    use_case_version: int | None
    use_case_step: str | None
    use_case_properties: Properties | None
    limit_ids: Sequence[str] | None
    user_id: str | None
    account_name: str | None
    request_properties: Properties | None
    price_as_category: str | None
    price_as_resource: str | None
    resource_scope: str | None
    log_prompt_and_response: bool | None


class ContextArguments(PayiInstanceDefaultContext, total=False):
    """Of `track` and `track_context`. The last four are deprecated."""

    proxy: bool | None
    request_tags: Sequence[str] | None
    experience_name: str | None
    experience_id: str | None
    route_as_resource: str | None


class PayiContext(PayiInstanceDefaultContext, total=False):
    """What `get_context` returns. `last_result` resolves when the server has answered."""

    last_result: Result


class PayiInstrumentModelMapping(TypedDict, total=False):
    """How calls of one model are priced. Without a `price_as_…` it does nothing.

    host: of the client, with or without scheme; only calls there.
    """

    model: Required[str]
    host: str | None
    price_as_category: str | None
    price_as_resource: str | None
    resource_scope: str | None


class PayiInstrumentOpenAiAzureConfig(TypedDict, total=False):
    """An older place for the mappings of `openai_config`."""

    model_mappings: Sequence[PayiInstrumentModelMapping]


class PayiInstrumentOpenAiConfig(TypedDict, total=False):
    model_mappings: Sequence[PayiInstrumentModelMapping]
    azure: PayiInstrumentOpenAiAzureConfig


class PayiInstrumentAnthropicConfig(TypedDict, total=False):
    model_mappings: Sequence[PayiInstrumentModelMapping]


class PayiInstrumentGoogleConfig(TypedDict, total=False):
    model_mappings: Sequence[PayiInstrumentModelMapping]


class PayiInstrumentModelConfig(TypedDict, total=False):
    """Accepted; tokens are counted as the provider reports them, and no tokeniser is used."""

    tokenizer_path: str


class PayiInstrumentAwsBedrockConfig(TypedDict, total=False):
    """guardrail_trace: ask for the trace that tells what guardrails cost; True.
    add_streaming_xproxy_result: put the result on the last event of a stream; False.
    """

    guardrail_trace: bool
    add_streaming_xproxy_result: bool
    model_mappings: Sequence[PayiInstrumentModelMapping]
    model_config: Mapping[str, PayiInstrumentModelConfig]


class PayiInstrumentHostMappingConfig(TypedDict, total=False):
    price_as_category: Required[str]


class PayiInstrumentOfflineInstrumentationConfig(TypedDict, total=False):
    """file_name: of the JSON file; `payi_instrumentation_<time>.json` in the working directory."""

    file_name: str


class PayiInstrumentIngestRetryConfig(TypedDict, total=False):
    """Times in seconds. queue_max_size: 0 for the bound of `queue_max_events`."""

    max_inline_retries: int
    inline_retry_initial_delay: float
    queue_enabled: bool
    queue_max_size: int
    queue_interval: float


class PayiInstrumentConfig(PayiInstanceDefaultContext, total=False):
    """docs/reference/instrumentation.md has each key with its default.

    proxy: calls go through the proxy; they get headers, and nothing is recorded here.
    global_instrumentation: False records only what runs inside `track` and `track_context`.
    instrument_inline_data: False replaces media in prompts and answers by `<not_instrumented>`.
    stack_trace: record where in the program calls come from.
    redact: is given each text that may leave, and returns what of it does; None for nothing.
    delivery: `background` sends from a thread, `inline` within the call.
    on_limit: is told when a limit changes its state. enforce_limits: a call that spends from a `block` limit
    known to be reached raises LimitExceededError instead of being made.
    """

    proxy: bool
    global_instrumentation: bool
    instrument_inline_data: bool
    stack_trace: bool
    redact: Redact
    connection_error_logging_window: float
    host_mappings: Mapping[str, PayiInstrumentHostMappingConfig]
    openai_config: PayiInstrumentOpenAiConfig
    azure_openai_config: PayiInstrumentOpenAiAzureConfig
    anthropic_config: PayiInstrumentAnthropicConfig
    aws_config: PayiInstrumentAwsBedrockConfig
    google_config: PayiInstrumentGoogleConfig
    offline_instrumentation: PayiInstrumentOfflineInstrumentationConfig
    ingest_retry: PayiInstrumentIngestRetryConfig
    delivery: Literal["background", "inline"]
    ingest_mode: Literal["background", "inline"]
    queue_max_events: int
    spool_enabled: bool
    spool_directory: str
    spool_max_bytes: int
    spool_max_age_s: float
    on_limit: Callable[..., object]
    enforce_limits: bool
    request_tags: Sequence[str]
    experience_name: str
    experience_id: str
    route_as_resource: str
