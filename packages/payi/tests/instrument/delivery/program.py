"""A program that delivers: `program.py URL SPOOL WHAT…`. What it is to do is in the names of its functions."""

import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

from payi import Payi
from payi.instrument.delivery import open_delivery
from payi.instrument.settings import Settings

from packages.payi.tests.instrument.delivery.conftest import FAST, KEY, call, event_of

URL, SPOOL = sys.argv[1], Path(sys.argv[2])


def opened(**changes):
    client = Payi(api_key=KEY, base_url=URL, timeout=30)
    settings = Settings(**{"spool_directory": SPOOL, "ingest_retry": FAST, **changes})
    return open_delivery(settings, client, None, event_of)


def submit(delivery, prefix, count=20):
    for number in range(count):
        delivery.submit(call(f"{prefix}-{number}"))


def end():
    """The program ends as programs do, at once."""
    submit(opened(), "main")


def end_with_a_thread():
    """A thread that is not a daemon goes on after the main one."""
    delivery = opened()
    main = threading.current_thread()

    def work():
        main.join()
        submit(delivery, "thread")

    threading.Thread(target=work).start()


def raise_an_error():
    submit(opened(), "main")
    raise ValueError("a fault of the application's own")


def kill():
    """Everything is on disk when it is killed."""
    delivery = opened()
    submit(delivery, "killed")
    delivery.flush()
    os.kill(os.getpid(), signal.SIGKILL)


def kill_while_writing():
    """Killed at whatever it is doing."""
    delivery = opened()
    submit(delivery, "first", 1)
    delivery.flush()
    print("writing", flush=True)
    for number in range(10**9):
        delivery.submit(call(f"killed-{number}"))


def fork():
    """Parent and child both go on; the parent's queue is full when it forks."""
    delivery = opened()
    submit(delivery, "before")
    child = os.fork()
    submit(delivery, "child" if child == 0 else "parent")
    if child:
        assert os.waitpid(child, 0)[1] == 0


def fork_while_sending():
    """Locks are held, sockets are open and events are on disk in every possible way."""
    delivery = opened()
    children = []
    for generation in range(8):
        submit(delivery, f"parent-{generation}", 50)
        delivery.hurry()
        child = os.fork()
        if child == 0:
            submit(delivery, f"child-{generation}")
            assert delivery.flush(20)
            return
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0


def fork_and_result():
    """A child learns the results of its own calls."""
    delivery = opened()
    assert delivery.submit(call("parent-0")).request_id == "request-parent-0"
    child = os.fork()
    name = "child-1" if child == 0 else "parent-1"
    assert delivery.submit(call(name)).request_id == f"request-{name}"
    if child:
        assert os.waitpid(child, 0)[1] == 0


def use_multiprocessing():
    delivery = opened()
    submit(delivery, "parent")
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=submit, args=(delivery, f"worker-{number}")) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0


def fork_offline():
    delivery = opened(offline_file=str(SPOOL / "events.json"))
    SPOOL.mkdir()
    submit(delivery, "parent")
    delivery.flush()
    child = os.fork()
    submit(delivery, "child" if child == 0 else "again")
    if child:
        os.waitpid(child, 0)


if __name__ == "__main__":
    globals()[sys.argv[3]]()
