"""The package that people install holds what the program needs."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_a_wheel_holds_the_templates_and_both_commands(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("inc_cli-*.whl")
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
        (listing,) = (name for name in names if name.endswith("entry_points.txt"))
        commands = configparser.ConfigParser()
        commands.read_string(package.read(listing).decode())
        package.extractall(tmp_path / "installed")
    packaged = [*(ROOT / "templates").glob("*.j2"), *(ROOT / "templates").glob("forges/*/*")]
    templates = {f"inc/{path.relative_to(ROOT).as_posix()}" for path in packaged}
    assert "inc/templates/forges/github/workflow.yml" in templates
    assert templates <= names
    assert "inc/py.typed" in names
    assert set(commands["console_scripts"]) == {"inc", "git-inc"}
    assert commands["console_scripts"]["inc"] == commands["console_scripts"]["git-inc"]
    using = "from inc import packaged; print(packaged.folder())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    run = [sys.executable, "-c", using]
    said = subprocess.run(run, env=environment, check=True, capture_output=True, text=True).stdout
    assert Path(said.strip()) == tmp_path / "installed" / "inc" / "templates"
