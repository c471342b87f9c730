"""What the published guides promise, with our client against a running server, every story told twice."""

from __future__ import annotations

import re
import uuid

import pytest
from payi import AuthenticationError, BadRequestError, NotFoundError, Payi

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
KPIS = {
    "Deflection Rate": ("boolean", 0.25),
    "Customer Satisfaction": ("likert5", 4.0),
    "Resolution Accuracy": ("likert5", 4.2),
}
FUNNEL = ["Recommendation Viewed", "Recommendation Clicked", "Added to Cart", "Purchased"]


@pytest.fixture
def client(shared_assay_server):
    with shared_assay_server.client() as client:
        yield client


@pytest.fixture(params=["first run", "second run"], scope="module")
def run(request):
    """Each story runs twice against the same server."""
    return request.param


def test_kpis_of_a_chatbot_are_defined_scored_and_updated(client, run):
    for name, (kind, goal) in KPIS.items():
        kpi = client.use_cases.definitions.kpis.create(
            use_case_name="Guide-Bot", kpi_name=name, description=f"About {name}", kpi_type=kind, goal=goal
        )
        assert (kpi.name, kpi.kpi_type, kpi.goal) == (name, kind, goal)
    listed = client.use_cases.definitions.kpis.list(use_case_name="Guide-Bot")
    assert [(kpi.name, kpi.goal) for kpi in listed] == [(name, goal) for name, (_, goal) in KPIS.items()]

    session = client.use_cases.create(
        use_case_name="Guide-Bot", user_id="user_12345", properties={"channel": "website"}
    )
    chat_id = session.use_case_id
    for name, score in zip(KPIS, (1.0, 4.5, 4.0), strict=True):
        client.use_cases.kpis.create(kpi_name=name, use_case_id=chat_id, score=score)
    first = list(client.use_cases.kpis.list(use_case_id=chat_id))
    assert [(each.kpi_name, each.score) for each in first] == list(zip(KPIS, (1.0, 4.5, 4.0), strict=True))
    assert all(each.create_timestamp == each.update_timestamp for each in first)
    assert all(TIME.fullmatch(str(each.create_timestamp)) for each in first)

    client.use_cases.kpis.update(kpi_name="Customer Satisfaction", use_case_id=chat_id, score=5.0)
    (changed,) = client.use_cases.kpis.list(use_case_id=chat_id, kpi_name="Customer Satisfaction")
    assert (changed.score, changed.create_timestamp) == (5.0, first[1].create_timestamp)
    assert changed.update_timestamp > first[1].update_timestamp


def test_a_funnel_of_boolean_kpis_keeps_each_stage_of_each_journey(client, run):
    for stage in FUNNEL:
        client.use_cases.definitions.kpis.create(
            use_case_name="Guide-Funnel", kpi_name=stage, description=stage, kpi_type="boolean", goal=0.2
        )
    for reached in (2, 4, 1):
        journey = client.use_cases.create(use_case_name="Guide-Funnel")
        for place, stage in enumerate(FUNNEL):
            client.use_cases.kpis.create(
                kpi_name=stage, use_case_id=journey.use_case_id, score=1.0 if place < reached else 0.0
            )
        scores = client.use_cases.kpis.list(use_case_id=journey.use_case_id)
        assert sum(each.score for each in scores) == reached


@pytest.mark.parametrize(
    ("kind", "score"), [("boolean", 0.5), ("likert5", 0), ("likert5", 5.1), ("percentage", 101)]
)
def test_a_score_off_its_scale_is_refused_with_a_code(client, kind, score):
    name = f"Guide-Scale-{kind}"
    client.use_cases.definitions.kpis.create(
        use_case_name=name, kpi_name="K", description="d", kpi_type=kind, goal=1
    )
    instance = client.use_cases.create(use_case_name=name)
    with pytest.raises(BadRequestError) as refusal:
        client.use_cases.kpis.create(kpi_name="K", use_case_id=instance.use_case_id, score=score)
    assert refusal.value.body["xproxy_error"]["code"] == "invalid_kpi_score"


def test_pages_of_limits_are_walked_once_and_in_order(client, run):
    tag = uuid.uuid4().hex[:8]
    names = [f"guide {tag} {number:02}" for number in range(45)]
    for name in names:
        client.limits.create(limit_name=name, max=1)
    assert [each.limit_name for each in client.limits.list() if tag in each.limit_name] == names
    first = client.limits.list(limit=20)
    assert first.has_more
    second = client.limits.list(cursor=first.next_cursor, limit=20)
    assert {each.limit_id for each in first.items}.isdisjoint(each.limit_id for each in second.items)


def test_an_event_of_an_unknown_resource_is_recorded_and_its_cost_unknown(client, run):
    response = client.ingest.units(
        category="openai", resource="chat", units={"input": {"value": 10}, "output": {"value": 50}}
    )
    result = response.xproxy_result
    assert result.request_id
    assert result.cost is None
    assert result.warnings


def test_an_experience_is_found_by_its_headers(client, run):
    with pytest.deprecated_call():
        experiences = client.experiences
    experiences.types.create(name="guide_experience", description="An example experience type.")
    made = experiences.create(experience_name="guide_experience")
    own = str(uuid.uuid4())
    for given, kept in ((made.experience_id, made.experience_id), (own, own), ("no guid", None)):
        result = client.ingest.units(
            category="system.openai",
            resource="gpt-3.5-turbo",
            units={"text": {"input": 1000, "output": 1000}},
            extra_headers={"xProxy-Experience-Name": "guide_experience", "xProxy-Experience-Id": given},
        ).xproxy_result
        assert result.cost.total.base > 0
        assert uuid.UUID(result.experience_id)
        assert kept in (None, result.experience_id)


def test_a_wrong_key_and_a_missing_object_raise_what_the_guide_catches(client, shared_assay_server):
    with (
        Payi(base_url=shared_assay_server.url, api_key="wrong") as stranger,
        pytest.raises(AuthenticationError),
    ):
        stranger.limits.list()
    with pytest.raises(NotFoundError):
        client.limits.retrieve("nowhere")
