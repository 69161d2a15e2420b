"""A small program: answers in minutes, three roles, a postmortem after the serious ones."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]

TABLE: Final[dict[str, Any]] = {
    "severity": {
        "SEV1": {
            "criteria": ["Full outage", "Data loss", "Security breach"],
            "examples": ["Site down", "Payment processing failed"],
        },
        "SEV2": {
            "criteria": ["A major feature is degraded", "Significant user impact"],
            "examples": ["Search broken", "Slow response times"],
        },
        "SEV3": {
            "criteria": ["A minor feature is degraded, and there is a workaround"],
            "examples": ["Admin panel slow", "Non-critical jobs fail"],
        },
        "SEV4": {
            "criteria": ["Cosmetic, without user impact"],
            "examples": ["Typo in an email", "Log noise"],
        },
    },
    "cadence": {
        "SEV1": {"responders": "30m", "internal": "30m", "executive": "none"},
    },
    "roles": {
        "commander": {
            "duties": [
                "Coordinates the response, delegates the investigation",
                "Decides on escalation; communicates the status to the outside",
                "Decides when it is resolved",
            ],
            "leaves_to_others": [
                "Writing code",
                "Debugging logs",
                "Decisions on architecture under pressure",
            ],
        },
        "tech_lead": {
            "duties": [
                "Leads the technical investigation; proposes and makes fixes",
                "Tells the commander blast radius and risk",
                "Coordinates the engineers who work on it",
            ],
        },
        "comms_lead": {
            "duties": [
                "Updates the status page, notifies customers",
                "Updates internal stakeholders, and the channel at regular intervals",
            ],
            "required": _SERIOUS,
        },
        "scribe": {"required": []},
    },
    "apart": {"SEV1": [["commander", "tech_lead"]]},
    "checklists": {
        "declare": {
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                {"text": "Impact stated", "computed": "impact"},
                {"text": "Incident channel open", "computed": "channel"},
                {
                    "text": "Incident commander assigned",
                    "computed": "commander",
                    "severities": _SERIOUS,
                },
                {"text": "Tech lead named", "computed": "tech_lead", "severities": _SERIOUS},
                {
                    "text": "Communications lead named",
                    "computed": "comms_lead",
                    "severities": _SERIOUS,
                },
                {"text": "A first theory stated", "computed": "hypothesis"},
            ],
        },
        "first-ten-minutes": {
            "title": "Investigation",
            "items": ["Dashboards and logs read", "Scope of the impact known"],
        },
        "resolve": {
            "items": [
                {"text": "Impact mitigated", "computed": "mitigated"},
                "User-facing symptoms are gone",
                "Recovery watched; all systems are nominal",
            ],
        },
        "close": {
            "items": [
                {
                    "text": "Status page says resolved",
                    "computed": "customer_told_of_end",
                    "severities": _SERIOUS,
                },
                {
                    "text": "Postmortem scheduled",
                    "computed": "postmortem_scheduled",
                    "severities": _SERIOUS,
                },
            ],
        },
    },
    "channel": {"required": [*_SERIOUS, "SEV3", "SEV4"]},
    "postmortem": {
        "template": "postmortem-management",
        "sections": ["Summary", "Root Cause", "Impact"],
    },
}
