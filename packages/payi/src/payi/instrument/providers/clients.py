"""What is worked out once for a client of a provider's library, and looked up in every call."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")


class ByClient(Generic[T]):
    """`make` is asked once a client, and again when its base URL is set anew."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._known: WeakKeyDictionary[Any, tuple[Any, T]] = WeakKeyDictionary()

    def __call__(self, client: Any) -> T:
        # Not the property `base_url`, which in newer releases takes longer than all the rest of this.
        base_url = client._base_url  # noqa: SLF001
        known = self._known.get(client)
        if known is None or known[0] is not base_url:
            known = self._known[client] = (base_url, self._make(client))
        return known[1]
