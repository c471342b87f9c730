"""How commands reach the platform: the server that runs, or, when none does, the same application in this
process.

Either way the same routes answer, so a command has one meaning. Commands about an application use its key
when one is given; on the machine of the server the owner token of the data directory lends one for the length
of a command.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal

from assay.datadir import DataDirectory
from assay.exits import Exit, Stop
from assay.settings import Settings, load

TIMEOUT_S = 600.0
OWNER_HEADER = "x-assay-owner-token"


class Connection(Protocol):
    """One conversation with the platform."""

    @property
    def url(self) -> str: ...

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        """The answer to one request, whatever its status."""
        ...


class Remote:
    """Requests over a socket to a server."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self.url = url
        self._client = httpx2.Client(base_url=url, headers=dict(headers), timeout=TIMEOUT_S, trust_env=False)

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        with self._told_as_one_sentence():
            return self._client.request(method, path, **options)

    def lines(self, path: str) -> Iterator[str]:
        """The lines of an answer that does not end by itself."""
        with self._told_as_one_sentence(), self._client.stream("GET", path, timeout=None) as response:
            if response.is_error:
                response.read()
                raise refusal(response)
            yield from response.iter_lines()

    def close(self) -> None:
        self._client.close()

    @contextlib.contextmanager
    def _told_as_one_sentence(self) -> Generator[None]:
        """A server that cannot be reached, or goes away, as a Stop."""
        try:
            yield
        except httpx2.TransportError as error:
            raise Stop(Exit.FAILED, f"no answer from {self.url}: {error}; does the server run?") from error


class Offline:
    """Requests to the application in this process: no server runs, so it may open the files."""

    url = "http://127.0.0.1"

    def __init__(self, portal: BlockingPortal, client: httpx2.AsyncClient) -> None:
        self._portal = portal
        self._client = client

    def send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        async def request() -> httpx2.Response:
            return await self._client.request(method, path, **options)

        return self._portal.call(request)


@contextlib.contextmanager
def as_owner(data: Path | None) -> Generator[Connection]:
    """A connection that may administer the installation in a data directory."""
    settings = load(data=data)
    directory = DataDirectory(settings.data)
    holder = directory.holder()
    if holder is None:
        with _offline(directory, settings) as offline:
            yield offline
        return
    if not holder.url:
        raise Stop(
            Exit.ALREADY_RUNNING,
            f"process {holder.pid} is working on {directory.root}; try again when it is done",
        )
    remote = Remote(holder.url, {OWNER_HEADER: directory.owner_token()})
    with contextlib.closing(remote):
        yield remote


@contextlib.contextmanager
def _offline(directory: DataDirectory, settings: Settings) -> Generator[Connection]:
    from assay.logs import configure_logging
    from assay.wiring import open_installation

    configure_logging(settings)
    if not directory.state.exists():
        raise Stop(
            Exit.FAILED,
            f"there is no installation in {directory.root}; `assay serve` makes one, --data names another",
        )
    with directory.held(), start_blocking_portal() as portal:
        with portal.wrap_async_context_manager(open_installation(settings)) as installation:
            client = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=installation.app),
                base_url=Offline.url,
                headers={OWNER_HEADER: directory.owner_token()},
                timeout=TIMEOUT_S,
            )
            with portal.wrap_async_context_manager(client):
                yield Offline(portal, client)


@contextlib.contextmanager
def as_application(
    data: Path | None, name: str, url: str | None = None, key: str | None = None
) -> Generator[Remote]:
    """A connection that acts for an application, on a server that runs."""
    given = key or os.environ.get("PAYI_API_KEY")
    if url is not None:
        if not given:
            raise Stop(Exit.FAILED, f"{url} needs an application key: give --key or set PAYI_API_KEY")
        remote = Remote(url, {"xProxy-api-key": given})
    else:
        remote = _local(DataDirectory(load(data=data).data), name, key)
    with contextlib.closing(remote):
        yield remote


def lend_key(directory: DataDirectory, name: str) -> tuple[str, str]:
    """Address of the running server and a key that acts for an application, lent for some minutes."""
    holder = directory.holder()
    if holder is None or not holder.url:
        raise Stop(
            Exit.FAILED,
            f"no server runs on {directory.root}; start one with `assay serve`, or name it by --url",
        )
    with contextlib.closing(Remote(holder.url, {OWNER_HEADER: directory.owner_token()})) as owner:
        return holder.url, cast(
            "str", ask(owner, "POST", "/internal/v1/lent-keys", json={"application": name})["key"]
        )


def _local(directory: DataDirectory, name: str, key: str | None) -> Remote:
    url, lent = lend_key(directory, name)
    return Remote(url, {"xProxy-api-key": key or lent})


def ask(connection: Connection, method: str, path: str, **options: Any) -> Any:
    """The JSON an accepted request is answered with. Raises Stop with the server's own sentence otherwise."""
    response = connection.send(method, path, **options)
    if response.is_error:
        raise refusal(response)
    return response.json() if response.content else None


def pages(connection: Connection, path: str, **params: Any) -> Iterator[dict[str, Any]]:
    """Every item of a list, page after page."""
    query: dict[str, Any] = {
        "limit": 100,
        **{name: value for name, value in params.items() if value is not None},
    }
    while True:
        page = ask(connection, "GET", path, params=query)
        yield from page["items"]
        if not page.get("cursor"):
            return
        query["cursor"] = page["cursor"]


def refusal(response: httpx2.Response) -> Stop:
    """What the server said about a request it did not accept."""
    try:
        message = str(response.json()["message"])
    except (ValueError, KeyError, TypeError):
        message = f"{response.request.url} answered {response.status_code}"
    return Stop(Exit.FAILED, message)
