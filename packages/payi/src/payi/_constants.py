from typing import TypeAlias

import httpx2

DEFAULT_TIMEOUT = httpx2.Timeout(timeout=60, connect=5.0)
DEFAULT_MAX_RETRIES = 2
DEFAULT_CONNECTION_LIMITS = httpx2.Limits(max_connections=100, max_keepalive_connections=20)
Transport: TypeAlias = httpx2.BaseTransport
ProxiesTypes: TypeAlias = str | httpx2.URL | httpx2.Proxy
