"""The one place that names engines: from settings to a platform that works, and back to closed files."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import dataclass

import apsw
import structlog
import uuid_utils
from starlette.types import ASGIApp

from assay import catalogue
from assay.datadir import DataDirectory, stopping
from assay.domain.errors import Unavailable
from assay.domain.prices import PriceBook
from assay.exits import Exit, Stop, disk_full, read_only
from assay.http import analytics, ingest, ingest_openapi, people
from assay.http.app import Dispatcher, create_app
from assay.http.auth import Authenticator
from assay.http.control import ROUTERS
from assay.http.front import front
from assay.http.observing import Metrics, Observed
from assay.http.routes import admin as admin_routes
from assay.http.routes import admin_people, operations
from assay.http.site import Site
from assay.portal.files import PortalFiles
from assay.services import admin, retention
from assay.services.oidc import IdentityProvider, ProviderSettings
from assay.services.operations import Operator
from assay.services.platform import Platform
from assay.services.reservations import Reservations
from assay.services.roster import Entrance
from assay.services.sessions import Authentication
from assay.settings import Settings
from assay.storage.events.duckdb import DuckDBFile
from assay.storage.events.shipper import Shipper
from assay.storage.events.store import DuckDBEvents
from assay.storage.events.upkeep import DuckDBUpkeep
from assay.storage.state.sqlite import SqliteState
from assay.storage.state.upkeep import SqliteUpkeep
from assay.storage.upkeep import Upkeep

USE_NOTED_EVERY_S = 60.0
RESERVATIONS_EVERY_S = 30.0

_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True, frozen=True)
class Installation:
    """A platform that works: its application, and the first application when this start made it.

    `front` makes the protocol of a connection: what a server puts before the application.
    """

    app: ASGIApp
    front: Callable[..., asyncio.Protocol]
    platform: Platform
    entrance: Entrance
    first_application: admin.NewApplication | None


def now_ms() -> int:
    """The wall clock, ms since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A UUIDv7: ids made later sort later, which keeps insertion sequential."""
    return str(uuid_utils.uuid7())


@contextlib.asynccontextmanager
async def open_installation(settings: Settings) -> AsyncGenerator[Installation]:
    """Open the stores of a data directory, whose lock the caller holds, and the application over them.

    Inside, the shipper and the jobs run. On the way out they end, what is queued is done, and the files are
    closed. Raises Stop for a disk that cannot be written, a newer schema and a damaged store.
    """
    directory = DataDirectory(settings.data)
    async with contextlib.AsyncExitStack() as closing:
        with _told_as_one_sentence(directory):
            platform, upkeep = await _open_stores(settings, directory, closing)
            first = await _first_application(settings, platform)
            entrance = Entrance()
            await entrance.load(platform.state)
            operator = Operator(platform, entrance, upkeep, directory.root, directory.owner_token())
        metrics = Metrics(platform.state)
        hot = ingest.routes(platform, entrance.keys)
        authenticator = Authenticator(platform, entrance, Site(settings.public_url, settings.trusted_proxy))
        dispatcher = create_app(
            platform,
            authenticator,
            routers=[*ROUTERS, *analytics.ROUTERS, *people.ROUTERS],
            hot=hot,
            hot_operations=ingest_openapi.OPERATIONS,
            pages=PortalFiles(is_signed_in=authenticator.has_session),
        )
        people.install(dispatcher.api, Authentication(platform, entrance), _identity_provider(settings))
        _add_operations(dispatcher, operator, metrics)

        async def note_use() -> None:
            await entrance.note_use(platform.state, platform.now_ms())

        async def expire() -> None:
            dropped = await retention.expire(platform, upkeep)
            if dropped.applications:
                await entrance.load(platform.state)

        closing.push_async_callback(note_use)
        for job in (
            _every(settings.retention_every_s, "retention", expire),
            _every(USE_NOTED_EVERY_S, "use of keys and sessions", note_use),
            _every(RESERVATIONS_EVERY_S, "reservations", Reservations(platform).expire),
        ):
            closing.push_async_callback(_end, asyncio.create_task(job))
        observed = Observed(dispatcher, metrics)
        yield Installation(observed, front(hot, observed.note), platform, entrance, first)


async def _open_stores(
    settings: Settings, directory: DataDirectory, closing: contextlib.AsyncExitStack
) -> tuple[Platform, Upkeep]:
    state = SqliteState(directory.state, now_ms=now_ms)
    closing.push_async_callback(state.close)
    file = DuckDBFile(directory.events, memory_limit=f"{settings.events_memory_mb}MB")
    events = DuckDBEvents(file, askers=settings.question_threads, timeout_s=settings.question_timeout_s)
    closing.callback(events.close)
    shipper = Shipper(state, events, state.unshipped_rows)
    shipper.start()
    closing.push_async_callback(asyncio.to_thread, shipper.close)
    custom = await state.read(lambda tx: tx.resources.all())
    platform = Platform(state, events, _prices(directory).with_custom(custom), now_ms, new_id)
    return platform, Upkeep(SqliteUpkeep(state, directory.state), DuckDBUpkeep(file), shipper)


def _prices(directory: DataDirectory) -> PriceBook:
    try:
        return catalogue.price_book(directory.root)
    except ValueError as error:
        raise Stop(Exit.DAMAGED, f"the imported price list cannot be read: {error}") from error


async def _first_application(settings: Settings, platform: Platform) -> admin.NewApplication | None:
    key = settings.bootstrap_key.get_secret_value() if settings.bootstrap_key else None
    name, app, now = settings.bootstrap_application, platform.new_id(), platform.now_ms()
    return await platform.state.transact(
        lambda tx: admin.start_first_application(tx, name, key, app=app, now=now)
    )


def _identity_provider(settings: Settings) -> IdentityProvider | None:
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret
    return IdentityProvider(
        ProviderSettings(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else "",
            name=settings.oidc_name,
            groups_claim=settings.oidc_groups_claim,
            owner_groups=_names(settings.oidc_owner_groups),
            reader_groups=_names(settings.oidc_reader_groups),
        )
    )


def _names(text: str) -> frozenset[str]:
    """Names from a list with commas."""
    return frozenset(name.strip() for name in text.split(",")) - {""}


def _add_operations(dispatcher: Dispatcher, operator: Operator, metrics: Metrics) -> None:
    dispatcher.api.state.operator = operator
    dispatcher.api.state.metrics = metrics
    dispatcher.api.include_router(operations.router)
    dispatcher.api.include_router(admin_routes.router)
    dispatcher.api.include_router(admin_people.router)


async def _every(seconds: float, name: str, work: Callable[[], Awaitable[object]]) -> None:
    """Do `work` again and again. A failure is logged and waits for the next time."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:  # noqa: BLE001 - whatever it was, the next time may do
            _log.exception("a job failed", job=name)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@contextlib.contextmanager
def _told_as_one_sentence(directory: DataDirectory) -> Generator[None]:
    """What stands in the way of a start, as a Stop with its own exit code."""
    place = f"the data directory {directory.root}"
    try:
        with stopping(place):
            yield
    except Unavailable as refusal:
        raise _stop_for(refusal, place) from refusal
    except apsw.Error as error:
        raise _stop_for_sqlite(error, place) or Stop(Exit.DAMAGED, f"{place}: {error}") from error


def _stop_for(refusal: Unavailable, place: str) -> Stop:
    if refusal.code == "schema_newer":
        return Stop(Exit.NEWER_SCHEMA, refusal.message)
    if refusal.code == "disk_full":
        return disk_full(place)
    cause = refusal.__cause__
    known = _stop_for_sqlite(cause, place) if isinstance(cause, apsw.Error) else None
    return known or Stop(Exit.DAMAGED, refusal.message)


def _stop_for_sqlite(error: apsw.Error, place: str) -> Stop | None:
    if isinstance(error, apsw.FullError):
        return disk_full(place)
    if isinstance(error, apsw.ReadOnlyError | apsw.CantOpenError | apsw.PermissionsError):
        return read_only(place)
    return None
