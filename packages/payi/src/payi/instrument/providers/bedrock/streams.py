"""Event streams of botocore and aiobotocore, observed."""

from typing import Any, cast

from payi.instrument.operation import Observation, StreamReader
from payi.instrument.streams import ObservedAsyncStream, ObservedStream


def observed_stream(stream: Any, observation: Observation, reader: StreamReader) -> Any:
    """What the caller gets for an EventStream of either library."""
    kind = ObservedAsyncEvents if hasattr(cast("object", stream), "__aiter__") else ObservedStream
    return kind(stream, observation, reader)


class ObservedAsyncEvents(ObservedAsyncStream):
    """aiobotocore's streams are no iterators: their `__anext__` makes one. They close without waiting."""

    def __init__(self, stream: Any, observation: Observation, reader: StreamReader) -> None:
        super().__init__(stream, observation, reader)
        self._self_next = aiter(stream).__anext__

    def close(self) -> Any:
        try:
            return self.__wrapped__.close()
        finally:
            self._self_following.closed()
