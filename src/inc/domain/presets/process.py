"""The mechanics of one response: orient in 10 minutes, test theories in 5, escalate in 20."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]
_ALL: Final = [*_SERIOUS, "SEV3", "SEV4"]

TABLE: Final[dict[str, Any]] = {
    "cadence": {
        "SEV1": {"responders": "30m", "internal": "30m"},
        "SEV3": {"internal": "30m"},
    },
    "roles": {
        "commander": {
            "duties": [
                "Coordinates the response, owns communication, delegates",
                "Makes the call to escalate, to mitigate and to close",
            ],
            "required": _ALL,
        },
        "tech_lead": {
            "duties": ["Owns the decisions of diagnosis and mitigation; fixes or delegates"],
        },
        "comms_lead": {
            "duties": ["Writes the status updates; informs support, sales and executives"],
        },
        "scribe": {"required": _SERIOUS},
    },
    "checklists": {
        "declare": {"begins": "never"},
        "first-ten-minutes": {
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                {"text": "Incident channel open", "computed": "channel"},
                {"text": "Impact stated", "computed": "impact"},
                {
                    "text": "Status page says that we investigate",
                    "computed": "customer_told",
                    "severities": _SERIOUS,
                },
                {"text": "Incident commander named", "computed": "commander"},
                {"text": "Tech lead named", "computed": "tech_lead", "severities": _SERIOUS},
                {"text": "Scribe keeps the timeline", "computed": "scribe", "severities": _SERIOUS},
                {"text": "Bridge call open", "severities": _SERIOUS},
                "Diagnosis begun, and nothing changed yet",
                "Recent changes and metrics looked at",
                {"text": "A first theory stated", "computed": "hypothesis"},
                "Experts called in, if the cause is unclear after 5 minutes",
            ],
        },
        "resolve": {
            "items": [
                {"text": "Impact mitigated", "computed": "mitigated"},
                "User impact back to normal, by service level indicators and error rates",
                "Underlying metrics healthy, not only the alert gone",
                {
                    "text": "Temporary mitigations documented as action items",
                    "computed": "temporary_documented",
                },
            ],
        },
        "close": {
            "items": [
                {"text": "Resolution said in the channel", "computed": "internal_told_of_end"},
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
        "follow-up": {"items": ["Channel archived"]},
    },
    "limits": {"no_progress": {"SEV3": "20m", "SEV4": "20m"}},
    "channel": {"name": "inc-{year}-{slug}", "required": _ALL},
    "postmortem": {
        "document": "72h",
        "meeting": "none",
        "template": "postmortem-process",
        "sections": [
            *("What happened", "How it was mitigated", "What prevents it from happening again"),
        ],
    },
}
