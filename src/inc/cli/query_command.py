"""The commands whose words are a query, as typer has them: their words, and their help."""

from __future__ import annotations

from typing import Any, Final

from typer.core import TyperCommand

_FILTERS: Final = """\b
status:open  sev:1,2  service:checkout  team:shop  tag:db  cause:deploy  ic:me
is:reopened  has:overdue  lacks:detected  since:7d  lasted:'>2h'  KEY:VALUE
A comma means either; -tag:db and -word leave out. All: docs/finding.md"""


class Query(TyperCommand):
    """A command in whose words a dash turns a filter round: `-tag:drill` is no option."""

    takes_words: Final = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from inc.cli.turned_round import arranged

        options = {
            name: not (getattr(one, "is_flag", False) or getattr(one, "count", False))
            for one in self.get_params(ctx)
            for name in (*one.opts, *one.secondary_opts)
            if name.startswith("-")
        }
        return super().parse_args(ctx, arranged(args, options))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the filters that help most, and where all of them are."""
        if any(one.name == "words" for one in self.params):
            with formatter.section("Filters"):
                formatter.write_text(_FILTERS)
        super().format_epilog(ctx, formatter)
