"""The reading side of the API: questions, requests, reports; and corrections of what was recorded."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from assay.http.routes import (
    comparisons,
    corrections,
    histograms,
    instance_searches,
    questions,
    regressions,
    reports,
    requests,
    unpriced,
)

ROUTERS: Sequence[APIRouter] = (
    questions.router,
    histograms.router,
    comparisons.router,
    regressions.router,
    instance_searches.router,
    reports.router,
    corrections.router,
    corrections.repricing,
    requests.router,
    unpriced.router,
)
"""In the order in which they are tried: `/requests/reprice` before ids of requests."""
