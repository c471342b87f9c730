"""What Google reports beside the counts of one answer: searches, pictures, tiers, and interactions."""

import pytest
from payi.usage import Reading, read

DIALECT = "google.generate_content"


def grounded(*queries: str) -> dict[str, object]:
    return {"candidates": [{"groundingMetadata": {"webSearchQueries": list(queries)}}]}


class TestSearches:
    def test_each_query_behind_a_grounded_answer_is_a_search(self) -> None:
        units = read(DIALECT, {"promptTokenCount": 9}, grounded("euro 2024 winner", "euro 2024 final")).units
        assert units == {"text.input": 9, "web_search_request.output": 2}

    def test_an_empty_query_is_none(self) -> None:
        assert read(DIALECT, {"promptTokenCount": 9}, grounded("")).units == {"text.input": 9}

    @pytest.mark.parametrize(
        "candidates", [None, {}, [None], [{"groundingMetadata": None}], [{"groundingMetadata": {}}]]
    )
    def test_an_answer_that_was_not_grounded_has_none(self, candidates: object) -> None:
        assert read(DIALECT, {"promptTokenCount": 9}, {"candidates": candidates}).units == {"text.input": 9}

    def test_a_stream_names_its_queries_in_its_last_chunk(self) -> None:
        chunks = [
            {"candidates": [{"content": {}}], "usageMetadata": {"promptTokenCount": 9}},
            {**grounded("euro 2024 winner"), "usageMetadata": {"promptTokenCount": 9}},
        ]
        assert read(f"{DIALECT}.stream", chunks).units == {"text.input": 9, "web_search_request.output": 1}


class TestTiers:
    @pytest.mark.parametrize("traffic", ["ON_DEMAND", "TRAFFIC_TYPE_UNSPECIFIED"])
    def test_traffic_on_demand_is_standard(self, traffic: str) -> None:
        assert read(DIALECT, {"promptTokenCount": 1, "trafficType": traffic}) == Reading({"text.input": 1})

    @pytest.mark.parametrize("traffic", ["PROVISIONED_THROUGHPUT", "ON_DEMAND_OFFPEAK"])
    def test_traffic_without_a_price_list_of_its_own_is_marked(self, traffic: str) -> None:
        reading = read(DIALECT, {"promptTokenCount": 1, "trafficType": traffic})
        assert (reading.tier, reading.marks) == ("", {"unknown_tier"})

    def test_the_tier_the_gemini_api_served_with_counts(self) -> None:
        assert read(DIALECT, {"promptTokenCount": 1}, {"service_tier": "flex"}).tier == "flex"


class TestInteractions:
    def test_thoughts_stand_beside_the_output_and_tool_results_beside_the_input(self) -> None:
        usage = {
            "total_input_tokens": 9,
            "total_tool_use_tokens": 50,
            "total_output_tokens": 779,
            "total_thought_tokens": 912,
            "total_tokens": 1750,
            "initial_input_tokens": 9,
        }
        units = {"text.input": 59, "text.output": 779, "reasoning.output": 912}
        assert read("google.interactions", usage) == Reading(units)

    def test_cached_tokens_are_taken_from_their_own_modality(self) -> None:
        usage = {
            "total_input_tokens": 1000,
            "input_tokens_by_modality": [
                {"modality": "text", "tokens": 400},
                {"modality": "audio", "tokens": 500},
                {"modality": "document", "tokens": 100},
            ],
            "total_cached_tokens": 350,
            "cached_tokens_by_modality": [
                {"modality": "text", "tokens": 100},
                {"modality": "audio", "tokens": 250},
            ],
            "total_output_tokens": 60,
            "output_tokens_by_modality": [{"modality": "image", "tokens": 40}],
        }
        assert read("google.interactions", usage).units == {
            "text.input": 300,
            "text_cache_read.input": 100,
            "audio.input": 250,
            "audio_cache_read.input": 250,
            "vision.input": 100,
            "text.output": 20,
            "image.output": 40,
        }

    def test_searches_are_counted_and_lookups_without_a_unit_are_named(self) -> None:
        tools = [{"type": "google_search", "count": 3}, {"type": "google_maps", "count": 1}]
        reading = read("google.interactions", {"total_input_tokens": 5, "grounding_tool_count": tools})
        assert reading.units == {"text.input": 5, "web_search_request.output": 3}
        assert reading.unread == ("grounding_tool_count.google_maps",)

    def test_a_stream_counts_what_its_last_event_says(self) -> None:
        chunks = [
            {"event_type": "step.delta", "metadata": {"total_usage": {"total_output_tokens": 3}}},
            {
                "event_type": "interaction.completed",
                "interaction": {
                    "service_tier": "priority",
                    "usage": {"total_input_tokens": 7, "total_output_tokens": 20},
                },
            },
        ]
        reading = read("google.interactions.stream", chunks)
        assert reading == Reading({"text.input": 7, "text.output": 20}, tier="priority")


def test_pictures_are_counted_where_no_tokens_are() -> None:
    assert read("google.images", None, {"data": ["image/png"] * 3}).units == {"picture.output": 3}
