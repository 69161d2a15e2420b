"""The environment in which git answers about *this* repository, whoever started us."""

from __future__ import annotations

TYPE_CHECKING = False  # `ahead` is here before anything else, and typing takes 3 ms
if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Final

# `git rev-parse --local-env-vars`, of every git from 2.30 on.
LOCAL_ENV_VARS: Final = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
)

# They say nothing about which repository: `git -c user.name=… inc …` and CI set identity by them.
_CONFIGURATION: Final = frozenset({"GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT"})

# Git dies when one of these meets GIT_LITERAL_PATHSPECS.
_OTHER_PATHSPECS: Final = ("GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS")


def scrub(environ: MutableMapping[str, str]) -> None:
    """Make every child process that inherits `environ` see the repository its folder is in.

    Inside a hook, `git rebase --exec` or an alias, git exports GIT_DIR, GIT_INDEX_FILE and others:
    our commits would go to another repository or through another staging area. Identity and
    configuration files (GIT_AUTHOR_*, GIT_CONFIG_GLOBAL …) stay as they are.
    """
    for name in (*LOCAL_ENV_VARS, *_OTHER_PATHSPECS):
        if name not in _CONFIGURATION:
            environ.pop(name, None)
    environ["GIT_LITERAL_PATHSPECS"] = "1"
    environ["GIT_TERMINAL_PROMPT"] = "0"
