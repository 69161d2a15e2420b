"""The layers hold, each dependency has one home, registries are complete, modules stay small."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inc.__main__ import LOOKING
from inc.cli.app import ASKING, COMMANDS
from inc.cli.plain import QUESTIONS

SOURCE = Path(__file__).parents[1] / "src"
MODULES = {
    ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
# From the bottom up; what stands in one row does not import each other, except within itself.
LAYERS = (
    ("inc", "inc.errors", "inc.faults", "inc.packaged", "inc.sharing"),
    ("inc.domain",),
    ("inc.config",),
    ("inc.guard", "inc.store", "inc.vcs", "inc.index", "inc.interruption", "inc.spool"),
    ("inc.journal", "inc.unseen"),
    ("inc.documents", "inc.durable"),
    ("inc.recovery",),
    ("inc.landing", "inc.misplaced", "inc.stages", "inc.uniting", "inc.visiting"),
    ("inc.holding",),
    ("inc.workspace", "inc.forge_files"),
    ("inc.driving",),
    (
        "inc.actions",
        *("inc.checks", "inc.config_files", "inc.editing", "inc.forges", "inc.foundation"),
        *("inc.exports", "inc.indexing", "inc.likeness", "inc.lookback", "inc.merging"),
        *(
            "inc.rendering",
            "inc.reports",
            "inc.runbooks",
            "inc.searching",
            "inc.syncing",
            "inc.undoing",
            "inc.waiting",
        ),
    ),
    ("inc.carrying", "inc.health", "inc.verifying"),
    ("inc.cli",),
    ("inc.__main__",),
)
HOMES = {
    "typer": ("inc.cli",),
    "rich": ("inc.cli.output", "inc.cli.live"),
    "sqlite3": ("inc.index",),
    "duckdb": ("inc.exports.as_parquet",),
    "yaml": ("inc.store.yaml_reading",),
    "frontmatter": ("inc.store.yaml11",),
    "markdown_it": ("inc.store.sections",),
    "anyascii": ("inc.store.slugs",),
    "git": ("inc.vcs.history",),
    "subprocess": (
        "inc.vcs.process",
        "inc.vcs.streaming",
        "inc.cli.editor",
        "inc.cli.proving",
        "inc.forges",
    ),
    "jinja2": ("inc.rendering.templates",),
    "tomllib": ("inc.config",),
    "tomlkit": ("inc.config_files",),
    "fcntl": ("inc.vcs.lock", "inc.spool", "inc.sharing"),
}
LARGEST = 340  # lines; an alarm, not a law


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, and whether at its top."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.name, id(node) in top) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                yield (whole if whole in MODULES else node.module), id(node) in top


def layer(module: str) -> tuple[int, str]:
    """The number of the layer of a module, and the part of it that the module is in."""
    matches = [
        (number, part)
        for number, parts in enumerate(LAYERS)
        for part in parts
        if module == part or (part != "inc" and module.startswith(part + "."))
    ]
    assert len(matches) == 1, f"{module} belongs to no layer: give it one in LAYERS"
    return matches[0]


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downward(module: str) -> None:
    height, part = layer(module)
    for imported, _ in imports(MODULES[module]):
        if imported.split(".")[0] == "inc":
            below, other = layer(imported)
            assert below < height or other == part, f"{module} imports {imported}"


@pytest.mark.parametrize("module", MODULES)
def test_each_dependency_has_one_home(module: str) -> None:
    for imported, _ in imports(MODULES[module]):
        homes = HOMES.get(imported.split(".")[0])
        if homes:
            at_home = any(module == home or module.startswith(home + ".") for home in homes)
            assert at_home, f"{module} imports {imported}, whose home is {homes}"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("inc.domain")])
def test_the_domain_is_pure(module: str) -> None:
    forbidden = {"os", "io", "pathlib", "subprocess", "random", "secrets", "socket", "sys"}
    for imported, _ in imports(MODULES[module]):
        assert imported.split(".")[0] not in forbidden, f"{module} imports {imported}"
    text = MODULES[module].read_text(encoding="utf-8")
    found = re.search(r"\b(?:datetime\.now|time\.time|open\(|environ|getenv)\b", text)
    assert found is None, f"{module} reaches outside: {found and found[0]}"


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    heavy = {"rich", "frontmatter", "markdown_it", "anyascii", "git", "jinja2", "tomlkit", "duckdb"}
    for module, path in MODULES.items():
        for imported, at_top in imports(path):
            assert not (at_top and imported.split(".")[0] in heavy), f"{module} imports {imported}"


def test_the_list_of_commands_is_complete() -> None:
    folder = SOURCE / "inc" / "cli" / "commands"
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert files == set(COMMANDS)


def test_the_commands_that_ask_the_index_are_known_everywhere() -> None:
    """Git is asked early for all of them; in the words of a query a dash is no option."""
    assert set(QUESTIONS) <= ASKING <= LOOKING <= set(COMMANDS)
    for name in COMMANDS:
        text = MODULES[f"inc.cli.commands.{name}"].read_text(encoding="utf-8")
        assert name in LOOKING or "inc.cli.indexed import" not in text


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_small(module: str) -> None:
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    if module.startswith("inc.domain.presets."):
        return  # a table of data
    assert lines <= LARGEST, f"{module} has {lines} lines; is it two things?"


def test_no_module_is_named_for_nothing() -> None:
    vague = {"utils", "helpers", "common", "misc", "manager"}
    for module in MODULES:
        assert not vague & set(module.split(".")), module
        assert module.split(".")[-1] not in sys.stdlib_module_names, f"{module} names another one"
