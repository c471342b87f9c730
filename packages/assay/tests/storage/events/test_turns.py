"""Questions begin in the order they came, and a long one does not hold up the next."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

from assay.storage.events.turns import Turns

FOREVER_S = 3600.0


def test_who_comes_first_goes_first_and_is_alone_inside() -> None:
    turns, inside, entered = Turns(FOREVER_S), list[int](), list[int]()
    visits: list[Future[None]] = []

    def visit(number: int) -> None:
        with turns.turn():
            entered.append(number)
            inside.append(number)
            time.sleep(0.001)
            assert inside == [number]
            inside.clear()

    with ThreadPoolExecutor(8) as pool:
        with turns.turn():
            for number in range(8):
                visits.append(pool.submit(visit, number))
                while turns.waiting <= number:
                    time.sleep(0.001)
        for one in visits:
            one.result(60)
    assert entered == list(range(8))
    assert turns.waiting == 0


def test_the_next_comes_in_beside_one_that_takes_long() -> None:
    turns, all_inside = Turns(0.01), Barrier(3)

    def visit() -> None:
        with turns.turn():
            all_inside.wait(60)

    with ThreadPoolExecutor(3) as pool:
        for one in [pool.submit(visit) for _ in range(3)]:
            one.result(60)
