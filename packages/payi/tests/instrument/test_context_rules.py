"""How an inner block changes what an outer one said: examples, and an independent model for all the rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payi.instrument.context import NOTHING, Change, Context, changed

TEXT_FIELDS = ("user_id", "account_name", "price_as_category", "price_as_resource", "resource_scope")
USE_CASE_FIELDS = ("use_case_id", "use_case_version", "use_case_step", "use_case_properties")

texts = st.none() | st.sampled_from(["", "a", "b"])
given_properties = st.none() | st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["1", "2", None]))
flags = st.none() | st.booleans()
changes = st.builds(
    Change,
    use_case_name=texts,
    use_case_id=texts,
    use_case_version=st.none() | st.integers(1, 3),
    use_case_step=texts,
    use_case_properties=given_properties,
    limit_ids=st.none() | st.lists(st.sampled_from("lmn"), unique=True).map(tuple),
    request_tags=st.none() | st.lists(st.sampled_from("tuv"), unique=True).map(tuple),
    user_id=texts,
    account_name=texts,
    request_properties=given_properties,
    price_as_category=texts,
    price_as_resource=texts,
    resource_scope=texts,
    log_prompt_and_response=flags,
    proxy=flags,
)


def inside(*blocks: Change) -> Context:
    """The context within the blocks, outermost first; new instances are called `new`."""
    context = NOTHING
    for block in blocks:
        context = changed(context, block, lambda: "new")
    return context


Model = dict[str, Any]


def modelled(blocks: list[Change]) -> Model:
    """The table of inheritance, told one field and one block at a time, as plain dicts without what is empty."""
    state: Model = {}
    for block in blocks:
        said = {name: getattr(block, name) for name in Change.__slots__ if getattr(block, name) is not None}
        state = _modelled_use_case(state, said)
        for name in ("limit_ids", "request_tags"):
            if name in said:
                before = state.pop(name, ()) if said[name] else state.pop(name, ()) and ()
                union = [*before, *(item for item in said[name] if item not in before)]
                if union:
                    state[name] = tuple(union)
        for name in (*TEXT_FIELDS, "request_properties"):
            _modelled_field(state, said, name)
        for name in ("log_prompt_and_response", "proxy"):
            if name in said:
                state[name] = said[name]
    return state


def _modelled_use_case(state: Model, said: Model) -> Model:
    without = {name: value for name, value in state.items() if not name.startswith("use_case")}
    name = said.get("use_case_name", state.get("use_case_name"))
    if not name:
        return without
    if name == state.get("use_case_name"):
        inherited = dict(state)
        for field in USE_CASE_FIELDS:
            _modelled_field(inherited, said, field)
        return inherited
    new = {"use_case_name": name, "use_case_id": said.get("use_case_id") or "new"}
    new |= {field: said[field] for field in USE_CASE_FIELDS[1:] if said.get(field)}
    return {**without, **new}


def _modelled_field(state: Model, said: Model, name: str) -> None:
    if name not in said:
        return
    if not said[name]:
        state.pop(name, None)
    elif isinstance(said[name], Mapping):
        state[name] = {**state.get(name, {}), **said[name]}
    else:
        state[name] = said[name]


def told(context: Context) -> Model:
    found = {name: getattr(context, name) for name in Context.__slots__}
    return {name: value for name, value in found.items() if value not in (None, (), {})}


@given(st.lists(changes, max_size=5))
def test_blocks_change_a_context_as_the_table_of_inheritance_says(blocks: list[Change]) -> None:
    assert told(inside(*blocks)) == {"proxy": False, **modelled(blocks)}


@given(st.lists(changes, max_size=3), changes)
def test_saying_the_same_again_changes_nothing(outer: list[Change], block: Change) -> None:
    block = replace(
        block, use_case_id=block.use_case_id or None
    )  # an empty one first asks for a new instance
    assert inside(*outer, block, block) == inside(*outer, block)


@given(st.lists(changes, max_size=3))
def test_a_block_that_says_nothing_changes_nothing(blocks: list[Change]) -> None:
    assert inside(*blocks, Change()) == inside(*blocks)


@given(st.lists(changes, max_size=3), changes)
def test_an_outer_context_is_the_same_after_an_inner_one(blocks: list[Change], block: Change) -> None:
    outer = inside(*blocks)
    before = told(outer)
    changed(outer, block, lambda: "new")
    assert told(outer) == before


def test_defect_12_version_step_and_properties_stay_with_their_use_case() -> None:
    context = inside(
        Change(
            use_case_name="chat",
            use_case_version=3,
            use_case_step="draft",
            use_case_properties={"team": "a"},
        ),
        Change(use_case_name="search"),
    )
    assert context.use_case_name == "search"
    assert context.use_case_version is None
    assert context.use_case_step is None
    assert context.use_case_properties == {}


def test_defect_16_limit_ids_are_the_outer_ones_first_each_once() -> None:
    context = inside(
        Change(limit_ids=("org", "team")), Change(limit_ids=("user", "org")), Change(limit_ids=("a",))
    )
    assert context.limit_ids == ("org", "team", "user", "a")


def test_an_empty_list_of_limits_leaves_none() -> None:
    worked = [Change(limit_ids=("org",)), Change(use_case_name="chat", limit_ids=("feature",))]
    worked.append(Change(limit_ids=("user",), user_id="u1"))
    assert inside(*worked).limit_ids == ("org", "feature", "user")
    assert inside(*worked, Change(limit_ids=())).limit_ids == ()


def test_another_use_case_is_another_instance_of_it() -> None:
    ids = iter(["first", "second"])

    def new_id() -> str:
        return next(ids)

    outer = changed(NOTHING, Change(use_case_name="chat"), new_id)
    assert changed(outer, Change(use_case_name="chat"), new_id).use_case_id == "first"
    assert changed(outer, Change(use_case_name="search"), new_id).use_case_id == "second"
    assert outer.use_case_id == "first"


def test_an_id_without_a_use_case_is_ignored() -> None:
    assert inside(Change(use_case_id="7")).use_case_id is None


@pytest.mark.parametrize("field", ["use_case_id", *USE_CASE_FIELDS[2:]])
def test_what_is_empty_is_taken_away_within_a_use_case(field: str) -> None:
    empty: Any = {} if field == "use_case_properties" else ""
    first = Change(
        use_case_name="chat", use_case_id="7", use_case_step="draft", use_case_properties={"team": "a"}
    )
    assert not getattr(inside(first, Change(**{field: empty})), field)
