"""`@track`, `track_context` and `get_context`, wherever the tracked code runs."""

import asyncio
import contextvars
import gc
import inspect
import pickle
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from typing import Any

import anyio
import anyio.to_thread
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payi.instrument import get_context, track, track_context

from packages.payi.tests.instrument.collecting import Collect, Collecting
from packages.payi.tests.instrument.library import PATCHES, Client

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def events(collect: Collect) -> Collecting:
    return collect(patches=PATCHES)


def user() -> str | None:
    return get_context().get("user_id")


# ── functions ───────────────────────────────────────────────────────────────────────────────────────────────


@track(user_id="ada")
def asked_by_ada(question: str = "?", *, times: int = 1) -> str | None:
    """Asks."""
    Client().ask()
    return user()


@track(user_id="ada")
async def awaited_by_ada() -> str | None:
    await asyncio.sleep(0)
    await Client().ask_async()
    return user()


@track(user_id="ada")
def told_to_ada(count: int) -> Iterator[str | None]:
    for _ in range(count):
        yield user()


@track(user_id="ada")
async def told_to_ada_in_time(count: int) -> AsyncIterator[str | None]:
    for _ in range(count):
        await asyncio.sleep(0)
        yield user()


class Assistant:
    name = "assistant"

    @track(user_id="ada")
    def method(self) -> tuple[str, str | None]:
        return self.name, user()

    @classmethod
    @track(user_id="ada")
    def of_class(cls) -> tuple[str, str | None]:
        return cls.name, user()

    @track(user_id="ada")
    @classmethod
    def of_class_outside(cls) -> tuple[str, str | None]:
        return cls.name, user()

    @staticmethod
    @track(user_id="ada")
    def static() -> str | None:
        return user()

    @track(user_id="ada")
    @staticmethod
    def static_outside() -> str | None:
        return user()

    @track(user_id="ada")
    def steps(self) -> Iterator[str | None]:
        yield user()

    @track(user_id="ada")
    async def later(self) -> tuple[str, str | None]:
        return self.name, user()


def test_calls_in_a_tracked_function_are_attributed(events: Collecting) -> None:
    assert asked_by_ada() == "ada"
    assert user() is None
    assert events.only["user_id"] == "ada"


async def test_calls_in_a_tracked_coroutine_are_attributed(events: Collecting) -> None:
    assert await awaited_by_ada() == "ada"
    assert user() is None
    assert events.only["user_id"] == "ada"


def test_methods_of_all_kinds_are_tracked() -> None:
    assistant = Assistant()
    assert assistant.method() == ("assistant", "ada")
    assert Assistant.of_class() == ("assistant", "ada")
    assert assistant.of_class_outside() == ("assistant", "ada")
    assert Assistant.static() == "ada"
    assert assistant.static_outside() == "ada"
    assert list(assistant.steps()) == ["ada"]
    assert asyncio.run(assistant.later()) == ("assistant", "ada")


def test_a_tracked_function_that_raises_leaves_its_context() -> None:
    @track(user_id="ada")
    def fails() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        fails()
    assert user() is None


def test_defect_5_name_documentation_and_signature_are_the_functions_own() -> None:
    assert asked_by_ada.__name__ == "asked_by_ada"
    assert asked_by_ada.__doc__ == "Asks."
    assert str(inspect.signature(asked_by_ada)) == "(question: str = '?', *, times: int = 1) -> str | None"
    assert told_to_ada.__name__ == "told_to_ada"
    assert str(inspect.signature(told_to_ada)).startswith("(count: int)")
    assert pickle.loads(pickle.dumps(asked_by_ada)) is asked_by_ada


def test_a_tracked_function_is_still_of_its_kind() -> None:
    assert inspect.isfunction(asked_by_ada)
    assert inspect.iscoroutinefunction(awaited_by_ada)
    assert inspect.isgeneratorfunction(told_to_ada)
    assert inspect.isgenerator(told_to_ada(0))
    assert inspect.isasyncgenfunction(told_to_ada_in_time)
    assert inspect.iscoroutinefunction(Assistant.later)


def test_classes_cannot_be_tracked() -> None:
    with pytest.raises(TypeError, match=r"track\(\) decorates functions and methods, not <class"):
        track(user_id="ada")(Assistant)  # type: ignore[type-var]


def test_each_call_from_outside_is_an_instance_and_nested_calls_share_it() -> None:
    @track(use_case_name="chat")
    def chat(depth: int) -> list[str]:
        inner = chat(depth - 1) if depth else []
        return [get_context()["use_case_id"] or "", *inner]

    first, second = chat(2), chat(0)
    assert len(set(first)) == 1
    assert first[0] != second[0]


