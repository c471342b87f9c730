"""Who sees prompts and completions: what is shown of a request's content, and why where nothing is.

Content is stored when every gate was open as it came; it is shown while the application's gate is open, to
keys and to people who may view prompts. A person's look at it leaves an audit entry.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from assay.domain.facts import Body, Fact
from assay.services.acts import Act
from assay.services.content import without_arguments
from assay.services.platform import Caller, Platform


class Hidden(StrEnum):
    """Why there is no content to see."""

    VIEW_PROMPTS = "view_prompts"  # the person's role does not let them see it
    APPLICATION = "application"  # the application does not keep content
    USE_CASE = "use_case"  # its use case does not keep content
    NOT_STORED = "not_stored"  # open now: none was sent, a gate was closed when it came, or its days are over


async def content_of(platform: Platform, caller: Caller, fact: Fact) -> dict[str, Any]:
    """Prompt and completion of a request, or `{"hidden": …}` with the reason."""
    if not caller.access.view_prompts:
        return {"hidden": Hidden.VIEW_PROMPTS}
    if not caller.application.settings.content:
        return {"hidden": Hidden.APPLICATION}
    # The spool comes first: it lets go of nothing that the event store lacks.
    body = await platform.state.body(fact.request_id) or await platform.events.body(fact.app, fact.request_id)
    if body is None:
        use_case = await platform.state.read(lambda tx: tx.use_cases.get(fact.app, fact.use_case))
        closed = use_case is not None and use_case.logging_enabled is False
        return {"hidden": Hidden.USE_CASE if closed else Hidden.NOT_STORED}
    if caller.person is not None:
        now = platform.now_ms()
        await platform.state.transact(
            lambda tx: Act(tx, caller, now, platform.new_id).note("content.view", fact.request_id)
        )
    return _shown(body)


def calls_of(caller: Caller, fact: Fact) -> Any:
    """The function calls of a response; without their arguments for people who may not view prompts."""
    return json_value(fact.calls if caller.access.view_prompts else without_arguments(fact.calls))


def json_value(text: str) -> Any:
    """JSON that was kept as text; text that is none stays text."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text


def _shown(body: Body) -> dict[str, Any]:
    return {
        "request": json_value(body.request),
        "response": json_value(body.response),
        "reasoning": json_value(body.reasoning),
        "request_headers": json_value(body.request_headers),
        "response_headers": json_value(body.response_headers),
    }
