"""What looks like a live credential, what does not, and what may be said of it."""

from __future__ import annotations

import base64

import pytest

import credentials_made
import pace
from inc.domain.credentials import checksums, detector, may_be_added, may_hold
from inc.domain.credentials.patterns import FORMS

EVERY = [(kind, stated) for kind, texts in credentials_made.every().items() for stated in texts]
MADE = credentials_made.Maker(7)
TOKEN = MADE.github()
TOO_MUCH = 1 << 20


def kinds(text: str) -> list[str]:
    return [one.kind for one in detector.find(text)]


@pytest.mark.parametrize(("kind", "stated"), EVERY, ids=[kind for kind, _ in EVERY])
@pytest.mark.parametrize(
    "around", ["{}", "see {} there", "token={};", '"{}"', "a\\n{}\\nb", "是{}。"]
)
def test_a_credential_is_found_where_it_stands(kind: str, stated: str, around: str) -> None:
    before, secret, after = stated.split("|")
    text = around.format(before + secret + after)

    [found] = detector.find(text)

    assert (found.kind, text[found.start : found.end]) == (kind, secret)
    assert may_hold(text)
    assert secret not in repr(found) + found.masked + repr(detector.find(text))
    assert len(found.fingerprint) == 16 and int(found.fingerprint, 16) >= 0


def test_every_kind_has_an_example() -> None:
    assert set(credentials_made.every()) == set(detector.kinds())


@pytest.mark.parametrize("seed", range(2, 40))
def test_a_glance_sees_whatever_is_found(seed: int) -> None:
    for kind, texts in credentials_made.every(seed).items():
        for text in texts:
            assert kinds(text.replace("|", "")) == [kind], text
            assert may_hold(text.replace("|", "")) and may_hold(text.replace("|", "").encode())


@pytest.mark.parametrize(
    "text",
    [
        "restarted the pods; the error rate is back to normal",
        "- `2026-03-04T15:38:00Z` **mitigated** @bob — rolled back (rollback) ^0h4tcz3k9m2x",
        "postmortem_meeting_by: 2026-03-11T12:00:00Z",
        "see https://grafana.internal/d/000000012/checkout?orgId=1 (@bob: at 15:40)",
        "Größe: 12 MB, 0.3 % — «ещё раз»",
    ],
)
def test_a_glance_is_enough_for_most(text: str) -> None:
    assert not may_hold(text)


@pytest.mark.parametrize(
    "text",
    [
        "restarted the pods (restart) ^0h4tcz3k9m2x",
        "commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567 broke it",
        "AKIAIOSFODNN7" + "EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
        "ghp_" + "x" * 36,
        "ghp_" + "1234567890abcdefghijklmnopqrstuvwxyz",
        "glpat-" + "xxxxxxxxxxxxxxxxxxxx",
        "glpat-YOUR-TOKEN-PLACEHOLDER",
        "xoxb-your-token-here-please",
        "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
        "AIza is how their keys begin",
        "the key-value store has a key-0123 in it",
        "postgres://app:password@db/prod",
        "postgres://app:app@db/prod",
        "postgres://app:$PASSWORD@db/prod",
        "postgres://app:${DB_PASSWORD}@db/prod",
        "postgres://app:DB_PASSWORD@db/prod",
        "postgres://app:%DBPASS%@db/prod",
        "postgres://app:***@db/prod",
        "postgres://app:xxxxxxxx@db/prod",
        "postgres://app:<password>@db/prod",
        "postgres://app:‹url-password removed›@db/prod",
        "https://alice:s3cr3t-w0rds@example.com/",
        "https://db.internal:8080/x and bob@internal",
        "https://db.internal:8080,bob@internal",
        "git@github.com:team/repo.git and ssh://git@host:22/x",
        "Authorization: Bearer $TOKEN",
        "Authorization: Bearer <the token of the deploy user>",
        "Authorization: Basic " + base64.b64encode(b"user:password").decode(),
        "-----BEGIN RSA PRIVATE " + "KEY----- … -----END RSA PRIVATE " + "KEY-----",
        "-----BEGIN PUBLIC KEY-----\n"
        + "MIIBIjANBgkqhkiG9w0BAQEF" * 6
        + "\n-----END PUBLIC KEY-----",
        "eyJhbGciOi is how a JWT begins, and eyJzdWIiOiIx is the middle",
        "a JWT of the tutorial: " + MADE.jwt(sub="1234567890"),
        "a word of many letters: " + "abcdefghijklmnopqrstuvwxyz" * 3,
        "task SK-1234, AK-47, api-key, hf_hub, npm_config_registry, dapi, glsa_",
    ],
)
def test_what_is_no_credential(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("made", "at"),
    [(MADE.github(), 10), (MADE.npm(), 10), (MADE.grafana(), 10), (MADE.age(), 30)],
)
def test_a_wrong_checksum_is_no_credential(made: str, at: int) -> None:
    other = "Q" if made[at] != "Q" else "P"

    assert len(kinds(made)) == 1
    assert kinds(made[:at] + other + made[at + 1 :]) == []


