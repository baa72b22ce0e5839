"""Who may do what, and what is found out about a call on its way in, before anything is done (PROTOCOLS §6).

Denied by default: a person may do what the least role of a verb allows; in rooms of their own somewhat more; never what
the household's rules forbid. A child or teenager who may not may have an adult asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.settings import Rule
from bot.verbs import BoundVerb
from memory.errors import Mistake
from memory.people import Person, Role, room_id
from memory.scopes import is_limited
from tools.contract import Args, Call, Caller, Risk

NOT_FROM_THERE = "Nothing that could do harm is done from here; ask me in a chat of your own."


class Refused(Mistake):
    """This person may not do this."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A person's yes to exactly one call, by its fingerprint (`memory.approvals.hash_args`)."""

    args_hash: str
    by: Person


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that may run, with all that was found out about it on the way in.

    `least` is the least role of who may do it unasked. With `beyond`, the person's own role is too low, so that
    somebody else must be asked.
    """

    call: Call
    bound: BoundVerb
    args: dict[str, object]
    risk: Risk
    least: Role = field(kw_only=True)
    beyond: bool = False
    undoes: str | None = None
    doubt: str = ""

    @property
    def needs_approval(self) -> bool:
        """Whether a person must be asked first."""
        return self.risk is Risk.DANGER or self.beyond or bool(self.doubt)

    @property
    def decider(self) -> Role:
        """The least role of who may say yes: an adult where it is dangerous, else whoever may do it anyway."""
        is_for_adults = self.risk is Risk.DANGER or self.beyond
        return max(self.least, Role.ADULT) if is_for_adults else self.least


class Leave:
    """Who may do what: the verbs' least roles, rooms of one's own, and the household's rules that tighten them."""

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = tuple(rules)

    def is_denied(self, person: Person, conversation: str, verb: str) -> bool:
        """Whether a rule of the household forbids it."""
        channel = conversation.partition(":")[0]
        return any(
            rule.person in ("", person.id, person.name.casefold())
            and rule.channel in ("", channel)
            and (rule.role is None or rule.role == person.role.spoken)
            and fnmatchcase(verb, rule.verb)
            for rule in self._rules
        )

    def may_try(self, bound: BoundVerb, caller: Caller) -> bool:
        """Whether there are arguments with which this person may use it, or may have an adult asked."""
        person, verb = caller.person, bound.verb
        if self.is_denied(person, caller.conversation, bound.name):
            return False
        least = verb.role if verb.target is None else _own_role(verb.role)
        return person.role >= least or _may_have_asked(person, verb.role, verb.risk)

    def check(
        self, bound: BoundVerb, args: Args, risk: Risk, caller: Caller, grant: Grant | None
    ) -> tuple[Role, bool]:
        """The least role that this takes, and whether that is beyond this person's, so that an adult must be asked.

        Args:
            bound: The verb.
            args: Its arguments, with names resolved.
            risk: The risk of these arguments.
            caller: Who wants it.
            grant: The yes of somebody who may, if there is one.

        Raises:
            Refused: The person may not, and nobody is asked.
        """
        person = caller.person
        least = _least_role(bound, args, person)
        if grant is not None and self.is_denied(grant.by, "", bound.name):
            raise Refused(f"The rules of this house do not let {grant.by.name} allow that.")
        is_elsewhere = person.role is Role.GUEST and not _is_for_guest(bound, args, person)
        if is_elsewhere or self.is_denied(person, caller.conversation, bound.name):
            raise self.refusal(bound, caller)
        if risk is Risk.DANGER and is_limited(caller.conversation):
            raise Refused(NOT_FROM_THERE)
        if person.role >= least:
            return least, False
        if not _may_have_asked(person, least, risk):
            raise self.refusal(bound, caller)
        return least, grant is None or grant.by.role < max(least, Role.ADULT)

    def refusal(self, bound: BoundVerb, caller: Caller) -> Refused:
        """Why this person may not."""
        if self.is_denied(caller.person, caller.conversation, bound.name):
            return Refused("The rules of this house do not let you do that here.")
        if caller.person.role is Role.GUEST:
            return Refused("As a guest you may not do that; ask somebody of the house.")
        return Refused(f"Only {bound.who} may do that; ask one of them.")


def _own_role(role: Role) -> Role:
    """The least role for a thing in a room of one's own: a child where an adult would be needed elsewhere, a guest where
    a child or teenager would be. What only owners may stays theirs.
    """
    if role <= Role.TEEN:
        return min(role, Role.GUEST)
    return Role.CHILD if role <= Role.ADULT else role


def _least_role(bound: BoundVerb, args: Args, person: Person) -> Role:
    return _own_role(bound.verb.role) if _is_own(bound, args, person) else bound.verb.role


def _is_own(bound: BoundVerb, args: Args, person: Person) -> bool:
    if bound.verb.target is None:
        return False
    targets = {room_id(each) for each in bound.verb.target(args)}
    return bool(targets) and targets <= person.own


def _is_for_guest(bound: BoundVerb, args: Args, person: Person) -> bool:
    """What has a place is for a guest only in the rooms that were chosen for them."""
    return bound.verb.target is None or _is_own(bound, args, person)


def _may_have_asked(person: Person, least: Role, risk: Risk) -> bool:
    """Whether an adult is asked in this person's name."""
    young = person.role in (Role.CHILD, Role.TEEN)
    return young and person.role < least <= Role.ADULT and risk is not Risk.READ
