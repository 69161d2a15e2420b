"""How long a sync goes on, and how long one answer of a remote may take."""

from __future__ import annotations

import time
from typing import Final

from inc.vcs.lock import jitter

_SECONDS: Final = 60.0
_ANSWER: Final = 120.0  # seconds for one answer; somebody may have to touch a key
_SHORTEST, _LONGEST = 0.020, 2.0


class Patience:
    """The time that is left; `within` are the seconds for all of it, where there is a limit.

    `tries` counts those that lost the race for the branch of the remote.
    """

    def __init__(self, within: float | None, most_tries: int) -> None:
        self.tries = 0
        self._most_tries = most_tries
        self._within = within
        self._began = time.monotonic()

    @property
    def left(self) -> float:
        """The seconds that an answer may take."""
        if self._within is None:
            return _ANSWER
        return max(0.1, self._within - (time.monotonic() - self._began))

    def wait(self) -> bool:
        """Let others have their turn, longer each time; false when it was tried for long enough."""
        self.tries += 1
        most = _SECONDS if self._within is None else self._within
        if self.tries >= self._most_tries or time.monotonic() - self._began >= most:
            return False
        time.sleep(jitter(self.tries, _SHORTEST, _LONGEST))
        return True
