"""What the OpenAPI document says of the hot routes, which FastAPI does not know."""

from __future__ import annotations

from collections.abc import Mapping

from assay.http.openapi import HotOperation
from assay.http.wire import ApiError, BulkIngestResponse, IngestResponse
from assay.services.event import Event

INGEST = "/api/v1/ingest"
BULK = "/api/v1/ingest/bulk"


def _parameter(name: str, place: str, description: str, kind: str = "string") -> Mapping[str, object]:
    return {"name": name, "in": place, "description": description, "schema": {"type": kind}}


_ATTRIBUTION = [
    _parameter(name, "header", description)
    for name, description in (
        ("xProxy-Limit-IDs", "Limits to charge, joined by commas."),
        ("xProxy-User-ID", "The end user the call was made for."),
        ("xProxy-Account-Name", "The customer account of the user."),
        ("xProxy-UseCase-Name", "Use case; without an id a new instance is made and its id returned."),
        ("xProxy-UseCase-ID", "Instance of the use case."),
        ("xProxy-UseCase-Version", "Version a new instance gets; the latest by default."),
        ("xProxy-UseCase-Step", "Step inside the instance."),
        ("xProxy-UseCase-Properties", "Properties of the instance: JSON, or base64 of it."),
        ("xProxy-Request-Properties", "Properties of the request: JSON, or base64 of it."),
        ("xProxy-Resource-Scope", "global, datazone[.zone] or region[.name]."),
        ("xProxy-Logging-Disable", "True: keep no prompt and no completion."),
        ("xProxy-Instrumented-Module", "Library and version that produced the event."),
    )
]

OPERATIONS = (
    HotOperation(
        "POST",
        INGEST,
        "Record one event",
        Event,
        {200: IngestResponse, 400: ApiError, 401: ApiError, 403: ApiError, 413: ApiError, 429: ApiError},
        [
            _parameter("id", "query", "The sender's id for the event, where the provider gave none."),
            *_ATTRIBUTION,
        ],
    ),
    HotOperation(
        "POST",
        BULK,
        "Record many events",
        list[Event],
        {
            200: BulkIngestResponse,
            400: (BulkIngestResponse, ApiError),
            401: ApiError,
            403: ApiError,
            413: ApiError,
            429: ApiError,
        },
        [
            _parameter("results", "query", "Also answer with the result of each event.", "boolean"),
            *_ATTRIBUTION,
        ],
        body_required=False,
    ),
)
