"""From the address of a remote to the page and the program that propose a branch there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from inc import forges
from inc.forges import Kind, Project, Proposal

PROPOSAL = Proposal("postmortem/2026-03-04-x", "main", "Postmortem: x & y", "- one\n- two #1\n")
HUB = Project(Kind.GITHUB, "https://github.com/acme/incidents")


@pytest.mark.parametrize(
    ("remote", "kind", "page"),
    [
        ("https://github.com/acme/incidents.git", "github", "https://github.com/acme/incidents"),
        ("https://github.com/acme/incidents/", "github", "https://github.com/acme/incidents"),
        ("git@github.com:acme/incidents.git", "github", "https://github.com/acme/incidents"),
        ("github.com:acme/incidents", "github", "https://github.com/acme/incidents"),
        ("ssh://git@github.com/acme/i.git", "github", "https://github.com/acme/i"),
        ("ssh://git@ssh.github.com:443/acme/i.git", "github", "https://github.com/acme/i"),
        ("https://GitHub.com/Acme/I.git", "github", "https://github.com/Acme/I"),
        ("https://github.acme.example/a/b", "github", "https://github.acme.example/a/b"),
        ("https://gitlab.com/a/b/c/d.git", "gitlab", "https://gitlab.com/a/b/c/d"),
        ("git@gitlab.acme.example:a/b.git", "gitlab", "https://gitlab.acme.example/a/b"),
        ("ssh://git@altssh.gitlab.com:443/a/b", "gitlab", "https://gitlab.com/a/b"),
        ("https://gitlab.acme.example:8443/a/b", "gitlab", "https://gitlab.acme.example:8443/a/b"),
        ("ssh://git@gitlab.acme.example:2222/a/b", "gitlab", "https://gitlab.acme.example/a/b"),
        ("http://gitea.local:3000/a/b.git", "gitea", "http://gitea.local:3000/a/b"),
        ("https://codeberg.org/a/b.git", "gitea", "https://codeberg.org/a/b"),
        ("forgejo@forgejo.example:a/b.git", "gitea", "https://forgejo.example/a/b"),
        ("git@bitbucket.org:a/b.git", "bitbucket", "https://bitbucket.org/a/b"),
    ],
)
def test_the_project_of_a_remote(remote: str, kind: str, page: str) -> None:
    assert forges.project(remote) == Project(Kind(kind), page)


@pytest.mark.parametrize(
    "remote",
    [
        *("", "/srv/git/incidents.git", "../incidents.git", "file:///srv/github.com/a/b", "."),
        *("https://git.acme.example/a/b.git", "https://notgithub.com/a/b", "C:\\repo\\a"),
        *("https://github.com", "https://github.com/acme", "https://[::1]/a/b", "git@:a/b"),
        *("./git@github.com:a/b", "https://github.com:port/a/b", "https://github.com/../a/b"),
        *("https://github.com\n.evil/a/b", "git@github.com:a/b c", "https://bitbucket.acme/a/b"),
    ],
)
def test_a_remote_that_we_know_no_page_of(remote: str) -> None:
    assert forges.project(remote) is None


@pytest.mark.parametrize(
    "remote",
    [
        "https://alice:ghp_secret@github.com/acme/incidents.git",
        "https://ghp_secret@github.com/acme/incidents.git",
        "ssh://alice:ghp_secret@github.com:22/acme/incidents.git",
    ],
)
def test_a_token_does_not_get_into_the_page(remote: str) -> None:
    found = forges.project(remote)
    assert found == HUB
    assert "secret" not in forges.page(found, PROPOSAL) and "alice" not in str(found)


def test_what_a_path_holds_is_no_part_of_the_address() -> None:
    found = forges.project("https://github.com/a/b?x=<script>#frag.git")
    assert found == Project(Kind.GITHUB, "https://github.com/a/b")
    found = forges.project("git@github.com:a/b?x=1&y=\"'<z>.git")
    assert found == Project(Kind.GITHUB, "https://github.com/a/b%3Fx%3D1%26y%3D%22%27%3Cz%3E")


@pytest.mark.parametrize(
    ("kind", "path", "fields"),
    [
        (
            *("github", "compare/main...postmortem/2026-03-04-x"),
            {"expand": "1", "title": PROPOSAL.title, "body": PROPOSAL.body},
        ),
        (
            *("gitlab", "-/merge_requests/new"),
            {
                "merge_request[source_branch]": PROPOSAL.branch,
                "merge_request[target_branch]": "main",
                "merge_request[title]": PROPOSAL.title,
                "merge_request[description]": PROPOSAL.body,
            },
        ),
        ("gitea", "compare/main...postmortem/2026-03-04-x", {}),
        (
            *("bitbucket", "pull-requests/new"),
            {"source": PROPOSAL.branch, "dest": "main", "t": "1"},
        ),
    ],
)
def test_the_page_that_proposes_a_branch(kind: str, path: str, fields: dict[str, str]) -> None:
    address = forges.page(Project(Kind(kind), "https://forge.example/a/b"), PROPOSAL)
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"https://forge.example/a/b/{path}"
    assert {key: value for key, [value] in parse_qs(parts.query).items()} == fields


@pytest.mark.parametrize("body", ["line of a list\n" * 5_000, "x" * 100_000, "\u2028" * 900])
def test_a_page_is_short_enough_to_be_copied(body: str) -> None:
    address = forges.page(HUB, PROPOSAL._replace(body=body))
    assert len(address) <= 2_000
    assert "title=Postmortem%3A%20x%20%26%20y" in address


def test_a_long_body_says_that_it_goes_on() -> None:
    address = forges.page(HUB, PROPOSAL._replace(body="line of a list\n" * 5_000))
    [body] = parse_qs(urlsplit(address).query)["body"]
    assert body.startswith("line of a list\n") and body.endswith("\n…")


# ------------------------------------------------------------------ programs


def peer(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, first on PATH; what it is given is kept in the folder."""
    program = folder / "bin" / name
    program.parent.mkdir()
    keep = f'printf "%s\\0" "$@" > "{folder}/args"; cat > "{folder}/stdin"\n'
    program.write_text(f"#!/bin/sh\n{keep}{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return folder


def given(folder: Path) -> list[str]:
    return (folder / "args").read_text().split("\0")[:-1]


HOSTILE = PROPOSAL._replace(title="$(touch pwned) `id` \"'; rm -rf .", body="--body $(touch pwned)")


def test_gh_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peer(tmp_path, "gh", "echo https://github.com/acme/incidents/pull/7", monkeypatch)
    assert forges.program(Kind.GITHUB) == "gh"
    opened = forges.open_request("gh", HOSTILE, tmp_path)
    assert opened == forges.Opened("https://github.com/acme/incidents/pull/7")
    assert given(tmp_path) == [
        *("pr", "create", "--title", HOSTILE.title, "--body-file", "-"),
        *("--head", "postmortem/2026-03-04-x", "--base", "main"),
    ]
    assert (tmp_path / "stdin").read_text() == HOSTILE.body
    assert not (tmp_path / "pwned").exists()


def test_glab_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peer(tmp_path, "glab", "echo !3; echo https://gitlab.com/a/b/-/merge_requests/3", monkeypatch)
    assert forges.program(Kind.GITLAB) == "glab"
    opened = forges.open_request("glab", HOSTILE, tmp_path)
    assert opened.url == "https://gitlab.com/a/b/-/merge_requests/3"
    assert given(tmp_path) == [
        *("mr", "create", "--title", HOSTILE.title, "--description", HOSTILE.body),
        *("--source-branch", "postmortem/2026-03-04-x", "--target-branch", "main", "--yes"),
    ]


def test_one_that_is_open_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = 'a pull request for branch "x" into branch "main" already exists:'
    script = f"echo '{words}' >&2; echo https://github.com/a/b/pull/7 >&2; exit 1"
    peer(tmp_path, "gh", script, monkeypatch)
    opened = forges.open_request("gh", PROPOSAL, tmp_path)
    assert opened == forges.Opened("https://github.com/a/b/pull/7")


def test_a_program_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    peer(tmp_path, "gh", "echo 'you are not logged in' >&2; exit 4", monkeypatch)
    opened = forges.open_request("gh", PROPOSAL, tmp_path)
    assert opened == forges.Opened(trouble="gh ended with 4: you are not logged in")


def test_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [forges.program(kind) for kind in Kind] == ["", "", "", ""]
    assert "cannot be started" in forges.open_request("gh", PROPOSAL, tmp_path).trouble


@pytest.mark.parametrize("kind", ["github", "gitlab"])
def test_a_short_page_has_no_body_and_no_long_title(kind: str) -> None:
    project = Project(Kind(kind), "https://forge.example/a/b")
    some = PROPOSAL._replace(title="Postmortem", body="word " * 50)
    address = forges.page(project, some, is_short=True)
    assert "Postmortem" in address and "word" not in address and len(address) <= 200
    address = forges.page(project, some._replace(title="long " * 50), is_short=True)
    assert "long" not in address and PROPOSAL.branch in unquote(address)
