"""Who and what a provider call is for, and how an inner block changes what an outer one said.

Pure: values in, values out. `current.py` knows which context is in force.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

T = TypeVar("T")

Properties = Mapping[str, str | None]
NO_PROPERTIES: Properties = {}


@dataclass(frozen=True, slots=True)
class Context:
    """The attribution in force at one place. `request_tags` is deprecated."""

    use_case_name: str | None = None
    use_case_id: str | None = None
    use_case_version: int | None = None
    use_case_step: str | None = None
    use_case_properties: Properties = field(default_factory=lambda: NO_PROPERTIES)
    limit_ids: tuple[str, ...] = ()
    request_tags: tuple[str, ...] = ()
    user_id: str | None = None
    account_name: str | None = None
    request_properties: Properties = field(default_factory=lambda: NO_PROPERTIES)
    price_as_category: str | None = None
    price_as_resource: str | None = None
    resource_scope: str | None = None
    log_prompt_and_response: bool | None = None
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a block says of its context. None says nothing; an empty text, list or mapping takes away."""

    use_case_name: str | None = None
    use_case_id: str | None = None
    use_case_version: int | None = None
    use_case_step: str | None = None
    use_case_properties: Properties | None = None
    limit_ids: tuple[str, ...] | None = None
    request_tags: tuple[str, ...] | None = None
    user_id: str | None = None
    account_name: str | None = None
    request_properties: Properties | None = None
    price_as_category: str | None = None
    price_as_resource: str | None = None
    resource_scope: str | None = None
    log_prompt_and_response: bool | None = None
    proxy: bool | None = None


NOTHING = Context()


def changed(parent: Context, change: Change, new_id: Callable[[], str]) -> Context:
    """The context inside a block: `change`, and of `parent` what it leaves alone.

    Limit ids and tags are added to the parent's, properties are merged. `new_id` makes the id of a use case
    instance when the block enters another use case without naming one.
    """
    return replace(
        _in_use_case(parent, change, new_id),
        limit_ids=_union(parent.limit_ids, change.limit_ids),
        request_tags=_union(parent.request_tags, change.request_tags),
        user_id=_text(parent.user_id, change.user_id),
        account_name=_text(parent.account_name, change.account_name),
        request_properties=_merged(parent.request_properties, change.request_properties),
        price_as_category=_text(parent.price_as_category, change.price_as_category),
        price_as_resource=_text(parent.price_as_resource, change.price_as_resource),
        resource_scope=_text(parent.resource_scope, change.resource_scope),
        log_prompt_and_response=_value(parent.log_prompt_and_response, change.log_prompt_and_response),
        proxy=parent.proxy if change.proxy is None else change.proxy,
    )


def _in_use_case(parent: Context, change: Change, new_id: Callable[[], str]) -> Context:
    """The use case part. Version, step and properties belong to a use case and never move to another."""
    name = _text(parent.use_case_name, change.use_case_name)
    if name is None:
        return NOTHING
    if name != parent.use_case_name:
        return Context(
            use_case_name=name,
            use_case_id=change.use_case_id or new_id(),
            use_case_version=change.use_case_version,
            use_case_step=change.use_case_step or None,
            use_case_properties=change.use_case_properties or NO_PROPERTIES,
        )
    return Context(
        use_case_name=name,
        use_case_id=_text(parent.use_case_id, change.use_case_id),
        use_case_version=_value(parent.use_case_version, change.use_case_version),
        use_case_step=_text(parent.use_case_step, change.use_case_step),
        use_case_properties=_merged(parent.use_case_properties, change.use_case_properties),
    )


def _text(inherited: str | None, given: str | None) -> str | None:
    return inherited if given is None else given or None


def _value(inherited: T | None, given: T | None) -> T | None:
    return inherited if given is None else given


def _union(inherited: tuple[str, ...], given: tuple[str, ...] | None) -> tuple[str, ...]:
    """The outer block's first, each once; an empty `given` clears."""
    if given is None:
        return inherited
    return tuple(dict.fromkeys(inherited + given)) if given else ()


def _merged(inherited: Properties, given: Properties | None) -> Properties:
    if given is None:
        return inherited
    return {**inherited, **given} if given else NO_PROPERTIES
