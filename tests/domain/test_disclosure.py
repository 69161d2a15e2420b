"""What may leave the repository."""

from __future__ import annotations

import pytest

from inc.domain.disclosure import may_leave, refuse_restricted
from inc.domain.incident import Incident
from inc.domain.vocabulary import Audience
from inc.errors import Refused, UsageError

OPEN = Incident("2026-03-04-x", {}, ())
RESTRICTED = Incident("2026-03-04-x", {"visibility": "restricted"}, ())
OTHERS = [audience for audience in Audience if audience is not Audience.RESPONDERS]


@pytest.mark.parametrize("audience", Audience)
def test_who_may_read_it(audience: Audience) -> None:
    assert may_leave(OPEN, audience)
    assert may_leave(RESTRICTED, audience) is (audience is Audience.RESPONDERS)
    refuse_restricted(OPEN, audience)


@pytest.mark.parametrize("audience", OTHERS)
def test_others_need_somebody_who_allowed_it(audience: Audience) -> None:
    with pytest.raises(Refused, match=f"restricted, so its text is not for .*'{audience}'"):
        refuse_restricted(RESTRICTED, audience)
    with pytest.raises(UsageError, match="too short"):
        refuse_restricted(RESTRICTED, audience, "  Dana 123 ")
    refuse_restricted(RESTRICTED, audience, "Dana 12345")


def test_responders_need_no_permission() -> None:
    refuse_restricted(RESTRICTED, Audience.RESPONDERS)
