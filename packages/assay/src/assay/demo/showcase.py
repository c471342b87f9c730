"""A made-up quarter: users, accounts, two versions with a real difference, failures, limits and KPIs, all
synthetic.

Everything is drawn from one seed, and every request carries the property `data` = `synthetic`. The second
version of the support chat is cheaper and deflects more issues: that effect is built in, so that a comparison
has one to find.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from payi import Payi
from payi.types.ingest import BulkIngestRequestParam
from payi.types.questions import FilterParam
from payi.types.use_cases import KpiScoreParam
from rich.console import Console

from assay.bulk import deliver
from assay.demo.kpis import CHAT_BOT_KPIS, define_kpis, send_scores
from assay.demo.tables import answer_table
from assay.exits import Exit, Stop

SEED = "assay showcase 1"
DAYS = 91
SECOND_VERSION_FROM_DAY = 56
OUTAGE_DAY = 40
SCORED_SHARE = 0.25
DEFLECTION_GAIN = 0.10
SATISFACTION_GAIN = 0.3
ACCOUNTS = ("Aldgate", "Brightwater", "Cobalt", "Dunmore", "Eastfield", "Fenwick")
USERS_AN_ACCOUNT = 25
HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 14, 18, 18, 16, 13, 16, 18, 17, 14, 10, 7, 5, 4, 3, 2, 1)
WEEKDAYS = (10, 11, 11, 11, 9, 3, 2)


class Model(NamedTuple):
    """A priced resource and how long a request to it takes, ms."""

    category: str
    resource: str
    usual_ms: int


GPT_4O = Model("system.openai", "gpt-4o", 2_400)
GPT_4O_MINI = Model("system.openai", "gpt-4o-mini", 1_100)


@dataclass(slots=True, frozen=True)
class Product:
    """A use case of the quarter: instances on an average day, their steps, and the limit they charge."""

    name: str
    meaning: str
    instances_a_day: int
    steps: tuple[str, ...]
    tokens_in: int
    tokens_out: int
    limit: str
    maximum: float

    def model(self, step: str, version: int) -> Model:
        """From version 2 on, small steps go to the small model."""
        return GPT_4O_MINI if version > 1 and step in {"triage", "outline"} else GPT_4O


CHAT = Product(
    "support-chat", "Answers customers", 45, ("triage", "answer"), 1_400, 260, "support-quarter", 40.0
)
REVIEW = Product(
    "contract-review", "Reads contracts", 8, ("outline", "review"), 9_000, 700, "review-quarter", 30.0
)
PRODUCTS = (CHAT, REVIEW)


class Instance(NamedTuple):
    """One made-up execution of a product."""

    product: Product
    id: str
    version: int
    began: datetime
    account: str
    user: str


def run(client: Payi, ends: datetime, out: Console) -> None:
    """Load the quarter that ends at `ends` and show what it holds. Loading it again changes nothing."""
    out.print(
        "A synthetic quarter, made up from a fixed seed and labelled so: no figure is about real traffic."
    )
    _define(client)
    instances = list(made_up_instances(ends))
    events = [event for instance in instances for event in _requests(instance)]
    delivered = deliver(client, events, total=len(events), label="showcase", console=out)
    for position, said in delivered.refused[:1]:
        raise Stop(Exit.FAILED, f"event {position + 1} of the showcase was refused: {said}")
    scored = send_scores(client, _scores(instances))
    out.print(
        f"{len(events):,} requests of {len(instances):,} instances, {scored:,} KPI scores, all synthetic\n"
    )
    _show(client, ends, out)


def made_up_instances(ends: datetime) -> Iterator[Instance]:
    """The instances of the quarter, day by day; the same for the same end."""
    luck = random.Random(SEED)
    first_day = (ends - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(DAYS):
        midnight = first_day + timedelta(days=day)
        for product in PRODUCTS:
            usual = product.instances_a_day * WEEKDAYS[midnight.weekday()] / 8
            for number in range(max(1, round(luck.gauss(usual, usual / 8)))):
                yield _instance(luck, product, day, number, midnight)


def _instance(luck: random.Random, product: Product, day: int, number: int, midnight: datetime) -> Instance:
    hour = luck.choices(range(24), HOURS)[0]
    account = luck.choices(ACCOUNTS, range(len(ACCOUNTS), 0, -1))[0]
    user = f"{account.lower()}-{min(int(luck.expovariate(1 / 6)), USERS_AN_ACCOUNT - 1):02d}"
    version = 2 if product is CHAT and day >= SECOND_VERSION_FROM_DAY else 1
    began = midnight + timedelta(hours=hour, seconds=luck.randrange(3600))
    return Instance(product, f"showcase-{product.name}-{day:02d}-{number:03d}", version, began, account, user)


def _requests(instance: Instance) -> Iterator[BulkIngestRequestParam]:
    luck = random.Random(f"{SEED} {instance.id}")
    product, at = instance.product, instance.began
    turns = 1 + int(luck.expovariate(0.8)) if product is CHAT else 1
    for turn in range(turns):
        for step in product.steps:
            model = product.model(step, instance.version)
            took_ms = int(model.usual_ms * luck.lognormvariate(0, 0.4))
            at += timedelta(milliseconds=took_ms, seconds=luck.randrange(2, 40))
            yield _request(luck, instance, f"{turn}-{step}", step, model, at, took_ms)


def _request(
    luck: random.Random, instance: Instance, name: str, step: str, model: Model, at: datetime, took_ms: int
) -> BulkIngestRequestParam:
    product = instance.product
    failed = luck.random() < (0.25 if _is_outage(instance) else 0.012)
    tokens_in = int(product.tokens_in * luck.lognormvariate(0, 0.5))
    tokens_out = int(product.tokens_out * luck.lognormvariate(0, 0.6))
    return {
        "provider_response_id": f"{instance.id}:{name}",
        "category": model.category,
        "resource": model.resource,
        "units": {} if failed else {"text": {"input": tokens_in, "output": tokens_out}},
        "event_timestamp": at,
        "end_to_end_latency_ms": took_ms,
        "time_to_first_token_ms": took_ms // 4,
        "http_status_code": luck.choice((429, 500, 503)) if failed else 200,
        "use_case_name": product.name,
        "use_case_id": instance.id,
        "use_case_version": instance.version,
        "use_case_step": step,
        "user_id": instance.user,
        "account_name": instance.account,
        "limit_ids": [product.limit],
        "charge_past": True,
        "properties": {"data": "synthetic", "channel": luck.choices(("web", "app", "mail"), (6, 3, 1))[0]},
    }


def _is_outage(instance: Instance) -> bool:
    return f"-{OUTAGE_DAY:02d}-" in instance.id


def _scores(instances: Sequence[Instance]) -> Iterator[KpiScoreParam]:
    """Some chats are scored; the second version does better by the built-in effect."""
    for instance in instances:
        luck = random.Random(f"{SEED} score {instance.id}")
        if instance.product is not CHAT or luck.random() > SCORED_SHARE:
            continue
        for kpi in CHAT_BOT_KPIS:
            gain = DEFLECTION_GAIN if kpi.kind == "boolean" else SATISFACTION_GAIN
            score = kpi.score(luck, shift=gain if instance.version > 1 else 0.0)
            yield {
                "use_case_name": CHAT.name,
                "use_case_id": instance.id,
                "kpi_name": kpi.name,
                "score": score,
            }


def _define(client: Payi) -> None:
    """Use cases, their limits, the KPIs and the second version of the chat; all of it may be done twice."""
    for product in PRODUCTS:
        made = client.use_cases.definitions.create(
            name=product.name, description=f"{product.meaning}. Synthetic: part of the showcase."
        )
        client.limits.create(
            limit_id=product.limit,
            limit_name=f"{product.name}, synthetic",
            max=product.maximum,
            threshold=0.8,
        )
        if product is CHAT and (made.type_version or 1) == 1:
            define_kpis(client, CHAT.name, CHAT_BOT_KPIS)
            client.use_cases.definitions.version.increment(CHAT.name)


def _show(client: Payi, ends: datetime, out: Console) -> None:
    start, end = ends - timedelta(days=DAYS + 1), ends + timedelta(days=1)
    synthetic: list[FilterParam] = [{"field": "property:data", "op": "in", "values": ["synthetic"]}]
    chats: list[FilterParam] = [{"field": "use_case", "op": "in", "values": [CHAT.name]}]
    deflection = CHAT_BOT_KPIS[0].name
    for title, metrics, by, filters in (
        (
            "Cost by use case and version",
            ["cost", "instances", "cost_per_instance"],
            ["use_case", "version"],
            synthetic,
        ),
        ("Cost by account", ["cost", "users", "requests", "failure_rate"], ["account"], synthetic),
        (
            f"{deflection} by version: the second does better, and costs less",
            [f"kpi:{deflection}", f"kpi_n:{deflection}", f"kpi_goal:{deflection}", "cost_per_instance"],
            ["version"],
            chats,
        ),
    ):
        answer_table(
            out, title, client.questions.ask(metrics=metrics, by=by, from_=start, to=end, filters=filters)
        )
