"""Templates: the workspace's own, else the packaged one of the same name; rendered in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from inc import packaged
from inc.errors import NotFound, UsageError

SUFFIX: Final = ".j2"
_MAX_OUTPUT: Final = 1 << 20


class Templates:
    """The templates that a workspace uses."""

    def __init__(self, root: Path) -> None:
        self._own = root / "templates"

    def names(self) -> list[str]:
        """The names of all templates: `incident.md`, `status-internal.md` …"""
        found = [*packaged.folder().glob(f"*{SUFFIX}"), *self._own.glob(f"*{SUFFIX}")]
        return sorted({path.name.removesuffix(SUFFIX) for path in found})

    def path(self, name: str) -> Path:
        """The file of a template; NotFound, with the names there are."""
        if name in self.names():
            own = self._own / (name + SUFFIX)
            return own if own.is_file() else packaged.folder() / (name + SUFFIX)
        raise NotFound(
            f"there is no template '{name}'", hint="One of: " + ", ".join(self.names()) + "."
        )

    def is_own(self, name: str) -> bool:
        """Whether the workspace overrides the packaged one."""
        return self.path(name).parent == self._own and self._own != packaged.folder()

    def source(self, name: str) -> str:
        """The text of a template."""
        path = self.path(name)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"the template {path} cannot be read: {error}",
                hint="Mend the file, or move it away: the packaged one takes its place.",
            ) from error

    def render(self, name: str, facts: Mapping[str, Any]) -> str:
        """The text that a template makes of plain facts; UsageError names file and line."""
        from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # the output is Markdown
        )
        try:
            chunks = environment.from_string(self.source(name)).generate(facts)
            return _bounded(name, chunks)
        except TemplateSyntaxError as error:
            where = f"{self.path(name)}:{error.lineno}"
            raise UsageError(f"{where}: {error.message}", hint=_HINT) from error
        except (RecursionError, MemoryError):
            raise UsageError(f"{self.path(name)}: it never ends", hint=_HINT) from None
        except (TemplateError, ArithmeticError, TypeError, ValueError) as error:
            raise UsageError(f"{self.path(name)}: {error}", hint=_HINT) from error


_HINT: Final = "Mend the template, or remove it to use the packaged one (inc template list)."


def _bounded(name: str, chunks: Any) -> str:
    text = ""
    for chunk in chunks:
        text += chunk
        if len(text) > _MAX_OUTPUT:
            raise UsageError(f"the template {name} makes more than 1 MiB of text", hint=_HINT)
    return text
