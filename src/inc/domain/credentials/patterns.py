"""What credentials look like, by vendor: a sign, the form from there on, what stands before it.

Forms are looked for only where their sign stands, and each quantity in them has an end, so the time
is in proportion to the text. `may_hold`, which is asked first, has to see every one of them. There
is no rule for "a random-looking word": see docs/credentials.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from inc.domain.credentials import checksums

EDGE: Final = r"(?:\A|[^\w-]|\\[nrt])\Z"
"""Before a credential: no letter, digit or dash, or a newline that JSON wrote as two characters.

So what is of one piece is looked at from one end only.
"""

_END: Final = r"(?![A-Za-z0-9_])"
_START: Final = r"(?:(?<![\w.-])|(?<=\\[nrt]))"


class Form(NamedTuple):
    """One kind: its signs, the expression that fits from a sign on, and what is asked besides.

    `before` has to fit what stands before the sign. The secret begins with a group `key` of
    `before`, else with one of `after`, else with the sign; `is_live` is asked about it.
    """

    kind: str
    signs: tuple[str, ...]
    after: str
    before: str = EDGE
    is_live: Callable[[str], bool] | None = None
    is_shown: bool = True
    """Whether the beginning is the vendor's and may be shown."""
    reach: int = 2
    """How many characters before the sign are looked at."""


def _form(kind: str, sign: str, rest: str, is_live: Callable[[str], bool] | None = None) -> Form:
    return Form(kind, (sign,), rest + _END, is_live=is_live)


def _gitlab(prefix: str, rest: str = r"[\w-]{20,300}+(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?") -> Form:
    return Form("gitlab-token", (prefix,), rest)


