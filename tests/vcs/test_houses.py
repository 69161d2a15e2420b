"""A repository of our own: what is made in it does not depend on the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from inc.vcs.houses import house
from inc.vcs.repository import Repository


@pytest.mark.parametrize("place", ["GIT_CONFIG_GLOBAL", "HOME", "XDG_CONFIG_HOME"])
def test_no_setting_of_the_person(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Whether git knows the variable or not: that of a file came with 2.32."""
    home = tmp_path / "person"
    (home / "git").mkdir(parents=True)
    for file in (home / ".gitconfig", home / "git" / "config"):
        file.write_text("[test]\n\tof = the person\n")
    monkeypatch.delenv("GIT_CONFIG_GLOBAL")
    monkeypatch.setenv(place, str(home / ".gitconfig" if place == "GIT_CONFIG_GLOBAL" else home))
    found = Repository.find(repository)
    with house(found) as one:
        done = one.run(["config", "--get", "test.of"])
        listed = one.run(["config", "--list", "--show-origin"]).out.decode()
    assert (done.code, done.out) == (1, b"")
    assert str(home) not in listed
