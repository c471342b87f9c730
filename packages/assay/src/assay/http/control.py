"""The control plane: everything of the API that manages what events are priced, charged and judged by."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from assay.http.routes import categories, experiences, instances, kpis, limits, scores, use_cases

ROUTERS: Sequence[APIRouter] = (
    categories.router,
    limits.router,
    kpis.router,
    use_cases.router,
    scores.router,
    instances.router,
    experiences.router,
)
"""In the order in which they are tried: scores before instances, whose paths they would fit."""
