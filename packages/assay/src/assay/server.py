"""Running the platform as a server: one process, one socket, from the first line to the drained stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Callable, Generator
from typing import Any

import uvicorn
from typing_extensions import override
from uvicorn.loops.auto import auto_loop_factory

from assay.datadir import DataDirectory
from assay.exits import Exit, Stop
from assay.logs import configure_logging
from assay.services.sessions import first_owner_link
from assay.settings import Settings
from assay.wiring import Installation, open_installation

Announce = Callable[["Running"], None]


class Running:
    """A server that answers: where, what its first start made, and how to stop it.

    `owner_link` is the token of the link by which the first person comes in; None when somebody did.
    """

    def __init__(
        self, url: str, installation: Installation, owner_link: str | None, stop: Callable[[], None]
    ) -> None:
        self.url = url
        self.owner_link = owner_link
        self.installation = installation
        self.stop = stop


def run(settings: Settings, announce: Announce) -> None:
    """Serve until SIGINT or SIGTERM (or `Running.stop`), then finish what is in flight and close the stores.

    `announce` is called once, when the first request can be answered. Raises Stop for what a start cannot get
    past: another process on the data directory, a port in use, a disk that cannot be written, a newer schema.
    """
    configure_logging(settings)
    directory = DataDirectory(settings.data)
    with directory.held() as lock, _listening(settings) as listener:
        url = _url(settings.host, listener)

        def ready(running: Running) -> None:
            lock.tell(url)
            announce(running)

        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_run(settings, listener, ready, url))


async def _run(settings: Settings, listener: socket.socket, ready: Announce, url: str) -> None:
    async with open_installation(settings) as installation:
        server = _Server(server_config(installation, timeout_graceful_shutdown=int(settings.drain_s)))

        def stop() -> None:
            server.should_exit = True

        owner_link = await first_owner_link(installation.platform, installation.entrance.roster)
        server.ready = lambda: ready(Running(url, installation, owner_link, stop))
        with _signals_end_quietly(), start_not_collected():
            await server.serve(sockets=[listener])


def server_config(installation: Installation, **options: Any) -> uvicorn.Config:
    """How uvicorn serves an installation; `options` are more of its own."""
    return uvicorn.Config(
        installation.app,
        http=installation.front,  # pyright: ignore[reportArgumentType] - it takes whatever makes a protocol
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nothing here believes them: who may administer is told by the socket
        lifespan="off",
        h11_max_incomplete_event_size=64 * 1024,
        **options,
    )


class _Server(uvicorn.Server):
    """uvicorn's server that says when it listens."""

    ready: Callable[[], None]

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()


@contextlib.contextmanager
def start_not_collected() -> Generator[None]:
    """What the start made stays: looking through it again and again is a fifth of a busy server's time.

    What requests make is let go by its reference count, nearly all of it; the collector looks for the rest
    after more objects than its default of 700, which sixty requests in flight have at any moment.
    """
    gc.collect()
    gc.freeze()
    thresholds = gc.get_threshold()
    gc.set_threshold(20_000, 10, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextlib.contextmanager
def _listening(settings: Settings) -> Generator[socket.socket]:
    """The listening socket, bound before any store is opened: a port in use costs nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(
                Exit.PORT_IN_USE,
                f"port {settings.port} on {settings.host} is in use; choose another with --port (0: any)",
            ) from error
        raise Stop(
            Exit.PORT_IN_USE, f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}"
        ) from error
    with listener:
        yield listener


@contextlib.contextmanager
def _signals_end_quietly() -> Generator[None]:
    """Uvicorn raises the signal that stopped it once more when it is done; by then the stores want to be
    closed.
    """

    def ignore(_signal: int, _frame: object) -> None:
        """Nothing is left to do."""

    former = {number: signal.signal(number, ignore) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _url(host: str, listener: socket.socket) -> str:
    """Where this machine reaches the server: an address that means "all of them" is told as loopback."""
    port = listener.getsockname()[1]
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
