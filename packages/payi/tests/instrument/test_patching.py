"""Wrappers around the functions of libraries: put there, taken away, and put there again."""

import inspect
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import wrapt
from payi.instrument import current, faults, get_context, track, track_context
from payi.instrument.context import Context
from payi.instrument.install import Installation
from payi.instrument.operation import Keywords
from payi.instrument.patching import Patch
from payi.instrument.settings import Settings
from payi.instrument.wrapping import Observer, Wrapper

from packages.payi.tests.instrument.collecting import Collect
from packages.payi.tests.instrument.library import PATCHES, Ask, Client, Module, ProviderError

ASK = (Patch(Module, "Client.ask", Ask()),)


def install(patches: tuple[Patch, ...], events: Any) -> Installation:
    installation = Installation(Settings(default_context=Context()), events)
    installation.start(patches)
    return installation


def test_a_function_is_itself_again_afterwards(collect: Collect) -> None:
    events = collect(patches=())
    before = vars(Client)["ask"]
    installation = install(ASK, events)
    assert vars(Client)["ask"] is not before
    assert inspect.signature(Client.ask) == inspect.signature(before)
    assert Client.ask.__doc__ == "Ask the model."
    installation.stop()
    assert vars(Client)["ask"] is before


def test_a_bound_method_from_before_the_end_runs_untouched_after_it(collect: Collect) -> None:
    events = collect(patches=())
    installation = install(PATCHES, events)
    ask, ask_async = Client().ask, Client().ask_async
    installation.stop()
    assert ask().text == "Hello"
    coroutine = ask_async()
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert events == []


def test_instrumenting_again_counts_each_call_once(collect: Collect) -> None:
    events = collect(patches=())
    for _ in range(3):
        installation = install(ASK, events)
        Client().ask()
        installation.stop()
    assert len(events) == 3


def test_a_wrapper_that_somebody_wrapped_again_stays_and_does_nothing(collect: Collect) -> None:
    events = collect(patches=())
    installation = install(ASK, events)
    seen = []

    def theirs(wrapped: Any, _instance: Any, args: Any, kwargs: Any) -> Any:
        seen.append("theirs")
        return wrapped(*args, **kwargs)

    before = vars(Client)["ask"]
    wrapt.wrap_function_wrapper(sys.modules[Module], "Client.ask", theirs)
    try:
        installation.stop()
        Client().ask()
        assert (seen, events) == (["theirs"], [])
        again = install(ASK, events)
        Client().ask()
        again.stop()
        assert (seen, len(events)) == (["theirs"] * 2, 1)
    finally:
        Client.ask = before.__wrapped__  # type: ignore[method-assign]


def test_what_a_library_does_not_have_is_left_out(collect: Collect) -> None:
    events = collect(
        patches=(
            Patch(Module, "Client.no_such_method", Ask()),
            Patch(Module, "NoSuchClass.ask", Ask()),
            Patch("no_such_module_anywhere", "Client.ask", Ask()),
            *ASK,
        )
    )
    Client().ask()
    assert len(events) == 1


def test_a_patch_that_fails_does_not_keep_the_others_from_it(
    collect: Collect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv(faults.STRICT)

    def fail(_: Observer) -> Wrapper:
        raise RuntimeError

    events = collect(patches=(Patch(Module, "Client.stream", wrapper=fail), *ASK))
    Client().ask()
    assert len(events) == 1
    assert "patching" in caplog.text


def test_a_wrapper_of_its_own_kind_observes_in_its_own_way(collect: Collect) -> None:
    def factory(observer: Observer) -> Wrapper:
        operation = Ask()

        def wrapper(wrapped: Callable[..., Any], instance: Any, args: Any, kwargs: Keywords) -> Any:
            kwargs, observation = observer.begin(operation, instance, args, kwargs)
            assert observation is not None
            return observation.attend(wrapped(*args, **kwargs))

        return wrapper

    events = collect(patches=(Patch(Module, "Client.ask", wrapper=factory),))
    Client().ask()
    assert len(events) == 1


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A library that nobody has imported yet."""
    name = f"lazy_library_{abs(hash(tmp_path))}"
    source = """
        class Base:
            def ask(self):
                from packages.payi.tests.instrument.library import Reply
                return Reply()

            base_url = "https://api.example.com"

        class Client(Base):
            pass
    """
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    sys.modules.pop(name, None)


def imported(name: str) -> Any:
    return __import__(name)


def test_a_library_imported_later_is_patched_then(collect: Collect, module: str) -> None:
    events = collect(patches=(Patch(module, "Client.ask", Ask()),))
    assert module not in sys.modules
    imported(module).Client().ask()
    assert len(events) == 1


def test_a_library_imported_after_the_end_is_left_alone(collect: Collect, module: str) -> None:
    events = collect(patches=())
    install((Patch(module, "Client.ask", Ask()),), events).stop()
    assert "ask" not in vars(imported(module).Client)


def test_an_inherited_method_is_inherited_again_afterwards(collect: Collect, module: str) -> None:
    client = imported(module).Client
    events = collect(patches=())
    installation = install((Patch(module, "Client.ask", Ask()),), events)
    client().ask()
    assert len(events) == 1
    installation.stop()
    assert "ask" not in vars(client)


def test_threads_and_pools_are_themselves_again_afterwards(collect: Collect) -> None:
    start, submit = vars(threading.Thread)["start"], vars(ThreadPoolExecutor)["submit"]
    installation = install((), collect(patches=()))
    installation.stop()
    assert vars(threading.Thread)["start"] is start
    assert vars(ThreadPoolExecutor)["submit"] is submit


def test_without_instrumentation_blocks_and_tracked_functions_have_no_effect() -> None:
    @track(user_id="ada")
    def tracked() -> Any:
        return get_context()

    @track(user_id="ada")
    def steps() -> Iterator[Any]:
        yield get_context()

    assert current.context() is None
    with track_context(user_id="ada"):
        assert get_context() == {}
        assert tracked() == {}
        assert list(steps()) == [{}]
        assert current.snapshot() is None


def test_a_function_tracked_before_instrumenting_is_tracked_afterwards(collect: Collect) -> None:
    tracked = track(user_id="ada")(get_context)
    collect(patches=())
    assert tracked() == {"user_id": "ada"}


def test_defect_17_nothing_of_an_installation_is_left_for_the_next(collect: Collect) -> None:
    first = collect(patches=())
    installation = Installation(Settings(default_context=Context(user_id="ada"), stack_trace=True), first)
    installation.start(ASK)
    with pytest.raises(ProviderError):
        Client().ask(error=ProviderError(500))
    assert "last_result" in get_context()
    installation.stop()
    second = collect(patches=ASK)
    assert get_context() == {}
    Client().ask()
    assert "user_id" not in second.only
    assert "properties" not in second.only
