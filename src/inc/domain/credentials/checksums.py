"""The checksums and the inner form that vendors give their credentials."""

from __future__ import annotations

from typing import Final

_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _crc32(text: str) -> int:
    import zlib

    return zlib.crc32(text.encode())


def _base62(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits.rjust(6, "0")


def github(token: str) -> bool:
    """Whether the last six characters are the checksum of the thirty before them.

    Tokens of another length are newer ones, which have none.
    """
    body = token[4:]
    return len(body) != 36 or _base62(_crc32(body[:30])) == body[30:]


def npm(token: str) -> bool:
    """As those of GitHub; accounts differ on whether the prefix counts, so either will do."""
    return token[-6:] in (_base62(_crc32(token[4:-6])), _base62(_crc32(token[:-6])))


def grafana(token: str) -> bool:
    """Whether the eight digits at the end are the checksum of what is before them."""
    text, _, stated = token.rpartition("_")
    return _crc32(text).to_bytes(4, "little").hex() == stated.lower()


def bech32(key: str) -> bool:
    """Whether the checksum in the last six characters of an age key is right."""
    human, _, data = key.lower().rpartition("1")
    spread = [ord(char) >> 5 for char in human] + [0] + [ord(char) & 31 for char in human]
    value = 1
    for number in spread + [_BECH32.index(char) for char in data]:
        top = value >> 25
        value = (value & 0x1FFFFFF) << 5 ^ number
        for bit, part in enumerate(_GENERATOR):
            value ^= part if (top >> bit) & 1 else 0
    return value == 1


def decoded(text: str) -> str:
    """What Base64 of either alphabet stands for; nothing where it is none."""
    import binascii

    plain = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4)).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError are such
        return ""


def jwt(token: str) -> bool:
    """Whether the first of the three parts names an algorithm; not the one of every tutorial."""
    import json

    head, payload, _ = token.split(".")
    try:
        header = json.loads(decoded(head))
    except (ValueError, RecursionError):
        return False
    is_signed = isinstance(header, dict) and isinstance(header.get("alg"), str)
    return is_signed and '"1234567890"' not in decoded(payload)


def discord(token: str) -> bool:
    """Whether the first part is the number of an account."""
    number = decoded(token.split(".")[0])
    return number.isdecimal() and 17 <= len(number) <= 20
