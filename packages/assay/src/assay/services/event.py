"""What a sender says about one call, and whom it attributes it to: the input of every way in.

Field names are those of the published wire. What the types do not say (which names, ids and counts are
usable) is decided in `assay.services.ingest`.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from assay.domain import attribution as rules
from assay.domain.errors import Invalid

Count = int | float | None
NOTHING_SENT = msgspec.Raw(b"")


class Counts(msgspec.Struct, gc=False):
    """Counts of one unit. `value` is an older spelling of `input`."""

    input: Count = None
    output: Count = None
    value: Count = None


class Event(msgspec.Struct, kw_only=True, gc=False):
    """One call, successful or not. Content (`provider_*_json`, headers) stays undecoded until it is to be
    kept.

    `limit_ids` and what follows it may also come in headers. `charge_past` charges limits although the
    event is older than they are.
    """

    category: str
    units: dict[str, Counts | Count]
    resource: str | None = None
    event_timestamp: str | int | float | None = None
    end_to_end_latency_ms: int | float | None = None
    time_to_first_token_ms: int | float | None = None
    time_to_first_completion_token_ms: int | float | None = None
    http_status_code: int | None = None
    provider_uri: str | None = None
    provider_response_id: str | None = None
    provider_request_json: msgspec.Raw = NOTHING_SENT
    provider_request_reasoning_json: msgspec.Raw = NOTHING_SENT
    provider_request_headers: msgspec.Raw = NOTHING_SENT
    provider_response_json: msgspec.Raw = NOTHING_SENT
    provider_response_headers: msgspec.Raw = NOTHING_SENT
    provider_response_function_calls: msgspec.Raw = NOTHING_SENT
    properties: dict[str, str | None] | None = None
    use_case_properties: dict[str, str | None] | None = None
    experience_properties: dict[str, str | None] | None = None
    limit_ids: list[str] | None = None
    budget_ids: list[str] | None = None
    request_tags: list[str] | None = None
    user_id: str | None = None
    account_name: str | None = None
    use_case_name: str | None = None
    use_case_id: str | None = None
    use_case_version: int | None = None
    use_case_step: str | None = None
    experience_name: str | None = None
    experience_id: str | None = None
    experience_version: int | None = None
    scope: str | None = None
    resource_scope: str | None = None
    charge_past: bool | None = None

    def attribution(self) -> Attribution:
        """What the body itself says about whom the call is for, checked."""
        limit_ids = self.limit_ids or self.budget_ids
        use_case = self.use_case_name or self.experience_name
        instance = self.use_case_id or self.experience_id
        scope = self.scope or self.resource_scope
        if not (
            limit_ids
            or use_case
            or instance
            or scope
            or self.user_id
            or self.account_name
            or self.use_case_step
            or self.request_tags
        ):
            return NOBODY
        return _said(
            tuple(limit_ids or ()),
            self.user_id or "",
            self.account_name or "",
            use_case or "",
            instance or "",
            self.use_case_version or self.experience_version or 0,
            self.use_case_step or "",
            scope or "",
            tuple(self.request_tags or ()),
            not (self.use_case_name or self.use_case_id) and bool(use_case or instance),
        )


class Attribution(msgspec.Struct, kw_only=True, frozen=True, gc=False):
    """Whom a call is for. '' and 0 mean "not said"; `faults` are sentences about parts that were left out.

    `experience`: the deprecated names were used, and are answered. `given_id` is the sender's id for the
    event.
    """

    limit_ids: tuple[str, ...] = ()
    user_id: str = ""
    account: str = ""
    use_case: str = ""
    instance: str = ""
    version: int = 0
    step: str = ""
    scope: str = ""
    module: str = ""
    tags: tuple[str, ...] = ()
    properties: dict[str, str | None] = msgspec.field(default_factory=dict[str, str | None])
    uc_properties: dict[str, str | None] = msgspec.field(default_factory=dict[str, str | None])
    keeps_content: bool = True
    experience: bool = False
    faults: tuple[str, ...] = ()


NOBODY = Attribution()


@lru_cache(maxsize=4096)
def _said(
    limit_ids: tuple[str, ...],
    user_id: str,
    account: str,
    use_case: str,
    instance: str,
    version: int,
    step: str,
    scope: str,
    tags: tuple[str, ...],
    experience: bool,
) -> Attribution:
    """What a body says, checked once for all the events of a conversation that come together."""
    return checked(
        Attribution(
            limit_ids=limit_ids,
            user_id=user_id,
            account=account,
            use_case=use_case,
            instance=instance,
            version=version,
            step=step,
            scope=scope,
            tags=tags,
            experience=experience,
        )
    )


def checked(said: Attribution) -> Attribution:
    """The attribution without its faulty parts, each of which leaves a sentence in `faults`."""
    faults = list(said.faults)
    check_instance = rules.experience_id if said.experience else rules.instance_id
    return Attribution(
        limit_ids=_usable_limits(said.limit_ids, faults),
        user_id=_usable(rules.user_id, said.user_id, faults),
        account=_usable(rules.account_name, said.account, faults),
        use_case=_usable(rules.use_case_name, said.use_case, faults),
        instance=_usable(check_instance, said.instance, faults),
        version=said.version,
        step=_usable(rules.step, said.step, faults),
        scope=_usable(rules.scope, said.scope, faults),
        module=said.module,
        tags=tuple(filter(None, (_usable(rules.tag, tag, faults) for tag in said.tags))),
        properties=said.properties,
        uc_properties=said.uc_properties,
        keeps_content=said.keeps_content,
        experience=said.experience,
        faults=tuple(faults),
    )


def combined(first: Attribution, second: Attribution) -> Attribution:
    """Two checked attributions as one; where both say something, the first wins."""
    if second is NOBODY:
        return first
    if first is NOBODY:
        return second
    named = first if first.use_case or first.instance else second
    return Attribution(
        limit_ids=first.limit_ids or second.limit_ids,
        user_id=first.user_id or second.user_id,
        account=first.account or second.account,
        use_case=named.use_case,
        instance=named.instance,
        version=named.version,
        step=first.step or second.step,
        scope=first.scope or second.scope,
        module=first.module or second.module,
        tags=first.tags or second.tags,
        properties={**second.properties, **first.properties},
        uc_properties={**second.uc_properties, **first.uc_properties},
        keeps_content=first.keeps_content and second.keeps_content,
        experience=named.experience,
        faults=first.faults + second.faults,
    )


def _usable(rule: rules.Rule, text: str, faults: list[str]) -> str:
    if not text:
        return ""
    try:
        return rule(text)
    except Invalid as fault:
        faults.append(f"{fault.message}; it was left out")
        return ""


def _usable_limits(ids: tuple[str, ...], faults: list[str]) -> tuple[str, ...]:
    kept: dict[str, None] = {}
    for text in ids:
        if text in kept:
            faults.append(f"limit {rules.shown(text)} is named twice; it is charged once")
        elif usable := _usable(rules.limit_id, text, faults):
            kept[usable] = None
    return tuple(kept)
