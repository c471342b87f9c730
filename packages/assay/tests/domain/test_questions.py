"""Questions as values: what is refused, and with which sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from assay.domain.errors import Invalid
from assay.domain.questions import Op, question_of

RANGE = {"from": "2025-04-01", "to": "2025-05-01"}


def ask(**document):
    return question_of({"metrics": ["cost"], **RANGE, **document})


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"metrics": ["cots"]}, "metrics: unknown metric 'cots'; did you mean 'cost'?"),
        (
            {"metrics": ["p95(latency)"]},
            "metrics: unknown metric 'p95(latency)'; did you mean 'p95(latency_ms)'?",
        ),
        ({"metrics": []}, "metrics: 0 names given; a question takes 1 to 12"),
        ({"metrics": ["cost", "cost"]}, "metrics: a name is given twice in cost, cost"),
        ({"by": ["usecase"]}, "by: unknown dimension 'usecase'; did you mean 'use_case'?"),
        ({"by": ["step", "user", "scope", "status"]}, "by: 4 names given; a question takes 0 to 3"),
        ({"to": "2025-04-01"}, "to: '2025-04-01' is not after 'from': a range is half-open and not empty"),
        ({"from": "yesterday"}, "from: 'yesterday' is not an instant such as '2025-05-20T00:00:00Z'"),
        ({"grain": "hours"}, "grain: unknown grain 'hours'; did you mean 'hour'?"),
        ({"order": "-requests"}, "order: unknown metric 'requests'"),
        ({"top": 0}, "top: 0 is not a whole number from 1 to 5000"),
        ({"zone": "Berlin"}, "zone: 'Berlin' is not an IANA zone name, such as 'Europe/Berlin' or 'UTC'"),
        ({"form": "2025"}, "form: unknown field 'form'; did you mean 'from'?"),
        ({"filters": [{"field": "modle"}]}, "filters: unknown field 'modle'"),
        (
            {"filters": [{"field": "step", "op": "gt", "values": ["1"]}]},
            "filters: gt does not apply to 'step', which is text",
        ),
        (
            {"filters": [{"field": "cost", "op": "gt", "values": ["x"]}]},
            "filters: 'cost' is a number, and 'x' is not",
        ),
        ({"filters": [{"field": "step", "op": "in", "values": []}]}, "filters: in on 'step' takes values"),
        ({"compare": "last"}, "compare: 'last' is neither 'previous' nor {from, to}"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_field_and_the_reason(document, sentence):
    with pytest.raises(Invalid) as refused:
        ask(**document)
    assert refused.value.code == "invalid_question"
    assert refused.value.message == sentence


def test_more_buckets_than_anybody_can_read_are_refused():
    with pytest.raises(Invalid) as refused:
        ask(grain="15m", **{"from": "2025-01-01", "to": "2025-04-01"})
    assert refused.value.code == "range_too_large"


def test_defaults_are_written_out():
    assert ask().to_document() == {
        "metrics": ["cost"],
        "by": [],
        "from": "2025-04-01T00:00:00Z",
        "to": "2025-05-01T00:00:00Z",
        "zone": "UTC",
        "grain": "none",
        "filters": [],
        "top": 50,
        "order": "-cost",
        "compare": None,
        "instance_time": True,
    }


def test_a_written_question_asks_the_same_again():
    filters = [{"field": "cost", "op": "gte", "values": ["0.10"]}, {"field": "user", "op": "exists"}]
    question = ask(by=["user"], grain="auto", compare="previous", filters=filters, order="cost")
    assert question_of(question.to_document()) == question
    assert question.filters[0].values == (Decimal("0.10"),)
    assert question.filters[1].op is Op.EXISTS


def test_a_question_by_user_is_also_by_account():
    assert ask(by=["user", "step"]).by == ("user", "step", "account")
