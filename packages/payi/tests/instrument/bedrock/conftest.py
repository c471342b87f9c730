"""Bedrock's runtime as a server on this machine, and the two libraries that call it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from packages.payi.tests.instrument.bedrock.callers import Aiobotocore, Boto3, Caller
from packages.payi.tests.instrument.bedrock.stand_in import StandIn

BEDROCK = frozenset({"system.aws.bedrock"})


@pytest.fixture(scope="session")
def make_httpserver() -> Iterator[HTTPServer]:
    """A thread for each request, so that one that hangs holds up no other."""
    with HTTPServer(threaded=True) as server:
        yield server


@pytest.fixture
def bedrock(httpserver: HTTPServer) -> Iterator[StandIn]:
    stand_in = StandIn(httpserver)
    yield stand_in
    stand_in.end_of_silence.set()


@pytest.fixture(params=[Boto3, Aiobotocore], ids=["boto3", "aiobotocore"])
def caller(request: pytest.FixtureRequest, bedrock: StandIn) -> Caller:
    """Each library in turn, calling the stand-in with made-up credentials."""
    library: type[Boto3 | Aiobotocore] = request.param
    return library(bedrock.url)


@pytest.fixture
def collect(collect: Callable[..., Any]) -> Callable[..., Any]:
    """Instruments Bedrock, and nothing else."""
    return partial(collect, instruments=BEDROCK)