# ── generators ──────────────────────────────────────────────────────────────────────────────────────────────


def test_defect_2_the_body_of_a_generator_runs_in_its_context() -> None:
    assert list(told_to_ada(2)) == ["ada", "ada"]


async def test_defect_2_so_does_the_body_of_an_async_generator() -> None:
    assert [user_then async for user_then in told_to_ada_in_time(2)] == ["ada", "ada"]


def test_a_suspended_generator_leaves_its_callers_context_alone() -> None:
    with track_context(user_id="bob"):
        steps = told_to_ada(2)
        assert [next(steps), user(), next(steps), user()] == ["ada", "bob", "ada", "bob"]
    assert user() is None
    assert next(steps, "end") == "end"


async def test_a_suspended_async_generator_does_so_too() -> None:
    async with track_context(user_id="bob"):
        async with aclosing(told_to_ada_in_time(2)) as steps:  # type: ignore[type-var]
            assert [await anext(steps), user(), await anext(steps), user()] == ["ada", "bob"] * 2
    assert user() is None


def test_a_generator_inherits_where_it_is_made() -> None:
    @track(account_name="acme")
    def body() -> Iterator[Any]:
        yield get_context().get("user_id"), get_context().get("account_name")

    with track_context(user_id="bob"):
        steps = body()
    assert next(steps) == ("bob", "acme")


def test_a_block_inside_a_generator_stays_open_while_it_is_suspended() -> None:
    @track(user_id="ada")
    def body() -> Iterator[Any]:
        with track_context(user_id="carl"):
            yield user()
            yield user()
        yield user()

    steps = body()
    seen = [(step, user()) for step in steps]
    assert seen == [("carl", None), ("carl", None), ("ada", None)]


def test_a_generator_takes_values_exceptions_and_returns() -> None:
    log: list[Any] = []

    @track(user_id="ada")
    def body() -> Any:
        try:
            log.append((yield user()))
        except KeyError:
            log.append(("caught", user()))
        yield "then"
        return user()

    steps = body()
    assert (next(steps), steps.send("sent")) == ("ada", "then")
    with pytest.raises(StopIteration) as stopped:
        next(steps)
    assert stopped.value.value == "ada"
    steps = body()
    next(steps)
    assert steps.throw(KeyError()) == "then"
    assert log == ["sent", ("caught", "ada")]
    assert user() is None


async def test_an_async_generator_takes_values_and_exceptions() -> None:
    log: list[Any] = []

    @track(user_id="ada")
    async def body() -> Any:
        try:
            log.append((yield user()))
        except KeyError:
            log.append(("caught", user()))
        yield "then"

    steps = body()
    assert (await anext(steps), await steps.asend("sent")) == ("ada", "then")
    with pytest.raises(StopAsyncIteration):
        await anext(steps)
    steps = body()
    await anext(steps)
    assert await steps.athrow(KeyError()) == "then"
    await steps.aclose()
    assert log == ["sent", ("caught", "ada")]


def test_a_generator_cleans_up_in_its_context() -> None:
    log: list[Any] = []

    @track(user_id="ada")
    def body() -> Iterator[None]:
        try:
            yield
        finally:
            log.append(user())

    steps = body()
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert log == ["ada"]


async def test_an_async_generator_cleans_up_in_its_context() -> None:
    log: list[Any] = []

    @track(user_id="ada")
    async def body() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)
            log.append(user())

    async with aclosing(body()) as steps:  # type: ignore[type-var]
        await anext(steps)
    assert log == ["ada"]
    assert user() is None


def test_a_tracked_generator_makes_a_context_manager() -> None:
    @contextmanager
    @track(user_id="ada")
    def managed() -> Iterator[str | None]:
        yield user()

    with managed() as seen:
        assert (seen, user()) == ("ada", None)


# ── blocks ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_block_can_be_entered_again_and_within_itself() -> None:
    block = track_context(request_properties={"a": "1"})
    for _ in range(2):
        with block:
            with track_context(request_properties={"a": "2"}):
                with block:
                    assert get_context()["request_properties"] == {"a": "1"}
                assert get_context()["request_properties"] == {"a": "2"}
        assert "request_properties" not in get_context()


def test_one_block_serves_many_threads_at_once() -> None:
    block = track_context(user_id="ada")
    barrier = threading.Barrier(2)

    def work() -> list[str | None]:
        with block:
            barrier.wait(10)
            inside = user()
            barrier.wait(10)
        return [inside, user()]

    with ThreadPoolExecutor(2) as pool:
        results = [future.result() for future in [pool.submit(work), pool.submit(work)]]
    assert results == [["ada", None], ["ada", None]]


