"""`inc` for the commands of the documentation: the real program, with a clock that a page sets.

The clock is a file with an instant and a count; each run moves it on by a minute.
"""

import os
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from inc.cli.main import main
from inc.cli.session import Session

clock = Path(os.environ["DOCUMENTATION_CLOCK"])
instant, count = clock.read_text().split()
now = datetime.fromisoformat(instant)
clock.write_text(f"{(now + timedelta(minutes=1)).isoformat()} {int(count) + 1}")
os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = now.isoformat()
chance = random.Random(int(count))
sys.exit(main(session=Session(sys.argv[1:], now=now, entropy=lambda: chance.getrandbits(24))))
