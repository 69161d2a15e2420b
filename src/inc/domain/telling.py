"""The words of a text that may tell what an incident was about, as they are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from inc.domain.vocabulary import Audience, Kind, Role, Status
from inc.domain.word_forms import plain

_SHORTEST: Final = 3
_LONGEST: Final = 40
_COMMON: Final = """
about across after again against all also and any are aren ask asked back because been before
began begins being between but call called came can cannot com come could day days did does doesn
don done down during each early everybody everything find first five for found four from get going
gone good got had has hasn have haven her here his hour hours how http https impact incident into
isn issue issues its just know known last late later less like long many look looked looking lot
made make makes may minute minutes more most named new nobody not nothing now number off old once
one only org other our out over people problem rate rates request requests said same saw say
second seconds see seen service services she should since some somebody something still such take
taken tell ten than that the their them then there these they thing things think this those though
three told too took toward twice two until use used using very via want was wasn way week weeks
well went were weren what when where whether which while who why will with within without work
worked working works would www year years yet you your

acknowledged action actions closed commander comms communication communications confirmed
contributing customer customers declared detect detected factor factors finding fixed hypothesis
identified internal investigate investigated investigating investigation item items lead learned
lesson lessons mitigate mitigated mitigation monitoring next normal note owner postmortem prevent
process public published resolved responder responders restricted role root runbook scribe sev1
sev2 sev3 sev4 started status summary tech ticket tickets time timeline today update updates user
users utc yesterday
"""
"""Words of the language, and of every record of an incident."""
_OF_THE_RECORD: Final = frozenset(
    part for word in (*Kind, *Role, *Status, *Audience) for part in word.split("_")
)
_DATES: Final = """
january february march april june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday
mon tue wed thu fri sat sun
third fourth fifth six seven eight nine ten eleven twelve hundred thousand half quarter percent
"""
_TELLS_NOTHING: Final = frozenset([*_COMMON.split(), *_DATES.split(), *_OF_THE_RECORD])
_MENTION: Final = r"(?<![\w.])@[\w.-]+"


def words(text: str) -> list[str]:
    """The words of a text that may tell something, as they are compared; in order, repeated.

    Whom a text mentions with `@` is not among them.
    """
    told = unicodedata.normalize("NFKD", text.lower()) if not text.isascii() else text.lower()
    if not told.isascii():
        told = "".join(one for one in told if not unicodedata.combining(one))
    if "@" in told:
        told = re.sub(_MENTION, " ", told)
    if " out" in told:
        told = re.sub(r"\btim(?:e|es|ed|ing) out\b", "timeout", told)
    every = (plain(one) for one in re.findall(r"[^\W_]+", told) if one not in _TELLS_NOTHING)
    return [one for one in every if _is_telling(one)]


def _is_telling(word: str) -> bool:
    """Whether it is a word: no part of the language, no number, no piece of an id."""
    if not _SHORTEST <= len(word) <= _LONGEST or word in _TELLS_NOTHING:
        return False
    return sum(one.isdigit() for one in word) * 2 < len(word)
