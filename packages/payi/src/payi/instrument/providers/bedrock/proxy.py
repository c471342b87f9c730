"""Proxy mode: a signed request goes to the proxy instead, which forwards it where it was signed for.

botocore's own events carry it: the address and the headers travel in the context of the request, and a
handler that runs after the one that signs puts them on. So retries are signed and sent likewise, and no
signature covers what only the proxy reads.
"""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from payi.instrument import faults
from payi.instrument.settings import Server
from payi.lib.helpers import PayiHeaderNames, payi_aws_bedrock_url

_CARRIED = "payi_proxy"
_AMONG_PARAMETERS = "PayiProxy"  # no parameter of AWS; taken out before they are checked


class Detour(NamedTuple):
    """Where a request goes instead, and what it tells there."""

    url: str
    headers: Mapping[str, Any]


def through_proxy(
    client: Any, parameters: dict[str, Any], server: Server | None, headers: Mapping[str, Any]
) -> dict[str, Any]:
    """The parameters of a call that goes to the proxy of `server`; of the environment's, without one."""
    url = payi_aws_bedrock_url(server.base_url if server else None)
    key = server.api_key if server else os.environ.get("PAYI_API_KEY")
    detour = Detour(url, {**headers, PayiHeaderNames.api_key: key} if key else headers)
    try:
        _listen(client.meta.events, client.meta.service_model.service_id.hyphenize())
    except Exception as fault:  # noqa: BLE001 - the call goes to AWS, uncounted
        faults.absorb("sending a call of Bedrock to the proxy", fault)
        return parameters
    return {**parameters, _AMONG_PARAMETERS: detour}


def _listen(events: Any, service: str) -> None:
    """Have the client call us; it keeps one handler of each name, and they leave other calls alone.

    Handlers of a whole service run after those of one operation, and the one that signs is among the former.
    """
    events.register_first(f"before-parameter-build.{service}", _take, unique_id="payi-proxy-take")
    events.register_last(f"request-created.{service}", _redirect, unique_id="payi-proxy-redirect")


def _take(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    detour = params.pop(_AMONG_PARAMETERS, None)
    if detour is not None:
        context[_CARRIED] = detour


def _redirect(request: Any, **_: object) -> None:
    detour: Detour | None = request.context.get(_CARRIED)
    if detour is None:
        return
    signed_for = urlsplit(cast("str", request.url))
    request.url = detour.url + signed_for.path + (f"?{signed_for.query}" if signed_for.query else "")
    for name, value in detour.headers.items():
        request.headers[name] = value
    request.headers[PayiHeaderNames.provider_base_uri] = f"{signed_for.scheme}://{signed_for.netloc}"
