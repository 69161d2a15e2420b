"""Credentials of every kind that look live, made up anew in each run.

Nothing of the form stands in this file, so that no scanner of a forge stops at our repository.
"""

from __future__ import annotations

import base64
import json
import random
import string
import zlib

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_HEX = "0123456789abcdef"
_URL = _BASE62 + "-_"
_BASE64 = _BASE62 + "+/"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _base62(number: int) -> str:
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits


def _bech32(human: str, data: list[int]) -> str:
    """As BIP 173 defines it."""

    def polymod(values: list[int]) -> int:
        check = 1
        for value in values:
            top = check >> 25
            check = (check & 0x1FFFFFF) << 5 ^ value
            for bit, part in enumerate(
                (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
            ):
                check ^= part if (top >> bit) & 1 else 0
        return check

    spread = [ord(char) >> 5 for char in human] + [0] + [ord(char) & 31 for char in human]
    check = polymod([*spread, *data, *[0] * 6]) ^ 1
    data = [*data, *((check >> 5 * (5 - number)) & 31 for number in range(6))]
    return human + "1" + "".join(_BECH32[number] for number in data)


class Maker:
    """Makes credentials; the same ones for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)

    def chars(self, alphabet: str, length: int) -> str:
        """So many characters by chance."""
        return "".join(self._chance.choice(alphabet) for _ in range(length))

    def github(self, prefix: str = "ghp") -> str:
        """A classic token with its checksum."""
        body = self.chars(_BASE62, 30)
        return f"{prefix}_{body}{_base62(zlib.crc32(body.encode()))}"

    def npm(self) -> str:
        """A token with its checksum."""
        body = self.chars(_BASE62, 30)
        return f"npm_{body}{_base62(zlib.crc32(body.encode()))}"

    def grafana(self) -> str:
        """A token of a service account with its checksum."""
        text = "glsa" + "_" + self.chars(_BASE62, 32)
        return f"{text}_{zlib.crc32(text.encode()).to_bytes(4, 'little').hex()}"

    def age(self) -> str:
        """A key with its checksum."""
        data = [self._chance.randrange(32) for _ in range(52)]
        return _bech32("age-secret-key-", data).upper()

    def jwt(self, **payload: object) -> str:
        """A signed token."""
        parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": "someone", "scope": "all", **payload}]
        texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
        return ".".join([*(text.rstrip("=") for text in texts), self.chars(_URL, 43)])

    def discord(self) -> str:
        """A token of a bot, which begins with the number of its account."""
        number = base64.b64encode(self.chars("123456789", 18).encode()).decode()
        return f"{number}.{self.chars(_BASE62, 6)}.{self.chars(_BASE62, 38)}"

    def pem(self, kind: str = "RSA ", lines: int = 12) -> str:
        """A private key block."""
        head, tail = (
            f"-----BEGIN {kind}PRIVATE " + "KEY-----",
            f"-----END {kind}PRIVATE " + "KEY-----",
        )
        return "\n".join([head, *(self.chars(_BASE64, 64) for _ in range(lines)), tail])

    def password(self) -> str:
        """A password."""
        return self.chars(_BASE62, 14)


def every(seed: int = 1) -> dict[str, list[str]]:
    """Some of each kind: the text in which it stands, with the secret between two bars."""
    made = Maker(seed)
    chars = made.chars
    digits = string.digits
    account = chars(_BASE62, 22)
    basic = base64.b64encode(f"deploy:{made.password()}".encode()).decode()
    stateless = made.jwt()
    return {
        "aws-access-key": [
            f"|{word}{chars(string.ascii_uppercase + '234567', 16)}|"
            for word in ("AK" + "IA", "AS" + "IA")
        ],
        "aws-secret-key": [
            f"aws_secret_access_key = |{chars(_BASE64, 40)}|",
            f'"SecretAccessKey": "|{chars(_BASE64, 40)}|"',
        ],
        "github-token": [
            *(f"|{made.github(prefix)}|" for prefix in ("ghp", "gho", "ghu", "ghs", "ghr")),
            f"|github{'_'}pat_{account}_{chars(_BASE62, 59)}|",
            f"|ghs{'_'}12345_{stateless}|",
        ],
        "gitlab-token": [
            f"|gl{'pat'}-{chars(_URL, 20)}|",
            f"|gl{'rt'}-{chars(_URL, 20)}|",
            f"|gl{'pat'}-{chars(_URL, 30)}.01.0{chars(_HEX, 8)}|",
        ],
        "slack-token": [
            f"|xo{'xb'}-{chars(digits, 12)}-{chars(digits, 12)}-{chars(_BASE62, 24)}|",
            f"|xa{'pp'}-1-A{chars(digits, 10)}-{chars(digits, 13)}-{chars(_HEX, 64)}|",
        ],
        "slack-webhook": [
            f"https://|hooks.slack.{'com'}/services/T{chars(_BASE62, 10)}/B{chars(_BASE62, 34)}|"
        ],
        "discord-webhook": [
            f"https://discord.com/|api/{'webhooks'}/{chars('123456789', 18)}/{chars(_URL, 68)}|"
        ],
        "stripe-key": [f"|{word}_{'live'}_{chars(_BASE62, 24)}|" for word in ("sk", "rk")],
        "google-api-key": [f"|AI{'za'}{chars(_URL, 34)}a|"],
        "google-client-secret": [f"|GOC{'SPX'}-{chars(_URL, 27)}a|"],
        "npm-token": [f"|{made.npm()}|"],
        "pypi-token": [f"|pypi{'-'}AgE{chars(_URL, 150)}|"],
        "twilio-key": [f"|S{'K'}{chars(_HEX, 32)}|"],
        "sendgrid-key": [f"|S{'G'}.{chars(_BASE62, 22)}.{chars(_BASE62, 43)}|"],
        "mailgun-key": [f"|ke{'y'}-{chars(_HEX, 32)}|"],
        "shopify-token": [f"|shp{kind}_{chars(_HEX, 32)}|" for kind in ("at", "ca", "pa", "ss")],
        "digitalocean-token": [f"|do{kind}_v1_{chars(_HEX, 64)}|" for kind in "por"],
        "heroku-key": [f"|HR{'KU'}-AA{chars(_BASE62, 58)}|"],
        "databricks-token": [f"|da{'pi'}{chars(_HEX, 32)}|", f"|da{'pi'}{chars(_HEX, 32)}-2|"],
        "hugging-face-token": [f"|h{'f'}_{chars(string.ascii_letters, 34)}|"],
        "anthropic-key": [f"|sk-{'ant'}-api03-{chars(_URL, 93)}AA|"],
        "openai-key": [
            f"|sk-{chars(_BASE62, 20)}T3{'Blbk'}FJ{chars(_BASE62, 20)}|",
            f"|sk-{'proj'}-{chars(_BASE62, 74)}T3{'Blbk'}FJ{chars(_BASE62, 74)}|",
        ],
        "vault-token": [f"|hv{'s'}.{chars(_BASE62, 24)}|", f"|hv{'b'}.{chars(_URL, 140)}|"],
        "terraform-token": [f"|{chars(_BASE62, 14)}.atlas{'v1'}.{chars(_BASE62, 67)}|"],
        "age-key": [f"|{made.age()}|"],
        "azure-storage-key": [f"Account{'Key'}=|{chars(_BASE64, 86)}==|;EndpointSuffix=x"],
        "azure-shared-key": [f"SharedAccess{'Key'}=|{chars(_BASE64, 43)}=|"],
        "azure-client-secret": [f"|{chars(_BASE62, 3)}8Q{'~'}{chars(_BASE62, 34)}|"],
        "telegram-token": [f"|{chars('123456789', 10)}:{'AA'}{chars(_URL, 33)}|"],
        "atlassian-token": [f"|ATA{'TT3'}xFfGF0{chars(_URL, 170)}={chars('0123456789ABCDEF', 8)}|"],
        "grafana-token": [f"|{made.grafana()}|"],
        "new-relic-key": [f"|NR{'AK'}-{chars(string.ascii_uppercase + string.digits, 27)}|"],
        "linear-key": [f"|lin{'_api'}_{chars(_BASE62, 40)}|"],
        "planetscale-token": [f"|pscale{'_tkn'}_{chars(_BASE62, 43)}|"],
        "tailscale-key": [f"|ts{'key'}-auth-{chars(_BASE62, 12)}NTRL-{chars(_BASE62, 32)}|"],
        "doppler-token": [f"|dp{'.pt'}.{chars(_BASE62, 43)}|"],
        "sentry-token": [
            f"|sntr{'ys'}_eyJ{chars(_BASE62, 80)}_{chars(_BASE62, 43)}|",
            f"|sntr{'yu'}_{chars(_HEX, 64)}|",
        ],
        "docker-token": [f"|dckr{'_pat'}_{chars(_BASE62, 27)}|"],
        "jwt": [f"|{made.jwt()}|"],
        "discord-token": [f"|{made.discord()}|"],
        "private-key": [
            *(f"|{made.pem(kind)}|" for kind in ("RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED ")),
            f"|{made.pem('').replace(chr(10), chr(92) + 'n')}|",
            f"|{made.pem('EC ', 1)}|",
        ],
        "bearer-authorization": [
            f"Authorization: Bearer |{chars(_BASE62, 40)}|",
            f"-H 'authorization: token |{chars(_HEX, 40)}|'",
        ],
        "basic-authorization": [f"Authorization: Basic |{basic}|"],
        "url-password": [
            f"postgres://app:|{made.password()}|@db.internal/prod",
            f"redis://:|{made.password()}|@10.0.0.3:6379",
        ],
    }
