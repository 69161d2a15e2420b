"""A file that somebody made for us: refused in words, and nothing of it is kept or run."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import carriers
import pytest

import credentials_made
from inc.vcs import bundles

if TYPE_CHECKING:
    from desks import Desk

DOCUMENT, NAME = carriers.DOCUMENT, carriers.NAME
office, alice, bob, tmp_path = (
    getattr(carriers, name) for name in ("office", "alice", "bob", "tmp_path")
)

TOLD = f"{NAME}: note\n\nInc-From: {'1' * 40}\nInc-Bundle: 1\n"
GOOD = f"---\nid: {NAME}\ntitle: Checkout failures\nseverity: SEV1\nstatus: resolved\n---\n"
OTHER = DOCUMENT.replace(NAME, "2026-03-04-another-one")
TOKEN: str = credentials_made.Maker(11).github()


class Entry(NamedTuple):
    """What stands in a tree: a path, its content, and its mode."""

    path: str
    content: bytes
    mode: str = "100644"


class Forge:
    """Makes bundles that inc bundle would not make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "-q", str(folder)], check=True)

    def git(self, *args: str, stdin: bytes | None = None) -> str:
        done = subprocess.run(
            ["git", *args], cwd=self.folder, input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    def tree(self, entries: list[Entry]) -> str:
        """A tree with names that git would not let into one."""
        below: dict[str, list[Entry]] = {}
        lines = []
        for one in entries:
            first, slash, rest = one.path.partition("/")
            if slash and not one.path.startswith("/"):
                below.setdefault(first, []).append(one._replace(path=rest))
            else:
                oid = "1" * 40 if one.mode == "160000" else self.blob(one.content)
                lines.append((one.path, one.mode, oid))
        lines += [(name, "40000", self.tree(found)) for name, found in below.items()]
        raw = b"".join(
            f"{mode} {name}\0".encode() + bytes.fromhex(oid) for name, mode, oid in sorted(lines)
        )
        command = ("hash-object", "-t", "tree", "-w", "--stdin", "--literally")
        return self.git(*command, stdin=raw)

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def commit(self, entries: list[Entry], message: str = TOLD, *parents: str) -> str:
        more = [word for parent in parents for word in ("-p", parent)]
        return self.git("commit-tree", self.tree(entries), *more, stdin=message.encode())

    def bundle(self, commit: str, ref: str = f"refs/heads/{NAME}", *more: str) -> bytes:
        self.git("update-ref", ref, commit)
        self.git("bundle", "create", "-q", "out.bundle", ref, *more)
        return (self.folder / "out.bundle").read_bytes()


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A workshop."""
    return Forge(tmp_path / "forge")


def one(*entries: Entry, message: str = TOLD) -> Callable[[Forge], bytes]:
    """A bundle with one commit: a good document, and these."""

    def make(forge: Forge) -> bytes:
        paths = {entry.path for entry in entries}
        good = [] if DOCUMENT in paths else [Entry(DOCUMENT, GOOD.encode())]
        return forge.bundle(forge.commit([*good, *entries], message))

    return make


def document(content: bytes, mode: str = "100644") -> Callable[[Forge], bytes]:
    """A bundle with one document."""
    return one(Entry(DOCUMENT, content, mode))


def two_refs(forge: Forge) -> bytes:
    commit = forge.commit([Entry(DOCUMENT, GOOD.encode())])
    forge.git("update-ref", "refs/heads/other", commit)
    return forge.bundle(commit, f"refs/heads/{NAME}", "refs/heads/other")


def a_tag(forge: Forge) -> bytes:
    commit = forge.commit([Entry(DOCUMENT, GOOD.encode())])
    return forge.bundle(commit, f"refs/tags/{NAME}")


def an_annotated_tag(forge: Forge) -> bytes:
    commit = forge.commit([Entry(DOCUMENT, GOOD.encode())])
    forge.git("tag", "-a", "-m", "x", "x", commit)
    return forge.bundle(forge.git("rev-parse", "refs/tags/x"), "refs/tags/x").replace(
        b"refs/tags/x", f"refs/heads/{NAME}".encode(), 1
    )


def on_something(forge: Forge) -> bytes:
    first = forge.commit([Entry(DOCUMENT, GOOD.encode())])
    forge.git("update-ref", "refs/heads/first", first)
    second = forge.commit([Entry(DOCUMENT, GOOD.encode() + b"x\n")], TOLD, first)
    return forge.bundle(second, f"refs/heads/{NAME}", "^first")


def of_another_name(forge: Forge) -> bytes:
    return forge.bundle(forge.commit([Entry(DOCUMENT, GOOD.encode())]), "refs/heads/main")


def named_by_a_path(forge: Forge) -> bytes:
    data = forge.bundle(forge.commit([Entry(DOCUMENT, GOOD.encode())]))
    return data.replace(f"refs/heads/{NAME}".encode(), b"refs/heads/../../hooks/x", 1)


def cut(forge: Forge) -> bytes:
    return document(GOOD.encode())(forge)[:-40]


def changed(forge: Forge) -> bytes:
    data = bytearray(document(GOOD.encode())(forge))
    data[-30] ^= 255
    return bytes(data)


def another_end(forge: Forge) -> bytes:
    data = document(GOOD.encode())(forge)
    return data.replace(data[16:56], b"1" * 40, 1)


def a_tree_at_the_end(forge: Forge) -> bytes:
    commit = forge.commit([Entry(DOCUMENT, GOOD.encode())])
    tree = forge.git("rev-parse", f"{commit}^{{tree}}")
    return forge.bundle(commit).replace(commit.encode(), tree.encode(), 1)


def a_bomb(forge: Forge) -> bytes:
    return document(GOOD.encode() + b"x" * (bundles.LARGEST + 1))(forge)


def a_claim(forge: Forge) -> bytes:
    """A pack whose first object says that it will have many gigabytes."""
    head = f"# v2 git bundle\n{'1' * 40} refs/heads/{NAME}\n\n".encode()
    size = bytes([0xB0 | 15, *[0xFF] * 5, 0x7F])
    pack = b"PACK" + (2).to_bytes(4, "big") + (1).to_bytes(4, "big") + size
    return head + pack + zlib.compress(b"x" * 1000) + b"\0" * 20


def folders_in_folders(forge: Forge) -> bytes:
    """Folders that hold each other: few bytes, and very many paths."""
    inside = [(f"{number:03}", "") for number in range(300)]
    oid = forge.blob(b"x")
    for depth in range(4):
        mode = "40000" if depth else "100644"
        raw = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for name, _ in inside)
        oid = forge.git("hash-object", "-t", "tree", "-w", "--stdin", stdin=raw)
    return forge.bundle(forge.git("commit-tree", oid, stdin=TOLD.encode()))


def of_sha256(forge: Forge) -> bytes:
    folder = forge.folder / "long"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(folder)], check=True)
    other = Forge.__new__(Forge)
    other.folder = folder
    return other.bundle(other.commit([Entry(DOCUMENT, GOOD.encode())]))


LINKED = GOOD.replace("title", "links: [x]\ntitle").encode()
CASES: dict[str, tuple[Callable[[Forge], bytes], str]] = {
    "nothing": (lambda _: b"", "it is no bundle of git"),
    "text": (lambda _: b"hello\n" * 99, "it is no bundle of git"),
    "mail": (
        lambda _: b"From " + b"1" * 40 + b" Mon Sep 17\n",
        "patches by mail. To have them: git am FILE",
    ),
    "patch": (lambda _: b"diff --git a/x b/x\n", "It is a patch. To have it"),
    "zeros": (lambda _: b"# v2 git bundle\n" + b"\0" * 9999, "not those of a bundle"),
    "head only": (lambda _: b"# v2 git bundle\n\n", "other branches or tags"),
    "two refs": (two_refs, "other branches or tags"),
    "tag": (a_tag, "other branches or tags"),
    "annotated tag": (an_annotated_tag, "more than commits and documents"),
    "prerequisite": (on_something, "it rests on commits that are not in it"),
    "another branch": (of_another_name, "'main' in it is no incident"),
    "branch is a path": (named_by_a_path, "other branches or tags"),
    "sha256": (of_sha256, "in a form that is not read here (sha256)"),
    "cut": (cut, "damaged"),
    "changed": (changed, "damaged"),
    "another end": (another_end, "the commit that it names is not in it"),
    "a tree": (a_tree_at_the_end, "the commit that it names is not in it"),
    "a bomb": (a_bomb, "it holds a document of 8388"),
    "a claim": (a_claim, "damaged"),
    "folders in folders": (folders_in_folders, "too many folders in folders"),
    "without a form": (one(message="x\n"), "it was not made by inc bundle"),
    "a newer form": (
        one(message="x\n\nInc-Bundle: 2\n"),
        "it was made by a newer inc: its form is 2, and this one reads 1",
    ),
    "link": (document(b"/etc/passwd", "120000"), "is no plain file"),
    "program": (document(GOOD.encode(), "100755"), "is no plain file"),
    "module": (one(Entry("incidents/2026/03/x", b"", "160000")), "is no plain file"),
    "dots": (one(Entry("../x.md", b"x")), "damaged: "),
    "git folder": (one(Entry(".git/hooks/post-merge", b"x")), "damaged: "),
    "root": (one(Entry("/etc/x", b"x")), "damaged: "),
    "settings": (one(Entry("inc.toml", b"x")), "'inc.toml', which is no place"),
    "attributes": (one(Entry(".gitattributes", b"x")), "'.gitattributes', which is no place"),
    "runbook": (one(Entry("runbooks/x.md", b"x")), "'runbooks/x.md', which is no place"),
    "no markdown": (one(Entry("incidents/2026/03/x.sh", b"x")), "which is no place"),
    "another month": (one(Entry(f"incidents/2026/04/{NAME}.md", b"x")), "which is no place"),
    "no day": (one(Entry("incidents/2026/02/2026-02-31-x.md", b"x")), "which is no place"),
    "upper case": (one(Entry("incidents/2026/03/2026-03-04-X.md", b"x")), "which is no place"),
    "another incident": (
        one(Entry(OTHER, b"---\ntitle: x\n---\n")),
        f"has nothing to do with {NAME}",
    ),
    "not itself": (
        lambda forge: forge.bundle(forge.commit([Entry(OTHER, b"---\ntitle: x\n---\n")])),
        f"{NAME} itself is not in it",
    ),
    "another id": (document(GOOD.replace(NAME, "2026-01-01-x").encode()), "says that it is"),
    "not UTF-8": (document(GOOD.encode() + b"\xff\xfe\n"), "cannot be read"),
    "conflict markers": (document(b"<<<<<<< a\n=======\n>>>>>>> b\n"), "cannot be read"),
    "broken front matter": (document(b"---\na: [\n---\n"), "cannot be read"),
}


@pytest.mark.parametrize(("make", "what"), CASES.values(), ids=CASES)
def test_it_is_refused(
    make: Callable[[Forge], bytes], what: str, forge: Forge, alice: Desk
) -> None:
    place = forge.folder / "hostile.bundle"
    place.write_bytes(make(forge))
    before = alice.state()
    count = alice.git("count-objects", "-v")
    ran = alice("apply", str(place), ok=False)
    assert what in ran.err, ran.err
    assert ran.code == 4
    assert ran.err.count("\n") >= 2, "what to do next"
    assert len(ran.err) < 2_000 and "\x1b" not in ran.err
    assert alice.state() == before
    assert alice.git("count-objects", "-v") == count
    assert list((alice.folder / ".git/inc").glob("carrying-*")) == []
    assert not (alice.folder / ".git/hooks").exists()
    assert "kept" not in ran.err


def test_what_is_good_is_not(forge: Forge, alice: Desk) -> None:
    """The cases above fail for what they say, and not for how they are made."""
    place = forge.folder / "good.bundle"
    place.write_bytes(document(GOOD.encode())(forge))
    alice("apply", str(place))


@pytest.mark.parametrize("is_in_the_last", [True, False])
def test_a_credential_in_any_version(is_in_the_last: bool, forge: Forge, alice: Desk) -> None:
    bad = GOOD.encode() + f"\ntoken {TOKEN}\n".encode()
    oid = forge.commit([Entry(DOCUMENT, bad)])
    if not is_in_the_last:
        oid = forge.commit([Entry(DOCUMENT, GOOD.encode())], TOLD, oid)
    place = forge.folder / "hostile.bundle"
    place.write_bytes(forge.bundle(oid))
    before = alice.state()
    ran = alice("apply", str(place), ok=False)
    assert (ran.code, TOKEN in ran.err) == (5, False), ran
    assert alice.state() == before


def test_a_version_before_the_last_that_is_no_text(forge: Forge, alice: Desk) -> None:
    first = forge.commit([Entry(DOCUMENT, GOOD.encode() + b"\xff")])
    second = forge.commit([Entry(DOCUMENT, GOOD.encode())], TOLD, first)
    place = forge.folder / "hostile.bundle"
    place.write_bytes(forge.bundle(second))
    ran = alice("apply", str(place), ok=False)
    assert ran.code == 4 and "is not UTF-8" in ran.err


def test_words_in_it_do_nothing_to_the_terminal(forge: Forge, alice: Desk) -> None:
    message = f"\x1b[2J\x07gone {'x' * 500}\n\nInc-From: \x1b[31m\nInc-Bundle: 1\n"
    raw = (
        f"tree {forge.tree([Entry(DOCUMENT, GOOD.encode())])}\n"
        "author \x1b]0;x\x07 <\x1b[1m@x> 1772638200 +0000\n"
        f"committer x <x> 1772638200 +0000\n\n{message}"
    ).encode()
    oid = forge.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=raw)
    place = forge.folder / "hostile.bundle"
    place.write_bytes(forge.bundle(oid))
    ran = alice("apply", str(place))
    answer = alice("apply", "-n", str(place), "--json")
    assert "\x1b" not in ran.out + ran.err + answer.out
    assert "\x07" not in ran.out + ran.err + answer.out


def test_a_claim_to_be_a_commit_of_ours_counts_for_nothing(forge: Forge, alice: Desk) -> None:
    """What stands for one of our commits has to have its documents."""
    claim = f"x\n\nInc-From: {alice.head}\nInc-Bundle: 1\n"
    text = alice.text.replace("Checkout failures", "Nothing happened")
    place = forge.folder / "hostile.bundle"
    place.write_bytes(forge.bundle(forge.commit([Entry(DOCUMENT, text.encode())], claim)))
    assert alice("apply", "-n", str(place), "--json").json["known"] == 0


@pytest.mark.parametrize("name", ["nosuch", ".", "/dev/null"])
def test_what_is_no_file(name: str, alice: Desk) -> None:
    ran = alice("apply", name, ok=False)
    assert ran.code in (2, 3)
    assert ran.err.startswith("inc: ")


def test_a_file_that_is_too_large(alice: Desk, tmp_path: Path) -> None:
    place = tmp_path / "large.bundle"
    with place.open("wb") as stream:
        stream.truncate(bundles.MOST_BYTES + 1)
    ran = alice("apply", str(place), ok=False)
    assert ran.code == 4 and f"more than {bundles.MOST_BYTES} bytes" in ran.err
