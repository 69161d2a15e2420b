"""What the readings ask for together; where they name a range, the end that satisfies all."""

from __future__ import annotations

from typing import Any, Final

_SERIOUS: Final = ["SEV1", "SEV2"]
_ALLOWED: Final = "say what the system allowed, or what would have helped"
_HAPPENED: Final = "say what happened instead, and what made it likely"
_EASY: Final = "say what made the error easy, and what did not catch it"
_STOOD: Final = "say what the work looked like from where they stood"
_CONTRIBUTED: Final = "say what contributed; there is always more than one thing"

TABLE: Final[dict[str, Any]] = {
    "severity": {
        "SEV1": {
            "name": "Critical",
            "criteria": [
                "Complete outage, or revenue stopped",
                "Data loss or security breach",
                "All or most users affected",
            ],
            "examples": ["Production database down", "Payment processing failed", "Data breach"],
            "response": "All hands, at once, day and night; executives and customers are told",
            "respond_within": "5m",
        },
        "SEV2": {
            "name": "High",
            "criteria": [
                "A core feature is broken, or major functionality degraded",
                "Significant user impact; a workaround may exist",
            ],
            "examples": ["Payment processing degraded", "Search broken", "Slow response times"],
            "response": "On-call team and backup, urgently; status page and internal channels",
            "respond_within": "15m",
        },
        "SEV3": {
            "name": "Medium",
            "criteria": ["Part of something is degraded", "Limited impact; there is a workaround"],
            "examples": ["Report generation slow", "Admin panel slow", "Non-critical jobs fail"],
            "response": "Primary on-call, at normal priority; internal ticket",
            "respond_within": "1h",
        },
        "SEV4": {
            "name": "Low",
            "criteria": ["Minor or cosmetic, with minimal user impact"],
            "examples": ["Cosmetic bug", "Typo in an email", "Log noise"],
            "response": "Best effort; a ticket",
            "respond_within": "1 business day",
        },
    },
    "matrix": {
        "wide": {"low": "SEV3", "medium": "SEV2", "high": "SEV1"},
        "medium": {"low": "SEV4", "medium": "SEV3", "high": "SEV2"},
        "limited": {"low": "SEV4", "medium": "SEV4", "high": "SEV3"},
    },
    "triage": {
        "questions": {
            "user_impact": "How bad is it for the users who are hit?",
            "scope": "How many users are hit?",
            "trend": "Is the impact increasing or stable?",
            "workaround": "Is there a workaround?",
            "severity": "Which severity is appropriate?",
        },
    },
    "cadence": {
        "SEV1": {"responders": "15m", "internal": "15m", "executive": "60m", "customer": "30m"},
        "SEV2": {"responders": "30m", "internal": "30m", "executive": "none", "customer": "30m"},
        "SEV3": {"responders": "2h", "internal": "1h", "executive": "none", "customer": "none"},
        "SEV4": {"responders": "none", "internal": "none", "executive": "none", "customer": "none"},
    },
    "audiences": {
        "responders": {"name": "Response team", "timezone": ""},
        "internal": {"name": "Internal stakeholders", "timezone": ""},
        "executive": {"name": "Executives", "timezone": ""},
        "customer": {"name": "Customers", "timezone": ""},
    },
    "roles": {
        "commander": {
            "duties": [
                "Owns the incident end to end: coordinates, decides, delegates",
                "Assesses the severity, escalates, declares it resolved",
                "Speaks for the incident; sees that everybody is told in time",
            ],
            "leaves_to_others": ["Debugging, logs and code: the commander coordinates"],
            "required": _SERIOUS,
        },
        "tech_lead": {
            "duties": [
                "Leads the diagnosis; proposes and weighs mitigations",
                "Coordinates the technical responders; says blast radius and risk",
            ],
            "leaves_to_others": [],
            "required": _SERIOUS,
        },
        "comms_lead": {
            "duties": [
                "Writes the status updates, keeps the status page",
                "Informs customers, support, sales and executives",
            ],
            "leaves_to_others": [],
            "required": ["SEV1"],
        },
        "scribe": {
            "duties": ["Records the timeline, decisions and actions while they happen"],
            "leaves_to_others": [],
            "required": ["SEV1"],
        },
        "sme": {
            "duties": ["Knows one system (database, network, auth); called in on demand"],
            "leaves_to_others": [],
            "required": [],
        },
        "responder": {
            "duties": ["Does the tasks that the commander gives"],
            "leaves_to_others": [],
            "required": [],
        },
    },
    "apart": {
        "SEV1": [["commander", "tech_lead"], ["commander", "comms_lead"]],
        "SEV2": [["commander", "tech_lead"]],
        "SEV3": [],
        "SEV4": [],
    },
    "checklists": {
        "declare": {
            "title": "Declare",
            "begins": "declare",
            "items": [
                {"text": "Alert acknowledged", "computed": "acknowledged"},
                "Triage confirms user impact",
                {"text": "Impact stated", "computed": "impact"},
                {
                    "text": "Incident commander assigned",
                    "computed": "commander",
                    "severities": _SERIOUS,
                },
                {"text": "Incident channel open", "computed": "channel", "severities": _SERIOUS},
                {
                    "text": "Customers told that we investigate",
                    "computed": "customer_told",
                    "severities": _SERIOUS,
                },
                {
                    "text": "Executives told",
                    "computed": "executive_told",
                    "severities": ["SEV1"],
                },
            ],
        },
        "first-ten-minutes": {
            "title": "First ten minutes",
            "begins": "declare",
            "items": [
                {"text": "Tech lead named", "computed": "tech_lead", "severities": _SERIOUS},
                {
                    "text": "Communications lead named",
                    "computed": "comms_lead",
                    "severities": ["SEV1"],
                },
                {
                    "text": "Scribe keeps the timeline",
                    "computed": "scribe",
                    "severities": ["SEV1"],
                },
                {"text": "Bridge call open", "severities": _SERIOUS},
                "Blast radius known: which services, which users",
                "Recent changes listed: deployments, configuration, infrastructure",
                "Dependencies checked; first error found in logs and metrics",
                {"text": "A first theory stated", "computed": "hypothesis"},
                {
                    "text": "Experts called in, if the cause is unclear after 5 minutes",
                    "severities": _SERIOUS,
                },
            ],
        },
        "security": {
            "title": "Security",
            "begins": "declare",
            "types": ["security"],
            "items": [
                "Security lead called in; talk kept to those who need it",
                "Evidence preserved (logs, images, memory) before anything is changed",
                "Spread contained: credentials rotated, sessions ended, hosts isolated",
                "Affected data and people known",
                "Legal asked about duties to notify, and by when",
            ],
        },
        "vendor": {
            "title": "Vendor",
            "begins": "declare",
            "types": ["vendor"],
            "items": [
                "Vendor's status page checked, and subscribed to",
                "Ticket opened with the vendor, at their highest fitting severity",
                "Vendor escalated to, by contract or account manager",
                "Failover or degraded mode weighed",
            ],
        },
        "resolve": {
            "title": "Resolve",
            "begins": "mitigate",
            "items": [
                {"text": "Impact mitigated", "computed": "mitigated"},
                {"text": "Green for 15 minutes", "computed": "green"},
                "Service fully restored; user flows tested",
                "Metrics back to normal; no recurring errors in the logs",
                "Affected teams or users confirm that the impact has ended",
                "Monitoring in place for a recurrence",
                {
                    "text": "Temporary mitigations documented as action items",
                    "computed": "temporary_documented",
                },
                {
                    "text": "Customers told of the recovery",
                    "computed": "customer_told_of_recovery",
                    "severities": _SERIOUS,
                },
            ],
        },
        "close": {
            "title": "Close",
            "begins": "resolve",
            "items": [
                {
                    "text": "Status page says resolved",
                    "computed": "customer_told_of_end",
                    "severities": _SERIOUS,
                },
                {"text": "Stakeholders told of the end", "computed": "internal_told_of_end"},
                "Timeline complete",
                {
                    "text": "Postmortem scheduled",
                    "computed": "postmortem_scheduled",
                    "severities": _SERIOUS,
                },
                {"text": "Postmortem has an owner", "severities": _SERIOUS},
                "Closed in the tracking system",
            ],
        },
        "follow-up": {
            "title": "Follow-up",
            "begins": "resolve",
            "items": [
                {"text": "Channel archived, a day after the end", "severities": _SERIOUS},
            ],
        },
        "handoff": {
            "title": "Handoff",
            "begins": "never",
            "items": [
                "State, severity and impact said",
                "Open and eliminated theories said",
                "Changes made so far, and those still running, said",
                "Last update to each audience, and the next one due, said",
                "Open checklist items and channels said",
                "Recent incidents, known issues and scheduled changes said",
            ],
        },
        "customer": {
            "title": "Customer communication",
            "begins": "never",
            "items": [
                "Acknowledges the issue early",
                "States impact, not cause, in plain words",
                "Says what customers can do meanwhile",
                "Says when the next update comes, conservatively",
                "After the end: what happened, when, how it ended, what prevents it",
            ],
        },
    },
    "gates": {
        "resolve": {"SEV1": "all", "SEV2": "all", "SEV3": "computed", "SEV4": "none"},
        "close": {"SEV1": "all", "SEV2": "all", "SEV3": "none", "SEV4": "none"},
    },
    "limits": {
        "first_checklists": "10m",
        "green": "15m",
        "hypothesis": "5m",
        "change": "10m",
        "commander": "2h",
        "debugging": "30m",
        "handoff": "10m",
        "early": "5m",
        "close": "1d",
        "no_progress": {"SEV1": "20m", "SEV2": "20m", "SEV3": "2h", "SEV4": "none"},
        "silent": {"SEV1": "1h", "SEV2": "2h", "SEV3": "1d", "SEV4": "3d"},
    },
    "nudges": {"off": []},
    "channel": {"name": "inc-{date}-{slug}", "keep": "24h", "required": _SERIOUS},
    "postmortem": {
        "required": _SERIOUS,
        "document": "48h",
        "meeting": "5 business days",
        "template": "postmortem",
        "sections": [
            *("Summary", "Impact", "Root cause", "Contributing factors", "What went well"),
            *("What could be improved", "Lessons learned"),
        ],
    },
    "escalation": {
        "levels": [
            "Primary on-call",
            "Secondary on-call or tech lead: complex, several teams, long",
            "Leadership or specialists: SEV1, external communication, business impact",
        ],
        "reasons": {
            "no-progress": "no progress on mitigation for 20 minutes",
            "impact-grew": "the impact has grown beyond the first assessment",
            "other-team": "another team's system is implicated",
            "decision": "a decision that only someone senior can make",
        },
    },
    "strategies": {
        "rollback": "low, if tested",
        "failover": "medium: the standby may be behind, and the way back is a change of its own",
        "scale": "low, but it may mask the cause",
        "disable": "very low",
        "restart": "low, but the state that explains the cause is gone",
        "hotfix": "high: untested code, under pressure",
        "traffic-shift": "medium, requires preparation",
        "circuit-breaker": "low, degrades functionality",
        "block": "medium: real users may be blocked too",
        "manual": "high, requires expertise",
    },
    "actions": {
        "temporary_due": "7d",
        "types": {
            "prevent": "Stop this from happening again",
            "detect": "Find it faster next time",
            "mitigate": "Reduce the impact when it happens",
            "document": "Improve runbooks and documentation",
            "fix": "Repair what broke",
            "process": "Change how people work",
        },
        "priorities": {
            "P0": "Now: it can happen again today",
            "P1": "High impact for low effort, or required for safety",
            "P2": "Reduces toil",
            "P3": "Nice to have",
        },
    },
    "runbooks": {"review_in": "90d"},
    "check": {"paths": [], "people": []},
    "language": {
        "jargon": [
            *("pod", "pods", "kubernetes", "k8s", "node", "cluster", "container", "deploy"),
            *("deployment", "rollback", "database", "replica", "failover", "connection pool"),
            *("cache", "queue", "backend", "microservice", "API gateway", "load balancer"),
            *("timeout", "latency", "p99", "5xx", "500 errors", "502", "503", "ORM", "DNS"),
        ],
        "speculation": [
            *("probably", "maybe", "perhaps", "we think", "we believe", "we suspect"),
            *("might be", "may be due", "seems", "appears to be", "likely", "hopefully"),
        ],
        "cause": [
            *("because of", "caused by", "due to", "root cause", "as a result of", "triggered by"),
        ],
        "blame": {
            **dict.fromkeys(("should have", "should've", "could have"), _ALLOWED),
            **dict.fromkeys(("failed to", "neglected to"), _HAPPENED),
            "forgot to": "say what would have reminded anybody",
            **dict.fromkeys(("human error", "operator error", "user error"), _EASY),
            **dict.fromkeys(("careless", "carelessness", "negligence", "incompetent"), _STOOD),
            **dict.fromkeys(("to blame", "at fault", "whose fault"), _CONTRIBUTED),
        },
    },
    "hours": {
        "workdays": ["mon", "tue", "wed", "thu", "fri"],
        "holidays": [],
        "opens": "09:00",
        "closes": "17:00",
    },
    "metrics": {
        "mttd": {"from": "started", "to": "detected", "hours": "wall", "target": "5m"},
        "mtta": {"from": "detected", "to": "acknowledged", "hours": "wall", "target": "15m"},
        "mttm": {"from": "detected", "to": "mitigated", "hours": "wall", "target": "none"},
        "mttr": {"from": "detected", "to": "resolved", "hours": "wall", "target": "none"},
        "mtbf": {"hours": "wall", "target": "none"},
        "repeats": {"target": "10%"},
    },
    "sync": {"auto": False, "linear": False, "remote": ""},
}
