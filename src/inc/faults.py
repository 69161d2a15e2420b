"""Points at which the tests let the program die as a kill would: `INC_FAULT=NAME`.

`NAME:2` is the second time that a point is passed. Nothing but the exact name of a point does it.
"""

import os

_WANTED = os.environ.get("INC_FAULT")
_passed: list[str] = []


def point(name: str) -> None:
    """Die here, without a trace or any tidying, where the environment names this point."""
    if _WANTED is not None:
        _passed.append(name)
        if _WANTED in (name, f"{name}:{_passed.count(name)}"):
            os._exit(137)
