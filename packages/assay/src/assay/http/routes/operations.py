"""What a watchman asks: is the process alive, may it be sent requests, how does it fare; and a first page."""

from __future__ import annotations

import html
from importlib.metadata import version

from fastapi import APIRouter, Request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from assay.domain.errors import Refusal, Unavailable
from assay.http.dependencies import PlatformHere
from assay.http.observing import Metrics
from assay.settings import is_loopback

router = APIRouter(include_in_schema=False)


def from_loopback(request: Request) -> bool:
    """Whether the request comes from this very machine."""
    return request.client is not None and is_loopback(request.client.host)


@router.get("/healthz")
async def healthz() -> Response:
    """The process answers; it says nothing about the stores."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
async def readyz(platform: PlatformHere) -> Response:
    """The ledger can be read: 200; else 503, and a load balancer looks elsewhere."""
    try:
        await platform.state.read(lambda tx: tx.values.get("ready"))
    except Unavailable as refusal:
        return JSONResponse({"ready": False, "reason": refusal.message}, 503)
    return JSONResponse(
        {"ready": True, "unshipped": platform.state.unshipped_rows(), "mark": platform.state.mark()}
    )


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus text: from this machine, or with a key."""
    if not from_loopback(request):
        try:
            request.app.state.authenticate(request.scope)
        except Refusal as refusal:
            return PlainTextResponse(f"{refusal.message}\n", 401)
    served: Metrics = request.app.state.metrics
    return Response(generate_latest(served.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/")
async def front(request: Request) -> Response:
    """What this server is and where to look, for whoever opens its address in a browser."""
    return HTMLResponse(
        _FRONT.format(version=version("assay"), base=html.escape(str(request.base_url).rstrip("/")))
    )


_FRONT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Assay</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:4rem auto;
padding:0 1rem}}
code{{background:#8882;padding:.1em .3em;border-radius:3px}}:root{{color-scheme:light dark}}
</style></head><body>
<h1>Assay {version}</h1>
<p>What your AI costs, and what it is worth. This server keeps the ledger; it runs and takes requests.</p>
<ul>
<li><a href="/openapi.json">/openapi.json</a>: every operation, under <code>{base}/api/v1</code></li>
<li><a href="/readyz">/readyz</a>, <a href="/healthz">/healthz</a>, <a href="/metrics">/metrics</a>:
how it fares</li>
</ul>
<p>Send the first event:</p>
<pre><code>export PAYI_BASE_URL={base}
export PAYI_API_KEY=…   # shown by `assay serve`; `assay key rotate 2` makes a new one</code></pre>
<p>Ask the first question: <code>assay ask --metric cost --by use_case</code></p>
</body></html>
"""
