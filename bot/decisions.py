"""A person's answer to a card or a question: a button, or the same in words (PROTOCOLS §5).

Only code decides what a press means; no model takes part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic_ai.messages import ModelRequest, ModelResponse, ToolCallPart, UserPromptPart
from sqlalchemy.ext.asyncio import AsyncSession

from bot.brains.grammar.model import OURS
from bot.cards import Cards
from bot.checkpoint import Checkpoint, Decided, load_checkpoint
from bot.directory import People
from memory import approvals, choices, turns
from memory.approvals import Approval, Ruling
from memory.audit import Deed
from memory.messages import Inbound
from memory.people import Person
from memory.scopes import is_undecided
from memory.turns import Turn
from tools.contract import Call, Json

YES = frozenset({"yes", "y", "yes please", "ok", "okay", "sure", "do it", "go ahead", "yes do it", "confirm"})
NO = frozenset(
    {"no", "n", "no thanks", "cancel", "don't", "dont", "do not", "leave it", "no leave it", "nope"}
)

FULL_YES, FULL_NO = "yes do it", "no leave it"
"""What the buttons say; they count whatever was said since the card."""

APPROVAL_MINUTES = 10
MEANT = "Do you mean this? Then write “Yes, do it”.\n{card}"
MEANT_NOT = "All right, I have done nothing. If you mean this, write “No, leave it”.\n{card}"
SEVERAL = "Several questions wait here; press the button under the one that you mean.\n{cards}"
NOT_FROM_HERE = (
    "Nobody can decide that from here; answer the question where I asked it, in a chat of your own."
)
NOT_YOURS = "You may not decide that; an adult of the house can."
GONE = "That button is no longer good; ask again if you still want it."
TOO_OLD = "That question is too old now, so nothing was done; ask again if you still want it."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a turn is to do: a checkpoint to go on from, or a line to say at once."""

    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    reply: str | None = None
    continues: Turn | None = None  # the turn that this one carries on, for whoever began it
    deeds: tuple[Deed, ...] = ()  # for the audit chain, at the end of the transaction


def is_yes_or_no(text: str) -> bool:
    """Whether the words may be an answer to a card, which does not wait behind other work."""
    return _plain(text) in YES | NO


async def read_decision(
    session: AsyncSession, inbound: Inbound, person: Person, people: People, now: datetime
) -> Plan | None:
    """What `inbound` decides, or None where it is an ordinary message."""
    pressed = await _pressed(session, inbound, now)
    if inbound.pressed is not None and pressed is None:
        return Plan(reply=GONE)
    deciding = Deciding(session, person, people, now, undecided=is_undecided(inbound.conversation))
    if pressed is None:
        return await deciding.read_words(inbound)
    match pressed:
        case {"say": str(words)}:
            said = ModelRequest(parts=[UserPromptPart(words)])
            return Plan(checkpoint=Checkpoint(messages=(said,)))
        case {"verb": str(verb), "args": dict(args)}:
            call = Call(verb, args)
            return Plan(checkpoint=call_checkpoint(inbound.text, call, offer=pressed.get("offer")))
        case {"reply": str(line)}:
            return Plan(reply=line)
        case {"turn": str(turn), "ok": bool(ok)}:
            return await deciding.decide(turn, approve=ok)
        case _:
            return Plan(reply=GONE)


def call_checkpoint(words: str, *calls: Call, offline: bool = False, offer: Json = None) -> Checkpoint:
    """A checkpoint from which exactly `calls` are made, as if a model had asked for them.

    `offer` is what is asked once they are done (see `bot.ending.Offer`).
    """
    ids = ["pressed", *(f"pressed.{place}" for place in range(1, len(calls)))]
    parts = [
        ToolCallPart(each.verb, dict(each.args), tool_call_id=id_)
        for each, id_ in zip(calls, ids, strict=True)
    ]
    metadata = {OURS: True} if offer is None else {OURS: True, "offer": offer}
    said = ModelResponse(parts=parts, model_name="button", metadata=metadata)
    messages = (ModelRequest(parts=[UserPromptPart(words)]), said)
    return Checkpoint(messages=messages, offline=offline)


async def _pressed(session: AsyncSession, inbound: Inbound, now: datetime) -> Mapping[str, Json] | None:
    choice_id = inbound.pressed
    if choice_id is None:
        said = _plain(inbound.text)
        offered = await choices.latest(session, inbound.conversation, now)
        choice_id = next((choice.id for choice in offered if _plain(choice.label) == said), None)
    if choice_id is None:
        return None
    payload = await choices.look(session, choice_id, inbound.conversation)
    if not isinstance(payload, dict):
        return None
    if (
        "turn" in payload
    ):  # a card knows by itself whether it was decided, by whom, and whether it is too late
        return payload
    pressed = await choices.press(session, choice_id, inbound.conversation, now)
    return pressed if isinstance(pressed, dict) else None


