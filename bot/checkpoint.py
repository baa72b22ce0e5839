"""What a turn has come to so far, as it is kept in its row: enough to go on after a crash or on the other node."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter
from pydantic_ai.messages import (
    ModelMessage,
    ModelMessagesTypeAdapter,
    ModelRequest,
    ModelResponse,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.tools import DeferredToolResults, ToolDenied

DENIED = "All right, that was a no, so nothing was done."
"""A model reads it as a result; the offline brain says it as it stands, to the one who said no."""
DENIED_BY = "{name} said no, so nothing was done."


@dataclass(frozen=True, slots=True)
class Decided:
    """A person's answer to one card: yes or no to the arguments with this hash.

    `by` is the id of who decided; `name` is theirs, where the answer goes to somebody else; `turn` is the one that asked.
    """

    approved: bool
    args_hash: str
    by: str = ""
    name: str = ""
    turn: str = ""

    @property
    def denial(self) -> str:
        """What is said of a no."""
        return DENIED_BY.format(name=self.name) if self.name else DENIED


_DECISIONS = TypeAdapter(dict[str, Decided])


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A turn's own messages (those of the conversation before it stand in their own turns) and people's decisions.

    `decisions` are by tool call id. `offline` says that the offline brain words the answer, whatever is configured;
    `tainted` that its model may have read others' words from the start. What it read on the way the messages tell.
    """

    messages: tuple[ModelMessage, ...] = ()
    decisions: dict[str, Decided] = field(default_factory=dict[str, Decided])
    offline: bool = False
    tainted: bool = False

    def deferred(self) -> DeferredToolResults | None:
        """The decisions that the last calls still wait for, as the agent takes them; None where there are none."""
        waiting = {call: each for call, each in self.decisions.items() if call in self._unanswered()}
        if not waiting:
            return None
        return DeferredToolResults(
            approvals={
                call: True if each.approved else ToolDenied(each.denial) for call, each in waiting.items()
            }
        )

    def _unanswered(self) -> set[str]:
        """The calls of the last step without a result; an id may have stood in earlier steps too."""
        steps = [at for at, each in enumerate(self.messages) if isinstance(each, ModelResponse)]
        if not steps:
            return set()
        last = self.messages[steps[-1]]
        assert isinstance(last, ModelResponse)
        returned = returns_of(self.messages[steps[-1] :])
        return {part.tool_call_id for part in last.tool_calls} - set(returned)

    def dump(self) -> str:
        """As text for the turn's row."""
        messages = ModelMessagesTypeAdapter.dump_python(list(self.messages), mode="json")
        decisions = _DECISIONS.dump_python(self.decisions, mode="json")
        return json.dumps(
            {
                "messages": messages,
                "decisions": decisions,
                "offline": self.offline,
                "tainted": self.tainted,
            }
        )


def returns_of(messages: Sequence[ModelMessage]) -> dict[str, ToolReturnPart]:
    """The results of calls, by tool call id."""
    return {
        part.tool_call_id: part
        for message in messages
        if isinstance(message, ModelRequest)
        for part in message.parts
        if isinstance(part, ToolReturnPart)
    }


def first_words(messages: Sequence[ModelMessage]) -> str:
    """What a person said at the beginning of these messages; "" where that is not known."""
    parts = (part for message in messages for part in message.parts if isinstance(part, UserPromptPart))
    return next((part.content for part in parts if isinstance(part.content, str)), "")


def load_checkpoint(text: str | None) -> Checkpoint:
    """The checkpoint in `text`; an empty one where there is none yet."""
    if not text:
        return Checkpoint()
    kept = json.loads(text)
    return Checkpoint(
        messages=tuple(ModelMessagesTypeAdapter.validate_python(kept["messages"])),
        decisions=_DECISIONS.validate_python(kept["decisions"]),
        offline=bool(kept["offline"]),
        tainted=bool(kept.get("tainted")),
    )


def load_messages(texts: Sequence[str | None]) -> list[ModelMessage]:
    """The messages of several turns, in order."""
    return [message for text in texts for message in load_checkpoint(text).messages]
