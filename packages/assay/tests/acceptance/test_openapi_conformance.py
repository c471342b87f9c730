"""Made-up requests against a running server, from its OpenAPI document: no 5xx, every answer as described."""

from __future__ import annotations

import json
from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

DOCUMENT = json.loads((Path(__file__).parents[4] / "spec/openapi.json").read_text())
ENDLESS = "/requests/tail$"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path_regex=ENDLESS)


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_answers_whatever_it_is_asked_as_described(case, shared_assay_server):
    case.call_and_validate(
        base_url=shared_assay_server.url,
        headers={"xProxy-api-key": shared_assay_server.key},
        checks=CHECKS,
    )
