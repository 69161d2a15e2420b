"""Odd and hostile repositories: one row a fault, and what the user sees of it.

Of every row: what becomes of a note (`inc log`), of a new document (`inc declare`), of reading
(`inc list`, `inc show`, `inc next`) and of `inc check`. A write is recorded, as one commit of one
path on top of everything a stranger staged and changed, or it is refused with not one byte changed
and its words kept. There is nothing else.

That words which wait are recorded later as they were typed is proven in `test_refusals.py`, and
what linked work trees, submodules, SHA-256 and newlines do to a whole incident in
`test_git_situations.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

Git = Callable[..., str]
NAME: Final = "2026-03-04-checkout-failures"
DOCUMENT: Final = f"incidents/2026/03/{NAME}.md"
GIT: Final = tuple(
    int(number)
    for number in re.findall(r"\d+", subprocess.check_output(["git", "--version"], text=True))[:2]
)

RECORDED: Final = "recorded"
KEPT: Final = "kept"
"""Refused with exit code 4: nothing changed, and the words wait for `inc retry`."""
NOT_FOUND: Final = "not found"
"""Refused with exit code 3: no such incident here, and nothing changed."""

ANSWERS: Final = "answers"
TELLS: Final = "tells"
"""Lists go on, and say in a line what they could not read; showing that document is refused."""
EXPLAINS: Final = "explains"
"""Lists show nothing and say in a line why, and showing that document is refused."""
SILENT: Final = "silent"
"""Lists go on as if it were not there, and showing that document is refused."""
REFUSES: Final = "refuses"
"""Nothing can be read."""


@dataclass(frozen=True)
class Place:
    """Where the commands are typed, and in which surroundings."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """A repository with an open incident, and with things of a stranger staged and changed."""

    root: Path
    outside: Path
    run: Git
    cli: type[Any]

    @property
    def document(self) -> Path:
        return self.root / DOCUMENT

    def git(self, *args: str, cwd: Path | None = None, stdin: str | None = None) -> str:
        return self.run(*args, cwd=cwd or self.root, stdin=stdin)

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def commit(self, *paths: str) -> None:
        """Commit files of ours by hand."""
        self.git("add", "--", *paths)
        self.git("commit", "-qm", "by hand", "--", *paths)

    def hook(self, script: str, name: str = "pre-commit", folder: str = ".git/hooks") -> None:
        self.write(f"{folder}/{name}", f"#!/bin/sh\n{script}\n").chmod(0o755)

    def tidy(self) -> None:
        """Put the things of the stranger aside."""
        self.git("reset", "-q", "--", "announced.txt")  # which git cannot stash
        self.git("stash", "-q", "--include-untracked")

    def diverge(self) -> None:
        """Make a branch `other` that is in conflict with this one."""
        self.tidy()
        self.write("notes.txt", "one\n")
        self.commit("notes.txt")
        self.git("branch", "other")
        for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
            self.git("checkout", "-q", branch)
            self.write("notes.txt", text)
            self.commit("notes.txt")

    def stop_in(self, *command: str) -> None:
        """Run a git command that stops at a conflict."""
        done = subprocess.run(["git", *command], cwd=self.root, capture_output=True, check=False)
        assert done.returncode != 0, command


Make = Callable[[Desk], Place | None]


@dataclass(frozen=True)
class Row:
    """A fault, how it is made, and what the user sees."""

    name: str
    make: Make
    log: str = RECORDED
    declare: str = RECORDED
    read: str = ANSWERS
    check: int = 0
    words: str = ""
    """What the refused command, or the reading one, says."""
    hint: str = ""


# ------------------------------------------------------------------ how faults are made


def nothing(_desk: Desk) -> None:
    """Nothing more than a dirty tree."""


def configured(*pairs: str, in_file: str = "") -> Make:
    """`key=value` in the configuration of the repository."""

    def make(desk: Desk) -> None:
        for pair in pairs:
            key, _, value = pair.partition("=")
            desk.git("config", *(["--file", in_file] if in_file else []), key, value)
        desk.git("update-index", "-q", "--refresh")

    return make


def surrounded(**variables: str) -> Make:
    """Variables of the environment; `{other}` is the git directory of another repository."""

    def make(desk: Desk) -> Place:
        other = desk.outside / "other"
        desk.git("init", "-q", str(other))
        named = {name: value.format(other=other / ".git") for name, value in variables.items()}
        return Place(desk.root, named)

    return make


def hooked(script: str, name: str = "pre-commit") -> Make:
    """A hook."""
    return lambda desk: desk.hook(script, name)


def hooked_by(interpreter: str) -> Make:
    """A hook for an interpreter that is not there."""

    def make(desk: Desk) -> None:
        desk.write(".git/hooks/pre-commit", f"#!{interpreter}\n").chmod(0o755)

    return make


def hooks_elsewhere(desk: Desk) -> None:
    desk.hook("echo no; exit 1", folder=".git/elsewhere")
    desk.git("config", "core.hooksPath", ".git/elsewhere")


def attributed(attributes: str, *pairs: str) -> Make:
    """Attributes of the documents, whose filters are set up, and which all have passed through."""

    def make(desk: Desk) -> None:
        configured(*pairs)(desk)
        desk.write(".gitattributes", f"incidents/** {attributes}\n")
        desk.git("add", "--renormalize", "--", "incidents")
        desk.git("add", ".gitattributes")
        desk.git("commit", "-qm", "attributes", "--", ".gitattributes", "incidents")
        desk.document.unlink()
        desk.git("checkout", "-q", "--", "incidents")

    return make


def changed(change: Callable[[bytes], bytes], *, is_committed: bool = True) -> Make:
    """Other bytes in the document."""

    def make(desk: Desk) -> None:
        desk.document.write_bytes(change(desk.document.read_bytes()))
        if is_committed:
            desk.commit(DOCUMENT)

    return make


def stopped(*command: str) -> Make:
    """A command of git that stops at a conflict."""

    def make(desk: Desk) -> None:
        desk.diverge()
        desk.stop_in(*command)

    return make


def in_am(desk: Desk) -> None:
    desk.diverge()
    patch = desk.outside / "patch"
    patch.write_text(desk.git("format-patch", "--stdout", "-1", "other"))
    desk.stop_in("am", str(patch))


def in_bisect(desk: Desk) -> None:
    desk.diverge()
    desk.git("bisect", "start", "HEAD", "HEAD~2")


def detached(desk: Desk) -> None:
    desk.git("checkout", "-q", "--detach")


def unborn(desk: Desk) -> None:
    desk.git("checkout", "-q", "--orphan", "new")


def bare_clone(desk: Desk) -> Place:
    desk.git("clone", "-q", "--bare", ".", str(desk.outside / "bare.git"))
    return Place(desk.outside / "bare.git")


def linked(*, main_is_bare: bool = False, locked: bool = False, gone: bool = False) -> Make:
    """A linked work tree."""

    def make(desk: Desk) -> Place:
        tree, main = desk.outside / "tree", desk.root
        if main_is_bare:
            main = bare_clone(desk).folder
        desk.git("worktree", "add", "-q", "-b", "tree", str(tree), cwd=main)
        if locked:
            desk.git("worktree", "lock", "--reason", "on a stick", str(tree), cwd=main)
        if gone:
            desk.root.rename(desk.outside / "moved")
        return Place(tree)

    return make


def submodule_beside(desk: Desk) -> None:
    other = desk.outside / "library"
    desk.git("init", "-q", str(other))
    desk.git("commit", "-q", "--allow-empty", "-m", "library", cwd=other)
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    desk.git(*add, str(other), "library")
    desk.git("commit", "-qm", "submodule", "--", ".gitmodules", "library")
    desk.git("commit", "-q", "--allow-empty", "-m", "moved on", cwd=desk.root / "library")
    desk.git("config", "submodule.recurse", "true")


def inside_submodule(desk: Desk) -> Place:
    above = desk.outside / "above"
    desk.git("init", "-q", str(above))
    add = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    desk.git(*add, str(desk.root), "ours", cwd=above)
    return Place(above / "ours")


def sparse(*words: str) -> Make:
    """Only these folders are checked out."""

    def make(desk: Desk) -> None:
        desk.tidy()
        cone, *folders = words
        desk.git("sparse-checkout", "init", cone)  # before 2.35 `set` has no such option
        desk.git("sparse-checkout", "set", *folders)

    return make


def cloned(*options: str, is_alone: bool = False) -> Make:
    """A clone, whose origin may be gone afterwards."""

    def make(desk: Desk) -> Place:
        desk.git("config", "uploadpack.allowFilter", "true")
        clone, address = desk.outside / "clone", desk.root.as_uri()
        if "--shared" in options:
            address = str(desk.root)
        desk.git("clone", "-q", *options, address, str(clone))
        if is_alone:
            desk.root.rename(desk.outside / "moved")
        return Place(clone)

    return make


def sha256(desk: Desk) -> Place:
    root = desk.outside / "sha256"
    desk.git("init", "-q", "--object-format=sha256", str(root))
    for name in ("inc.toml", "incidents"):
        copy: Any = shutil.copytree if (desk.root / name).is_dir() else shutil.copy
        copy(desk.root / name, root / name)
    desk.git("add", ".", cwd=root)
    desk.git("commit", "-qm", "moved here", cwd=root)
    return Place(root)


def reftable(desk: Desk) -> Place:
    root = desk.outside / "reftable"
    done = subprocess.run(
        ["git", "init", "-q", "--ref-format=reftable", str(root)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this git has no reftable; 2.45 does")
    desk.git("fetch", "-q", str(desk.root), "main", cwd=root)
    desk.git("reset", "-q", "--hard", "FETCH_HEAD", cwd=root)
    return Place(root)


def lying_monitor(desk: Desk) -> None:
    """A file system monitor that says that nothing ever changes."""
    script = desk.outside / "monitor"
    script.write_text("#!/bin/sh\nprintf 'always\\0'\n")
    script.chmod(0o755)
    configured(f"core.fsmonitor={script}", "core.fsmonitorHookVersion=2")(desk)
    desk.git("status")


def index_of(*options: str) -> Make:
    """The staging area in another form."""

    def make(desk: Desk) -> None:
        desk.git("update-index", *options)

    return make


def names_in_two_cases(desk: Desk) -> None:
    desk.write("incidents/2026/03/README.md", "one\n")
    desk.write("incidents/2026/03/Readme.md", "other\n")
    desk.commit("incidents/2026/03/README.md", "incidents/2026/03/Readme.md")
    desk.git("config", "core.ignoreCase", "true")


def of_somebody_else(desk: Desk) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in (desk.root, *desk.root.rglob("*")):
        os.lchown(path, 4321, 4321)
    if subprocess.run(["git", "status"], cwd=desk.root, capture_output=True).returncode == 0:
        pytest.skip("this git does not ask whose a repository is, as 2.30.3 and 2.35.2 do")


def replaced_by(put: Callable[[Path, Path], object]) -> Make:
    """Something else where the document stands."""

    def make(desk: Desk) -> None:
        desk.document.rename(desk.outside / "document.md")
        put(desk.document, desk.outside / "document.md")

    return make


def a_device(path: Path, _other: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a device")
    os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero: reading it never ends


def hard_linked(desk: Desk) -> None:
    (desk.outside / "same.md").hardlink_to(desk.document)


def linked_folder(target: str) -> Make:
    """`incidents` is a link to another folder."""

    def make(desk: Desk) -> None:
        other = Path(target.format(outside=desk.outside, root=desk.root))
        (desk.root / "incidents").rename(other)
        (desk.root / "incidents").symlink_to(other)

    return make


def called(name: str) -> Make:
    """The repository has another name."""

    def make(desk: Desk) -> Place:
        folder = desk.outside / name
        desk.git("clone", "-q", ".", str(folder))
        return Place(folder)

    return make


def locked_by_nobody(desk: Desk) -> None:
    desk.git("config", "inc.lockWait", "1")
    (desk.root / ".git" / "index.lock").touch()
    os.utime(desk.root / ".git" / "index.lock", (1_000_000_000, 1_000_000_000))


def corrupt(path: str) -> Make:
    """The object of something in HEAD is damaged."""

    def make(desk: Desk) -> None:
        oid = desk.git("rev-parse", f"HEAD{path}").strip()
        file = desk.root / ".git" / "objects" / oid[:2] / oid[2:]
        file.chmod(0o644)
        file.write_bytes(b"\0" * 40)

    return make


def without(path: str) -> Make:
    """A file of the git directory is gone."""
    return lambda desk: (desk.root / ".git" / path).unlink()


def packed(desk: Desk) -> None:
    desk.git("pack-refs", "--all", "--prune")
    desk.git("gc", "-q", "--prune=now")
    assert not (desk.root / ".git" / "refs" / "heads" / "main").exists()


def replacing(desk: Desk) -> None:
    root = desk.git("rev-list", "--max-parents=0", "HEAD").strip()
    desk.git("replace", "HEAD~", root)


def grafted(desk: Desk) -> None:
    desk.write(".git/info/grafts", desk.git("rev-parse", "HEAD"))


def own_configuration(desk: Desk) -> None:
    desk.git("config", "extensions.worktreeConfig", "true")
    desk.git("config", "--worktree", "user.email", "carol@example.com")


def included(desk: Desk) -> None:
    desk.write(".git/more", "[user]\n\temail = carol@example.com\n[core]\n\tpager = false\n")
    desk.git("config", f"includeIf.gitdir:{desk.root}/.path", "more")


def hostile_file(desk: Desk) -> Place:
    """GIT_CONFIG names a file of a stranger, which no git but `git config` reads."""
    trap, marker = desk.outside / "trap", desk.outside / "sprung"
    trap.write_text(f"[core]\n\thooksPath = {trap}\n\tfsmonitor = touch {marker}; false\n")
    return Place(desk.root, {"GIT_CONFIG": str(trap)})


def lfs_pointer(desk: Desk) -> None:
    size, oid = desk.document.stat().st_size, "4d7a214614ab2935c943f9e0ff69d22e" * 2
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n"
    desk.write(DOCUMENT, text)
    desk.commit(DOCUMENT)


def large(desk: Desk) -> None:
    with desk.document.open("ab") as file:
        file.truncate(50 << 20)


def many_entries(data: bytes) -> bytes:
    entries = (
        f"- `2026-03-04T15:31:{n // 200:02}Z` **note** @bob — {n} ^0j4hq{n:07}\n"
        for n in range(10_000)
    )
    return data + "".join(entries).encode()


def without_home(desk: Desk) -> Place:
    desk.git("config", "user.email", "alice@example.com")
    desk.git("config", "user.name", "Alice")
    return Place(desk.root, {"HOME": "", "GIT_CONFIG_GLOBAL": ""})


MONTH = "incidents/2026/03"
ROT = "tr A-Za-z N-ZA-Mn-za-m"

ROWS: Sequence[Row] = (
    Row("dirty tree, staged strangers, intent-to-add", nothing),
    # ------------------------------------------------------------ something is in progress
    Row("merge", stopped("merge", "other"), KEPT, KEPT, words="a merge is in progress"),
    Row("rebase, merge backend", stopped("rebase", "other"), KEPT, KEPT, words="a rebase is in"),
    Row("rebase, apply backend", stopped("rebase", "--apply", "other"), KEPT, KEPT,
        words="a rebase"),
    Row("cherry-pick", stopped("cherry-pick", "other"), KEPT, KEPT, words="a cherry-pick is in"),
    Row("revert", stopped("revert", "--no-edit", "HEAD~"), KEPT, KEPT, words="a revert is in"),
    Row("am", in_am, KEPT, KEPT, words="an? am is in progress", hint="git am --abort"),
    Row("bisect", in_bisect, KEPT, KEPT, words="a bisect is in progress", hint="git bisect reset"),
    Row("detached HEAD", detached, KEPT, KEPT, words="no branch is checked out", hint="git switch"),
    Row("unborn branch", unborn),
    # ------------------------------------------------------------ kinds of repositories
    Row("bare", bare_clone, KEPT, KEPT, read=REFUSES, check=2, words="without a work tree here"),
    Row("linked work tree", linked()),
    Row("linked work tree of a bare repository", linked(main_is_bare=True)),
    Row("locked work tree", linked(locked=True)),
    Row(
        "work tree whose repository moved", linked(gone=True), KEPT, KEPT, REFUSES, 2,
        "which is not a git directory", "git worktree repair",
    ),
    Row("submodule that moved on, beside", submodule_beside),
    Row("inside of a submodule", inside_submodule),
    Row("sparse checkout, cone, with the incidents", sparse("--cone", "incidents")),
    Row("sparse checkout, no cone", sparse("--no-cone", "/inc.toml", "/incidents/")),
    Row(
        "sparse checkout without the incidents", sparse("--cone", "runbooks"), NOT_FOUND,
        KEPT if GIT >= (2, 34) else RECORDED,  # an older git takes what it does not check out
        EXPLAINS, 3, "outside of the sparse checkout", "git sparse-checkout add",
    ),
    Row("partial clone", cloned("--filter=blob:none")),
    Row("partial clone, origin gone", cloned("--filter=blob:none", is_alone=True)),
    Row("shallow clone", cloned("--depth=1")),
    Row("clone with alternates", cloned("--shared")),
    Row("clone whose alternates are gone", cloned("--shared", is_alone=True), KEPT, KEPT),
    Row("SHA-256", sha256),
    Row("reftable", reftable),
    # ------------------------------------------------------------ the staging area
    Row("index version 4", index_of("--index-version=4")),
    Row("split index", index_of("--split-index")),
    Row("untracked cache", index_of("--force-untracked-cache")),
    Row("monitor that lies", lying_monitor, KEPT, words="git sees no change",
        hint="git config core.fsmonitor false"),
    Row("skip-worktree", index_of("--skip-worktree", DOCUMENT), KEPT, words="git sees no change",
        hint="--no-skip-worktree"),
    Row("index.lock of years ago", locked_by_nobody, KEPT, KEPT,
        words="index.lock has been there for"),
    # ------------------------------------------------------------ damage
    Row("damaged blob of the document", corrupt(f":{DOCUMENT}")),
    Row("damaged folder in HEAD", corrupt(f":{MONTH}"), KEPT, KEPT),
    Row("damaged commit", corrupt(""), KEPT, KEPT),
    Row("branch without its file", without("refs/heads/main"), KEPT, KEPT, words="has none now",
        hint="git update-ref refs/heads/main"),
    Row("no HEAD", without("HEAD"), KEPT, KEPT, read=REFUSES, check=2,
        words="not inside a git rep"),
    Row("no index", without("index")),
    Row("packed refs only", packed),
    Row("replace refs", replacing),
    Row("grafts", grafted),
    Row("another owner", of_somebody_else, KEPT, KEPT, words="belongs to somebody else"),
    # ------------------------------------------------------------ the document
    Row("a folder in its place", replaced_by(lambda path, _: path.mkdir()), KEPT, RECORDED, SILENT,
        words="is not a regular file", hint="Move it away."),
    Row("a pipe in its place", replaced_by(lambda path, _: os.mkfifo(path)), KEPT, RECORDED, SILENT,
        1, "is not a regular file", "Move it away."),
    Row("a device in its place", replaced_by(a_device), KEPT, RECORDED, SILENT, 1,
        "is not a regular file", "Move it away."),
    Row(
        "a link in its place", replaced_by(lambda path, to: path.symlink_to(to)), KEPT, RECORDED,
        TELLS, 1, "is a symbolic link",
    ),
    Row("a hard link to it", hard_linked),
    Row("folder linked outside", linked_folder("{outside}/elsewhere"), KEPT, KEPT, read=EXPLAINS,
        check=1, words="incidents is a symbolic link"),
    Row("folder linked inside", linked_folder("{root}/elsewhere"), KEPT, KEPT, read=EXPLAINS,
        check=1, words="incidents is a symbolic link"),
    Row("50 MB", large, KEPT, RECORDED, TELLS, 1, "has 52428800 bytes", "Move attachments out"),
    Row("10,000 entries", changed(many_entries)),
    Row("a line of a megabyte", changed(lambda data: data + b"x" * (1 << 20) + b"\n")),
    Row("null bytes", changed(lambda data: data + b"a\0b\n"), check=1),
    Row("pointer of git-lfs", lfs_pointer, KEPT, RECORDED, TELLS, 1, "git-lfs has not fetched the",
        "git lfs pull"),
    # ------------------------------------------------------------ names of the folder
    Row("spaces", called("incidents of ours")),
    Row("composed letters", called(unicodedata.normalize("NFC", "Zürich"))),
    Row("decomposed letters", called(unicodedata.normalize("NFD", "Zürich"))),
    Row("a newline", called("two\nlines")),
    # ------------------------------------------------------------ hooks and signing
    Row("hook that says no", hooked("echo not on Fridays; exit 1"), KEPT, KEPT,
        words="not on Fridays"),
    Row("hook that prints a lot", hooked("yes | head -c 9000000; yes | head -c 9000000 >&2")),
    Row("hook that reads", hooked("cat; read line; exit 0")),
    Row("hook that rewrites", hooked(f"sed -i s/still/STILL/ {MONTH}/*.md; git add {MONTH}")),
    Row("hook that fails afterwards", hooked("exit 1", "post-commit")),
    Row("hook that cannot run", hooked_by("/no/such"), KEPT, KEPT,
        words="cannot (run|exec) .*.git/hooks/pre-commit"),
    Row("hooks elsewhere", hooks_elsewhere, KEPT, KEPT, words=r"a hook \(pre-commit\)"),
    Row("no gpg", configured("commit.gpgsign=true", "gpg.program=/no/such"), KEPT, KEPT,
        words="could not be signed"),
    Row("no ssh key", configured("commit.gpgsign=true", "gpg.format=ssh",
        "user.signingkey=/no/such.pub"), KEPT, KEPT,
        words="could not be signed|git cannot sign that way"),  # 2.34 signs with them
    # ------------------------------------------------------------ attributes
    Row("merge=union", attributed("merge=union")),
    Row("eol=crlf", attributed("text eol=crlf")),
    Row("ident", attributed("ident")),
    Row("a filter", attributed("filter=rot", f"filter.rot.clean={ROT}", f"filter.rot.smudge={ROT}",
        "filter.rot.required=true")),
    Row("a required filter that is missing", configured("filter.rot.required=true",
        "filter.rot.clean=/no/such"), RECORDED),
    # ------------------------------------------------------------ surroundings
    Row("GIT_CONFIG", hostile_file),
    Row("settings passed along", surrounded(GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="core.pager",
        GIT_CONFIG_VALUE_0="false")),
    Row("no HOME", without_home),
    Row("TMPDIR that is not there", surrounded(TMPDIR="{other}/no/such")),
    Row("configuration of the work tree", own_configuration),
    Row("includeIf", included),
    Row("names in two cases", names_in_two_cases),
)  # fmt: skip

SETTINGS: Sequence[str] = (
    *("core.autocrlf=true", "core.autocrlf=input", "core.safecrlf=true", "core.eol=crlf"),
    *("core.fileMode=false", "core.ignoreCase=true", "core.precomposeUnicode=true"),
    *("core.symlinks=false", "core.trustctime=false", "core.checkStat=minimal"),
    *("core.logAllRefUpdates=false", "core.quotePath=false", "core.pager=false"),
    *("core.commentChar=I", "core.commentChar=auto", "core.editor=false", "core.abbrev=4"),
    *("core.untrackedCache=true", "core.splitIndex=true", "feature.manyFiles=true"),
    *("index.version=4", "commit.template=no/such", "commit.verbose=true", "commit.status=false"),
    *("commit.cleanup=strip", "format.pretty=format:%s", "log.showSignature=true"),
    *("log.date=relative", "log.follow=true", "color.ui=always", "help.autocorrect=immediate"),
    *("alias.commit=!false", "alias.rev-parse=!false", "init.defaultBranch=-odd"),
    *("advice.addIgnoredFile=false", "advice.statusHints=false", "i18n.commitEncoding=latin1"),
    *("i18n.logOutputEncoding=latin1", "status.showUntrackedFiles=no", "status.short=true"),
    *("status.branch=true", "status.relativePaths=false", "status.renames=copies"),
    *(
        "diff.external=false",
        "diff.noprefix=true",
        "diff.renames=copies",
        "diff.orderFile=staged.txt",
    ),
    *(
        "diff.context=0",
        "diff.algorithm=patience",
        "submodule.recurse=true",
        "push.default=nothing",
    ),
    *("gc.auto=1", "safe.bareRepository=explicit", "user.useConfigOnly=true", "tag.gpgSign=true"),
    *("merge.conflictStyle=diff3", "rerere.enabled=true", "grep.patternType=perl"),
)


# ------------------------------------------------------------------ what is asked of every row


@pytest.fixture
def desk(declared: Any, repository: Path, git: Git, tmp_path: Path) -> Desk:
    """An incident that is open since 15:31, and everything a staging area can hold beside it."""
    for name in ("staged", "changed", "both"):
        (repository / f"{name}.txt").write_text("before\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "things of a stranger")
    for name in ("staged", "both"):
        (repository / f"{name}.txt").write_text("staged\n", encoding="utf-8")
    git("add", ".")
    for name in ("changed", "both", "untracked", "announced"):
        (repository / f"{name}.txt").write_text("changed\n", encoding="utf-8")
    git("add", "--intent-to-add", "announced.txt")
    outside = tmp_path / "outside"
    outside.mkdir()
    return Desk(repository, outside, git, type(declared))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_the_user_sees(row: Row, desk: Desk) -> None:
    seen = Seen(row.make(desk) or Place(desk.root), desk)
    read = seen.reading()
    checked = seen.run("check").code
    log = seen.writing("log", "-i", NAME, "still down")
    declare = seen.writing("declare", "Search is slow", "-s", "3")
    assert (log, declare, read, checked) == (row.log, row.declare, row.read, row.check), seen.told
    assert re.search(row.words, seen.told, re.I), seen.told
    assert row.hint in seen.told, seen.told


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_setting_of_the_person_stands_in_the_way(setting: str, desk: Desk) -> None:
    configured(setting)(desk)
    seen = Seen(Place(desk.root), desk)
    assert (seen.reading(), seen.run("check").code) == (ANSWERS, 0), seen.told
    assert seen.writing("log", "still down") == RECORDED, seen.told
    assert seen.writing("declare", "Search is slow", "-s", "3") == RECORDED, seen.told


HOSTILE_VALUES = {
    "GIT_CONFIG_PARAMETERS": "'core.pager=false'",
    "GIT_CONFIG_COUNT": "0",
    "GIT_IMPLICIT_WORK_TREE": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_REPLACE_REF_BASE": "refs/heads/",
    "GIT_PREFIX": "no/such/",
    "GIT_INTERNAL_SUPER_PREFIX": "no/such/",
    "GIT_INDEX_FILE": "{other}/index",
    "GIT_OBJECT_DIRECTORY": "{other}/objects",
    "GIT_WORK_TREE": "{other}/..",
}


def local_variables() -> list[str]:
    asked = ["git", "rev-parse", "--local-env-vars"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("variable", local_variables())
def test_a_variable_that_means_another_repository(variable: str, desk: Desk) -> None:
    place = surrounded(**{variable: HOSTILE_VALUES.get(variable, "{other}")})(desk)
    assert place is not None
    other = desk.outside / "other"
    before = contents(other, with_git=True)
    seen = Seen(place, desk)
    assert (seen.reading(), seen.run("check").code) == (ANSWERS, 0), seen.told
    assert seen.writing("log", "still down") == RECORDED, seen.told
    assert seen.writing("declare", "Search is slow", "-s", "3") == RECORDED, seen.told
    assert contents(other, with_git=True) == before


class Seen:
    """The commands as they are typed at a place, and what they said."""

    def __init__(self, place: Place, desk: Desk) -> None:
        self.place = place
        self.desk = desk
        self.told = ""
        self._inc = desk.cli(place.folder)

    def run(self, *args: str) -> Any:
        """Run a command that changes nothing, and make sure of it."""
        before = self._everything()
        ran = self._ran(*args)
        assert self._everything() == before, args
        return ran

    def reading(self) -> str:
        """What becomes of reading."""
        listed, shown, due = self.run("list"), self.run("show", NAME), self.run("next")
        if listed.code == 0 and shown.code == 0:
            assert NAME in listed.out and "Checkout failures" in shown.out
            assert due.code in (0, 1)
            return ANSWERS
        if listed.code == 0 and NAME in listed.out + listed.err:
            return TELLS
        if listed.code == 0 and "that can be read.\n" in listed.err:
            return EXPLAINS
        return SILENT if listed.code == 0 else REFUSES

    def writing(self, *args: str) -> str:
        """What becomes of a write."""
        before, tip = self._everything(), self._tip()
        ran = self._ran(*args)
        if ran.code == 0:
            self._is_one_commit_on(tip, before)
            return RECORDED
        after = self._everything()
        if None in (before["status"], after["status"]):  # git comes upon damage sooner or later
            before["status"] = after["status"] = None
        assert after == before, ran
        assert ran.out == ""
        if ran.code == 4:
            assert "What you typed is kept" in ran.err, ran
            return KEPT
        return NOT_FOUND if ran.code == 3 else f"exit code {ran.code}"

    def _ran(self, *args: str) -> Any:
        ran = self._inc(*args, ok=False, **self.place.environment)
        assert ran.code != 70 and "Traceback" not in ran.err, ran
        self.told += f"$ inc {' '.join(args)}  → {ran.code}\n{ran.out[-300:]}{ran.err}"
        return ran

    def _is_one_commit_on(self, tip: str, before: Mapping[str, Any]) -> None:
        """Whether there is one commit more, of one document, and nothing else has changed.

        A document that HEAD has otherwise, or not at all, has got a commit of its own before.
        """
        made = self._asked("rev-list", "HEAD", *([f"^{tip}"] if tip else []))
        one = ("diff-tree", "--root", "-r", "--no-commit-id", "--name-only", "-z")
        [path] = {name for oid in made for name in self._asked(*one, oid)}
        assert path.startswith("incidents/")
        subjects = self._asked("log", "--format=%s", f"-{len(made)}", "HEAD~")[: len(made) - 1]
        assert all(one.endswith((": edited by hand", ": put back")) for one in subjects)
        after = self._everything()
        for what in ("files", "staged", "status"):
            assert _without(path, after[what]) == _without(path, before[what]), (what, self.told)
        staged = dict(after["staged"])
        assert self._asked("hash-object", "--", path) == [staged[path].split()[1]]
        assert self._asked("rev-parse", f"HEAD:{path}") == [staged[path].split()[1]]

    def _tip(self) -> str:
        return next(iter(self._asked("rev-parse", "--verify", "-q", "HEAD")), "")

    def _everything(self) -> dict[str, Any]:
        files = contents(self.place.folder)
        elsewhere = {} if "other" in os.listdir(self.desk.outside) else contents(self.desk.outside)
        asked = {"refs": self._said("for-each-ref"), "tip": self._tip()}
        status = self._said("status") if self._can_tell("status") else None
        return {"files": files, "outside": elsewhere, "staged": self.staged(), "status": status,
                **asked}  # fmt: skip

    def staged(self) -> dict[str, str]:
        lines = self._asked("ls-files", "--stage", "-z")
        return {line.partition("\t")[2]: line.partition("\t")[0] for line in lines}

    def _said(self, question: str) -> list[str]:
        if question == "status":
            return self._asked("status", "--porcelain=v1", "-z", "--untracked-files=all",
                               "--no-renames")  # fmt: skip
        return self._asked(question)

    def _can_tell(self, question: str) -> bool:
        return self._git(question).returncode == 0

    def _git(self, *question: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
        return subprocess.run(
            ["git", *question],
            cwd=self.place.folder,
            env=environment,
            capture_output=True,
            check=False,
        )

    def _asked(self, *question: str) -> list[str]:
        done = self._git(*question)
        return re.split("[\0\n]", done.stdout.decode("utf-8", "surrogateescape"))[:-1]


def _without(path: str, found: Mapping[str, object] | Sequence[str]) -> object:
    """What was found, but for that of one path, and of the folders that lead to it."""
    if isinstance(found, Mapping):
        return {name: of for name, of in found.items() if not f"{path}/".startswith(f"{name}/")}
    return [line for line in found if not line.endswith(path)]


def contents(folder: Path, *, with_git: bool = False) -> dict[str, object]:
    """All files below a folder; those of git's own only if asked for."""
    found = {}
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if with_git or not {".git", "bare.git"} & {*parts, folder.name}:
            found["/".join(parts)] = _content(path)
    return found


