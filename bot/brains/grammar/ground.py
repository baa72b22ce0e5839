"""What a sentence is read against."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.brains.grammar.cues import Cue
from bot.brains.grammar.matching import Match
from bot.brains.grammar.parse import Context
from bot.brains.grammar.reading import Reading, read
from bot.brains.grammar.repertoire import Repertoire
from bot.brains.grammar.retrieval import Guess
from tools.contract import Call, Risk


@dataclass(frozen=True, slots=True)
class Ground:
    """All that can be said, the time and the turns before, and the tools that may be called for who speaks."""

    repertoire: Repertoire
    context: Context
    offered: Collection[str]

    def changes(self, call: Call) -> bool:
        """Whether a call would change the house."""
        return self.repertoire.by_tool[call.verb].verb.risk is not Risk.READ

    def reading(self, found: Match | Guess | Cue) -> Reading:
        """What was found, as a call."""
        spoken = self.repertoire.by_tool[found.template.tool]
        return read(spoken, found.template, found.meanings, self.context.now)
