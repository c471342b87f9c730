"""What the client knows of limits: `on_limit`, and `LimitExceededError` before a call."""

import json
import threading
import time

import pytest
from payi.errors import LimitExceededError, PayiError
from payi.instrument.limits import FORGOTTEN_AFTER_S, RECHECK_S, LimitChange, LimitStates

from packages.payi.tests.instrument.delivery.conftest import Said, call


def amounts(spent):
    return {"input": {"base": spent}, "output": {"base": 0}, "total": {"base": spent}}


class Limits:
    """The limits of a stand-in server, by id: (type, max, spent)."""

    def __init__(self, server):
        self.of = {}
        self.asked = []
        self.away = False
        server.answer_to = self.answer
        self.server = server

    def answer(self, seen):

        limit_id = seen.path.rpartition("/")[2]
        self.asked.append(limit_id)
        if self.away:
            return Said(status=503)
        if limit_id not in self.of:
            return Said(status=404)
        limit_type, most, spent = self.of[limit_id]
        limit = {
            "limit_id": limit_id,
            "limit_name": limit_id,
            "limit_type": limit_type,
            "max": most,
            "threshold": 0.8,
            "totals": {"cost": amounts(spent)},
        }
        return Said(
            json.dumps({"limit": limit, "request_id": "r"}).encode(),
            headers={"content-type": "application/json"},
        )


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def limits(server):
    return Limits(server)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def states(client, clock):
    client.max_retries = 0

    def make(**options):
        return LimitStates(lambda: client, clock=clock, **options)

    return make


def told(**states):
    return {"limits": {name: {"state": state} for name, state in states.items()}}


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.001)


def is_held_back(states, limit_id="team"):
    try:
        states.check([limit_id])
    except LimitExceededError:
        return True
    return False


def test_a_reached_block_limit_holds_the_next_call_back(states, limits):
    limits.of["team"] = ("block", 50, 50.25)
    known = states(enforced=True)
    known.check(["team"])
    known.learn(told(team="overrun", other="ok"))
    until(lambda: is_held_back(known))
    known.check(["other"])
    with pytest.raises(LimitExceededError, match=r"limit team is reached: 50\.25 of 50\.00 USD") as raised:
        known.check(["other", "team"])
    assert isinstance(raised.value, PayiError)
    assert (raised.value.code, raised.value.limit_id, raised.value.spent) == ("limit_reached", "team", 50.25)


@pytest.mark.parametrize(
    ("limit", "held_back"),
    [
        (("allow", 50, 70), False),
        (("block", 50, 45), False),
        (("block", 50, 50), False),
        (("block", 50, 50.01), True),
        (("block", 0, 0), True),
    ],
)
def test_only_a_block_limit_over_its_max_or_of_nothing_holds_back(states, limits, limit, held_back):
    limits.of |= {"team": limit, "end": ("block", 0, 0)}
    known = states(enforced=True)
    known.learn(told(team="exceeded", end="overrun"))
    until(lambda: is_held_back(known, "end"))
    assert is_held_back(known) is held_back


def test_nothing_is_asked_or_held_back_unless_the_application_wants_it(states, limits):
    limits.of["team"] = ("block", 0, 0)
    changes = []
    known = states(on_limit=changes.append)
    known.learn(told(team="overrun"))
    until(lambda: changes)
    known.check(["team"])
    assert limits.asked == []


def test_a_reset_is_noticed(states, limits, clock):
    limits.of["team"] = ("block", 50, 51)
    changes = []
    known = states(enforced=True, on_limit=changes.append)
    known.learn(told(team="overrun"))
    until(lambda: is_held_back(known))
    limits.of["team"] = ("block", 50, 0)
    assert is_held_back(known)
    assert limits.asked == ["team"]
    clock.now += RECHECK_S + 1
    until(lambda: not is_held_back(known))
    until(lambda: len(changes) == 2)
    assert changes == [LimitChange("team", "overrun", "ok"), LimitChange("team", "ok", "overrun")]


def test_a_deleted_limit_holds_nobody_back(states, limits, clock):
    limits.of["team"] = ("block", 50, 51)
    known = states(enforced=True)
    known.learn(told(team="overrun"))
    until(lambda: is_held_back(known))
    limits.of.clear()
    clock.now += RECHECK_S + 1
    until(lambda: not is_held_back(known))


def test_what_nobody_can_confirm_is_forgotten(states, limits, clock):
    limits.of["team"] = ("block", 50, 51)
    known = states(enforced=True)
    known.learn(told(team="overrun"))
    until(lambda: is_held_back(known))
    limits.away = True
    clock.now += RECHECK_S + 1
    assert is_held_back(known)
    until(lambda: len(limits.asked) == 2)
    assert is_held_back(known)
    clock.now += FORGOTTEN_AFTER_S
    assert not is_held_back(known)


def test_the_callback_hears_of_changes_only_and_in_another_thread(states):
    changes, threads = [], set()

    def on_limit(change):
        changes.append(change)
        threads.add(threading.current_thread())

    known = states(on_limit=on_limit)
    for state in ("ok", "exceeded", "exceeded", "failed", "overrun", "blocked_external", "ok", "ok"):
        known.learn(told(team=state))
    until(lambda: len(changes) == 3)
    assert changes == [
        LimitChange("team", "exceeded", "ok"),
        LimitChange("team", "overrun", "exceeded"),
        LimitChange("team", "ok", "overrun"),
    ]
    assert threading.current_thread() not in threads


def test_a_callback_that_raises_is_logged_and_called_again(states, monkeypatch, caplog):
    monkeypatch.delenv("PAYI_INSTRUMENT_STRICT")
    heard = []

    def on_limit(change):
        heard.append(change)
        raise ValueError("not now")

    known = states(on_limit=on_limit)
    known.learn(told(team="exceeded"))
    known.learn(told(team="ok"))
    until(lambda: len(heard) == 2)
    until(lambda: caplog.records)


def test_what_is_remembered_is_bounded(states):
    known = states(enforced=False, on_limit=lambda change: None)
    for number in range(3000):
        known.learn(told(**{f"instance-{number}": "ok", f"over-{number}": "overrun"}))
    assert len(known._states) == 1000


def test_results_without_limits_teach_nothing(states):
    known = states(enforced=True)
    for result in ({}, {"limits": None}, {"limits": {"team": {}}}):
        known.learn(result)
    known.check(["team"])


def test_a_delivery_learns_from_what_the_server_answers(deliver, bulk):
    changes = []
    bulk.more = {"limits": {"team": {"state": "exceeded"}}}
    delivery = deliver(on_limit=changes.append)
    delivery.submit(call("a"))
    assert delivery.flush()
    until(lambda: changes)
    assert changes == [LimitChange("team", "exceeded", "ok")]
    delivery.check_limits(["team"])