def test_checksums_as_others_compute_them() -> None:
    body, check = "qkJaB6MffYVzZXWqmcoF49yrUxP3wf", "0LsakP"  # from what GitHub published
    assert checksums.github("ghp_" + body + check)
    assert checksums.npm("npm_" + body + check)
    assert checksums.grafana("glsa_" + "yscW25imSKJIuav8zF37RZmnbiDvB05G" + "_fcaaf58a")
    assert checksums.bech32("A12UEL5L")  # of the standard


def test_a_private_key_is_found_however_it_was_pasted() -> None:
    block = MADE.pem()
    quoted = "".join(f"  > {line}\n" for line in block.split("\n"))
    pages = [block, quoted, block.replace("\n", "\r\n"), block.replace("\n", "\\n")]
    pages += [block.replace("\n", " "), block[:-30]]

    found = [detector.find(f"before\n{page}\nafter\n") for page in pages]

    assert [[one.kind for one in each] for each in found] == [["private-key"]] * 6
    assert len({each[0].fingerprint for each in found[:5]}) == 1


def test_a_fingerprint_is_of_kind_and_secret_alone() -> None:
    one, other = (detector.find(text)[0] for text in (f"x {TOKEN}", f"long before\n{TOKEN} y"))
    password = MADE.password()
    urls = [detector.find(f"{where}:{password}@db/x")[0] for where in ("pg://a", "mysql://bob")]

    assert one.fingerprint == other.fingerprint
    assert urls[0].fingerprint == urls[1].fingerprint
    assert len({detector.find(text.replace("|", ""))[0].fingerprint for _, text in EVERY}) == len(
        EVERY
    )


def test_what_may_be_shown() -> None:
    assert detector.find(TOKEN)[0].masked == "github-token (ghp_…, 40 characters)"
    assert detector.find(f"pg://a:{MADE.password()}@db")[0].masked == "url-password"


# ------------------------------------------------------------------ what is new


def added(before: str, after: str) -> list[str]:
    assert not detector.added(before, after) or may_be_added(before.encode(), after.encode())
    return [one.kind for one in detector.added(before, after)]


def test_only_what_is_added_counts() -> None:
    old = f"a\nthe token {TOKEN}\nb\n"

    assert added("a\nb\n", old) == ["github-token"]
    assert added(old, old + "c\n") == []
    assert added(old, old.replace("the token", "my token")) == []
    assert added(old, old.replace("the", "the\nvery")) == []
    assert added(old, old + f"again {TOKEN}\n") == ["github-token"]
    assert added(old, old + f"the token {TOKEN}\n") == ["github-token"]
    assert added(old, old.replace(TOKEN, MADE.github("gho"))) == ["github-token"]
    assert added(old, "a\nb\n") == []


def test_a_block_counts_when_any_line_of_it_is_new() -> None:
    block = MADE.pem()
    head, *body = block.split("\n")
    partly = "\n".join([head, body[0]]) + "\n"

    assert added("", partly) == ["private-key"] and added(partly, partly + "x\n") == []
    assert added("notes\n" + head + "\n", "notes\n" + block + "\n") == ["private-key"]
    assert added(partly, block + "\n") == ["private-key"]


