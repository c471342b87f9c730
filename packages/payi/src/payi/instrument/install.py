"""Instrumenting a process, once, and undoing it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from payi.instrument import current, threads
from payi.instrument.patching import Patch, Patches
from payi.instrument.settings import Settings
from payi.instrument.wrapping import Observer

if TYPE_CHECKING:
    from payi.instrument.delivery import Delivery


class Installation:
    """What is in force between `payi_instrument` and `payi_uninstrument`."""

    def __init__(self, settings: Settings, delivery: "Delivery") -> None:
        self.settings = settings
        self.delivery = delivery
        self._observer = Observer(settings, delivery)
        self._patches = Patches(self._observer)

    def start(self, patches: Iterable[Patch]) -> None:
        current.set_default(self.settings.default_context)
        threads.inherit_context()
        self._patches.apply(patches)

    def stop(self) -> None:
        """Calls pass untouched from here on; what has ended is still delivered."""
        self._observer.active = False
        self._patches.undo()
        threads.stop_inheriting_context()
        current.set_default(None)
        self.delivery.close()
