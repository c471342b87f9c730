"""How usage is read where a payload is odd, partial or wrapped."""

from decimal import Decimal

import pytest
from payi.usage import (
    EventStream,
    Reading,
    UnknownDialectError,
    dialect_of,
    estimate,
    gives_stream_usage_on_request,
    hosts,
    known_dialects,
    read,
    read_batch_result,
)


def test_the_output_of_speech_is_audio() -> None:
    reading = read("openai.speech", {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115})
    assert reading.units == {"text.input": 14, "audio.output": 101}


def _iteration(kind: str, **counts: object) -> dict[str, object]:
    return {"type": kind, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, **counts}


def test_compactions_of_the_context_are_billed_beside_the_message_they_were_made_for() -> None:
    """Iterations of the message itself are in its counts, those that compacted its context are not."""
    usage = {
        "input_tokens": 23_000,
        "output_tokens": 1_000,
        "cache_creation_input_tokens": 5,
        "iterations": [
            _iteration(
                "compaction",
                input_tokens=180_000,
                output_tokens=3_500,
                cache_creation_input_tokens=20,
                cache_creation={"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 20},
            ),
            _iteration("message", input_tokens=23_000, output_tokens=1_000, cache_creation_input_tokens=5),
        ],
    }
    reading = read("anthropic.messages", usage)
    assert reading.units == {
        "text.input": 203_000,
        "text.output": 4_500,
        "text_cache_write.input": 5,
        "text_cache_write_1h.input": 20,
    }
    assert reading.unread == ()


def test_the_tokens_of_an_advisor_are_named_and_not_priced_as_the_messages_own() -> None:
    advice = _iteration("advisor_message", input_tokens=700, output_tokens=90, model="claude-opus-4-6")
    reading = read("anthropic.messages", {"input_tokens": 10, "output_tokens": 5, "iterations": [advice]})
    assert reading.units == {"text.input": 10, "text.output": 5}
    assert reading.unread == ("iterations.input_tokens", "iterations.output_tokens")


def test_an_unknown_dialect_is_an_error_that_names_it_and_the_known_ones() -> None:
    with pytest.raises(
        UnknownDialectError, match=r"'openai\.chats'.*anthropic\.messages.*xai\.responses"
    ) as caught:
        read("openai.chats", {"prompt_tokens": 1})
    assert caught.value.code == "unknown_dialect"


def test_every_dialect_but_the_log_records_has_a_stream() -> None:
    names = known_dialects()
    plain = {name for name in names if not name.endswith(".stream")}
    assert {name for name in plain if f"{name}.stream" not in names} == {
        "otlp.log.claude_code",
        "otlp.log.codex",
        "otlp.log.gemini_cli",
    }


class TestCounts:
    @pytest.mark.parametrize(
        "count", [-1, 1.5, "1.5", "many", True, [3], float("nan"), float("inf"), 10**18, "1e999999"]
    )
    def test_what_is_no_count_is_dropped_and_marked(self, count: object) -> None:
        reading = read("openai.chat", {"prompt_tokens": count, "completion_tokens": 5})
        assert reading.units == {"text.output": 5}
        assert reading.marks == {"usage_inconsistent"}

    @pytest.mark.parametrize("count", [12, "12", "12.0", 12.0])
    def test_a_count_may_arrive_as_text_or_as_a_whole_float(self, count: object) -> None:
        assert read("openai.chat", {"prompt_tokens": count}) == Reading({"text.input": 12})

    @pytest.mark.parametrize("usage", ["tokens", 7, [1, 2], True])
    def test_usage_that_is_no_object_reads_as_none_and_never_raises(self, usage: object) -> None:
        reading = read("openai.chat", usage)
        assert reading.units == {}
        assert "usage_missing" in reading.marks

    @pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": 0, "completion_tokens": None}])
    def test_no_usage_is_marked_missing(self, usage: object) -> None:
        assert read("openai.chat", usage) == Reading({}, frozenset({"usage_missing"}))

    def test_aliases_of_one_count_are_read_once(self) -> None:
        usage = {
            "prompt_tokens": 100,
            "prompt_tokens_details": {"cached_tokens": 60},
            "cache_read_input_tokens": 60,
        }
        assert read("litellm.chat", usage) == Reading({"text.input": 40, "text_cache_read.input": 60})

    def test_aliases_that_disagree_are_read_as_the_larger_and_marked(self) -> None:
        usage = {"prompt_tokens": 100, "prompt_tokens_details": {"cached_tokens": 60}, "cached_tokens": 70}
        reading = read("openai.chat", usage)
        assert reading.units == {"text.input": 30, "text_cache_read.input": 70}
        assert reading.marks == {"usage_inconsistent"}


class TestTotals:
    def test_a_total_that_only_the_exclusive_reading_meets_overrules_an_inclusive_table(self) -> None:
        usage = {
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "total_tokens": 150,
            "prompt_tokens_details": {"cached_tokens": 40},
        }
        reading = read("openai.chat", usage)
        assert reading.units == {"text.input": 100, "text_cache_read.input": 40, "text.output": 10}
        assert reading.marks == {"read_by_total"}

    def test_a_total_that_only_the_inclusive_reading_meets_overrules_an_exclusive_table(self) -> None:
        usage = {"inputTokens": 100, "cacheReadInputTokens": 40, "outputTokens": 10, "totalTokens": 110}
        assert read("bedrock.converse", usage).units == {
            "text.input": 60,
            "text_cache_read.input": 40,
            "text.output": 10,
        }

    def test_a_total_decides_whether_reasoning_stands_beside(self) -> None:
        usage = {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "total_tokens": 170,
            "completion_tokens_details": {"reasoning_tokens": 20},
        }
        assert read("openai.chat", usage).units == {
            "text.input": 100,
            "text.output": 50,
            "reasoning.output": 20,
        }

    def test_where_two_readings_meet_the_total_the_table_stands_and_the_event_is_marked(self) -> None:
        usage = {
            "prompt_tokens": 100,
            "completion_tokens": 50,
            "total_tokens": 170,
            "prompt_tokens_details": {"cached_tokens": 20},
            "completion_tokens_details": {"reasoning_tokens": 20},
        }
        reading = read("openai.chat", usage)
        assert reading.units["text.input"] == 80
        assert reading.units["text.output"] == 30
        assert reading.marks == {"usage_inconsistent"}

    def test_a_total_no_reading_meets_is_marked(self) -> None:
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 999}
        assert read("openai.chat", usage).marks == {"usage_inconsistent"}

    def test_the_total_of_perplexity_decides_nothing_because_it_leaves_reasoning_out(self) -> None:
        usage = {
            "prompt_tokens": 33,
            "completion_tokens": 7163,
            "total_tokens": 7196,
            "reasoning_tokens": 500,
        }
        assert read("perplexity.chat", usage) == Reading(
            {"text.input": 33, "text.output": 7163, "reasoning.output": 500}
        )