def test_where_it_stands_is_where_it_is_new() -> None:
    text = f"{TOKEN}\nb\nnow {TOKEN}\n"
    [found] = detector.added(f"{TOKEN}\nb\n", text)

    assert detector.place(text, found.start) == (3, 5)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_glance_sees_only_what_changed(newline: str) -> None:
    old = newline.join([f"see {TOKEN}", "b", "c", ""])

    assert not may_be_added(old.encode(), (old + "d" + newline).encode())
    assert not may_be_added(old.encode(), old.replace("c" + newline, "cc" + newline).encode())
    assert may_be_added(old.encode(), (old + f"d {TOKEN}" + newline).encode())
    assert may_be_added(b"", old.encode()) and may_be_added(old.encode(), (old * 2).encode())
    assert not may_be_added(old.encode(), b"") and not may_be_added(b"", b"")


# ------------------------------------------------------------------ without it


def test_a_sign_takes_its_place() -> None:
    text = f"one {TOKEN} two\npg://a:{MADE.password()}@db\n{MADE.pem()}\nend"

    clean = detector.without(text)

    assert clean == (
        "one ‹github-token removed› two\npg://a:‹url-password removed›@db\n"
        "‹private-key removed›\nend"
    )
    assert kinds(clean) == []


def test_what_is_allowed_stays() -> None:
    mark = detector.find(TOKEN)[0].fingerprint
    other = MADE.github()

    assert detector.without(f"{TOKEN} {other}", {mark}) == f"{TOKEN} ‹github-token removed›"


def test_the_words_of_a_command_stay_words() -> None:
    bearer = MADE.chars("abcdefghijklmnopqrstuvwxyz0123456789", 40)
    words = ["log", "curl", "-H", "Authorization:", "Bearer", bearer, "-m", f"x {TOKEN}", ""]

    assert detector.words_without(words) == [
        *words[:5],
        "‹bearer-authorization removed›",
        "-m",
        "x ‹github-token removed›",
        "",
    ]
    head, *lines = MADE.pem().split("\n")
    spread = ["log", *head.split(" "), *lines]
    clean = detector.words_without(spread)
    assert [word for word in clean if word] == ["log", "‹private-key removed›"]
    assert len(clean) == len(spread)


def test_a_message_about_a_text_repeats_no_part_of_it() -> None:
    text = f"rotate {TOKEN}, pg://a:tiger42@db.internal/"

    assert detector.hidden(f"nobody owns “rotate {TOKEN[:30]}…”", text) == "nobody owns “rotate …”"
    assert detector.hidden("the password is tiger42", text) == "the password is …"
    assert detector.hidden("nobody owns “rotate it”", text) == "nobody owns “rotate it”"


# ------------------------------------------------------------------ bounded


def filled(part: str) -> str:
    return (part * (1 + TOO_MUCH // len(part)))[:TOO_MUCH]


HOSTILE = {
    "every sign": " ".join(sign for form in FORMS for sign in form.signs) + " ",
    "signs in a row": "".join(sign for form in FORMS for sign in form.signs),
    "heads of keys": "-----BEGIN RSA PRIVATE " + "KEY-----\n",
    "long heads": "-----BEGIN " + "A " * 4,
    "endless keys": "-----BEGIN RSA PRIVATE " + "KEY-----\n" + ("A" * 70 + "\n") * 240,
    "one word": "a",
    "jwt heads": " eyJ" + "a" * 3999,
    "jwt dots": "/eyJhbGciOiJIUzI1NiJ9.eyJaaaaaaa." + "a" * 24,
    "colons": "://a:b",
    "long urls": "a://" + "b" * 100 + ":" + "c" * 200,
    "digits": "1234567890:AA",
    "headers": "authorization bearer ",
    "basic": "Authorization: Basic " + "QWxh" * 900 + " ",
    "tilde": "8Q~",
    "SK": "SK",
    "openai": "sk-" * 30 + "T3Blbk" + "FJ",
    "discord": "MTMT.",
    "github": "ghs_a_eyJ-",
    "assignments": "secret_access_key" + "=" * 8,
    "empty lines": "\n",
    "passwords": "".join(f"pg://a:{MADE.password()}@b\n" for _ in range(500)),
    "everything": "\n".join(text.replace("|", "") for _, text in EVERY) + "\n",
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_the_worst_is_searched_steadily(part: str) -> None:
    text = filled(part)

    found = pace.steady(lambda size: detector.find(text[:size]), TOO_MUCH)

    assert len(found) <= detector.MOST


def test_a_glance_at_a_megabyte_is_quick() -> None:
    text = filled("the pool leaks and we restart. ").encode()

    assert not pace.bounded(lambda: may_be_added(text, text + b"one more line\n"), 10)
