"""`inc confirm`: evidence speaks for a theory."""

from inc.cli import theories
from inc.cli.options import writes
from inc.cli.theories import Theory
from inc.cli.writing import Write
from inc.domain.vocabulary import Kind


@writes()
def command(
    write: Write,
    theory: Theory = None,
) -> None:
    """Record the evidence that speaks for a theory. The last answer to a theory counts.

    \b
    Examples:
      inc confirm -m "the graph shows 100 of 100 connections"
      inc confirm 2 -m "the graph shows 100 of 100 connections"
    """
    theories.judge(write, Kind.CONFIRMED, theory or [])
