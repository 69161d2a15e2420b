"""Structured handling: who is needed at which severity, and who is told how often."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]
_ALL: Final = [*_SERIOUS, "SEV3", "SEV4"]

TABLE: Final[dict[str, Any]] = {
    "severity": {
        "SEV1": {
            "criteria": ["Complete outage", "Revenue stopped", "Data loss"],
            "response": "All hands, war room; executives, status page and customers told",
        },
        "SEV2": {
            "criteria": ["Major degradation", "A core feature is broken"],
            "response": "On-call team and backup; status page and internal channels",
        },
        "SEV3": {
            "criteria": ["Partial impact, and there is a workaround"],
            "response": "Primary on-call; internal ticket, nothing external",
        },
        "SEV4": {
            "criteria": ["Minor, with minimal user impact"],
            "response": "Best effort, without urgency; a ticket",
        },
    },
    "cadence": {
        "SEV1": {"internal": "30m"},
        "SEV2": {"internal": "none"},
        "SEV3": {"internal": "none"},
    },
    "roles": {
        "commander": {
            "duties": [
                "Makes all decisions, gives the tasks, controls the scope",
                "Is the only one who speaks for the response team to stakeholders",
            ],
        },
        "tech_lead": {"duties": ["Investigates the cause, proposes fixes"]},
        "comms_lead": {"duties": ["Writes the status updates, informs the stakeholders"]},
        "scribe": {"duties": ["Documents timeline, actions and decisions, with their times"]},
        "responder": {"required": _ALL},
    },
    "apart": {"SEV1": [["commander", "tech_lead"]]},
    "checklists": {
        "declare": {
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                "Triage confirms user impact",
                {
                    "text": "Incident commander assigned",
                    "computed": "commander",
                    "severities": _SERIOUS,
                },
                {"text": "Incident channel open", "computed": "channel", "severities": _SERIOUS},
                {
                    "text": "Status page updated",
                    "computed": "customer_told",
                    "severities": _SERIOUS,
                },
                {
                    "text": "Stakeholders told",
                    "computed": "internal_told",
                    "severities": ["SEV1"],
                },
                {"text": "Executives told", "computed": "executive_told", "severities": ["SEV1"]},
            ],
        },
        "first-ten-minutes": {
            "title": "Investigation",
            "items": [
                "Scope confirmed: what is broken, for whom, since when",
                "Recent changes listed: deployments, configuration",
                "Dependencies checked",
                "First error, spike or divergence found in logs and metrics",
                {"text": "Most likely cause stated", "computed": "hypothesis"},
            ],
        },
        "resolve": {
            "items": [
                {"text": "Impact mitigated", "computed": "mitigated"},
                {"text": "Green for 15 minutes", "computed": "green"},
                "Service fully restored and verified",
            ],
        },
        "close": {
            "items": [
                {
                    "text": "Status page says resolved",
                    "computed": "customer_told_of_end",
                    "severities": _SERIOUS,
                },
                {"text": "Stakeholders told of the end", "computed": "internal_told_of_end"},
                "Timeline complete",
                {"text": "Postmortem scheduled", "computed": "postmortem_scheduled"},
                "Closed in the tracking system",
            ],
        },
    },
    "channel": {"name": "incident-{year}-{slug}"},
    "postmortem": {
        "required": _ALL,
        "meeting": "none",
        "template": "postmortem-structured",
        "sections": [
            *("Summary", "Impact", "What we know", "What we tried", "What we will monitor"),
            "What could be improved",
        ],
    },
}
