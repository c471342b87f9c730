"""One reading of each provider's usage, shared by the client, the proxy and the telemetry receiver.

Pure functions and tables; standard library only.
"""

from payi.usage.batches import read_batch_result as read_batch_result
from payi.usage.estimate import estimate as estimate
from payi.usage.hosts import dialect_of as dialect_of
from payi.usage.hosts import gives_stream_usage_on_request as gives_stream_usage_on_request
from payi.usage.reading import Reading as Reading
from payi.usage.reading import UnknownDialectError as UnknownDialectError
from payi.usage.registry import known_dialects as known_dialects
from payi.usage.registry import read as read
from payi.usage.streams import EventStream as EventStream
