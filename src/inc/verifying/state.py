"""Whether the front matter at HEAD can be read, and is what the timeline implies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from inc.checks.examined import Examined
from inc.checks.finding import Sort
from inc.checks.rules import state_not_in_timeline
from inc.checks.surroundings import Surroundings
from inc.domain.proof import Finding, Trouble
from inc.errors import IncError
from inc.sharing import shared
from inc.vcs.versions import Versions
from inc.workspace import Workspace

_AT_ONCE = 1_000


def disagreements(
    workspace: Workspace, now: datetime, commit: str, held: Mapping[str, str], versions: Versions
) -> Iterator[Finding]:
    """What the front matter of incidents says otherwise than their entries, or does not let see.

    `held` are the objects that the commit has, by path below the workspace.
    """
    around = Surroundings(workspace.root, workspace.policy, now)
    paths = sorted(held)
    for at in range(0, len(paths), _AT_ONCE):
        some = paths[at : at + _AT_ONCE]
        versions.forget()
        versions.load(held[path] for path in some)
        contents = {path: versions.content(held[path]) for path in some}
        for found in shared(partial(_of_one, around, contents, commit), some):
            yield from found


def _of_one(
    around: Surroundings, contents: Mapping[str, bytes], commit: str, path: str
) -> list[Finding]:
    find = state_not_in_timeline.RULE.find
    assert find is not None
    examined = Examined(path, Sort.INCIDENT, contents[path], around)
    if examined.problem:
        return [_unreadable(commit, path, examined.problem)]
    return [
        Finding(Trouble.STATE, commit, path, "", one.message, one.hint) for one in find(examined)
    ]


def _unreadable(commit: str, path: str, problem: IncError) -> Finding:
    """Nobody can tell what a document says that cannot be read: that may hide anything."""
    what = f"the document cannot be read: {problem.what}"
    hint = f"Mend it by hand, and see whether it can be read: inc check {path}"
    return Finding(Trouble.UNREADABLE, commit, path, "", what, hint)