class TestParts:
    def test_bedrock_cache_reads_larger_than_fresh_input_stand_beside_it(self) -> None:
        usage = {"inputTokens": 3, "outputTokens": 700, "cacheReadInputTokens": 20000}
        assert read("bedrock.converse", usage) == Reading(
            {"text.input": 3, "text_cache_read.input": 20000, "text.output": 700}
        )

    def test_reasoning_larger_than_the_output_stands_beside_it_marked(self) -> None:
        usage = {"completion_tokens": 2, "completion_tokens_details": {"reasoning_tokens": 317}}
        reading = read("openai.chat", usage)
        assert reading.units == {"text.output": 2, "reasoning.output": 317}
        assert reading.marks == {"usage_inconsistent"}

    def test_cached_audio_is_not_fresh_audio(self) -> None:
        usage = {
            "promptTokenCount": 100,
            "promptTokensDetails": [{"modality": "AUDIO", "tokenCount": 90}],
            "cacheTokensDetails": [{"modality": "AUDIO", "tokenCount": 60}],
        }
        assert read("google.generate_content", usage).units == {
            "audio_cache_read.input": 60,
            "audio.input": 30,
            "text.input": 10,
        }

    def test_pages_of_documents_count_as_vision_beside_pictures(self) -> None:
        details = [{"modality": "DOCUMENT", "tokenCount": 258}, {"modality": "IMAGE", "tokenCount": 100}]
        usage = {"promptTokenCount": 400, "promptTokensDetails": details}
        assert read("google.generate_content", usage).units == {"vision.input": 358, "text.input": 42}

    def test_tool_prompts_are_input_of_their_own_modality(self) -> None:
        usage = {
            "promptTokenCount": 10,
            "toolUsePromptTokenCount": 300,
            "toolUsePromptTokensDetails": [{"modality": "IMAGE", "tokenCount": 258}],
            "totalTokenCount": 310,
        }
        assert read("google.generate_content", usage) == Reading({"vision.input": 258, "text.input": 52})

    def test_cache_writes_larger_than_the_text_are_taken_from_pictures_too(self) -> None:
        details = {"image_tokens": 900, "cache_write_tokens": 950}
        usage = {"prompt_tokens": 1000, "prompt_tokens_details": details}
        assert read("openai.chat", usage) == Reading({"vision.input": 50, "text_cache_write.input": 950})

    def test_only_text_counts_and_no_whole_make_the_whole_their_sum(self) -> None:
        usage = {"input_token_details": {"text_tokens": 20, "audio_tokens": 30}}
        reading = read("openai.realtime", usage)
        assert reading.units == {"audio.input": 30, "text.input": 20}
        assert reading.marks == {"usage_inconsistent"}

    def test_a_text_count_of_a_picture_answer_leaves_the_rest_to_the_picture(self) -> None:
        usage = {"output_tokens": 1000, "output_tokens_details": {"text_tokens": 300}}
        assert read("openai.images", usage).units == {"text.output": 300, "image.output": 700}

    @pytest.mark.parametrize("data", [[], None, "three"])
    def test_no_pictures_returned_are_none_charged(self, data: object) -> None:
        assert read("openai.images", None, {"data": data}).units == {}


