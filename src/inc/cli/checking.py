"""What `inc check` runs with: the documents that are meant, the past, and how findings are told."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from inc import __version__, unseen
from inc.checks import past, places
from inc.checks.finding import Level
from inc.checks.formats import as_text
from inc.checks.formats.told import Told, advice, counted
from inc.checks.levels import Levels
from inc.checks.registry import RULES
from inc.checks.rule import Rule
from inc.checks.running import Report
from inc.checks.surroundings import Surroundings
from inc.cli import output
from inc.cli.session import current
from inc.cli.writing import here
from inc.domain.policy import Policy
from inc.errors import NotRecorded, UsageError
from inc.store import layout
from inc.vcs import comparing, touched
from inc.workspace import Workspace


class Examination(NamedTuple):
    """What is to be examined: everything rules may know, and the documents that were named.

    `left_out` are those that are meant, and that a sparse checkout leaves out.
    """

    around: Surroundings
    paths: Sequence[str] | None
    left_out: Sequence[str] = ()


def workspace() -> Workspace:
    """The workspace one is in, with a policy that can be read; UsageError where there is none."""
    try:
        found = here()
        found.policy  # noqa: B018 - a check by another policy than the team's is worth nothing
    except NotRecorded as error:
        raise UsageError(error.what, hint=error.hint) from None
    except OSError as error:
        raise UsageError(f"inc.toml cannot be read: {error.strerror}") from None
    return found


def examination(
    workspace: Workspace, typed: Sequence[str], base: str | None, codes: Collection[str]
) -> Examination:
    """What the words of the command mean."""
    paths = named(workspace, typed, base) if typed else None
    before = None
    if base is not None:
        changed, before = past.since(workspace, base, talk)
        paths = changed if paths is None else [path for path in changed if path in set(paths)]
    elsewhere = unseen.elsewhere(workspace.root, workspace.repository, list(places.FOLDERS))
    around = Surroundings(
        workspace.root,
        workspace.policy,
        current().now,
        base=before,
        touched=_touched(workspace, codes),
        elsewhere=elsewhere,
    )
    return Examination(around, paths, _below_any(workspace.root, typed, elsewhere))


# ------------------------------------------------------------------ the documents that are meant


def named(workspace: Workspace, typed: Sequence[str], base: str | None = None) -> list[str]:
    """The documents that files and folders hold; what is none is said, a deleted one is not.

    UsageError for what was never there: a slip of the finger in CI would check nothing for ever.
    """
    found: list[str] = []
    for one in typed:
        _refuse_unknown(workspace, one, base)
        path = _below(workspace.root, Path(os.path.normpath(current().start / one)))
        folder = workspace.root / (path or "")
        if path == "":
            found += places.all_paths(workspace.root)
        elif path is not None and folder.is_dir() and not folder.is_symlink():
            found += _in_folder(workspace.root, path)
        elif path is not None and places.sort_of(path):
            found += [path] if os.path.lexists(folder) else []
        else:
            is_there = os.path.lexists(current().start / one)
            what = "Not a document" if is_there else "Not on the disk"
            talk(f"{what}, so not checked: {one}")
    return list(dict.fromkeys(found))


def _below_any(root: Path, typed: Sequence[str], paths: Sequence[str]) -> list[str]:
    """Those of some paths that are, or are below, what was typed; all, where nothing was."""
    named = [_below(root, Path(os.path.normpath(current().start / one))) for one in typed or ["."]]
    if not typed or "" in named:
        return list(paths)
    return [one for one in paths if any(f"{one}/".startswith(f"{name}/") for name in named)]


def _refuse_unknown(workspace: Workspace, typed: str, base: str | None) -> None:
    file = Path(os.path.normpath(current().start / typed))
    if os.path.lexists(file):
        return
    path = _below(workspace.root, file)
    where = workspace.in_repository(path) if path else ""
    if not where or not comparing.is_known(workspace.repository, where, base):
        raise UsageError(
            f"there is no {harmless(typed)}, and git knows none",
            hint="Name files or folders that are there, or none to check all: inc check",
        )


def _below(root: Path, path: Path) -> str | None:
    """A path below the workspace; links above the workspace are followed, those in it are not."""
    for folder in (path, *path.parents):
        try:
            is_root = folder.samefile(root)
        except OSError:
            continue
        if is_root:
            below = path.relative_to(folder).as_posix()
            return "" if below == "." else below
    return None


def _in_folder(root: Path, path: str) -> list[str]:
    if path.partition("/")[0] not in places.FOLDERS:
        talk(f"Not a folder of documents, so not checked: {path}")
        return []
    parents = Path(path).parents
    if any((root / parent).is_symlink() for parent in parents):
        talk(f"Not checked, for a link leads there: {path}")
        return []
    return list(places.below(root, path))


def _touched(workspace: Workspace, codes: Collection[str]) -> Mapping[str, datetime]:
    """When each runbook was last changed, where a rule will ask; git is asked once for all."""
    asks = not codes or any(code.startswith(_ABOUT_RUNBOOKS) for code in codes)
    if not asks or not layout.runbook_names(workspace.root):
        return {}
    folder = workspace.in_repository(layout.RUNBOOKS)
    found = touched.last_changed(workspace.repository, folder)
    return {f"{layout.RUNBOOKS}/{path}": moment for path, moment in found.items()}


_ABOUT_RUNBOOKS: Final = "INC7"


# ------------------------------------------------------------------ rules


def chosen(select: str) -> list[str]:
    """The codes of rules that are named by code, by name, or by how a code begins (`INC3`)."""
    codes: list[str] = []
    for word in filter(None, re.split(r"[\s,]+", select)):
        is_part = re.fullmatch(r"INC\d{1,3}", word.upper())
        found = [code for code in RULES if is_part and code.startswith(word.upper())]
        codes += found or [rule(word).code]
    return list(dict.fromkeys(codes))


def rule(word: str) -> Rule:
    """A rule by its code or its name; UsageError with a guess where there is none."""
    by_name = {one.name: one for one in RULES.values()}
    found = RULES.get(word.upper()) or by_name.get(word.lower())
    if found:
        return found
    from difflib import get_close_matches

    is_code = word.upper().startswith("INC")
    near = get_close_matches(*((word.upper(), RULES) if is_code else (word.lower(), by_name)), 1)
    guess = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no rule '{word}'", hint=f"{guess}See all: inc check --rules")


def explain(one: Rule, policy: Policy) -> None:
    """Print what a rule looks for, why, and what it weighs here."""
    level = Levels(policy).everywhere.get(one.code, one.level)
    origin = policy.origin("check", "rules", one.code)
    if current().as_json:
        text = (one.explanation or "").strip()
        output.as_json({"rule": _facts(one, level), "explanation": text, "by": origin or None})
        return
    output.say(f"{one.code} {one.name}")
    output.say()
    for line in _as_prose(one.explanation or ""):
        output.say(output.wrapped(line))
    output.say()
    own = f", by check.rules of {origin}" if origin else ""
    output.say(f"Level: {level.value}{own}")
    ignored = f"<!-- inc: ignore {one.code} why it is right here -->"
    output.say(output.wrapped(f"Ignore one, with a reason: {ignored}", rest="  "))


def _as_prose(explanation: str) -> Iterator[str]:
    """The lines of an explanation; for a screen each paragraph is one, what is indented stays."""
    paragraph: list[str] = []
    for line in explanation.strip().split("\n"):
        if paragraph and (not line or line[0] == " " or not output.is_screen()):
            yield " ".join(paragraph)
            paragraph = []
        if line and line[0] != " ":
            paragraph.append(line)
        else:
            yield line
    yield from [" ".join(paragraph)] if paragraph else []


def list_rules(policy: Policy) -> None:
    """All rules, with what they weigh here."""
    levels = Levels(policy).everywhere
    rules = [_facts(one, levels.get(one.code, one.level)) for one in RULES.values()]
    if current().as_json:
        output.as_json({"rules": rules})
    elif output.is_screen():
        rows = [[one["code"], one["level"], f"{one['name']}\n{one['summary']}"] for one in rules]
        output.draw(["CODE", "LEVEL", "RULE"], rows)
    else:
        output.fields(list(one.values()) for one in rules)


def _facts(one: Rule, level: Level) -> dict[str, str]:
    facts = {"code": one.code, "level": level.value, "name": one.name}
    return {**facts, "summary": one.summary}


# ------------------------------------------------------------------ telling


def told(workspace: Workspace, report: Report) -> Told:
    """The findings as every form takes them."""
    folder = workspace.in_repository("x").removesuffix("x")
    start = _below(workspace.root, current().start) or ""
    ignored = len(report.ignored)
    levels = Levels(workspace.policy)
    about = (ignored, levels, __version__, folder, start, len(report.left_out))
    return Told(report.findings, report.paths, *about)


def say(told: Told) -> None:
    """The findings as lines; on a screen by document, and each with what to type."""
    if not output.is_screen():
        for line in as_text.write(told).split("\n")[:-1]:
            output.say(harmless(line))
        return
    for number, (path, group) in enumerate(groupby(told.findings, lambda one: one.path)):
        if number:
            output.say()
        place = as_text.place(path, told)
        for one in group:
            output.say(output.wrapped(harmless(as_text.line(one, place)), rest="    "))
            if one.hint:
                output.say(output.wrapped("    " + harmless(advice(one)), rest="    "))


def close(told: Told, *, may_fix: bool) -> None:
    """What was found, in numbers, and what to type next."""
    ignored = f" ({told.ignored} ignored)" if told.ignored else ""
    output.talk(f"{counted(told)}{ignored}.")
    if not told.findings:
        return
    worst = [one for one in told.findings if one.level is Level.ERROR] or told.findings
    code = Counter(one.code for one in worst).most_common(1)[0][0]
    output.talk(f"Next: inc check --explain {code}")
    fixable = sum(one.fix is not None for one in told.findings)
    if fixable and may_fix:
        output.talk(f"Then: inc check --fix, which mends {fixable} of them")


def statistics(report: Report) -> None:
    """How often each rule found something, the most first, and how often that is ignored."""
    found = Counter(one.code for one in report.findings)
    ignored = Counter(one.code for one in report.ignored)
    codes = sorted(found.keys() | ignored.keys(), key=lambda code: (-found[code], code))
    rows = [
        [str(found[code]), str(ignored[code]), code, RULES[code].name, _levels(report, code)]
        for code in codes
    ]
    if current().as_json:
        counts = [
            {"found": int(one), "ignored": int(other), "code": code, "rule": name, "level": level}
            for one, other, code, name, level in rows
        ]
        counted = {"documents": len(report.paths), "left_out": len(report.left_out)}
        output.as_json({**counted, "statistics": counts})
        return
    output.table(["FOUND", "IGNORED", "CODE", "NAME", "LEVEL"], rows)


def _levels(report: Report, code: str) -> str:
    found = {one.level.value for one in report.findings if one.code == code}
    return ", ".join(sorted(found))


def harmless(text: str) -> str:
    """A line in which a runner of GitHub, which reads all that is printed, finds no command."""
    if not current().environ.get("GITHUB_ACTIONS"):
        return text
    return re.sub("^(?=\\s*::)", "|", text.replace("##[", "# #["))


def talk(text: str) -> None:
    """A line about what is going on that quotes words from outside."""
    output.talk(harmless(text))
