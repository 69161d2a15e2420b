"""The ids of entries that stood before the commits that are examined: `--since`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from inc.domain.proof import Finding, Seen, Trouble
from inc.verifying.judging import quoted
from inc.verifying.reading import History
from inc.verifying.state import Standing
from inc.verifying.versions import name_of


class Older:
    """Documents at HEAD that have an id which an examined commit gave to another entry."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._found: list[tuple[str, Seen, str]] = []

    @cached_property
    def _again(self) -> Mapping[str, Sequence[Seen]]:
        found: dict[str, list[Seen]] = defaultdict(list)
        for name, seen in self._history.ids.again:
            found[name].append(seen)
        return found

    def add(self, one: Standing) -> None:
        """Take a document with the ids that it has of those which examined commits brought."""
        for name in one.ids:
            brought = [self._history.ids.first[name], *self._again.get(name, ())]
            is_strange = not any(self._is_of(one.path, seen) for seen in brought)
            if is_strange or (name in one.doubled and len(brought) == 1):
                self._found.append((name, brought[0], one.path))

    def _is_of(self, path: str, seen: Seen) -> bool:
        return self._history.one_incident.are_one(name_of(path), name_of(seen.path))

    def reused(self) -> Iterator[Finding]:
        """The entries that got an id which another one had before."""
        for name, seen, path in self._found:
            commit = self._history.graph.oid(seen.commit)
            said = self._history.library.said_in(commit, seen.path).entries
            now = [quoted(entry) for entry in said if entry.id == name]
            where = "" if path == seen.path else f" of {path}"
            yield Finding(
                Trouble.REUSED,
                commit,
                seen.path,
                name,
                f"the id is that of another entry{where}, from before the commits examined",
                "Give this entry an id of its own: "
                f"take ^{name} out of its line, then: inc reconcile {name_of(seen.path)}",
                now=now[-1] if now else "",
            )