class TestCacheWrites:
    def test_a_total_without_parts_is_taken_as_five_minute_and_marked(self) -> None:
        reading = read("anthropic.messages", {"cache_creation_input_tokens": 225})
        assert reading == Reading({"text_cache_write.input": 225}, frozenset({"assumed_ttl"}))

    def test_what_no_part_names_is_five_minute_and_marked(self) -> None:
        usage = {"cache_creation_input_tokens": 5000, "cache_creation": {"ephemeral_1h_input_tokens": 2000}}
        reading = read("anthropic.messages", usage)
        assert reading.units == {"text_cache_write.input": 3000, "text_cache_write_1h.input": 2000}
        assert reading.marks == {"usage_inconsistent"}

    def test_bedrock_details_that_do_not_add_up_are_not_used(self) -> None:
        usage = {"cacheWriteInputTokens": 6000, "cacheDetails": [{"ttl": "1h", "inputTokens": 4000}]}
        reading = read("bedrock.converse", usage)
        assert reading.units == {"text_cache_write.input": 6000}
        assert reading.marks == {"usage_inconsistent", "assumed_ttl"}

    def test_bedrock_details_without_a_write_count_are_used_and_marked(self) -> None:
        reading = read("bedrock.converse", {"cacheDetails": [{"ttl": "1h", "inputTokens": 4000}]})
        assert reading.units == {"text_cache_write_1h.input": 4000}
        assert reading.marks == {"usage_inconsistent"}


class TestUnread:
    def test_cache_counts_under_an_unknown_name_are_reported_by_name(self) -> None:
        usage = {"input_tokens": 10, "cache_hits": {"tokens": "4000", "share": 0.9, "fresh": 0}}
        assert read("anthropic.messages", usage).unread == ("cache_hits.tokens",)

    def test_an_unknown_modality_or_lifetime_is_reported_by_name(self) -> None:
        usage = {"cacheDetails": [{"ttl": "24h", "inputTokens": 7}]}
        assert read("bedrock.converse", usage).unread == ("cacheDetails.24h",)

    def test_counters_in_unknown_lists_are_reported_once(self) -> None:
        usage = {"input_tokens": 10, "iterations": [{"input_tokens": 5}, {"input_tokens": 6}]}
        assert read("anthropic.messages", usage).unread == ("iterations.input_tokens",)

    def test_times_and_statuses_of_a_log_record_are_no_counters(self) -> None:
        record = {"input_tokens": "2", "duration_ms": 900, "status_code": "200", "video_tokens": 4}
        assert read("otlp.log.claude_code", record).unread == ("video_tokens",)

    def test_the_depth_of_a_hostile_object_is_bounded(self) -> None:
        nested: dict[str, object] = {"tokens": 1}
        for _ in range(900):
            nested = {"deeper": nested}
        assert read("openai.chat", {"prompt_tokens": 1, "odd": nested}).units == {"text.input": 1}


