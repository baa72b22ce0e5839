"""A person's answer to a card or a question: a button, or the same in words (PROTOCOLS §5).

Only code decides what a press means; no model takes part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic_ai.messages import ModelRequest, ModelResponse, ToolCallPart, UserPromptPart
from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkpoint import Checkpoint, Decided, load_checkpoint
from memory import approvals, choices, turns
from memory.approvals import Approval, Decision, Ruling
from memory.messages import Inbound
from memory.people import Person
from tools.contract import Call, Json

YES = frozenset({"yes", "y", "yes please", "ok", "okay", "sure", "do it", "go ahead", "yes do it", "confirm"})
NO = frozenset(
    {"no", "n", "no thanks", "cancel", "don't", "dont", "do not", "leave it", "no leave it", "nope"}
)

FULL_YES = "yes do it"
"""What the button says; counts whatever was said since the card."""

APPROVAL_MINUTES = 10
MEANT = "Do you mean this? Then write “Yes, do it”.\n{card}"
GONE = "That button is no longer good; ask again if you still want it."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a turn is to do: a checkpoint to go on from, or a line to say at once."""

    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    reply: str | None = None
    continues: str | None = None  # the turn whose messages this one takes over


async def read_decision(
    session: AsyncSession, inbound: Inbound, person: Person, now: datetime
) -> Plan | None:
    """What `inbound` decides, or None where it is an ordinary message."""
    pressed = await _pressed(session, inbound, now)
    if inbound.pressed is not None and pressed is None:
        return Plan(reply=GONE)
    if pressed is None:
        return await _in_words(session, inbound, person, now)
    match pressed:
        case {"say": str(words)}:
            said = ModelRequest(parts=[UserPromptPart(words)])
            return Plan(checkpoint=Checkpoint(messages=(said,)))
        case {"verb": str(verb), "args": dict(args)}:
            return Plan(checkpoint=call_checkpoint(inbound.text, Call(verb, args)))
        case {"turn": str(turn), "ok": bool(ok)}:
            return await _decide(session, turn, approve=ok, person=person, now=now)
        case _:
            return Plan(reply=GONE)


def call_checkpoint(words: str, call: Call, *, offline: bool = False) -> Checkpoint:
    """A checkpoint from which exactly `call` is made, as if a model had asked for it."""
    part = ToolCallPart(call.verb, dict(call.args), tool_call_id="pressed")
    messages = (ModelRequest(parts=[UserPromptPart(words)]), ModelResponse(parts=[part], model_name="button"))
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


async def _in_words(session: AsyncSession, inbound: Inbound, person: Person, now: datetime) -> Plan | None:
    said = _plain(inbound.text)
    if said not in YES | NO:
        return None
    waiting = await approvals.pending(session, inbound.conversation, now)
    waiting_turns = {approval.turn for approval in waiting}
    if len(waiting_turns) != 1:
        return None
    asked = waiting_turns.pop()
    if said in YES - {FULL_YES} and await _was_talked_over(session, inbound.conversation, asked):
        return Plan(reply=MEANT.format(card=waiting[0].card))
    return await _decide(session, asked, approve=said in YES, person=person, now=now)


async def _was_talked_over(session: AsyncSession, conversation: str, asked: str) -> bool:
    """Whether another answer came after the card: an "ok" is then more likely meant for that one."""
    turn, latest = await turns.get(session, asked), await turns.recent(session, conversation, 1)
    return turn is not None and bool(latest) and latest[-1].n > turn.n


async def _decide(
    session: AsyncSession, turn_id: str, *, approve: bool, person: Person, now: datetime
) -> Plan:
    """Decide every card of a turn at once; the caller's turn takes that turn over."""
    asked = await approvals.of_turn(session, turn_id)
    if any(person.role < each.least_role for each in asked):
        return Plan(reply="You may not decide that; an adult of the house can.")
    decisions: dict[str, Decided] = {}
    for each in asked:
        decision = await approvals.decide(session, each.id, approve=approve, by=person.id, now=now)
        if decision.ruling is not Ruling.MADE:
            return Plan(reply=_too_late(decision, person))
        decisions[each.call_id] = Decided(approve, each.args_hash)
    turn = await turns.get(session, turn_id)
    if turn is None or not decisions:
        return Plan(reply=GONE)
    before = load_checkpoint(turn.messages)
    after = replace(before, decisions={**before.decisions, **decisions})
    return Plan(checkpoint=after, continues=turn_id)


def _too_late(decision: Decision, person: Person) -> str:
    if decision.ruling is Ruling.ALREADY and decision.approval is not None:
        by = decision.approval.decided_by or ""
        who = "you" if by == person.id else by.replace("-", " ").title()
        return f"That was already decided by {who}."
    return "That question is too old now, so nothing was done; ask again if you still want it."


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
