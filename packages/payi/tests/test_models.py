import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import payi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi import BaseModel
from payi._models import construct
from payi._timestamps import ApiTime, Timestamp
from payi.types import APIError, CategoryResourceResponse, Limit, XproxyResult
from payi.types.categories import AwsBedrockResource
from pydantic import Field

offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(
    min_value=datetime(1000, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=offsets,
)


class Inner(BaseModel):
    count: int
    share: float | None = None


class Outer(BaseModel):
    name: str
    when: ApiTime | None = None
    inner: Inner | None = None
    many: list[Inner] | None = None
    named: dict[str, Inner] | None = None
    kind: Literal["a", "b"] | None = None
    text_or_texts: str | list[str] | None = None
    renamed: int | None = Field(default=None, alias="reNamed")


class TestConstruction:
    def test_reaches_into_lists_and_dicts(self):
        value = construct(Outer, {"many": [{"count": 1, "share": 2}], "named": {"x": {"count": 3}}})
        assert value.many[0].share == 2.0
        assert isinstance(value.many[0].share, float)
        assert value.named["x"].count == 3

    def test_keeps_what_does_not_fit(self):
        value = construct(
            Outer,
            {"name": 3, "when": "soon", "inner": "text", "many": {"count": 1}, "kind": "c", "named": [1]},
        )
        assert (value.name, value.when, value.inner, value.kind) == (3, "soon", "text", "c")
        assert (value.many, value.named) == ({"count": 1}, [1])

    def test_missing_fields_are_their_default_or_absent(self):
        value = construct(Outer, {})
        assert value.inner is None
        with pytest.raises(AttributeError):
            _ = value.name

    def test_null_and_missing_both_read_as_none_and_can_be_told_apart(self):
        assert construct(Outer, {"when": None}).when is None
        assert construct(Outer, {"when": None}).model_fields_set == {"when"}
        assert construct(Outer, {}).model_fields_set == set()

    def test_unknown_keys_are_attributes(self):
        value = construct(Outer, {"brand_new": {"a": 1}})
        assert value.brand_new == {"a": 1}
        assert value.model_extra == {"brand_new": {"a": 1}}

    def test_keys_may_be_called_anything(self):
        value = construct(Outer, {"name": "n", "cls": 1, "self": 2, "_fields_set": 3, "": 4})
        assert value.model_extra == {"cls": 1, "self": 2, "_fields_set": 3, "": 4}
        assert value.name == "n"

    def test_a_union_takes_the_variant_that_fits(self):
        assert construct(Outer, {"text_or_texts": ["a"]}).text_or_texts == ["a"]
        assert construct(Outer, {"text_or_texts": "a"}).text_or_texts == "a"
        assert construct(Outer, {"text_or_texts": 3}).text_or_texts == 3

    def test_both_names_of_a_field_work(self):
        assert construct(Outer, {"reNamed": 1}).renamed == 1
        assert construct(APIError, {"statusCode": 404, "message": "m"}).status_code == 404
        assert construct(APIError, {"status_code": 404}).to_dict() == {"statusCode": 404}
        assert construct(AwsBedrockResource, {"model_units": 3}).aws_model_units == 3

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        )
    )
    def test_never_fails_whatever_comes(self, value):
        construct(Limit, value)
        construct(list[XproxyResult], value)
        construct(
            CategoryResourceResponse, {"units": value, "start_timestamp": value, "mapped_resource": value}
        )


class TestWritingOut:
    value = construct(
        Outer,
        {"name": "n", "reNamed": 1, "when": "2025-05-20T16:45:12.345678Z", "new": 1, "inner": {"count": 1}},
    )

    def test_to_dict_has_what_was_sent_by_its_wire_name(self):
        assert self.value.to_dict() == {
            "name": "n",
            "reNamed": 1,
            "when": datetime(2025, 5, 20, 16, 45, 12, 345678, UTC),
            "new": 1,
            "inner": {"count": 1},
        }

    def test_to_dict_can_be_told_otherwise(self):
        assert self.value.to_dict(use_api_names=False)["renamed"] == 1
        assert self.value.to_dict(mode="json")["when"] == "2025-05-20T16:45:12.345678Z"
        assert self.value.to_dict(exclude_unset=False)["kind"] is None
        assert "kind" not in self.value.to_dict(exclude_unset=False, exclude_none=True)

    def test_to_json_is_indented_or_compact(self):
        assert self.value.to_json(indent=None).startswith('{"name":"n",')
        assert '\n  "name": "n"' in self.value.to_json()
        assert json.loads(self.value.to_json()) == self.value.to_dict(mode="json")

    def test_str_names_the_class_and_its_fields(self):
        assert str(construct(Inner, {"count": 1, "new": 2})) == "Inner(count=1, share=None, new=2)"