FORMS: Final = (
    Form("aws-access-key", ("AKIA", "ASIA", "ABIA", "ACCA"), "[A-Z2-7]{16}" + _END),
    Form(
        "aws-secret-key",
        ("ccess_key", "ccessKey", "CCESS_KEY"),
        r"""["'` :=>\\]{1,8}+(?P<key>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])""",
        r"(?i:secret[_ -]?a)\Z",
        is_shown=False,
        reach=8,
    ),
    Form(
        "github-token",
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        r"(?:[A-Za-z0-9]{36}"
        + _END
        + r"|[A-Za-z0-9]{1,20}_eyJ[\w-]{20,2000}+\.[\w-]{10,4000}+\.[\w-]{20,2000}+)",
        is_live=checksums.github,
    ),
    _form("github-token", "github_pat_", r"[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    *(_gitlab(prefix) for prefix in ("glpat-", "gldt-", "glrt-", "glft-", "glimt-", "glagent-")),
    *(_gitlab(prefix) for prefix in ("gloas-", "glsoat-", "glffct-", "glptt-", "GR1348941")),
    _gitlab("glcbt-", r"[0-9a-zA-Z]{1,5}_[\w-]{20,300}+"),
    Form(
        "slack-token",
        ("xoxa-", "xoxb-", "xoxe-", "xoxe.xox", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-"),
        r"(?=[\w-]{0,40}?\d)[\w-]{20,300}+",
    ),
    Form(
        "slack-webhook",
        ("hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"),
        r"[A-Za-z0-9+/]{40,90}+",
        "",
    ),
    Form("discord-webhook", ("api/webhooks/",), r"\d{17,20}/[\w-]{60,80}+", ""),
    Form("stripe-key", ("sk_live_", "rk_live_"), r"[A-Za-z0-9]{20,250}+"),
    _form("google-api-key", "AIza", r"[\w-]{35}"),
    _form("google-client-secret", "GOCSPX-", r"[\w-]{28}"),
    _form("npm-token", "npm_", "[A-Za-z0-9]{36}", checksums.npm),
    Form("pypi-token", ("pypi-AgE",), r"[\w-]{60,1000}+"),
    _form("twilio-key", "SK", "[0-9a-f]{32}"),
    _form("sendgrid-key", "SG.", r"[\w-]{22}\.[\w-]{43}"),
    _form("mailgun-key", "key-", "[0-9a-f]{32}"),
    Form("shopify-token", ("shpat_", "shpca_", "shppa_", "shpss_"), "[0-9a-fA-F]{32}" + _END),
    Form("digitalocean-token", ("dop_v1_", "doo_v1_", "dor_v1_"), "[0-9a-f]{64}" + _END),
    _form("heroku-key", "HRKU-AA", r"[\w-]{58}"),
    _form("databricks-token", "dapi", r"[0-9a-f]{32}(?:-\d)?"),
    _form("hugging-face-token", "hf_", "[A-Za-z]{34}"),
    Form("anthropic-key", ("sk-ant-",), r"[a-z0-9]{2,12}-[\w-]{80,140}+"),
    Form(
        "openai-key",
        ("T3BlbkFJ",),
        r"[\w-]{20,100}+",
        _START + r"(?P<key>sk-[\w-]{20,100})\Z",
        is_shown=False,
        reach=104,
    ),
    Form("vault-token", ("hvs.", "hvb."), r"[\w-]{24,300}+"),
    Form(
        "terraform-token",
        (".atlasv1.",),
        r"[\w-]{60,70}" + _END,
        _START + r"(?P<key>[A-Za-z0-9]{14})\Z",
        is_shown=False,
        reach=15,
    ),
    Form(
        "age-key",
        ("AGE-SECRET-KEY-1",),
        "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}" + _END,
        is_live=checksums.bech32,
    ),
    Form(
        "azure-storage-key",
        ("ccountKey=",),
        "(?!Eby8vdM02xNOcqFlqUw)(?P<key>[A-Za-z0-9+/]{86}==)",  # not that of the emulator
        r"A\Z",
        is_shown=False,
    ),
    Form(
        "azure-shared-key",
        ("ccessKey=",),
        "(?P<key>[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])",
        r"SharedA\Z",
        is_shown=False,
        reach=7,
    ),
    Form(
        "azure-client-secret",
        ("Q~",),
        r"[\w~.-]{31,34}(?![\w~.-])",
        _START + r"(?P<key>[\w~.]{3}\d)\Z",
        is_shown=False,
        reach=5,
    ),
    Form(
        "telegram-token",
        (":AA",),
        r"[\w-]{33}(?![\w-])",
        r"(?<!\d)(?P<key>\d{8,10})\Z",
        is_shown=False,
        reach=11,
    ),
    Form("atlassian-token", ("ATATT3",), r"[\w-]{100,300}+=[0-9A-F]{8}" + _END),
    _form("grafana-token", "glsa_", "[A-Za-z0-9]{32}_[0-9a-fA-F]{8}", checksums.grafana),
    _form("new-relic-key", "NRAK-", "[A-Z0-9]{27}"),
    _form("linear-key", "lin_api_", "[A-Za-z0-9]{40}"),
    Form("planetscale-token", ("pscale_tkn_", "pscale_pw_", "pscale_oauth_"), r"[\w-]{32,64}+"),
    Form("tailscale-key", ("tskey-",), r"[a-z]{3,10}-[A-Za-z0-9]{10,30}-[A-Za-z0-9]{20,60}" + _END),
    Form(
        "doppler-token", ("dp.pt.", "dp.st."), r"(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}" + _END
    ),
    Form("sentry-token", ("sntrys_",), r"eyJ[A-Za-z0-9+/=]{20,500}_[A-Za-z0-9+/]{43}"),
    _form("sentry-token", "sntryu_", "[0-9a-f]{64}"),
    _form("docker-token", "dckr_pat_", r"[\w-]{27}"),
    Form(
        "jwt",
        ("eyJ",),
        r"[\w-]{10,4000}+\.eyJ[\w-]{2,8000}+\.[\w-]{40,2000}+",
        r"(?:\A|[^\w.-]|\\[nrt])\Z",
        is_live=checksums.jwt,
    ),
)
"""The kinds that have a sign in them; the first that fits a place names it."""

DISCORD: Final = Form(
    "discord-token",
    (),
    _START + r"[MNO][DTjz][\w-]{22,26}+\.[\w-]{6}\.[\w-]{27,38}(?![\w-])",
    is_live=checksums.discord,
    is_shown=False,
)
"""The one kind without a sign."""

HEADER: Final = (
    r"""uthorization["'`]?[ \t]{0,4}[:=]?[ \t]{0,4}["'`]?(?P<scheme>bearer|basic|token)[ \t]{1,4}"""
    r"""(?P<key>[\w.~+/=-]{20,4000}+)"""
)
"""An `Authorization` header from its second letter on."""

URL: Final = (
    r"""(?P<user>[^\s/?#@:"'<>()\[\]{}`|\\]{0,100}+):(?!\d{2,5}[^A-Za-z0-9])"""
    r"""(?P<key>[^\s/?#:"'<>()\[\]{}`|\\,;]{5,200})@(?P<host>[^\s/:?#"'<>()`]{1,100})"""
)
"""User and password in a URL, from behind `://`."""

SCHEME: Final = r"(?i:(?<![A-Za-z0-9])[a-z][a-z0-9+.-]{1,20})\Z"

PEM: Final = r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----"
