"""`inc runbook`: runbooks."""

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
