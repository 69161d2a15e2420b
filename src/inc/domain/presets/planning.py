"""Building the capability: response times and updates by severity, three levels of escalation."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]
_ALL: Final = [*_SERIOUS, "SEV3", "SEV4"]

TABLE: Final[dict[str, Any]] = {
    "severity": {
        "SEV1": {
            "criteria": ["Complete service outage", "Critical security breach"],
            "examples": ["Production down", "Data breach"],
            "response": "At once, day and night",
        },
        "SEV2": {
            "criteria": ["Major functionality degraded"],
            "examples": ["Payment processing failing"],
            "respond_within": "30m",
        },
        "SEV3": {
            "criteria": ["Minor functionality impacted"],
            "examples": ["A feature degraded for some users"],
            "respond_within": "2h",
        },
        "SEV4": {
            "criteria": ["Minimal impact"],
            "examples": ["Cosmetic problem", "There is a workaround"],
        },
    },
    "cadence": {
        "SEV1": {"executive": "none"},
    },
    "roles": {
        "commander": {
            "duties": [
                "Coordinates the whole response, mobilizes people",
                "Assesses the severity, and again when it changes",
                "Decides on communication; declares the incident resolved",
            ],
            "leaves_to_others": ["Technical work: the commander delegates it"],
            "required": _ALL,
        },
        "tech_lead": {
            "duties": [
                "Leads the investigation, coordinates the technical responders",
                "Proposes and weighs mitigations; sees that fixes are proper ones",
            ],
        },
        "comms_lead": {
            "duties": [
                "Drafts status updates, manages the status page",
                "Coordinates with the teams that face customers, and with the press",
            ],
        },
        "scribe": {
            "duties": [
                "Documents timeline, decisions, actions and key findings",
                "Prepares the documents for afterwards",
            ],
        },
    },
    "apart": {"SEV1": [["commander", "tech_lead"]]},
    "checklists": {
        "declare": {
            "items": [
                "Users who are hit, and how, known",
                {"text": "Incident commander assigned", "computed": "commander"},
                {"text": "Incident channel open", "computed": "channel"},
                {"text": "Bridge call open", "severities": _SERIOUS},
                "Ticket opened, for tracking and history",
            ],
        },
        "first-ten-minutes": {
            "title": "Investigation",
            "items": [
                "Context gathered: recent changes, logs, metrics, traces",
                {"text": "Theories stated", "computed": "hypothesis"},
                "Evidence for and against each theory checked",
            ],
        },
        "resolve": {
            "items": [
                {"text": "Impact mitigated", "computed": "mitigated"},
                "Service metrics back to normal",
                "No recurring errors in the logs",
                "Customer-facing impact confirmed as ended",
                "Temporary mitigations can stay in place",
            ],
        },
        "close": {
            "items": [
                {"text": "Stakeholders told of the end", "computed": "internal_told_of_end"},
                "Timeline and cause documented",
                {"text": "Postmortem scheduled", "computed": "postmortem_scheduled"},
                "Action items named, and tracked",
            ],
        },
    },
    "channel": {"required": _ALL},
    "postmortem": {
        "required": _ALL,
        "template": "postmortem-planning",
        "sections": [
            *("Summary", "Impact", "Root Cause", "Contributing Factors", "What Went Well"),
            *("What Could Be Improved", "Lessons Learned"),
        ],
    },
}
