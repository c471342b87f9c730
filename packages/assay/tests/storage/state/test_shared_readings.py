"""What many want to read at the same time is read once, and nobody gets what was read before a write they know of."""

import asyncio

import pytest
from assay.storage.state.readers import Shared

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Reading:
    """Readings that end when they are told to, each with its number."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Future[int]] = []

    def __call__(self) -> asyncio.Future[int]:
        self.begun.append(asyncio.get_running_loop().create_future())
        return self.begun[-1]

    def end(self, number: int) -> None:
        self.begun[number].set_result(number)


async def test_who_asks_at_the_same_time_shares_a_reading_and_goes_on_in_order() -> None:
    reading, went_on = Reading(), list[str]()
    shared = Shared(reading)

    async def ask(name: str) -> int:
        found = await shared.at(1)
        went_on.append(name)
        return found

    asked = [asyncio.create_task(ask(name)) for name in "abc"]
    await asyncio.sleep(0)
    reading.end(0)
    assert await asyncio.gather(*asked) == [0, 0, 0]
    assert went_on == ["a", "b", "c"]


async def test_who_knows_of_a_write_does_not_get_what_was_read_before_it() -> None:
    reading = Reading()
    shared = Shared(reading)
    before, after = asyncio.create_task(shared.at(1)), asyncio.create_task(shared.at(2))
    await asyncio.sleep(0)
    reading.end(1)
    assert await after == 1
    reading.end(0)
    assert await before == 0


async def test_a_reading_that_ended_is_not_shared_any_more() -> None:
    reading = Reading()
    shared = Shared(reading)
    for number in range(2):
        asked = asyncio.create_task(shared.at(1))
        await asyncio.sleep(0)
        reading.end(number)
        assert await asked == number


async def test_who_gives_up_leaves_the_reading_to_the_others() -> None:
    reading = Reading()
    shared = Shared(reading)
    leaving, staying = asyncio.create_task(shared.at(1)), asyncio.create_task(shared.at(1))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    reading.end(0)
    assert await staying == 0
    assert leaving.cancelled()
