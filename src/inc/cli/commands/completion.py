"""`inc completion`: the script of a shell."""

from typing import Annotated

import typer

from inc.cli import output
from inc.errors import UsageError

_SHELLS = ("bash", "zsh", "fish")


def command(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
) -> None:
    """Print the completion script of a shell.

    \b
    Examples:
      inc completion bash > ~/.local/share/bash-completion/completions/inc
      inc completion zsh > ~/.zfunc/_inc
      inc completion fish > ~/.config/fish/completions/inc.fish
    """
    import typer.completion

    if shell not in _SHELLS:
        raise UsageError(f"no completion for '{shell}'", hint=f"One of: {', '.join(_SHELLS)}.")
    script = vars(typer.completion)["get_completion_script"]
    output.say(script(prog_name="inc", complete_var="_INC_COMPLETE", shell=shell))