class TestTimestamp:
    def test_prints_as_the_guides_expect(self):
        value = construct(Outer, {"when": "2025-05-20T16:45:12.345678Z"}).when
        assert str(value) == f"{value}" == "2025-05-20T16:45:12.345678Z"
        assert f"{value:%Y-%m-%d}" == "2025-05-20"
        assert value.isoformat() == "2025-05-20T16:45:12.345678+00:00"

    @pytest.mark.parametrize(
        ("sent", "printed"),
        [
            ("2025-05-20T16:45:12Z", "2025-05-20T16:45:12.000000Z"),
            ("2025-05-20T16:45Z", "2025-05-20T16:45:00.000000Z"),
            ("2025-05-20 16:45:12.5+02:00", "2025-05-20T14:45:12.500000Z"),
            ("2025-05-20T16:45:12.123456789012Z", "2025-05-20T16:45:12.123456Z"),
            ("2025-05-20T16:45:12", "2025-05-20T16:45:12.000000Z"),
            (1747759512, "2025-05-20T16:45:12.000000Z"),
            (1747759512345, "2025-05-20T16:45:12.345000Z"),
            (1747759512.5, "2025-05-20T16:45:12.500000Z"),
        ],
    )
    def test_is_read_from_text_and_from_seconds_or_milliseconds(self, sent, printed):
        assert str(construct(Outer, {"when": sent}).when) == printed

    @pytest.mark.parametrize(
        "sent", ["2025-05-20", "20250520T164512Z", "2025-13-20T16:45", "", True, [], 1e300]
    )
    def test_what_is_no_time_stays_what_it_is(self, sent):
        assert construct(Outer, {"when": sent}).when == sent

    @given(moments)
    def test_is_the_datetime_it_was_made_of(self, moment):
        stamp = Timestamp.of(moment)
        assert stamp == moment
        assert hash(stamp) == hash(moment)
        assert stamp.isoformat() == moment.isoformat()
        assert stamp - moment == timedelta()
        assert copy.deepcopy(stamp) == pickle.loads(pickle.dumps(stamp)) == stamp

    @given(moments)
    def test_what_is_printed_reads_back(self, moment):
        assert construct(Outer, {"when": str(Timestamp.of(moment))}).when == moment

    def test_arithmetic_keeps_it_printable(self):
        later = Timestamp.of(datetime(2025, 5, 20, tzinfo=UTC)) + timedelta(seconds=1)
        assert str(later) == "2025-05-20T00:00:01.000000Z"

    def test_strict_validation_gives_one_too(self):
        assert isinstance(Outer.model_validate({"name": "n", "when": "2025-05-20T16:45:12Z"}).when, Timestamp)


def test_scores_and_goals_are_floats_even_when_sent_whole(client, server):
    server.reply({"items": [{"kpi_name": "k", "score": 1, "goal": 1}]})
    assert f"{client.use_cases.kpis.list('i').items[0].score}" == "1.0"
    server.answers.clear()
    server.reply({"name": "k", "goal": 4})
    kpi: Any = client.use_cases.definitions.kpis.retrieve("k", use_case_name="u")
    assert (f"{kpi.goal}", kpi.kpi_name) == ("4.0", "k")


def test_older_names_of_models_are_the_same_classes():
    assert payi.types.LimitListResponse is payi.types.Limit
    assert payi.types.UseCaseDefinition is payi.types.UseCaseDefinitionResponse
    assert payi.types.requests.RequestResult is payi.types.RequestResult
    assert payi.types.experiences.ExperienceType is payi.types.ExperienceType
