"""Instrumenting a process, once, and undoing it."""

import logging
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from payi.instrument import current, faults, threads
from payi.instrument.configuring import settings_of
from payi.instrument.event import EventBuilder
from payi.instrument.observation import known_ids
from payi.instrument.patching import Patch, Patches
from payi.instrument.settings import Server, Settings
from payi.instrument.wrapping import Observer

if TYPE_CHECKING:
    from payi._client import AsyncPayi, Payi
    from payi.instrument.config import PayiInstrumentConfig
    from payi.instrument.delivery import Delivery

Clients = tuple["Payi | None", "AsyncPayi | None"]


class Installation:
    """What is in force between `payi_instrument` and `payi_uninstrument`."""

    def __init__(self, settings: Settings, delivery: "Delivery") -> None:
        self.settings = settings
        self.delivery = delivery
        self._observer = Observer(settings, delivery)
        self._patches = Patches(self._observer)

    def start(self, patches: Iterable[Patch]) -> None:
        faults.forget()
        known_ids.forget()
        current.set_default(self.settings.default_context, self.settings.root_context)
        threads.inherit_context()
        self._patches.apply(patches)

    def stop(self) -> None:
        """Calls pass untouched from here on; what has ended is still delivered."""
        self._observer.active = False
        self._patches.undo()
        threads.stop_inheriting_context()
        current.set_default(None, None)
        self.delivery.close()


_installation: Installation | None = None
_lock = threading.Lock()


def payi_instrument(
    *,
    payi: "Payi | AsyncPayi | Sequence[Payi | AsyncPayi] | None" = None,
    instruments: Collection[str] | None = None,
    log_prompt_and_response: bool = True,
    config: "PayiInstrumentConfig | Mapping[str, Any] | None" = None,
    logger: logging.Logger | None = None,
    prompt_and_response_logger: Callable[[str, dict[str, Any]], object] | None = None,
) -> None:
    """Record the provider calls of this process. A second call does nothing.

    payi: whom to send events with; by default clients made from the environment.
    instruments: categories such as `system.openai`; None or `*` for all.
    log_prompt_and_response: False keeps every prompt and every answer in the process.
    config: see PayiInstrumentConfig. Calls for which it names no use case belong to one with the name of the
    file that makes this call.
    prompt_and_response_logger: deprecated; is given prompts and answers, which are then not sent.

    Raises TypeError and ValueError for arguments of a wrong kind, PayiError when there is no API key.
    """
    settings = settings_of(
        config,
        instruments=instruments,
        log_prompt_and_response=log_prompt_and_response,
        logger=logger,
        prompt_and_response_logger=prompt_and_response_logger,
        default_use_case=_name_of(sys._getframe(1).f_code.co_filename),  # noqa: SLF001 - who calls, at no cost
        stacklevel=3,
    )
    global _installation  # noqa: PLW0603 - the one of the process
    with _lock:
        if _installation is not None:
            settings.logger.debug("this process is instrumented already")
            return
        from payi.instrument.delivery import open_delivery
        from payi.instrument.providers import patches_for

        client, async_client = _clients(payi, settings)
        settings = replace(settings, server=_server_of(client or async_client))
        delivery = open_delivery(settings, client, async_client, EventBuilder(settings))
        _installation = Installation(settings, delivery)
        _installation.start(patches_for(settings.instruments))


def payi_uninstrument() -> None:
    """Undo `payi_instrument`: nothing is recorded any more, and what was is delivered."""
    global _installation
    with _lock:
        installation, _installation = _installation, None
    if installation is not None:
        installation.stop()


def flush(timeout_s: float | None = None) -> bool:
    """Wait until what has ended so far has been delivered; False when `timeout_s` seconds were too few."""
    installation = _installation
    return installation is None or installation.delivery.flush(timeout_s)


def _server_of(client: "Payi | AsyncPayi | None") -> Server | None:
    return None if client is None else Server(str(client.base_url), client.api_key)


def _name_of(file_name: str) -> str:
    """The use case of a program: `/srv/My App.py` is `my_app`; `<stdin>` is `stdin`."""
    name = PurePath(file_name).name.lower().removesuffix(".py").strip("<>")
    return name.replace(" ", "_")


def _clients(given: "Payi | AsyncPayi | Sequence[Payi | AsyncPayi] | None", settings: Settings) -> Clients:
    """One of each at most, the first given. Raises TypeError for what is no client."""
    if settings.offline_file is not None:
        return None, None
    from payi._client import AsyncPayi, Payi

    if given is None:
        return Payi(), None
    listed: list[object] = list(given) if isinstance(given, list | tuple) else [given]
    for each in listed:
        if not isinstance(each, Payi | AsyncPayi):
            raise TypeError(f"payi must be a Payi, an AsyncPayi or a list of them, not {each!r:.100}")
    client = next((each for each in listed if isinstance(each, Payi)), None)
    async_client = next((each for each in listed if isinstance(each, AsyncPayi)), None)
    return client, async_client
