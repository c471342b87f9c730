"""Answers that are files."""

from __future__ import annotations

import os

from anyio import to_thread
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send
from typing_extensions import override

CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"


class PassingFile(FileResponse):
    """A file that is sent piece by piece and then removed, whether it arrived or not."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await to_thread.run_sync(os.unlink, self.path)
