"""Changing the audit log behind our back is noticed."""

from __future__ import annotations

import pytest
from assay.storage.ports import AuditEntry
from assay.storage.state.audit import StoredAudit
from assay.storage.state.session import WriteSession


@pytest.fixture
def audit(opened):
    session = WriteSession(opened())
    stored = StoredAudit(session)
    for number in range(4):
        stored.append(AuditEntry(number, "app", "1234", "limit.delete", f"limit {number}"))
    session.commit()
    return session, stored


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "UPDATE audit SET document = replace(document, 'limit 2', 'limit 9') WHERE n = 3",
            "entry 3 was changed",
        ),
        ("UPDATE audit SET hash = (SELECT hash FROM audit WHERE n = 1) WHERE n = 2", "entry 2 was changed"),
        ("DELETE FROM audit WHERE n = 2", "entry 2 is missing"),
    ],
)
def test_the_first_broken_entry_is_named(audit, change, message):
    session, stored = audit
    session.write(change)

    with pytest.raises(ValueError, match=message):
        stored.verify()


def test_an_untouched_log_is_whole(audit):
    assert audit[1].verify() == 4