class TestTiers:
    @pytest.mark.parametrize(
        ("fields", "tier"),
        [
            ({"service_tier": "default"}, ""),
            ({"service_tier": "auto"}, ""),
            ({"service_tier": "flex"}, "flex"),
            ({"service_tier": "Priority"}, "priority"),
            ({"service_tier": "fast"}, "fast"),
            ({"serviceTier": {"type": "flex"}}, "flex"),
        ],
    )
    def test_the_response_names_the_tier(self, fields: dict[str, object], tier: str) -> None:
        reading = read("openai.chat", {"prompt_tokens": 1}, fields)
        assert (reading.tier, reading.marks) == (tier, frozenset())

    @pytest.mark.parametrize(
        ("dialect", "usage", "tier"),
        [
            ("anthropic.messages", {"input_tokens": 1, "service_tier": "batch"}, "batch"),
            ("anthropic.messages", {"input_tokens": 1, "service_tier": "standard", "speed": "fast"}, "fast"),
            ("otlp.log.claude_code", {"input_tokens": 1, "speed": "fast"}, "fast"),
            ("google.generate_content", {"promptTokenCount": 1, "trafficType": "ON_DEMAND_FLEX"}, "flex"),
        ],
    )
    def test_so_does_the_usage(self, dialect: str, usage: dict[str, object], tier: str) -> None:
        assert read(dialect, usage).tier == tier

    def test_an_unknown_tier_is_marked_because_its_prices_are_unknown(self) -> None:
        reading = read("openai.chat", {"prompt_tokens": 1}, {"service_tier": "overnight"})
        assert (reading.tier, reading.marks) == ("", {"unknown_tier"})


class TestNested:
    READING = Reading({"text.input": 10, "text.output": 5, "web_search_request.output": 2}, tier="batch")

    def test_units_nest_as_the_ingest_interface_takes_them(self) -> None:
        assert self.READING.nested() == {
            "text": {"input": 10, "output": 5},
            "web_search_request": {"input": 0, "output": 2},
        }

    def test_the_tier_is_appended_to_token_units_only(self) -> None:
        assert self.READING.nested(tier_suffix=True) == {
            "text_batch": {"input": 10, "output": 5},
            "web_search_request": {"input": 0, "output": 2},
        }


class TestStreams:
    def test_a_later_null_or_zero_takes_nothing_back(self) -> None:
        chunks = [
            {"type": "message_start", "message": {"usage": {"input_tokens": 500, "output_tokens": 1}}},
            {
                "type": "message_delta",
                "usage": {"input_tokens": 0, "cache_read_input_tokens": None, "output_tokens": 9},
            },
        ]
        assert read("anthropic.messages.stream", chunks) == Reading({"text.input": 500, "text.output": 9})

    def test_a_message_that_broke_off_is_estimated_from_what_was_streamed(self) -> None:
        chunks = [{"type": "message_start", "message": {"usage": {"input_tokens": 500, "output_tokens": 1}}}]
        reading = read("anthropic.messages.stream", chunks, {"streamed_text_characters": 1203})
        assert reading == Reading({"text.input": 500, "text.output": 301}, frozenset({"estimated"}))

    def test_a_message_that_ended_is_not_estimated(self) -> None:
        chunks = [
            {"type": "message_start", "message": {"usage": {"input_tokens": 500, "output_tokens": 1}}},
            {"type": "message_delta", "usage": {"output_tokens": 40}},
            {"type": "message_stop"},
        ]
        reading = read("anthropic.messages.stream", chunks, {"streamed_text_characters": 9999})
        assert reading == Reading({"text.input": 500, "text.output": 40})

    def test_an_incomplete_response_still_has_usage_searches_and_tier(self) -> None:
        response = {
            "status": "incomplete",
            "service_tier": "flex",
            "output": [
                {"type": "web_search_call", "action": {"type": "search"}},
                {"type": "web_search_call", "action": {"type": "open_page"}},
            ],
            "usage": {"input_tokens": 9, "output_tokens": 4},
        }
        reading = read("openai.responses.stream", [{"type": "response.incomplete", "response": response}])
        assert reading.units == {"text.input": 9, "text.output": 4, "web_search_request.output": 1}
        assert reading.tier == "flex"

    def test_a_single_chunk_may_come_without_a_list(self) -> None:
        assert read("bedrock.converse.stream", {"metadata": {"usage": {"inputTokens": 5}}}).units == {
            "text.input": 5
        }

    def test_a_stream_cut_before_its_last_line_end_keeps_the_last_chunk(self) -> None:
        stream = EventStream()
        assert stream.feed(b'data: {"a": 1}\n\ndata: {"b": 2}') == [{"a": 1}]
        assert stream.close() == [{"b": 2}]

    def test_an_event_of_several_data_lines_is_one_chunk(self) -> None:
        assert EventStream().feed(b'event: x\ndata: {"a":\ndata: 1}\n\n') == [{"a": 1}]


