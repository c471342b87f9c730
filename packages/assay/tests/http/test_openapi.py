"""The OpenAPI document: committed, complete, and what the server does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
DOCUMENT = json.loads((ROOT / "spec/openapi.json").read_text())

CURRENT = [
    "POST",
    "/ingest",
    "POST",
    "/ingest/bulk",
    "GET",
    "/categories",
    "DELETE",
    "/categories/{category}",
    "GET",
    "/categories/{category}/resources",
    "GET",
    "/categories/{category}/resources/{resource}",
    "POST",
    "/categories/{category}/resources/{resource}",
    "DELETE",
    "/categories/{category}/resources/{resource}",
    "GET",
    "/categories/{category}/resources/{resource}/{resource_id}",
    "DELETE",
    "/categories/{category}/resources/{resource}/{resource_id}",
    "GET",
    "/limits",
    "POST",
    "/limits",
    "GET",
    "/limits/{limit_id}",
    "PUT",
    "/limits/{limit_id}",
    "DELETE",
    "/limits/{limit_id}",
    "POST",
    "/limits/{limit_id}/reset",
    "PUT",
    "/limits/{limit_id}/properties",
    "GET",
    "/use_cases/definitions",
    "POST",
    "/use_cases/definitions",
    "GET",
    "/use_cases/definitions/{use_case_name}",
    "PUT",
    "/use_cases/definitions/{use_case_name}",
    "DELETE",
    "/use_cases/definitions/{use_case_name}",
    "POST",
    "/use_cases/definitions/{use_case_name}/increment_version",
    "POST",
    "/use_cases/definitions/{use_case_name}/limit_config",
    "DELETE",
    "/use_cases/definitions/{use_case_name}/limit_config",
    "GET",
    "/use_cases/definitions/{use_case_name}/kpis",
    "POST",
    "/use_cases/definitions/{use_case_name}/kpis",
    "GET",
    "/use_cases/definitions/{use_case_name}/kpis/{kpi_name}",
    "PUT",
    "/use_cases/definitions/{use_case_name}/kpis/{kpi_name}",
    "DELETE",
    "/use_cases/definitions/{use_case_name}/kpis/{kpi_name}",
    "POST",
    "/use_cases/instances/{use_case_name}",
    "GET",
    "/use_cases/instances/{use_case_name}/{use_case_id}",
    "DELETE",
    "/use_cases/instances/{use_case_name}/{use_case_id}",
    "PUT",
    "/use_cases/instances/{use_case_name}/{use_case_id}/properties",
    "GET",
    "/use_cases/instances/{use_case_name}/{use_case_id}/kpis",
    "PUT",
    "/use_cases/instances/{use_case_name}/{use_case_id}/kpis/{kpi_name}",
]
OPERATIONS = [f"{method} {path}" for method, path in zip(CURRENT[::2], CURRENT[1::2], strict=True)]


def test_the_committed_documents_are_what_the_server_says():
    check = subprocess.run(
        [sys.executable, ROOT / "docs/generate_api.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_published_operation_is_there(operation):
    method, path = operation.split()
    assert method.lower() in DOCUMENT["paths"][f"/api/v1{path}"]


def test_operations_have_ids_of_their_own_and_a_sentence_each():
    operations = [each for paths in DOCUMENT["paths"].values() for each in paths.values()]
    ids = [each["operationId"] for each in operations]
    assert len(set(ids)) == len(ids)
    assert all(each.get("description") or each["summary"] for each in operations)


def test_a_running_server_serves_the_same_control_plane(api):
    served = api.portal.call(api.client.get, "http://assay.test/openapi.json").json()
    for path, operations in served["paths"].items():
        assert DOCUMENT["paths"][path] == operations
