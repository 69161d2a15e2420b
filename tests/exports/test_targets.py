"""Which files an export is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from inc.errors import UsageError
from inc.exports.registry import FORMATS
from inc.exports.tables import ENTRIES, INCIDENTS, Table
from inc.exports.targets import targets

CSV, JSON = FORMATS["csv"], FORMATS["json"]
BOTH = [INCIDENTS, ENTRIES]


def test_what_holds_several_tables_is_one_file(tmp_path: Path) -> None:
    assert targets(JSON, tmp_path / "x", BOTH, is_folder=False) == {tmp_path / "x": BOTH}
    for out, is_folder in ((tmp_path, False), (tmp_path / "new", True)):
        with pytest.raises(UsageError, match="is a folder"):
            targets(JSON, out, BOTH, is_folder=is_folder)


def test_a_table_a_file(tmp_path: Path) -> None:
    new = tmp_path / "new"
    each = {new / "incidents.csv": [INCIDENTS], new / "entries.csv": [ENTRIES]}
    assert targets(CSV, new, BOTH, is_folder=False) == each
    assert targets(CSV, new, [ENTRIES], is_folder=False) == {new: [ENTRIES]}
    assert targets(CSV, new, [ENTRIES], is_folder=True) == {new / "entries.csv": [ENTRIES]}
    assert list(targets(CSV, tmp_path, [ENTRIES], is_folder=False)) == [tmp_path / "entries.csv"]
    (tmp_path / "file").touch()
    for out in (tmp_path / "file", tmp_path / "new.csv"):
        with pytest.raises(UsageError, match="holds one table, and 2 are to be written"):
            targets(CSV, out, BOTH, is_folder=False)


@pytest.mark.parametrize("tables", [BOTH, [ENTRIES]])
def test_the_name_of_another_form_is_a_slip(tables: list[Table], tmp_path: Path) -> None:
    for form, name in ((CSV, "x.sqlite"), (CSV, "x.JSON"), (JSON, "x.csv"), (JSON, "x.parquet")):
        with pytest.raises(UsageError, match="is the name of a file in the form") as slip:
            targets(form, tmp_path / name, tables, is_folder=False)
        assert name.partition(".")[2].lower() in slip.value.hint
    assert targets(CSV, tmp_path / "x.sqlite", [ENTRIES], is_folder=True)
    (tmp_path / "x.json").mkdir()
    assert targets(CSV, tmp_path / "x.json", [ENTRIES], is_folder=False)
    assert targets(CSV, tmp_path / "v2.1", BOTH, is_folder=False)