@dataclass(frozen=True, slots=True)
class Deciding:
    """Somebody who answers a card."""

    session: AsyncSession
    person: Person
    people: People
    now: datetime
    undecided: bool = False  # a program speaks, which decides nothing

    async def read_words(self, inbound: Inbound) -> Plan | None:
        """A yes or no in words, where exactly one question waits that it may answer."""
        said = _plain(inbound.text)
        if said not in YES | NO:
            return None
        waiting = await approvals.pending(self.session, inbound.conversation, self.now)
        own = {each.turn for each in waiting if self._may(said in YES, each)}
        asked = own or {each.turn for each in waiting}
        if not asked:
            return None
        if self.undecided:
            return Plan(reply=NOT_FROM_HERE)
        newest = waiting[-1]
        if len(asked) > 1 and newest.conversation == inbound.conversation and newest.turn in asked:
            asked = {newest.turn}  # the last card here, and nobody else's
        if len(asked) > 1:
            return Plan(reply=SEVERAL.format(cards="\n".join(f"· {_first_line(each)}" for each in waiting)))
        turn = asked.pop()
        if said in YES - {FULL_YES} and await self._may_mean_another(inbound.conversation, turn):
            card = next(each.card for each in waiting if each.turn == turn)
            return Plan(reply=MEANT.format(card=card))
        if said in NO - {FULL_NO} and await self._came_beside_a_question(inbound.conversation, turn):
            card = next(each.card for each in waiting if each.turn == turn)
            return Plan(reply=MEANT_NOT.format(card=card))
        return await self.decide(turn, approve=said in YES)

    async def decide(self, turn_id: str, *, approve: bool) -> Plan:
        """Decide every card of a turn at once; the present turn carries that one on."""
        if self.undecided:
            return Plan(reply=NOT_FROM_HERE)
        asked = await approvals.of_turn(self.session, turn_id)
        if not all(self._may(approve, each) for each in asked):
            return Plan(reply=NOT_YOURS)
        decision = await approvals.decide(
            self.session, turn_id, approve=approve, by=self.person.id, now=self.now
        )
        if decision.ruling is Ruling.ALREADY:
            return Plan(reply=f"That was already decided by {self._who(decision.decided_by)}.")
        turn = await turns.get(self.session, turn_id)
        if decision.ruling is Ruling.UNKNOWN or turn is None:
            return Plan(reply=GONE)
        if decision.ruling is Ruling.EXPIRED:
            return Plan(reply=TOO_OLD)
        await Cards(self.session, self.people, turn_id, self.now).decide(self.person.id, approve=approve)
        before = load_checkpoint(turn.messages)
        name = "" if turn.person == self.person.id else self.person.name
        made = {
            each.call_id: Decided(approve, each.args_hash, by=self.person.id, name=name, turn=turn_id)
            for each in decision.approvals
        }
        said = "approved" if approve else "denied"
        deeds = tuple(approvals.deed(each, self.person.id, said, self.now) for each in decision.approvals)
        return Plan(replace(before, decisions={**before.decisions, **made}), continues=turn, deeds=deeds)

    def _may(self, approve: bool, asked: Approval) -> bool:  # noqa: FBT001 - yes or no
        """Whether this person may say so: who asked may take it back, whoever decides."""
        is_own = asked.asked_by == self.person.id
        return self.person.role >= asked.least_role or (is_own and not approve)

    def _who(self, person_id: str | None) -> str:
        return "you" if person_id == self.person.id else self.people.name_of(person_id or "")

    async def _may_mean_another(self, conversation: str, asked: str) -> bool:
        """Whether an "ok" is more likely meant for something else: for an answer that came after the card, or, where
        the card came unasked, for a question that was open before it.
        """
        turn, latest = await turns.get(self.session, asked), await turns.recent(self.session, conversation, 1)
        if turn is not None and latest and latest[-1].n > turn.n:
            return True
        return await self._came_beside_a_question(conversation, asked)

    async def _came_beside_a_question(self, conversation: str, asked: str) -> bool:
        """Whether a card that came unasked from elsewhere waits beside a question of this conversation's own."""
        turn = await turns.get(self.session, asked)
        if turn is None or turn.conversation == conversation:
            return False
        buttons = await choices.still_open(self.session, conversation, self.now)
        return any(isinstance(each, dict) and _is_a_question(each) for each in buttons)


def _is_a_question(button: Mapping[str, Json]) -> bool:
    """Whether a button stands under a question; those of cards know by themselves whether they still count."""
    return "turn" not in button and button.get("verb") != "household_undo_last"


def _first_line(asked: Approval) -> str:
    return asked.card.partition("\n")[0]


def new_approval(
    *,
    approval_id: str,
    turn: str,
    conversation: str,
    call_id: str,
    call: Call,
    card: str,
    by: Person,
    least_role: int,
    now: datetime,
) -> Approval:
    """An approval row for `call`, good for ten minutes."""
    return Approval(
        id=approval_id,
        turn=turn,
        conversation=conversation,
        call_id=call_id,
        verb=call.verb,
        args=dict(call.args),
        args_hash=approvals.hash_args(call.verb, dict(call.args)),
        card=card,
        asked_by=by.id,
        least_role=least_role,
        created_at=now,
        expires_at=now + timedelta(minutes=APPROVAL_MINUTES),
    )


def _plain(text: str) -> str:
    return " ".join(
        text.casefold()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        .strip(" .!,?")
        .replace(",", " ")
        .split()
    )
