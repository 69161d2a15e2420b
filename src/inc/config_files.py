"""Where values of settings are kept: `inc.toml` for the team, git's configuration for a person."""

from __future__ import annotations

from inc.config import FILE, Setting
from inc.durable import Edit
from inc.errors import Refused, UsageError
from inc.store import files
from inc.vcs import asking
from inc.workspace import Workspace, Writing


def value_of(workspace: Workspace, setting: Setting) -> tuple[str, str]:
    """The value of a setting, and where it comes from."""
    if setting.is_shared:
        value = str(getattr(workspace.policy, setting.name))
        written = f"\n{setting.name} " in "\n" + files.read(workspace.root, FILE).decode()
        return value, FILE if written else "default"
    own = workspace.git_settings.values.get(f"inc.{setting.name.lower()}")
    return (own, "git config") if own is not None else (setting.default, "default")


def assign(workspace: Workspace, setting: Setting, value: str, *, writing: Writing) -> str | None:
    """Set it; returns the commit for a setting of the team, None for one's own."""
    edit = changed(workspace, setting, value)
    if edit is None:
        asking.set_own(workspace.repository, f"inc.{setting.name}", value)
        return None
    text = f"inc: setting {setting.name}\n\nInc-Operation: config\n"
    return workspace.save([edit], text, writing=writing)


def _current(workspace: Workspace, setting: Setting) -> str | None:
    """The value of a setting; None while its file cannot be read, so that it can be mended."""
    try:
        return value_of(workspace, setting)[0]
    except UsageError:
        return None


def changed(workspace: Workspace, setting: Setting, value: str) -> Edit | None:
    """What setting it makes of `inc.toml`; None for one's own. Refused where it is so already."""
    if value == _current(workspace, setting):
        raise Refused(f"{setting.name} is {value} already", hint="See them all: inc config list")
    if not setting.is_shared:
        return None
    import tomlkit  # keeps the comments and the order of the file

    before = files.read(workspace.root, FILE)
    table = tomlkit.parse(before.decode("utf-8"))
    table[setting.name] = value
    return Edit(FILE, before, tomlkit.dumps(table).encode("utf-8"))
