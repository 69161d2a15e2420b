"""A required section of a postmortem that is missing, or says nothing.

What: a section that the policy asks for (`postmortem.sections`) is not there, or has only comments,
guidance, headings, `[placeholders]` and `TBD`. Letter case does not count, and what people use for
the same is taken: “What could have gone better” for “What could be improved”. What inc wrote there
counts, except for the root cause: a list of theories is none. A draft may be incomplete until its
deadline; from then on, and in review, it may not.

Why: an empty section is a question that nobody answered. If there is nothing to say, say so:
“Nothing made it worse” is an answer that a reviewer can doubt.

Bad:
    ## Contributing factors

    - [Factor 1]

Good:
    ## Contributing factors

    - The dashboard shows the pool of the primary only.
"""

from collections.abc import Iterator

from inc.checks.examined import MOST_LINES, Examined
from inc.checks.finding import Level, Problem
from inc.checks.reading import contents
from inc.checks.reading.counterpart import incident_beside
from inc.checks.rule import POSTMORTEMS, Rule
from inc.domain import postmortem
from inc.domain.postmortem import Stage


def _find(examined: Examined) -> Iterator[Problem]:
    wanted = [str(title) for title in examined.policy.value("postmortem", "sections") or ()]
    if not examined.is_readable or not wanted or not _is_to_be_complete(examined):
        return
    filled = contents.plainly_filled(examined)
    if all(title.strip().casefold() in filled for title in wanted):
        return  # nearly always
    if len(examined.lines) > MOST_LINES:
        return  # nobody reads that far
    for title in wanted:
        section = contents.section(examined, title)
        if section is None:
            line = examined.line_of("status")
            message = f"there is no section “{title}”"
            yield Problem(line, message, f"Add it: ## {title}", about=title)
        elif not section.is_filled:
            message = f"the section “{section.title}” says nothing"
            hint = "Write it, or say why there is nothing to say."
            yield Problem(section.line, message, hint, about=title)


def _is_to_be_complete(examined: Examined) -> bool:
    """Whether others read it, or should have by now."""
    if examined.postmortem.stage is not Stage.DRAFT:
        return True
    beside = incident_beside(examined)
    due = postmortem.owed_by(beside.incident, examined.policy) if beside else None
    return due is not None and due < examined.now


RULE = Rule("INC206", __name__, __doc__, Level.ERROR, POSTMORTEMS, _find)
