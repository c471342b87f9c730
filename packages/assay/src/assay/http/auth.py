"""From a request to the caller it comes from: the key is in one header and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Scope

from assay.services.access import KeyRing
from assay.services.platform import Caller, Platform

KEY_HEADER = b"xproxy-api-key"


def authenticator(platform: Platform, keyring: KeyRing) -> Callable[[Scope], Caller]:
    """The function that the control plane asks who is calling. It raises Unauthenticated or Busy."""

    def authenticate(scope: Scope) -> Caller:
        key = next((value for name, value in scope["headers"] if name == KEY_HEADER), None)
        return keyring.caller(key, platform.now_ms())

    return authenticate
