"""Documents on the disk: whole or not at all, where they belong, and never through a link."""

from __future__ import annotations

import os
import resource
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inc.errors import DiskRefused, DocumentRefused, IncError, NotFound
from inc.store import files
from inc.store.files import delete, read, replace, restore

DOCUMENT = "incidents/2026/03/x.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty workspace."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """A folder for drafts that does not exist yet."""
    return tmp_path / "git" / "inc" / "drafts"


def everything(root: Path) -> dict[str, bytes | None]:
    """Return every file below `root` with its bytes, every folder with None."""
    found = sorted(root.rglob("*"))
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in found
    }


def test_what_was_written_is_read(root: Path, staging: Path) -> None:
    made = replace(root, DOCUMENT, b"\xff\x00\r\n", staging=staging)
    assert read(root, DOCUMENT) == b"\xff\x00\r\n"
    assert made == [root / "incidents", root / "incidents/2026", root / "incidents/2026/03"]
    assert replace(root, DOCUMENT, b"", staging=staging) == []
    assert read(root, DOCUMENT) == b""
    assert list(staging.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has such files")
def test_a_file_that_has_more_bytes_than_its_size_says_is_read_to_its_end() -> None:
    assert Path("/proc/self/status").stat().st_size == 0
    assert read(Path("/proc/self"), "status").startswith(b"Name:")


def test_root_may_be_reached_through_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    replace(tmp_path / "link", DOCUMENT, b"x", staging=None)
    assert read(root, DOCUMENT) == b"x"


def test_new_files_follow_the_umask_and_old_ones_keep_their_mode(root: Path, staging: Path) -> None:
    before = os.umask(0o027)
    try:
        replace(root, "x.md", b"new", staging=staging)
        assert stat.S_IMODE((root / "x.md").stat().st_mode) == 0o640
        (root / "x.md").chmod(0o604)
        replace(root, "x.md", b"newer", staging=staging)
        assert stat.S_IMODE((root / "x.md").stat().st_mode) == 0o604
    finally:
        os.umask(before)


def test_a_reader_of_the_old_file_goes_on_reading_it(root: Path, staging: Path) -> None:
    replace(root, "x.md", b"old and long", staging=staging)
    with (root / "x.md").open("rb") as reader:
        replace(root, "x.md", b"new", staging=staging)
        assert reader.read() == b"old and long"


def test_without_a_staging_folder_nothing_is_left_beside_the_file(root: Path) -> None:
    replace(root, "x.md", b"one", staging=None)
    assert everything(root) == {"x.md": b"one"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kilobytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_staging_on_another_disk_is_not_used(small_disk: Path, root: Path, staging: Path) -> None:
    replace(small_disk, DOCUMENT, b"x", staging=staging)
    assert read(small_disk, DOCUMENT) == b"x"
    replace(root, DOCUMENT, b"y", staging=small_disk / "drafts")
    assert read(root, DOCUMENT) == b"y"
    assert everything(small_disk / "drafts") == {}


def test_a_second_mount_of_the_same_disk_is_no_obstacle(tmp_path: Path, root: Path) -> None:
    """Its device number is the same, and yet no rename crosses."""
    bound = tmp_path / "bound"
    bound.mkdir()
    mount = ["mount", "--bind", str(root), str(bound)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no right to mount")
    try:
        replace(bound, DOCUMENT, b"x", staging=tmp_path / "drafts")
    finally:
        subprocess.run(["umount", str(bound)], check=True)
    assert read(root, DOCUMENT) == b"x"
    assert everything(tmp_path / "drafts") == {}


def test_a_full_disk_changes_nothing(small_disk: Path) -> None:
    replace(small_disk, "x.md", b"old", staging=None)
    with pytest.raises(DiskRefused, match=r"x\.md: the disk is full") as refused:
        replace(small_disk, "x.md", bytes(100_000), staging=small_disk / "drafts")
    assert refused.value.hint
    with pytest.raises(DiskRefused):
        replace(small_disk, DOCUMENT, bytes(100_000), staging=None)
    assert everything(small_disk) == {"drafts": None, "x.md": b"old"}


def test_a_read_only_disk_is_said(small_disk: Path) -> None:
    replace(small_disk, "x.md", b"old", staging=None)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(DiskRefused, match="read-only"):
        replace(small_disk, "x.md", b"new", staging=None)
    with pytest.raises(DiskRefused, match="read-only"):
        delete(small_disk, "x.md")
    assert read(small_disk, "x.md") == b"old"


def test_a_limit_on_the_size_of_files_is_said(root: Path) -> None:
    replace(root, "x.md", b"old", staging=None)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(DiskRefused, match="too large"):
            replace(root, "x.md", bytes(10_000), staging=None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert everything(root) == {"x.md": b"old"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_somebody_else_is_said(root: Path) -> None:
    root.chmod(0o555)
    with pytest.raises(DiskRefused, match="permission denied"):
        replace(root, "x.md", b"x", staging=None)
    root.chmod(0o755)


def test_missing_files_are_not_found(root: Path) -> None:
    replace(root, DOCUMENT, b"x", staging=None)
    for path in ("y.md", "incidents/2025/01/x.md", "incidents/2026/03/y.md"):
        for act in (read, delete):
            with pytest.raises(NotFound, match=path):
                act(root, path)


def test_a_link_in_the_place_of_the_file_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_bytes(b"theirs")
    (root / "x.md").symlink_to(outside)
    (root / "dangling.md").symlink_to(tmp_path / "nowhere")
    for path in ("x.md", "dangling.md"):
        refused_everywhere(root, path, f"{path} is a symbolic link")
    assert outside.read_bytes() == b"theirs"
    assert not (tmp_path / "nowhere").exists()


def test_a_link_on_the_way_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    replace(tmp_path, "outside/2026/x.md", b"theirs", staging=None)
    (root / "incidents").symlink_to(outside)
    for path in ("incidents/2026/x.md", "incidents/2026/new.md", "incidents/new/x.md"):
        refused_everywhere(root, path, "incidents is a symbolic link")
    assert everything(outside) == {"2026": None, "2026/x.md": b"theirs"}


def write(root: Path, path: str) -> list[Path]:
    return replace(root, path, b"ours", staging=None)


def refused_everywhere(root: Path, path: str, words: str) -> None:
    for act in (read, delete, write):
        with pytest.raises(DocumentRefused, match=words):
            act(root, path)


def test_only_regular_files_are_read_and_replaced(root: Path) -> None:
    (root / "folder").mkdir()
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        folder = os.open(root, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{folder}/socket")
        os.close(folder)
        for name in ("folder", "pipe", "socket"):
            refused_everywhere(root, name, f"{name} is not a regular file")
    descriptors = len(os.listdir("/proc/self/fd"))
    with pytest.raises(DocumentRefused):
        read(root, "folder")
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_file_in_the_place_of_a_folder_is_refused(root: Path) -> None:
    replace(root, "incidents", b"a file", staging=None)
    refused_everywhere(root, DOCUMENT, "is a file and not a folder")
    assert everything(root) == {"incidents": b"a file"}


def test_the_largest_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (root / "x.md").open("wb") as file:
        file.truncate(files.LARGEST + 1)
    with pytest.raises(DocumentRefused, match=str(files.LARGEST)):
        read(root, "x.md")


def test_nothing_is_written_that_would_be_too_large_to_read(root: Path, staging: Path) -> None:
    replace(root, DOCUMENT, b"old", staging=staging)
    before = everything(root.parent)
    with pytest.raises(DocumentRefused, match=f"would have {files.LARGEST + 1} bytes"):
        replace(root, DOCUMENT, b"x" * (files.LARGEST + 1), staging=staging)
    assert everything(root.parent) == before


STRANGE = [
    "",
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "a//b",
    "./a",
    "a/.",
    "a/",
    "a\0b",
    "\ud800",
]


@pytest.mark.parametrize("path", [*STRANGE, ".git/config", "a/.GIT/hooks/pre-commit"])
def test_paths_that_are_not_plain_are_refused(root: Path, path: str) -> None:
    replace(root, "a/b", b"x", staging=None)
    before = everything(root.parent)
    for act in (read, delete, write):
        with pytest.raises(DocumentRefused, match="not a plain path"):
            act(root, path)
    assert everything(root.parent) == before


@given(st.lists(st.sampled_from(["a", "..", ".", "", "\0", "x.md", "/", ".git", "ü"])))
def test_no_path_leads_outside(parts: list[str]) -> None:
    import tempfile

    path = "/".join(parts)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "root"
        root.mkdir()
        try:
            replace(root, path, b"x", staging=None)
        except IncError:
            assert everything(root) == {}
        else:
            assert (root / path).read_bytes() == b"x"
        assert [entry.name for entry in root.parent.iterdir()] == ["root"]


def test_restoring_an_edited_file(root: Path, staging: Path) -> None:
    replace(root, DOCUMENT, b"before", staging=staging)
    made = replace(root, DOCUMENT, b"written", staging=staging)
    assert restore(root, DOCUMENT, b"before", b"written", made, staging)
    assert read(root, DOCUMENT) == b"before"


def test_restoring_a_new_file_takes_its_folders_away(root: Path, staging: Path) -> None:
    replace(root, "incidents/2025/12/y.md", b"old", staging=staging)
    before = everything(root)
    made = replace(root, DOCUMENT, b"written", staging=staging)
    assert restore(root, DOCUMENT, None, b"written", made, staging)
    assert everything(root) == before


def test_restoring_leaves_what_others_put_into_new_folders(root: Path, staging: Path) -> None:
    made = replace(root, DOCUMENT, b"written", staging=staging)
    replace(root, "incidents/2026/theirs.md", b"theirs", staging=staging)
    assert restore(root, DOCUMENT, None, b"written", made, staging)
    assert everything(root) == {
        "incidents": None,
        "incidents/2026": None,
        "incidents/2026/theirs.md": b"theirs",
    }


def test_restoring_a_deleted_file(root: Path, staging: Path) -> None:
    replace(root, DOCUMENT, b"before", staging=staging)
    delete(root, DOCUMENT)
    assert restore(root, DOCUMENT, b"before", None, [], staging)
    assert read(root, DOCUMENT) == b"before"


@pytest.mark.parametrize("before", [b"before", None])
def test_what_somebody_saved_in_between_is_left(
    root: Path, tmp_path: Path, staging: Path, before: bytes | None
) -> None:
    made = replace(root, DOCUMENT, b"written", staging=staging)
    (root / DOCUMENT).write_bytes(b"theirs")
    assert not restore(root, DOCUMENT, before, b"written", made, staging)
    assert read(root, DOCUMENT) == b"theirs"
    (root / DOCUMENT).unlink()
    assert not restore(root, DOCUMENT, before, b"written", made, staging)
    assert not (root / DOCUMENT).exists()
    (tmp_path / "outside").write_bytes(b"written")
    (root / DOCUMENT).symlink_to(tmp_path / "outside")
    assert not restore(root, DOCUMENT, before, b"written", made, staging)
    assert (tmp_path / "outside").read_bytes() == b"written"
