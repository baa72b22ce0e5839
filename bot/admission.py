"""What is found out about a call on its way in, before anything is done."""

from dataclasses import dataclass

from bot.verbs import BoundVerb
from memory.errors import Mistake
from memory.people import Role
from tools.contract import Call, Risk


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that may run, with all that was found out about it on the way in."""

    call: Call
    bound: BoundVerb
    args: dict[str, object]
    risk: Risk
    undoes: str | None = None
    doubt: str = ""

    @property
    def needs_approval(self) -> bool:
        """Whether a person must be asked first."""
        return self.risk is Risk.DANGER or bool(self.doubt)

    @property
    def decider(self) -> Role:
        """The least role of who may say yes: an adult where it is dangerous, else whoever may do it anyway."""
        return max(self.bound.verb.role, Role.ADULT) if self.risk is Risk.DANGER else self.bound.verb.role


class Refused(Mistake):
    """This person may not do this."""
