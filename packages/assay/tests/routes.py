"""Routes that the applications of one process have in common."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.routing import BaseRoute


class SharedRoutes:
    """FastAPI works a route out when it is first asked for one after it: 0.1 s of every application.

    The routes themselves know no application: they meet it in the request.
    """

    def __init__(self) -> None:
        self._of_the_first: list[BaseRoute] = []

    def give(self, application: FastAPI) -> None:
        """Let it answer by the routes of the first application, which had the same."""
        if not self._of_the_first:
            self._of_the_first = application.router.routes[:]
        application.router.routes[:] = self._of_the_first
