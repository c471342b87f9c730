"""What a watchman asks: is the process alive, may it be sent requests, how does it fare?"""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, PlainTextResponse, Response

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
