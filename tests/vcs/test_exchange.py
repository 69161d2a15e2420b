"""What the answers of remotes mean; those of forges that no test can ask are kept here as said."""

from __future__ import annotations

import pytest

from inc.vcs import exchange
from inc.vcs.exchange import Outcome
from inc.vcs.process import TIMED_OUT, Completed

REJECTED = "To hub\n!\tabc:refs/heads/main\t{}\nDone\n"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("[rejected] (fetch first)", Outcome.RACE),
        ("[rejected] (non-fast-forward)", Outcome.RACE),
        ("[remote rejected] (failed to update ref)", Outcome.RACE),
        ("[remote rejected] (cannot lock ref 'refs/heads/main': is at 1 but expected 2)", "race"),
        ("[remote rejected] (incorrect old value provided)", Outcome.RACE),
        ("[remote rejected] (reference already exists)", Outcome.RACE),
        ("[remote rejected] (pre-receive hook declined)", Outcome.DECLINED),
        ("[remote rejected] (hook declined)", Outcome.DECLINED),
        ("[remote rejected] (protected branch hook declined)", Outcome.DECLINED),
        ("[remote rejected] (push declined due to repository rule violations)", Outcome.DECLINED),
        ("[remote rejected] (branch is currently checked out)", Outcome.DECLINED),
        ("[remote failure] (remote failed to report status)", Outcome.UNREACHABLE),
    ],
)
def test_what_a_remote_says_of_a_branch(status: str, outcome: Outcome | str) -> None:
    done = Completed(1, REJECTED.format(status).encode(), "error: failed to push some refs to 'x'")
    answer = exchange._of_push(done)
    assert answer.outcome is Outcome(outcome)
    assert status in answer.words and "failed to push" not in answer.words


@pytest.mark.parametrize(
    ("code", "err", "outcome"),
    [
        (0, "", Outcome.DONE),
        (1, "not on a Friday\nerror: failed to push some refs to 'x'", Outcome.HELD),
        (1, "send-pack: unexpected disconnect while reading sideband packet", Outcome.UNREACHABLE),
        (128, "fatal: the remote end hung up unexpectedly", Outcome.UNREACHABLE),
        (128, "ssh: connect to host x port 22: Connection refused", Outcome.UNREACHABLE),
        (128, "remote: Permission to a/b.git denied to c.\nfatal: error: 403", Outcome.DENIED),
        (128, "git@x: Permission denied (publickey).", Outcome.DENIED),
        (TIMED_OUT, "", Outcome.UNREACHABLE),
    ],
)
def test_how_a_push_ends(code: int, err: str, outcome: Outcome) -> None:
    assert exchange._of_push(Completed(code, b"", err)).outcome is outcome


@pytest.mark.parametrize(
    ("err", "outcome"),
    [
        ("fatal: couldn't find remote ref refs/heads/main", Outcome.ABSENT),
        ("error: cannot lock ref 'refs/remotes/origin/main': is at 1 but expected 2", "race"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "denied"),
        ("fatal: Authentication failed for 'https://alice:s3cr3t@x/y'", Outcome.DENIED),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", Outcome.UNREACHABLE),
    ],
)
def test_how_a_fetch_ends(err: str, outcome: Outcome | str) -> None:
    answer = exchange._of_fetch(Completed(128, b"", err))
    assert answer.outcome is Outcome(outcome)
    assert "s3cr3t" not in answer.words