class TestEstimates:
    def test_characters_are_divided_by_four_and_rounded_up(self) -> None:
        assert estimate(4000, 1203) == Reading(
            {"text.input": 1000, "text.output": 301}, frozenset({"estimated"})
        )

    def test_nothing_sent_and_nothing_received_is_no_estimate(self) -> None:
        assert estimate(None, 0) == Reading({}, frozenset({"usage_missing"}))

    def test_a_length_that_is_no_count_is_left_out_and_marked(self) -> None:
        reading = estimate(-5, "8")
        assert reading == Reading({"text.output": 2}, frozenset({"estimated", "usage_inconsistent"}))

    def test_reported_usage_is_never_replaced_by_an_estimate(self) -> None:
        reading = read("openai.chat", {"prompt_tokens": 3}, {"request_text_characters": 4000})
        assert reading == Reading({"text.input": 3})


BATCH_CHAT = {
    "prompt_tokens": 10000,
    "completion_tokens": 1000,
    "prompt_tokens_details": {"cached_tokens": 4000},
}
BATCH_UNITS = {"text.input": 6000, "text_cache_read.input": 4000, "text.output": 1000}


class TestBatches:
    """The batch interfaces wrap a response in shapes of their own and need not name its model."""

    @pytest.mark.parametrize("model", [{"model": "gpt-4o"}, {}])
    def test_an_openai_line_reads_with_or_without_a_model(self, model: dict[str, str]) -> None:
        body = {**model, "service_tier": "default", "usage": BATCH_CHAT}
        line = {"custom_id": "1", "response": {"status_code": 200, "body": body}}
        assert read_batch_result("openai.chat", line) == Reading(BATCH_UNITS, tier="batch")

    @pytest.mark.parametrize("model", [{"model": "claude-opus-4-6"}, {}])
    def test_an_anthropic_line_reads_with_or_without_a_model(self, model: dict[str, str]) -> None:
        usage = {"input_tokens": 6000, "cache_read_input_tokens": 4000, "output_tokens": 1000}
        line = {"custom_id": "1", "result": {"type": "succeeded", "message": {**model, "usage": usage}}}
        assert read_batch_result("anthropic.messages", line) == Reading(BATCH_UNITS, tier="batch")

    def test_a_gemini_line_reads(self) -> None:
        usage = {"promptTokenCount": 10000, "cachedContentTokenCount": 4000, "candidatesTokenCount": 1000}
        line = {"key": "1", "response": {"usageMetadata": usage}}
        assert read_batch_result("google.generate_content", line) == Reading(BATCH_UNITS, tier="batch")

    def test_a_bedrock_line_reads(self) -> None:
        line = {"modelInput": {}, "modelOutput": {"usage": {"input_tokens": 5, "output_tokens": 2}}}
        assert read_batch_result("anthropic.messages", line).units == {"text.input": 5, "text.output": 2}

    def test_a_line_that_failed_reads_as_a_call_without_usage(self) -> None:
        reading = read_batch_result("anthropic.messages", {"result": {"type": "errored", "error": {}}})
        assert (reading.units, reading.marks) == ({}, {"usage_missing"})

    def test_an_unknown_dialect_is_an_error(self) -> None:
        with pytest.raises(UnknownDialectError):
            read_batch_result("openai", {"response": {"body": {"usage": BATCH_CHAT}}})


