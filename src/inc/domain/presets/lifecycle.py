"""Detect, respond, recover, learn: severity by impact and scope, a longer watch at the end."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]
_ALL: Final = [*_SERIOUS, "SEV3", "SEV4"]

TABLE: Final[dict[str, Any]] = {
    "severity": {
        "SEV1": {
            "criteria": [
                "Complete outage",
                "Data loss or security breach",
                "All or most users affected",
            ],
            "examples": ["Production database down"],
            "response": "At once, day and night",
        },
        "SEV2": {
            "criteria": [
                "Major functionality impaired",
                "Significant user impact; a workaround may exist",
            ],
            "examples": ["Payment processing degraded"],
            "response": "Urgently, in business hours and beyond",
        },
        "SEV3": {
            "criteria": ["Part of something is affected", "Limited impact; there is a workaround"],
            "examples": ["Report generation slow"],
            "response": "At normal priority",
        },
        "SEV4": {
            "criteria": ["Minor, with minimal user impact"],
            "examples": ["Cosmetic bug in the user interface"],
            "response": "Best effort",
        },
    },
    "triage": {"questions": {"trend": "none"}},
    "cadence": {
        "SEV1": {"responders": "30m", "internal": "30m", "executive": "none"},
        "SEV2": {"responders": "60m", "internal": "60m", "customer": "60m"},
        "SEV3": {"internal": "2h", "customer": "2h"},
    },
    "roles": {
        "commander": {
            "duties": [
                "Owns the incident end to end: decides and delegates",
                "Controls the incident channel; keeps the big picture",
            ],
        },
        "tech_lead": {
            "duties": [
                "Leads the technical investigation, makes the technical decisions",
                "Coordinates the technical responders; reports to the commander",
            ],
        },
        "comms_lead": {
            "duties": ["Handles external communication: status page, customer notifications"],
            "required": _SERIOUS,
        },
        "scribe": {
            "duties": ["Documents timeline, decisions, actions and what else matters"],
            "required": [],
        },
    },
    "apart": {"SEV1": [["commander", "tech_lead"]]},
    "checklists": {
        "declare": {
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                {"text": "Initial impact stated", "computed": "impact"},
                "Further responders paged",
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
            ],
        },
        "first-ten-minutes": {
            "title": "Investigation",
            "items": [
                "Recent changes listed: deployments, configuration, infrastructure",
                "Metrics and logs read: error rates, latency, traces",
                "Blast radius known: which services, which users",
                {"text": "Theories listed", "computed": "hypothesis"},
            ],
        },
        "resolve": {
            "items": [
                {"text": "Service restored", "computed": "mitigated"},
                {"text": "Watched for 30 minutes", "computed": "green"},
                "Metrics back to normal: the key service level indicators",
                "User-facing impact has ended; user flows tested",
                "Affected teams confirm it",
                "Monitoring in place for a recurrence",
                {
                    "text": "Temporary mitigations documented as action items",
                    "computed": "temporary_documented",
                },
            ],
        },
        "close": {
            "items": [
                {"text": "Final status update sent", "computed": "internal_told_of_end"},
                {"text": "Postmortem scheduled", "computed": "postmortem_scheduled"},
                "Postmortem has an owner",
            ],
        },
        "handoff": {
            "items": [
                "Current status said",
                "Open alerts and incidents said",
                "Recent incidents said",
                "Known issues said",
                "Scheduled changes said",
            ],
        },
    },
    "limits": {"green": "30m"},
    "channel": {"name": "incident-{date}-{slug}", "required": _ALL},
    "postmortem": {
        "required": _ALL,
        "template": "postmortem-lifecycle",
        "sections": [
            *("Summary", "Impact", "Root Cause", "Contributing Factors", "What Went Well"),
            *("What Could Be Improved", "Lessons Learned"),
        ],
    },
    "escalation": {
        "levels": [
            "Primary on-call: first responder to alerts",
            "Secondary on-call: when the primary is unavailable",
            "Manager or senior: major incidents",
        ],
    },
}
