"""A process that forks while its threads talk to the server: Celery, gunicorn and uWSGI make their workers so."""

import subprocess
import sys

PROGRAM = """
import os, sys, threading
from payi import Payi

client = Payi(api_key="payi-test-key-4711", base_url=sys.argv[1], max_retries=0)
client.limits.retrieve("at-the-start")  # loads what is loaded at the first use
ended = threading.Event()

def busy():
    while not ended.is_set():
        client.limits.retrieve("of-the-parent")

threads = [threading.Thread(target=busy) for _ in range(3)]
for thread in threads:
    thread.start()
for _ in range(10):
    child = os.fork()
    if child == 0:
        client.limits.retrieve("of-a-child")
        sys.exit()
    if os.waitpid(child, 0)[1]:
        os._exit(1)
ended.set()
for thread in threads:
    thread.join()
client.limits.retrieve("at-the-end")
"""


def test_children_call_with_the_clients_of_their_parent_and_end(server):
    """Whatever the parent's threads did in that moment: a lock they held would be held for ever."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM, server.url]
    process = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")
    called = [seen.path.rpartition("/")[2] for seen in server.seen]
    assert called.count("of-a-child") == 10
    assert called[-1] == "at-the-end"


IN_THE_MAKING = """
import os, threading
from payi._cached import cached_property

begun, ended = threading.Event(), threading.Event()

class Resource:
    def __init__(self, slow):
        self.slow = slow

    @cached_property
    def below(self):
        if self.slow:
            begun.set()
            ended.wait()
        return []

slow = Resource(True)
threading.Thread(target=lambda: slow.below).start()
begun.wait()
child = os.fork()
if child == 0:
    other = Resource(False)
    os._exit(other.below is not other.below)
ended.set()
os._exit(os.waitpid(child, 0)[1])
"""


def test_a_child_makes_what_a_thread_of_its_parent_was_making():
    command = [sys.executable, "-W", "error", "-c", IN_THE_MAKING]
    assert subprocess.run(command, check=False, timeout=120).returncode == 0
