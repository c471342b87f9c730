"""How a thread of ours reaches the server: as the application's client would."""

import encodings.idna  # noqa: F401  # pyright: ignore[reportUnusedImport] - see below
from dataclasses import replace

import httpx2

from payi._client import AsyncPayi, Payi
from payi._options import ClientOptions
from payi._request import Call, prepare
from payi._transport import Failed, HttpClient, OwnHttpClient, attempt
from payi._version import __title__, __version__

# Resolving a name imports `encodings.idna` at its first use. In a thread of ours, a fork at that moment would
# leave the import locked in the child for ever; so it is imported above.

_BULK = Call(
    "POST",
    "/api/v1/ingest/bulk",
    bytes,
    query={"results": "true"},
    headers={"xProxy-Instrumented-Module": f"{__title__}/{__version__}"},
)


class Connection:
    """The options of the application's client, and its HTTP client where a thread of ours can use that.

    An `AsyncPayi` lends its options only, because its sockets belong to its event loop. So does a client that
    has been closed, and one whose sockets a forked process shares with its parent.
    """

    def __init__(self, options: ClientOptions, http: HttpClient | None = None) -> None:
        self._options = options
        self._http = http
        self._sent_anything = False

    @classmethod
    def of(cls, client: Payi | None, async_client: AsyncPayi | None) -> "Connection | None":
        if client is not None:
            return cls(client, client._http_client)  # noqa: SLF001 - the same package
        return None if async_client is None else cls(async_client)

    @property
    def api_key(self) -> str:
        return self._options.api_key

    def post(self, body: bytes, *, retries_taken: int = 0) -> httpx2.Response | Failed:
        """Send a JSON array of events once."""
        self._sent_anything = True
        prepared = prepare(self._options, _BULK, retries_taken=retries_taken)
        return attempt(self._open_http(), replace(prepared, content=body))

    def client(self) -> Payi:
        """A client for other calls of this thread; it tries once."""
        arguments = self._options.changed({"max_retries": 0})
        return Payi(http_client=self._open_http(), **arguments)

    def renew(self) -> None:
        """After a fork: open sockets belong to the parent. A client of our own has let go of them itself."""
        if self._sent_anything and not isinstance(self._http, OwnHttpClient):
            self._http = None
        self._sent_anything = False

    def _open_http(self) -> HttpClient:
        if self._http is None or self._http.is_closed:
            self._http = OwnHttpClient()
        return self._http
