"""Writes what is generated from the server's code: spec/openapi.json, docs/reference/api.md and errors.md.

    python docs/generate_api.py [--check]

A test compares the files with what this makes, so run it after changing an operation or a refusal.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from assay.http import analytics, control, people
from assay.http.app import create_app
from assay.http.errors import STATUS
from assay.http.ingest_openapi import OPERATIONS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "packages/assay/src/assay"
METHODS = ("get", "post", "put", "patch", "delete")
STATUS_BY_NAME = {kind.__name__: status for kind, status in STATUS.items()}


# ── the OpenAPI document ──


def openapi() -> dict[str, Any]:
    """The document of the whole public API."""
    nothing = cast("Any", None)  # a description needs no stores
    routers = [*control.ROUTERS, *analytics.ROUTERS, *people.ROUTERS]
    app = create_app(nothing, nothing, routers=routers, hot_operations=OPERATIONS)
    return app.api.openapi()


# ── docs/reference/api.md ──


def api_page(document: Mapping[str, Any]) -> str:
    """Every operation by area: method, path, what it does, what goes in and what comes out."""
    lines = [
        "# The HTTP interface",
        "",
        "Generated from the server by `docs/generate_api.py`; the machine-readable form is",
        "`spec/openapi.json`, and every server serves its own at `/openapi.json`. Operations need a key in",
        "`xProxy-api-key` or [a person's session](../explanation/access.md); errors are described in",
        "[errors](errors.md). Operations marked † are",
        "former spellings that older clients use.",
    ]
    by_area: dict[str, list[str]] = {}
    for method, path, operation in _operations(document):
        mark = " †" if operation.get("deprecated") else ""
        parts = [
            f"`{method.upper()} {path}`{mark}",
            _first_sentence(operation.get("description") or operation["summary"]),
            _parameters(operation),
            _reference(_body_schema(operation)),
            _reference(_answer_schema(operation)),
        ]
        by_area.setdefault(operation["tags"][0], []).append(f"| {' | '.join(parts)} |")
    for area, rows in by_area.items():
        header = ["| Operation | Does | Query | Body | Answer |", "|---|---|---|---|---|"]
        lines += ["", f"## {area[0].upper()}{area[1:]}", "", *header, *rows]
    lines += ["", "## Objects"]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += ["", f"### {name}", "", *_object(schema)]
    return "\n".join(lines) + "\n"


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for method in METHODS:
            if method in operations:
                yield method, path, operations[method]


def _first_sentence(text: str) -> str:
    first = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return first.replace("|", "\\|")


def _parameters(operation: Mapping[str, Any]) -> str:
    names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    return ", ".join(f"`{name}`" for name in names)


def _body_schema(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return body.get("schema", {})


def _answer_schema(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    answers = operation["responses"]
    answer = answers.get("200") or answers.get("201") or {}
    return answer.get("content", {}).get("application/json", {}).get("schema", {})


def _reference(schema: Mapping[str, Any]) -> str:
    """A type in words, linked to its object where it has one."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_reference(each) for each in schema["anyOf"]))
    if "allOf" in schema:
        return _reference(schema["allOf"][0])
    match schema.get("type"):
        case "array":
            return f"list of {_reference(schema.get('items', {})) or 'anything'}"
        case "object":
            values = schema.get("additionalProperties") or {}
            return f"object of {'' if values is True else _reference(values) or 'anything'}".rstrip()
        case "string" if schema.get("format") == "date-time":
            return "time"
        case None:
            return "anything" if schema else ""
        case kind:
            return str(kind)


def _object(schema: Mapping[str, Any]) -> list[str]:
    about = _first_sentence(schema.get("description", ""))
    if "properties" not in schema:
        values = ", ".join(f"`{value}`" for value in schema.get("enum", ()))
        return [line for line in (about, f"One of {values}." if values else "") if line]
    required = set(schema.get("required", ()))
    rows = [
        f"| `{name}` | {_reference(field)} | {'yes' if name in required else ''} |"
        for name, field in schema["properties"].items()
    ]
    return [about, "", "| Field | Type | Always |", "|---|---|---|", *rows]