def test_guardrail_units_are_counted_from_both_assessments_of_the_trace() -> None:
    usage = {"topicPolicyUnits": 1, "contentPolicyUnits": 2, "wordPolicyUnits": 0}
    assessment = {"invocationMetrics": {"usage": usage, "guardrailProcessingLatency": 300}}
    trace = {"guardrail": {"inputAssessment": {"g1": assessment}, "outputAssessments": {"g1": [assessment]}}}
    assert read("bedrock.converse", {"inputTokens": 5}, {"trace": trace}).units == {
        "text.input": 5,
        "guardrail_topic.input": 2,
        "guardrail_content.input": 4,
    }


@pytest.mark.parametrize(
    ("usage", "units"),
    [
        ({"prompt_token_count": 8, "generation_token_count": 3}, {"text.input": 8, "text.output": 3}),
        ({"inputTextTokenCount": 8}, {"text.input": 8}),
        ({"inputTokens": 8, "outputTokens": 3}, {"text.input": 8, "text.output": 3}),
    ],
)
def test_invoked_models_of_meta_titan_and_nova_read(usage: dict[str, int], units: dict[str, int]) -> None:
    assert read("bedrock.invoke", usage).units == units


@pytest.mark.parametrize(
    ("dialect", "usage", "dollars"),
    [
        ("openrouter.chat", {"prompt_tokens": 1, "cost": 0.0342}, "0.0342"),
        (
            "perplexity.chat",
            {"prompt_tokens": 1, "cost": {"input_tokens_cost": 0.1, "total_cost": 0.239}},
            "0.239",
        ),
        ("otlp.log.claude_code", {"input_tokens": 1, "cost_usd": "0.116641"}, "0.116641"),
    ],
)
def test_the_providers_own_figure_is_kept_exactly_as_written(
    dialect: str, usage: dict[str, object], dollars: str
) -> None:
    reading = read(dialect, usage)
    assert reading.reported_cost == Decimal(dollars)
    assert reading.unread == ()


class TestChoosingTheDialect:
    @pytest.mark.parametrize("table", [hosts._INTERFACES, hosts._HOSTS, hosts._ADAPTERS])
    def test_every_choice_is_a_known_dialect(self, table: dict[object, str]) -> None:
        assert set(table.values()) <= known_dialects()

    @pytest.mark.parametrize(
        ("interface", "host", "dialect"),
        [
            ("chat", "api.openai.com", "openai.chat"),
            ("chat", "models.example.com:8000", "openai.chat"),
            ("chat", "OpenRouter.ai", "openrouter.chat"),
            ("chat", "eu.api.x.ai", "xai.chat"),
            ("responses", "api.x.ai", "xai.responses"),
            ("chat", "team.openai.azure.com", "azure"),
            ("chat", "notx.ai.example.com", "openai.chat"),
            ("messages", "aiplatform.googleapis.com", "anthropic.messages"),
            ("converse", "bedrock-runtime.eu-west-1.amazonaws.com", "bedrock.converse"),
            ("generate_content", "", "google.generate_content"),
        ],
    )
    def test_the_interface_and_the_host_decide(self, interface: str, host: str, dialect: str) -> None:
        assert dialect_of(interface, host=host) == dialect

    def test_an_adapter_decides_before_the_host(self) -> None:
        assert dialect_of("chat", host="api.deepseek.com", client="litellm") == "litellm.chat"

    def test_a_streamed_payload_is_of_the_stream_dialect(self) -> None:
        assert dialect_of("messages", streamed=True) == "anthropic.messages.stream"

    @pytest.mark.parametrize(
        ("host", "api_version", "gives"),
        [
            ("api.openai.com", "", True),
            ("EU.api.OpenAI.com:443", "", True),
            ("acme.openai.azure.com", "2024-10-21", True),
            ("acme.openai.azure.com", "2024-09-01-preview", True),
            ("acme.openai.azure.com", "2024-08-01-preview", False),
            ("api.deepseek.com", "", True),
            ("api.mistral.ai", "", False),
            ("notopenai.com", "", False),
            ("127.0.0.1", "", False),
            ("", "", False),
        ],
    )
    def test_only_hosts_known_to_give_stream_usage_on_request_are_asked(
        self, host: str, api_version: str, gives: bool
    ) -> None:
        assert gives_stream_usage_on_request(host, api_version=api_version) is gives

    def test_an_unknown_interface_is_an_error_that_names_the_known_ones(self) -> None:
        with pytest.raises(UnknownDialectError, match=r"'chats'.*converse"):
            dialect_of("chats")
