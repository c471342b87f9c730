"""Roles: what a person may do, from what they were given."""

from __future__ import annotations

import pytest
from assay.domain.errors import Invalid
from assay.domain.people import (
    DAY_MS,
    FULL_ACCESS,
    Access,
    Grant,
    Role,
    Scope,
    Session,
    access_of,
    access_to_application,
    access_to_group,
    check_email,
    check_password,
    check_person_name,
    email_key,
)
from assay.domain.tenancy import Application, Group
from hypothesis import given
from hypothesis import strategies as st

APPLICATION = Application("app", "shop", "team")
TEAM = Group("team", "Team")
places = st.sampled_from(
    [
        (Scope.ORGANIZATION, ""),
        (Scope.GROUP, "team"),
        (Scope.GROUP, "other"),
        (Scope.APPLICATION, "app"),
        (Scope.APPLICATION, "other"),
    ]
)
grants = st.builds(
    lambda place, role, prompts: Grant("ann", *place, role, prompts),
    places,
    st.sampled_from(Role),
    st.sampled_from([None, True, False]),
)
REACHING = {(Scope.ORGANIZATION, ""), (Scope.GROUP, "team"), (Scope.APPLICATION, "app")}


def strength(access: Access | None) -> tuple[int, bool]:
    if access is None:
        return (0, False)
    return (2 if access.role is Role.OWNER else 1, access.view_prompts)


@given(st.lists(grants))
def test_the_strongest_role_of_application_group_and_organization_holds(given_):
    access = access_to_application("ann", given_, APPLICATION, TEAM)
    roles = {grant.role for grant in given_ if (grant.scope, grant.target) in REACHING}
    assert (access and access.role) == (Role.OWNER if Role.OWNER in roles else next(iter(roles), None))


@given(st.lists(grants), grants)
def test_one_more_role_never_takes_anything_away(given_, more):
    before = strength(access_to_application("ann", given_, APPLICATION, TEAM))
    after = strength(access_to_application("ann", [*given_, more], APPLICATION, TEAM))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(st.lists(grants), st.randoms())
def test_the_order_in_which_roles_were_given_does_not_matter(given_, random):
    shuffled = random.sample(given_, len(given_))
    assert access_of(shuffled) == access_of(given_)


@given(st.lists(grants))
def test_a_personal_group_is_its_persons_alone_whatever_roles_others_have(given_):
    own, foreign = Group("team", "Ann's", person="ann"), Group("team", "Bob's", person="bob")
    assert access_to_group("ann", given_, own) == FULL_ACCESS
    assert access_to_application("ann", given_, APPLICATION, own) == FULL_ACCESS
    assert access_to_group("ann", given_, foreign) is None
    named = [grant for grant in given_ if (grant.scope, grant.target) == (Scope.APPLICATION, "app")]
    assert access_to_application("ann", given_, APPLICATION, foreign) == access_of(named)


@pytest.mark.parametrize(
    ("role", "said", "seen"),
    [
        (Role.OWNER, None, True),
        (Role.READER, None, False),
        (Role.OWNER, False, False),
        (Role.READER, True, True),
    ],
)
def test_owners_see_prompts_and_readers_do_not_unless_it_is_said(role, said, seen):
    assert access_of([Grant("ann", Scope.ORGANIZATION, "", role, said)]) == Access(role, seen)


def test_an_owner_may_do_what_a_reader_may_and_not_the_other_way_round():
    assert Role.OWNER.allows(Role.READER)
    assert Role.OWNER.allows(Role.OWNER)
    assert Role.READER.allows(Role.READER)
    assert not Role.READER.allows(Role.OWNER)


@pytest.mark.parametrize(
    ("created", "seen", "now", "holds"),
    [
        (0, 0, 14 * DAY_MS - 1, True),
        (0, 0, 14 * DAY_MS, False),
        (0, 89 * DAY_MS, 90 * DAY_MS - 1, True),
        (0, 89 * DAY_MS, 90 * DAY_MS, False),
    ],
)
def test_a_session_holds_14_days_after_its_last_use_and_90_days_in_all(created, seen, now, holds):
    assert Session(b"", "ann", created, seen).holds(now) is holds


@given(st.text(max_size=40))
def test_addresses_are_compared_without_capitals_and_the_space_around(text):
    assert email_key(f" {text.upper().casefold()} ") == email_key(text.upper().casefold())


@pytest.mark.parametrize("email", ["", "ann", "@b.example", "a@", "a b@c.example", "a@b@c", f"a@{'b' * 300}"])
def test_what_is_no_address_is_refused(email):
    with pytest.raises(Invalid, match="is no e-mail address"):
        check_email(email)


def test_an_address_and_a_name_lose_the_space_around_them():
    assert (check_email(" a@b.example "), check_person_name(" Ann ")) == ("a@b.example", "Ann")


@pytest.mark.parametrize("length", [11, 1025])
def test_a_password_has_12_to_1024_characters_and_no_refusal_repeats_it(length):
    with pytest.raises(Invalid, match=f"has {length} characters") as refusal:
        check_password("x" * length)
    assert "xx" not in refusal.value.message
    assert check_password("x" * 12) == "x" * 12
