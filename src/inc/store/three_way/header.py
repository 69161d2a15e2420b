"""The front matter of several versions united, key by key; what entries say of a field decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from inc.domain import vocabulary
from inc.domain.incident import FIELD_ORDER, is_closed_word
from inc.domain.operations.visibility import stated_by
from inc.domain.timeline import Entry, Path, fold
from inc.errors import UsageError
from inc.store import front_matter
from inc.store.front_matter import Value
from inc.store.three_way import readers, remarks
from inc.store.three_way.choices import Choice, contradiction
from inc.store.yaml_reading import MappingNode, Pair, parse, value_of

_FIRST: Final = frozenset(
    {"started_at", "detected_at", "acknowledged_at", "declared_at", "next_update_at"}
)
_LAST: Final = frozenset({"mitigated_at", "resolved_at", "closed_at"})
_MISSING: Final = object()


class Field(NamedTuple):
    """A key as it is written, with its value, and the comments and blank lines above."""

    text: str
    lead: tuple[str, ...]
    value: Any


class Header(NamedTuple):
    """A front matter taken apart, with the entries of its document.

    `tail` are the comments below its last key.
    """

    fields: Mapping[str, Field]
    tail: tuple[str, ...] = ()
    block: str = ""
    entries: Sequence[Entry] = ()


class United(NamedTuple):
    """The block of YAML, and the choices that no entry decided."""

    block: str
    choices: list[Choice]


class Unwritable(Exception):
    """Raised for a front matter that is not a map of keys, one below the other."""


def read(block: str, entries: Sequence[Entry]) -> Header:
    """Take a block apart; raises FrontMatterError, or Unwritable for another form of YAML."""
    root = parse(block)
    if root is None:
        return Header({}, tuple(block.splitlines()), block, entries)
    if root.flow:
        raise Unwritable
    fields: dict[str, Field] = {}
    lead_at = 0
    for number, pair in enumerate(root.pairs):
        start = block.rfind("\n", 0, pair.key.start) + 1
        end = _end(block, pair, root, number)
        lead = tuple(block[lead_at:start].splitlines())
        fields[pair.key.text] = Field(block[start:end], lead, value_of(pair.value))
        lead_at = end
    return Header(fields, tuple(block[lead_at:].splitlines()), block, entries)


def _end(block: str, pair: Pair, root: MappingNode, number: int) -> int:
    """Behind the last line that belongs to a key: what follows as comment belongs to the next."""
    last = number + 1 == len(root.pairs)
    limit = len(block) if last else block.rfind("\n", 0, root.pairs[number + 1].key.start) + 1
    end = block.find("\n", max(pair.key.end, _trimmed(block, pair)))
    return limit if end < 0 or end + 1 > limit else end + 1


def _trimmed(block: str, pair: Pair) -> int:
    """The last character of a value: a node in block style ends where the next one begins."""
    end = pair.value.end
    while end > pair.value.start and block[end - 1] in " \t\r\n":
        end -= 1
    return end


def united(
    base: Header,
    sides: Sequence[Header],
    touched: frozenset[Path],
    entries: Sequence[Entry],
) -> United:
    """The front matters made one; fields of which new entries speak say what the timeline says."""
    choices: list[Choice] = []
    changed = [one for one in sides if one.block != base.block]
    block = _written(base, changed, choices) if changed else base.block
    state = fold(entries) if touched else {}
    folded = touched & state.keys()  # a field whose only entry went is for the rules again
    choices = [one for one in choices if tuple(one.path.split(".")) not in folded]
    for path in sorted(folded):
        choices += _by_hand(base, changed, path, state[path])
        block = front_matter.put(block, path, state[path])
        if path[0] == "roles":
            block = _respelt(block, path[1])
    if readers.FIELD in touched:
        before, *told = (
            readers.Stated(_at(one.fields, readers.FIELD), one.entries) for one in (base, *sides)
        )
        block = readers.put(block, before, told, entries, choices)
    return United(block, choices)


def _by_hand(base: Header, sides: Sequence[Header], path: Path, value: Any) -> list[Choice]:
    """The choice between what entries say of a field and what somebody set by hand meanwhile."""
    others = {}
    for one in sides:
        said = _at(one.fields, path)
        is_by_hand = said != fold(one.entries).get(path) and said != _at(base.fields, path)
        if is_by_hand and said != value:
            others[str(said)] = said
    return [Choice(".".join(path), value, tuple(others.values()))] if others else []


def _at(fields: Mapping[str, Field], path: Path) -> Any:
    value: Any = fields[path[0]].value if path[0] in fields else None
    for key in path[1:]:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _respelt(block: str, role: str) -> str:
    """A block without a role in a word of its own, such as `IC`, once it is there in ours."""
    held = front_matter.read(block).get("roles")
    words = held if isinstance(held, dict) else {}
    for word in words:
        if word != role and vocabulary.role_name(word) == role:
            block = front_matter.remove(block, ("roles", word))
    return block


def spoken_of(entry: Entry) -> set[Path]:
    """The fields that an entry says something of."""
    return set(fold([entry])) | (set() if stated_by(entry) is None else {readers.FIELD})


# ------------------------------------------------------------------ key by key


def _written(base: Header, sides: Sequence[Header], choices: list[Choice]) -> str:
    names = _ordered(base, sides)
    parts: list[str] = []
    for name in names:
        before = base.fields.get(name)
        after = [one.fields.get(name) for one in sides]
        told = _text(name, before, after, choices)
        if told is None:
            continue
        text, homeless = told
        leads = [one.lead if one else () for one in after]
        lead = _comments(before.lead if before else (), leads, homeless)
        parts += [*(line + "\n" for line in lead), text if text.endswith("\n") else text + "\n"]
    tail = _comments(base.tail, [one.tail for one in sides])
    return "".join([*parts, *(line + "\n" for line in tail)])


def _ordered(base: Header, sides: Sequence[Header]) -> list[str]:
    """The keys of the base in its order, and the new ones below those they were put below."""
    kept = [name for name in base.fields if all(name in one.fields for one in sides)]
    kept += [name for name in base.fields if name not in kept and _is_worked_on(name, base, sides)]
    kept.sort(key=list(base.fields).index)
    above: dict[str, int] = {}
    for one in sides:
        last = -1
        for name in one.fields:
            if name in base.fields:
                last = kept.index(name) if name in kept else last
            else:
                above[name] = max(last, above.get(name, -1))
    ranks = {name: number for number, name in enumerate(FIELD_ORDER)}
    new = sorted(above, key=lambda name: (above[name], ranks.get(name, len(ranks)), name))
    names = [name for name in new if above[name] < 0]
    for number, name in enumerate(kept):
        names += [name, *(one for one in new if above[one] == number)]
    return names


def _is_worked_on(name: str, base: Header, sides: Sequence[Header]) -> bool:
    """Whether somebody changed a key that somebody else took away."""
    told = [one.fields[name].text for one in sides if name in one.fields]
    return any(text != base.fields[name].text for text in told)


def _text(
    name: str, before: Field | None, after: Sequence[Field | None], choices: list[Choice]
) -> tuple[str, list[str]] | None:
    """The text of a key, and comments that have no place in it; None for one that is gone."""
    old = before.text if before else None
    new = {one.text: one for one in after if one is not None and one.text != old}
    if not new:
        return None if None in after or old is None else (old, [])
    if len(new) == 1:
        return next(iter(new)), []
    known, found = remarks.of(old or ""), set[remarks.Remark]()
    plain: dict[str, Field] = {}
    for one in new.values():
        text, added = remarks.taken_out(one.text, known)
        plain[text] = one._replace(text=text)
        found |= added
    told = {line.strip() for one in after if one for line in one.lead}
    return remarks.put_back(
        _field(name, before, plain, choices), [one for one in found if one.text not in told]
    )


def _field(
    name: str, before: Field | None, after: Mapping[str, Field], choices: list[Choice]
) -> str:
    """The text of a key of which there are several, each with its value."""
    new = {text: one for text, one in after.items() if before is None or text != before.text}
    if len(new) <= 1:
        return next(iter(new), before.text if before else "")
    values = [one.value for one in new.values()]
    was = before.value if before else _MISSING
    is_one = all(_is_same(value, values[0]) for value in values)
    value = values[0] if is_one else joined(was, values, (name,), choices)
    if not isinstance(value, list | dict):
        return max(text for text, one in new.items() if _is_same(one.value, value))
    carrier = _carrier(name, before, list(new.values()))
    return _put(carrier, (name,), value)


def _carrier(name: str, before: Field | None, new: Sequence[Field]) -> str:
    if before is not None:
        return before.text if before.text.endswith("\n") else before.text + "\n"
    return front_matter.dump({name: joined(_MISSING, [one.value for one in new], (name,), [])})


def _put(block: str, path: Path, value: Value) -> str:
    """A block with that value, written where it differs."""
    there: Any = front_matter.read(block)
    for key in path:
        there = there.get(key) if isinstance(there, dict) else None
    if isinstance(value, dict) and isinstance(there, dict):
        for key in there.keys() - value.keys():
            block = front_matter.remove(block, (*path, key))
        for key in sorted(value):
            block = _put(block, (*path, key), value[key])
        return block
    return block if _is_same(there, value) else front_matter.assign(block, path, value)


def _comments(
    base: Sequence[str], sides: Sequence[Sequence[str]], more: Sequence[str] = ()
) -> list[str]:
    """Comments: what one side made of them, or what nobody took away and anybody added."""
    changed = {tuple(side) for side in sides} - {tuple(base)}
    if len(changed) <= 1 and not more:
        return list(next(iter(changed), tuple(base)))
    kept = [line for line in base if all(line in side for side in changed)]
    added = {line for side in (*changed, more) for line in side if line.strip()} - set(base)
    return [*kept, *sorted(added)]


# ------------------------------------------------------------------ values


def joined(base: Any, values: Sequence[Any], path: Path, choices: list[Choice]) -> Any:
    """One value of those that sides gave a field, by a rule that does not know whose they are."""
    new = [value for value in values if base is _MISSING or not _is_same(value, base)]
    if not new:
        return base
    if all(isinstance(value, list) for value in new) and not _nested(new):
        return _set(base if isinstance(base, list) else [], new)
    if all(isinstance(value, dict) for value in new):
        return _map(base if isinstance(base, dict) else {}, new, path, choices)
    value = _chosen(path, new)
    choices += contradiction(".".join(path), value, new)
    return value


def _nested(values: Sequence[list[Any]]) -> bool:
    return any(isinstance(item, list | dict) for value in values for item in value)


def _set(base: Sequence[Any], values: Sequence[list[Any]]) -> list[Any]:
    """What nobody took away, in its order, and what anybody added, in the order of the alphabet."""
    texts = [{str(item) for item in value} for value in values]
    kept = [item for item in base if all(str(item) in some for some in texts)]
    known = {str(item) for item in base}
    added = {str(item): item for value in values for item in value if str(item) not in known}
    return [*kept, *(added[text] for text in sorted(added))]


def _map(
    base: Mapping[str, Any], values: Sequence[dict[str, Any]], path: Path, choices: list[Choice]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in [*base, *sorted({key for value in values for key in value} - base.keys())]:
        was = base.get(key, _MISSING)
        told = [value[key] for value in values if key in value]
        is_gone = key in base and len(told) < len(values)
        new = [value for value in told if was is _MISSING or not _is_same(value, was)]
        if new:
            found[key] = joined(was, new, (*path, key), choices)
        elif not is_gone and was is not _MISSING:
            found[key] = was
    return found


def _chosen(path: Path, values: Sequence[Any]) -> Any:
    name = path[-1]
    texts = {str(value): value for value in values}
    if path == readers.FIELD and (
        closed := [text for text in texts if is_closed_word(texts[text])]
    ):
        return texts[max(closed, key=lambda text: (len(text), text))]
    if name == "severity" and (told := [text for text in texts if _severity(text)]):
        return texts[min(told, key=lambda text: (_severity(text), text))]
    times = [text for text in texts if text[:4].isdigit()]
    if name in _FIRST and times:
        return texts[min(times)]
    if name in _LAST and times:
        return texts[max(times)]
    return texts[max(texts, key=lambda text: (len(text), text))]


def _severity(text: str) -> str:
    try:
        return vocabulary.severity(text).value
    except UsageError:
        return ""


def _is_same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)