def _content(path: Path) -> object:
    if path.is_symlink():
        return path.readlink()
    return path.read_bytes() if path.is_file() else path.lstat().st_mode


# ------------------------------------------------------------------ what a row has no room for


def test_a_lost_branch_is_brought_back_as_the_hint_says(desk: Desk) -> None:
    inc, tip = desk.cli(desk.root), desk.git("rev-parse", "HEAD").strip()
    without("refs/heads/main")(desk)
    refused = inc("log", "still down", ok=False)
    command = re.search("`git (update-ref [^`]*)`", refused.err)
    assert command is not None
    desk.git(*command[1].split())
    inc("retry")
    assert desk.git("rev-parse", "HEAD~").strip() == tip


@pytest.mark.parametrize("mask", [0o077, 0o000, 0o022])
def test_files_are_as_open_as_the_person_has_it(mask: int, desk: Desk) -> None:
    before = os.umask(mask)
    try:
        seen = Seen(Place(desk.root), desk)
        assert seen.writing("log", "still down") == RECORDED
        assert seen.writing("declare", "Search is slow", "-s", "3") == RECORDED
    finally:
        os.umask(before)
    made = desk.document.with_name("2026-03-04-search-is-slow.md")
    assert made.stat().st_mode & 0o777 == 0o666 & ~mask
    assert desk.document.stat().st_mode & 0o777 == 0o666 & ~before


