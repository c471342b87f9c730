"""Another transport for AsyncPayi; needs the extra `assay-payi[aiohttp]`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import httpx2
from typing_extensions import override

from payi._transport import DefaultAsyncHttpxClient

if TYPE_CHECKING:
    import aiohttp


class DefaultAioHttpClient(DefaultAsyncHttpxClient):
    """An `httpx2.AsyncClient` that sends through aiohttp; ImportError where that is not installed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"transport": AiohttpTransport(), **options})


class AiohttpTransport(httpx2.AsyncBaseTransport):
    """Sends through an aiohttp session, which is opened in the event loop of the first request."""

    def __init__(self) -> None:
        import aiohttp
        import yarl

        self._aiohttp = aiohttp
        self._url_as_written = partial(yarl.URL, encoded=True)
        self._session: aiohttp.ClientSession | None = None

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        body = await request.aread()
        with _as_httpx_errors(request):
            response = await self._open_session().request(
                request.method,
                self._url_as_written(str(request.url)),
                headers=request.headers.multi_items(),
                data=body or None,
                allow_redirects=False,
                timeout=self._timeout_of(request),
            )
        return httpx2.Response(
            status_code=response.status,
            headers=list(response.raw_headers),
            stream=_Body(response, request),
            request=request,
        )

    def _timeout_of(self, request: httpx2.Request) -> aiohttp.ClientTimeout:
        phases: dict[str, float | None] = request.extensions.get("timeout", {})
        return self._aiohttp.ClientTimeout(
            total=None,
            connect=phases.get("pool"),
            sock_connect=phases.get("connect"),
            sock_read=phases.get("read"),
        )

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = self._aiohttp.ClientSession(
                auto_decompress=False,  # httpx2 does that, by the headers of the response
                skip_auto_headers=("User-Agent", "Content-Type"),
                trust_env=True,
            )
        return self._session

    @override
    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_errors(self._request):
            async for chunk in self._response.content.iter_any():
                yield chunk

    @override
    async def aclose(self) -> None:
        self._response.release()


@contextmanager
def _as_httpx_errors(request: httpx2.Request) -> Generator[None]:
    import aiohttp

    try:
        yield
    except TimeoutError as error:
        raise httpx2.ReadTimeout(str(error), request=request) from error
    except aiohttp.ClientError as error:
        raise httpx2.NetworkError(str(error), request=request) from error