# ── docs/reference/errors.md ──


class RefusalHere(NamedTuple):
    """A refusal found in the source."""

    code: str
    status: int
    sentence: str


def errors_page() -> str:
    """Every code the server can answer with, its status and the sentences it comes with."""
    by_code: dict[str, list[RefusalHere]] = {}
    for refusal in sorted(set(refusals())):
        by_code.setdefault(refusal.code, []).append(refusal)
    rows = [
        f"| `{code}` | {', '.join(dict.fromkeys(str(each.status) for each in found))} |"
        f" {'<br>'.join(dict.fromkeys(each.sentence for each in found))} |"
        for code, found in sorted(by_code.items())
    ]
    return "\n".join([_ERRORS_HEAD, *rows]) + "\n"


def refusals() -> Iterator[RefusalHere]:
    """Every place in the server that refuses, read from its source."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        helpers = dict(_helpers(tree))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name, literals = _name(call.func), [_text(each) for each in call.args]
            code = next((text for text in literals if text and _is_code(text)), "")
            if name in STATUS_BY_NAME and code and code == literals[0]:
                yield RefusalHere(code, STATUS_BY_NAME[name], _sentence(call.args[1]))
            elif name in helpers and code:
                kind, sentence = helpers[name]
                yield RefusalHere(code, STATUS_BY_NAME[kind], sentence)
    yield from _OF_HTTP


def _helpers(tree: ast.AST) -> Iterator[tuple[str, tuple[str, str]]]:
    """Functions that are handed the code they refuse with: their name, class and sentence."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        if "code" not in {argument.arg for argument in function.args.args}:
            continue
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = _name(call.func)
            if name in STATUS_BY_NAME and isinstance(call.args[0], ast.Name):
                yield function.name, (name, _sentence(call.args[1]))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_code(text: str) -> bool:
    return "_" in text and text.replace("_", "").isalnum() and text.islower()


def _sentence(node: ast.expr) -> str:
    """The sentence with … where a value stands."""
    if isinstance(node, ast.JoinedStr):
        parts = [_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values]
        return "".join(parts).replace("|", "\\|").replace("<", "&lt;")
    return _text(node).replace("|", "\\|").replace("<", "&lt;") or "…"


_OF_HTTP = (
    RefusalHere("invalid_json", 400, "the body is not JSON: …"),
    RefusalHere("required_field_missing", 400, "… is missing from the body"),
    RefusalHere("request_processing_error", 400, "… in the … is …: …"),
    RefusalHere("route_not_found", 404, "there is no …: the operations are listed at /openapi.json"),
    RefusalHere("method_not_allowed", 405, "… is not an operation: this path takes …"),
    RefusalHere("payload_too_large", 413, "the body is larger than … bytes: send less"),
    RefusalHere(
        "unexpected_error",
        500,
        "something failed here that is not your fault: the log has it under …",
    ),
)

_ERRORS_HEAD = """# Errors

Generated from the server by `docs/generate_api.py`. A code is a contract: it is never renamed or reused. The
sentence may change; … stands for a value. Statuses follow from the kind of refusal in one place,
`assay.http.errors`.

Every error has this body; KPI score operations add the keys of an RFC 9457 problem (`type`, `title`,
`status`, `detail`, `instance`):

```json
{
  "statusCode": 404,
  "message": "…",
  "xproxy_error": {"code": "limit_not_found", "message": "…"},
  "request_id": "…"
}
```

A conflict answers 400, not 409, because published clients repeat a 409. 429 and 503 may be repeated, after
`Retry-After` where it is given.

| Code | Status | Sentence |
|---|---|---|"""


def files() -> dict[Path, str]:
    """Everything that is generated, by path."""
    document = openapi()
    return {
        ROOT / "spec/openapi.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        ROOT / "docs/reference/api.md": api_page(document),
        ROOT / "docs/reference/errors.md": errors_page(),
    }


def main() -> int:
    """Write the files, or (`--check`) name those that are stale."""
    stale = {path: text for path, text in files().items() if not path.exists() or path.read_text() != text}
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is stale: run python docs/generate_api.py")
        return 1 if stale else 0
    for path, text in stale.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
