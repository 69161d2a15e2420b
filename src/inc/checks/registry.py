"""The rules of the check, by code; a new one is a module in `rules` and a line here."""

from __future__ import annotations

from typing import Final

from inc.checks.rule import Rule
from inc.checks.rules import (
    action_item_due_date_unreadable,
    action_item_id_twice,
    action_item_overdue,
    action_item_owner_unknown,
    action_item_priority_unknown,
    action_item_removed,
    action_item_type_unknown,
    action_item_without_box,
    action_item_without_due_date,
    action_item_without_owner,
    action_items_only_document,
    blaming_words,
    character_hidden,
    check_loosened,
    clock_time_contradicts_timeline,
    credential,
    credential_allowed_here,
    document_unreadable,
    duration_contradicts_timeline,
    ended_with_gate_shut,
    entry_in_the_future,
    entry_long_before_start,
    entry_with_other_version,
    entry_without_id,
    field_of_wrong_type,
    generated_block_edited,
    generated_block_outdated,
    guidance_in_published_document,
    id_of_two_entries,
    ignored_needlessly,
    ignored_without_reason,
    improvement_without_action_item,
    incident_open_and_silent,
    incident_without_commander,
    incident_without_required_role,
    link_broken,
    merge_lost_entries,
    merged_otherwise,
    name_next_to_fault,
    name_of_two_incidents,
    path_of_another_id,
    postmortem_overdue,
    postmortem_removed,
    postmortem_section_empty,
    postmortem_without_author,
    restricted_incident_mentioned,
    root_cause_speculative,
    rule_broken,
    runbook_review_impossible,
    runbook_review_overdue,
    runbook_unfinished,
    runbook_unknown,
    runbook_used_since_change,
    runbook_without_owner,
    state_not_in_timeline,
    time_unreadable,
    timeline_entry_rewritten,
    timeline_out_of_order,
    times_impossible,
    value_read_differently,
    versions_unchosen,
    word_unknown,
)

RULES: Final[dict[str, Rule]] = {
    rule.code: rule
    for rule in (
        rule_broken.RULE,
        ignored_without_reason.RULE,
        ignored_needlessly.RULE,
        check_loosened.RULE,
        document_unreadable.RULE,
        field_of_wrong_type.RULE,
        time_unreadable.RULE,
        value_read_differently.RULE,
        word_unknown.RULE,
        path_of_another_id.RULE,
        name_of_two_incidents.RULE,
        timeline_out_of_order.RULE,
        entry_in_the_future.RULE,
        entry_long_before_start.RULE,
        state_not_in_timeline.RULE,
        times_impossible.RULE,
        entry_without_id.RULE,
        id_of_two_entries.RULE,
        link_broken.RULE,
        runbook_unknown.RULE,
        guidance_in_published_document.RULE,
        generated_block_edited.RULE,
        generated_block_outdated.RULE,
        character_hidden.RULE,
        versions_unchosen.RULE,
        entry_with_other_version.RULE,
        incident_without_commander.RULE,
        incident_without_required_role.RULE,
        ended_with_gate_shut.RULE,
        incident_open_and_silent.RULE,
        postmortem_overdue.RULE,
        postmortem_section_empty.RULE,
        restricted_incident_mentioned.RULE,
        postmortem_without_author.RULE,
        action_item_without_owner.RULE,
        action_item_without_due_date.RULE,
        action_item_due_date_unreadable.RULE,
        action_item_type_unknown.RULE,
        action_item_priority_unknown.RULE,
        action_item_overdue.RULE,
        action_item_owner_unknown.RULE,
        improvement_without_action_item.RULE,
        action_items_only_document.RULE,
        action_item_without_box.RULE,
        action_item_id_twice.RULE,
        duration_contradicts_timeline.RULE,
        clock_time_contradicts_timeline.RULE,
        timeline_entry_rewritten.RULE,
        action_item_removed.RULE,
        postmortem_removed.RULE,
        merge_lost_entries.RULE,
        merged_otherwise.RULE,
        blaming_words.RULE,
        name_next_to_fault.RULE,
        root_cause_speculative.RULE,
        credential.RULE,
        credential_allowed_here.RULE,
        runbook_review_overdue.RULE,
        runbook_used_since_change.RULE,
        runbook_without_owner.RULE,
        runbook_unfinished.RULE,
        runbook_review_impossible.RULE,
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

UNREADABLE: Final = "INC101"
"""The code of a finding about a document that cannot be read: no other rule looks at it."""

NEVER_IGNORED: Final = frozenset({"INC601"})
"""What no comment in a document can allow: whoever wrote the one can write the other."""
