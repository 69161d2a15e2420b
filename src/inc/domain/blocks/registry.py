"""The blocks by name; a new one is a module of this package and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from inc.domain.blocks.communication import communication
from inc.domain.blocks.facts import facts
from inc.domain.blocks.hypotheses import hypotheses
from inc.domain.blocks.mermaid import mermaid
from inc.domain.blocks.metrics import metrics
from inc.domain.blocks.mitigations import mitigations
from inc.domain.blocks.record import Record
from inc.domain.blocks.timeline import timeline

BLOCKS: Final[dict[str, Callable[[Record], str]]] = {
    "facts": facts,
    "metrics": metrics,
    "timeline": timeline,
    "mermaid": mermaid,
    "hypotheses": hypotheses,
    "communication": communication,
    "mitigations": mitigations,
}
"""Each makes Markdown of the record, and never nothing: a reader sees that nothing was recorded."""
