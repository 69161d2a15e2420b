"""`inc refute`: evidence speaks against a theory."""

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
    """Record the evidence that speaks against a theory. The last answer to a theory counts.

    \b
    Examples:
      inc refute -m "the graph shows 12 of 100 connections"
      inc refute 2 -m "the graph shows 12 of 100 connections"
    """
    theories.judge(write, Kind.REFUTED, theory or [])