def test_a_block_closed_where_it_was_not_opened_changes_nothing() -> None:
    block = track_context(user_id="ada")
    contextvars.copy_context().run(block.__enter__)
    with track_context(user_id="bob"):
        block.__exit__(None, None, None)
        assert user() == "bob"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"user_id": 7}, r"track_context\(\): user_id must be text, not int \(7\)"),
        ({"limit_ids": "abc"}, r"limit_ids must be a list of texts, not str \('abc'\)"),
        ({"limit_ids": ["a", 1]}, r"an entry of track_context\(\): limit_ids must be text, not int \(1\)"),
        ({"use_case_version": "1"}, "use_case_version must be a whole number, not str"),
        ({"use_case_version": True}, "use_case_version must be a whole number, not bool"),
        ({"request_properties": ["a"]}, "request_properties must be a dict, not list"),
        ({"use_case_properties": {1: "a"}}, "a key of .*use_case_properties must be text, not int"),
        ({"log_prompt_and_response": "no"}, "log_prompt_and_response must be True or False, not str"),
        ({"usecase_name": "x"}, r"track_context\(\) has no argument 'usecase_name'; it takes account_name"),
    ],
)
def test_a_wrong_argument_is_an_error_where_it_is_made(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        track_context(**arguments)


def test_a_version_below_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="use_case_version must be 1 or more, not 0"):
        track(use_case_version=0)


def test_values_of_properties_become_text() -> None:
    with track_context(request_properties={"n": 1, "flag": True, "none": None}):
        assert get_context()["request_properties"] == {"n": "1", "flag": "True", "none": None}


def test_what_get_context_returns_is_a_copy() -> None:
    with track_context(request_properties={"a": "1"}, limit_ids=["l"]):
        found: Any = get_context()
        found["request_properties"]["a"] = "2"
        found["limit_ids"].append("m")
        assert get_context()["request_properties"] == {"a": "1"}
        assert get_context()["limit_ids"] == ["l"]


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("experience_name", "use_case_name", "chat"),
        ("route_as_resource", "price_as_resource", "gpt-4o"),
    ],
)
def test_older_names_are_understood(old: str, new: str, value: str) -> None:
    with pytest.warns(DeprecationWarning, match=f"{old} is deprecated; use {new}") as warned:
        block = track_context(**{old: value})  # type: ignore[misc]
    assert warned[0].filename == __file__
    with block:
        assert get_context()[new] == value  # type: ignore[literal-required]


def test_request_tags_are_understood(events: Collecting) -> None:
    with pytest.warns(DeprecationWarning, match="request_tags is deprecated"):
        outer, inner = track_context(request_tags=["a"]), track_context(request_tags=["b", "a"])
    with outer, inner:
        Client().ask()
    assert events.only["request_tags"] == ["a", "b"]


# ── where the context goes ──────────────────────────────────────────────────────────────────────────────────


async def test_defect_1_interleaving_tasks_do_not_see_each_other() -> None:
    turns = [asyncio.Event(), asyncio.Event()]

    async def work(mine: int) -> list[str | None]:
        seen = []
        for _ in range(3):
            async with track_context(user_id=str(mine)):
                turns[1 - mine].set()
                await turns[mine].wait()
                turns[mine].clear()
                await Client().ask_async()
                seen.append(user())
                turns[1 - mine].set()
            seen.append(user())
        turns[1 - mine].set()
        return seen

    first, second = await asyncio.gather(work(0), work(1))
    assert first == ["0", None] * 3
    assert second == ["1", None] * 3


async def test_tasks_gather_and_to_thread_inherit() -> None:
    async def seen() -> str | None:
        return user()

    with track_context(user_id="ada"):
        task = asyncio.create_task(seen())
        gathered = asyncio.gather(seen(), seen())
        thread = asyncio.create_task(asyncio.to_thread(user))
        in_executor = asyncio.get_running_loop().run_in_executor(None, user)
    assert await task == "ada"
    assert await gathered == ["ada", "ada"]
    assert await thread == "ada"
    assert await in_executor == "ada"
    assert user() is None


async def test_anyio_inherits() -> None:
    seen: list[str | None] = []

    async def note() -> None:
        seen.append(user())

    with track_context(user_id="ada"):
        async with anyio.create_task_group() as group:
            group.start_soon(note)
        seen.append(await anyio.to_thread.run_sync(user))
    seen.append(await anyio.to_thread.run_sync(user))
    assert seen == ["ada", "ada", None]


def in_thread(work: Any) -> Any:
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0]


