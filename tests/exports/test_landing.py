"""Files of an export are there whole or not at all, and never where they do harm."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import rows_made

from inc.errors import DiskRefused, IncError, Refused, UsageError
from inc.exports.registry import FORMATS
from inc.exports.tables import ENTRIES, About, Filled
from inc.landing import Kind, landing, refuse
from inc.vcs.repository import Repository

CSV = FORMATS["csv"]


@pytest.fixture
def filled() -> list[Filled]:
    """The tables with the rows by hand."""
    return list(rows_made.FILLED)


@pytest.fixture
def about() -> About:
    """What an export says of itself."""
    made: About = rows_made.ABOUT
    return made


def test_files_land_together(tmp_path: Path) -> None:
    paths = [tmp_path / "new" / name for name in ("a", "b")]
    with landing(paths) as draft:
        for path in paths:
            draft(path).write_text(path.name)
            assert not path.exists()
    assert [path.read_text() for path in paths] == ["a", "b"]
    assert len(list((tmp_path / "new").iterdir())) == 2


def test_nothing_is_left_of_what_fails(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("old")
    for error, raised in (
        (OSError(errno.ENOSPC, "No space"), DiskRefused),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ):
        with pytest.raises(raised), landing([old, tmp_path / "new" / "a"]) as draft:
            draft(old).write_text("half")
            draft(tmp_path / "new" / "a").write_text("half")
            raise error
        assert {path.name for path in tmp_path.iterdir()} == {"home", "old"}
        assert old.read_text() == "old"


def test_the_words_for_what_the_disk_says(tmp_path: Path) -> None:
    with pytest.raises(IncError) as full, landing([tmp_path / "a"]):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert full.value.what == f"{tmp_path / 'a'}: the disk is full"
    with pytest.raises(IncError) as gone, landing([tmp_path / "x" / "y" / "a"]):
        pass
    assert (gone.value.what, gone.value.hint) == (
        f"the folder {tmp_path / 'x' / 'y'} does not exist",
        f"mkdir -p {tmp_path / 'x' / 'y'}",
    )


def test_a_link_goes_on_being_one(tmp_path: Path) -> None:
    (tmp_path / "real").touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with landing([tmp_path / "link"]) as draft:
        draft(tmp_path / "link").write_text("new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_who_may_read_a_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    with landing([path]) as draft:
        assert draft(path).stat().st_mode & 0o777 == 0o600
        draft(path).write_text("new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o600)


def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/null")
    os.mkfifo(tmp_path / "pipe")
    for path in (Path("/dev/null"), tmp_path / "link", tmp_path / "pipe", tmp_path):
        with pytest.raises(UsageError, match="is no file"):
            _refuse(tmp_path, path, force=True)


def _refuse(tmp_path: Path, path: Path, *, force: bool = False) -> None:
    repository = Repository(tmp_path, tmp_path / ".git", tmp_path / ".git")
    kind = Kind("an export", "../export", CSV.is_ours)
    refuse([path], tmp_path, repository, kind, force=force)


@pytest.mark.parametrize("place", ["incidents/x", "postmortems/2026", "runbooks/x.csv", ".git/x"])
def test_an_export_does_not_belong_among_the_documents(place: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="where an export does not belong"):
        _refuse(tmp_path, tmp_path / place, force=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "incidents").mkdir(exist_ok=True)
    (tmp_path / "other" / "link").symlink_to(tmp_path / "incidents")
    with pytest.raises(UsageError):
        _refuse(tmp_path, tmp_path / "other" / "link" / "x.csv")
    _refuse(tmp_path, tmp_path / "incidents.csv")


def test_only_an_export_is_overwritten(tmp_path: Path, about: About, filled: list[Filled]) -> None:
    path = tmp_path / "x.csv"
    _refuse(tmp_path, path)
    path.touch()
    _refuse(tmp_path, path)
    CSV.write(path, about, filled[:1])
    _refuse(tmp_path, path)
    for other in (b"id,name\n1,x\n", b"\xff\xfe", b"\0" * 200_000):
        path.write_bytes(other)
        with pytest.raises(Refused, match="is not an export of ours"):
            _refuse(tmp_path, path)
        _refuse(tmp_path, path, force=True)


def test_a_large_parquet_says_at_its_end_whose_it_is(tmp_path: Path, about: About) -> None:
    form, path = FORMATS["parquet"], tmp_path / "x.parquet"
    rows = [
        ("x", at, None, "2026-03-04T15:00:00Z", "note", None, None, os.urandom(2_000).hex())
        for at in range(100)
    ]
    form.write(path, about, [Filled(ENTRIES, lambda: rows)])
    assert path.stat().st_size > 100_000
    git_dir = tmp_path / ".git"
    kind = Kind("an export", "../export", form.is_ours)
    refuse([path], tmp_path, Repository(tmp_path, git_dir, git_dir), kind, force=False)
