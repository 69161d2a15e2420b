"""Who may read an incident outside of the response: a word that nobody knows opens nothing."""

from __future__ import annotations

import pytest

from inc.domain.incident import Incident


@pytest.mark.parametrize(
    ("stated", "is_restricted"),
    [
        (None, False),
        ("", False),
        ("public", False),
        ("restricted", True),
        ("Restricted", True),
        (" restricted", True),
        ("secret", True),
        (["restricted"], True),
        (True, True),
    ],
)
def test_what_is_restricted(stated: object, is_restricted: bool) -> None:
    fields = {} if stated is None else {"visibility": stated}
    assert Incident("2026-03-04-x", fields, ()).is_restricted is is_restricted
