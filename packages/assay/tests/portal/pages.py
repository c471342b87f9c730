"""Every page of the portal, as an address in a browser's line."""

from __future__ import annotations

from typing import Any

import httpx2

SIGNED_OUT = {"sign-in": "/sign-in", "welcome": "/welcome"}
SIGNED_IN = {
    "home": "/?range={range}",
    "group": "/g/{group}?range={range}",
    "organization": "/organization",
    "patterns": "/patterns",
    "overview": "~/overview?range={range}",
    "cost-drivers": "~/cost-drivers?range={range}",
    "performance": "~/performance?range={range}",
    "failures": "~/failures?range={range}",
    "requests": "~/requests?range={range}",
    "request-panel": "~/requests?range={range}&order=-cost&open={request}",
    "use-cases": "~/use-cases?range={range}",
    "use-case": "~/use-cases/support-chat?range={range}",
    "instance": "~/use-cases/support-chat/{instance}?range={range}",
    "kpis": "~/kpis?range={range}",
    "kpi": "~/kpis/support-chat/Deflection%20Rate?range={range}",
    "compare": "~/compare?range={range}",
    "limits": "~/limits",
    "limit": "~/limits/support-quarter",
    "limit-dialog": "~/limits?do=create",
    "query": "~/query?range={range}",
    "resources": "~/resources",
    "settings": "~/settings",
    "learn": "~/learn",
}
"""`~` stands for the application; what is in braces is filled in by `address`."""


def address(portal: Any, path: str, *, within: str) -> str:
    """The address of a path over a range. Its ids are others in every installation, of the same things."""
    return path.format_map(_Ids(portal, range=within))


class _Ids(dict[str, str]):
    """Asks the API for an id when a path has it."""

    def __init__(self, portal: Any, **known: str) -> None:
        super().__init__(known)
        self._portal = portal

    def __missing__(self, name: str) -> str:
        return {"group": self._group, "request": self._request, "instance": self._instance}[name]()

    def _group(self) -> str:
        return next(group["id"] for group in self._ask("GET", "/groups")["items"] if group["personal"])

    def _request(self) -> str:
        return self._costliest("requests")["request_id"]

    def _instance(self) -> str:
        return self._costliest("instances")["id"]

    def _costliest(self, kind: str) -> dict[str, Any]:
        search = {
            "from": "2026-08-22T00:00:00Z",
            "to": "2026-11-20T00:00:00Z",
            "filters": [{"field": "use_case", "op": "in", "values": ["support-chat"]}],
            "order": "-cost",
            "limit": 1,
        }
        return self._ask("POST", f"/{kind}/search", json=search)["items"][0]

    def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """In the session: a page shows when a key was used last."""
        headers = {"cookie": f"assay_session={self._portal.session}", "assay-application": self._portal.app}
        url = f"{self._portal.url}/api/v1{path}"
        return httpx2.request(method, url, headers=headers, **options).raise_for_status().json()
