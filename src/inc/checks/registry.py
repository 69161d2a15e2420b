"""The rules of the check, by code; a new one is a module in `rules` and a line here."""

from __future__ import annotations

from typing import Final

from inc.checks.rule import Rule
from inc.checks.rules import (
    action_item_without_owner,
    document_unreadable,
    ignored_needlessly,
    ignored_without_reason,
    rule_broken,
)

RULES: Final[dict[str, Rule]] = {
    rule.code: rule
    for rule in (
        rule_broken.RULE,
        ignored_without_reason.RULE,
        ignored_needlessly.RULE,
        document_unreadable.RULE,
        action_item_without_owner.RULE,
    )
}
"""INC0xx are of the check itself, 1xx documents, 2xx process, 3xx action items, 4xx truth,
5xx words, 6xx credentials, 7xx runbooks."""

BROKEN_RULE: Final = "INC001"
"""The code of a finding about a rule of ours that crashed."""

IGNORED_WITHOUT_REASON: Final = "INC002"
"""The code of a finding about a comment that ignores something and does not say why, or what."""

IGNORED_NEEDLESSLY: Final = "INC003"
"""The code of a finding about a comment that ignores what is not there (any more)."""