def test_a_hook_that_hangs_is_named_to_others_and_can_be_interrupted(desk: Desk) -> None:
    desk.hook(f"mkfifo {desk.outside}/fifo; touch {desk.outside}/in; read x <{desk.outside}/fifo")
    desk.git("config", "inc.lockWait", "1")
    seen = Seen(Place(desk.root), desk)
    before = desk.document.read_bytes(), seen.staged(), desk.git("rev-parse", "HEAD")
    command = [sys.executable, "-m", "inc", "log", "still down"]
    hanging = subprocess.Popen(
        command, cwd=desk.root, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while not (desk.outside / "in").exists():
        time.sleep(0.01)
        assert hanging.poll() is None
    busy = desk.cli(desk.root)("log", "me too", ok=False)
    assert busy.code == 4 and "What you typed is kept" in busy.err
    assert re.search(rf"another inc is writing here: pid {hanging.pid} \(inc log, since", busy.err)
    os.killpg(hanging.pid, signal.SIGINT)
    assert "What you typed is kept" in hanging.communicate(timeout=60)[1]
    assert hanging.returncode in (130, -signal.SIGINT)
    (desk.root / ".git/hooks/pre-commit").unlink()
    assert (desk.document.read_bytes(), seen.staged(), desk.git("rev-parse", "HEAD")) == before
    desk.cli(desk.root)("retry")
    text = desk.document.read_text()
    assert (text.count("still down"), text.count("me too")) == (1, 1)


MEMORY: Final = 300_000  # KB, of which the interpreter has a third; to read it takes twice as much


@pytest.mark.parametrize(
    "command",
    [
        *("list", "next", "check", "metrics", "doctor", "search pool", "action list"),
        *(f"show {NAME}", f"timeline {NAME}", f"log -i {NAME} x", f"update -i {NAME} x"),
        *(f"postmortem new {NAME}", "declare Other -s 3"),
    ],
)
def test_a_document_of_50_mb_is_not_read(command: str, desk: Desk) -> None:
    large(desk)
    limited = f'ulimit -v {MEMORY}; exec "{sys.executable}" -m inc {command}'
    done = subprocess.run(
        ["sh", "-c", limited], cwd=desk.root, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    assert done.returncode in (0, 1, 4) and "Traceback" not in told, told
    assert "52428800 bytes" in told or command.startswith("declare"), told