def test_a_thread_inherits_and_keeps_what_it_inherited() -> None:
    leave, seen = threading.Event(), []

    def work() -> None:
        leave.wait(10)
        seen.append(user())

    with track_context(user_id="ada"):
        thread = threading.Thread(target=work)
        thread.start()
    leave.set()
    thread.join()
    assert seen == ["ada"]


def test_a_thread_with_a_run_of_its_own_inherits_too() -> None:
    class Worker(threading.Thread):
        seen: str | None = None

        def run(self) -> None:
            self.seen = user()

    with track_context(user_id="ada"):
        worker = Worker()
        worker.start()
    worker.join()
    assert worker.seen == "ada"


def test_a_thread_that_was_given_its_run_inherits_too() -> None:
    seen: list[str | None] = []
    worker = threading.Thread()
    worker.run = lambda: seen.append(user())  # type: ignore[method-assign]
    with track_context(user_id="ada"):
        worker.start()
    worker.join()
    assert seen == ["ada"]


def test_what_a_thread_says_does_not_come_back() -> None:
    with track_context(user_id="ada"):
        in_thread(track_context(user_id="bob").__enter__)
        assert user() == "ada"


def test_defect_3_calls_in_plain_threads_are_recorded(events: Collecting) -> None:
    in_thread(Client().ask)
    assert events.only["units"] == {"text": {"input": 10, "output": 5}}


def test_work_given_to_a_pool_has_the_context_of_whoever_gave_it() -> None:
    with ThreadPoolExecutor(1) as pool:
        with track_context(user_id="ada"):
            first = pool.submit(user)  # this starts the thread
        second = pool.submit(user)
        with track_context(user_id="bob"):
            third = list(pool.map(lambda _: user(), range(2)))
        assert [first.result(), second.result(), third] == ["ada", None, ["bob", "bob"]]


def test_work_in_a_pool_may_end_with_an_open_block() -> None:
    with ThreadPoolExecutor(1) as pool, track_context(user_id="ada"):
        pool.submit(track_context(user_id="bob").__enter__).result()
        assert pool.submit(user).result() == "ada"


Tree = tuple[str, str, list[Any]]
names, ways = st.sampled_from("abc"), st.sampled_from(["task", "thread", "pool"])
trees = st.recursive(
    st.tuples(ways, names, st.just([])),
    lambda inner: st.tuples(ways, names, st.lists(inner, max_size=3)),
    max_leaves=8,
)


async def spread(tree: Tree, path: tuple[str, ...] = ()) -> None:
    """Run `tree`: each node in the way it says, under a block of its own within that of its parent."""
    _, name, children = tree
    path = (*path, name)
    with track_context(request_properties={str(len(path)): name}):
        await asyncio.gather(*(_started(child, path) for child in children))
        properties = get_context()["request_properties"] or {}
        assert tuple(properties[key] for key in sorted(properties)) == path


async def _started(tree: Tree, path: tuple[str, ...]) -> None:
    if tree[0] == "task":
        await asyncio.sleep(0)
        await spread(tree, path)
    elif tree[0] == "thread":
        thread = threading.Thread(target=lambda: asyncio.run(spread(tree, path)))
        thread.start()
        await asyncio.to_thread(thread.join)
    else:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(spread(tree, path))).result()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees)
def test_however_work_is_spread_it_knows_what_it_is_for(tree: Tree) -> None:
    asyncio.run(spread(tree))
    assert "request_properties" not in get_context()


# ── the latest result ───────────────────────────────────────────────────────────────────────────────────────


def test_the_latest_result_is_known_inside_and_outside_a_block() -> None:
    assert "last_result" not in get_context()
    with track_context(user_id="ada"):
        reply = Client().ask()
        assert get_context()["last_result"] is reply.xproxy_result
    assert get_context()["last_result"] is reply.xproxy_result


async def test_tasks_have_each_their_latest_result() -> None:
    async def ask() -> bool:
        reply = await Client().ask_async()
        await asyncio.sleep(0)
        return get_context()["last_result"] is reply.xproxy_result

    assert await asyncio.gather(ask(), ask(), ask()) == [True] * 3
    assert "last_result" not in get_context()


def test_a_result_from_inside_a_generator_is_known_outside() -> None:
    @track(user_id="ada")
    def body() -> Iterator[Any]:
        yield Client().ask()

    steps = body()
    reply = next(steps)
    assert get_context()["last_result"] is reply.xproxy_result
    newer = Client().ask()
    assert next(steps, None) is None
    assert get_context()["last_result"] is newer.xproxy_result


def test_a_dropped_generator_leaves_no_trace() -> None:
    steps = told_to_ada(3)
    next(steps)
    del steps
    gc.collect()
    assert user() is None
