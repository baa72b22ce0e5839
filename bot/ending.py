"""How a turn ends: its answer, cards and buttons written down in one transaction with the end of the message."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import BaseModel, JsonValue, TypeAdapter
from pydantic_ai.messages import ModelResponse
from pydantic_ai.usage import RunUsage
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards import end_cards
from bot.checkpoint import Checkpoint, Decided
from bot.decisions import APPROVAL_MINUTES, new_approval
from bot.directory import People
from bot.report import CallReport, CardReport, FileReport, Report
from bot.running import Pending, Ran
from bot.summons import Question, put_to_others
from bot.wording import under_echo
from memory import approvals, audit, choices, inbox, outbox, turns
from memory.approvals import Approval
from memory.db import Store
from memory.messages import Attachment, Choice, Inbound, Kind, Outbound
from memory.people import Person, Role
from memory.scopes import is_undecided
from memory.tables import TurnState
from memory.turns import Turn
from tools.contract import Call, Json, Outcome, State

YES_LABEL, NO_LABEL, UNDO_LABEL = "Yes, do it", "No, leave it", "Undo"
QUESTION_MINUTES = 60
MOST_OPEN = 5
ENOUGH = "Several questions of yours wait for an adult already, so I did not ask this one; try again in ten minutes."
TOLD = "{name} was told: {text}"
SAID = "{name} said {what}."


class Offered(BaseModel):
    """A button that the offline brain offers: a call to make, or a sentence to say."""

    label: str
    call: dict[str, JsonValue] | None = None
    say: str | None = None


class Offer(BaseModel):
    """What is asked once the calls of a turn are done: a question, and what each of its buttons means.

    With `if_done` it is asked only where all of them went well.
    """

    question: str
    choices: list[tuple[str, JsonValue]]
    if_done: bool = False


_OFFERED = TypeAdapter(list[Offered])


@dataclass(frozen=True, slots=True)
class Ended:
    """A turn's end before it is written down."""

    reply: str
    checkpoint: Checkpoint = field(default_factory=Checkpoint)
    brain: str = ""
    calls: tuple[CallReport, ...] = ()
    waiting: tuple[Pending, ...] = ()
    options: tuple[tuple[str, Json], ...] = ()
    pictures: tuple[Attachment, ...] = ()
    usage: RunUsage = field(default_factory=RunUsage)
    went_well: bool = True
    buried: bool = False
    cost_micro_usd: int = 0
    ms: int = 0
    told: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words of the answer: what was done and the card when something waits, else the reply."""
        return "\n\n".join([*self.told, self.card]) if self.waiting else self.reply

    @property
    def card(self) -> str:
        """The words of what waits."""
        cards = [each.card for each in self.waiting]
        return cards[0] if len(cards) == 1 else "\n".join(f"· {card}" for card in cards)


def ended_from(ran: Ran) -> Ended:
    """The end of a turn that ran: its reply, what waits, and which buttons it offers."""
    offer = None if ran.pending else _offer(ran)
    return Ended(
        reply=ran.reply if offer is None else f"{ran.reply}\n\n{offer.question}",
        checkpoint=ran.checkpoint,
        brain=ran.brain,
        calls=ran.calls,
        waiting=ran.pending,
        told=_beside_card(ran) if ran.pending else (),
        options=() if ran.pending else (*(offer.choices if offer else ()), *_options(ran)),
        usage=ran.usage,
        went_well=ran.went_well,
    )


def _offer(ran: Ran) -> Offer | None:
    """What code wanted asked after the calls that it planned."""
    said = (each.metadata or {} for each in ran.checkpoint.messages if isinstance(each, ModelResponse))
    offer = next((Offer.model_validate(each["offer"]) for each in said if "offer" in each), None)
    all_done = all(each.state is State.DONE for each in ran.outcomes)
    return offer if offer is None or all_done or not offer.if_done else None


def _beside_card(ran: Ran) -> tuple[str, ...]:
    """What became of the calls that were asked for together with the one that waits."""
    last = next(each for each in reversed(ran.checkpoint.messages) if isinstance(each, ModelResponse))
    together, told = {part.tool_name for part in last.tool_calls}, (State.DONE, State.FAILED, State.UNKNOWN)
    return tuple(
        dict.fromkeys(each.text for each in ran.outcomes if each.state in told and each.call.verb in together)
    )


def _options(ran: Ran) -> tuple[tuple[str, Json], ...]:
    last = ran.checkpoint.messages[-1] if ran.checkpoint.messages else None
    metadata = (last.metadata if isinstance(last, ModelResponse) else None) or {}
    offered = _OFFERED.validate_python(metadata.get("choices", []))
    options: list[tuple[str, Json]] = [(each.label, each.call or {"say": each.say}) for each in offered]
    asking = [outcome.options for outcome in ran.outcomes if outcome.options]
    if len(asking) == 1:  # else it would not be plain which of them a button is about
        options += [(label, _as_payload(call)) for label, call in asking[0]]
    if any(outcome.undoable for outcome in ran.outcomes):
        options.append((UNDO_LABEL, {"verb": "household_undo_last", "args": {}}))
    return tuple(options)


def _as_payload(call: Call) -> Json:
    return {"verb": call.verb, "args": dict(call.args)}


async def draw_pictures(outcomes: Sequence[Outcome]) -> tuple[Attachment, ...]:
    """The charts of those results that have one; drawn in a thread, because drawing is slow."""
    charts = [outcome.chart for outcome in outcomes if outcome.chart is not None]
    drawn = await asyncio.gather(*(asyncio.to_thread(chart.chart) for chart in charts))
    return tuple(picture for picture in drawn if picture is not None)


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a turn: whose it is, who wrote the message that it answers, and what people had decided before it ran.

    These are two people where somebody decided for another; where that was in another conversation, both are told.
    """

    people: People
    turn: Turn
    inbound: Inbound
    asker: Person
    writer: Person
    decided: Mapping[str, Decided]

    async def close(self, store: Store, ended: Ended, now: datetime) -> Report:
        """Write down that the turn is over, with its answer, in one transaction."""
        async with store.fenced() as session:
            ended = await self._spare_others(session, ended, now)
            asked = [self._approval(each, now) for each in ended.waiting]
            text, buttons = await self._offer(session, ended, asked, now)
            await _write_turn(session, self.turn, ended, now)
            text, buttons = await self._tell(session, ended, (text, buttons), now)
            await end_cards(session, self.people, self.decided, ended.calls, now)
            close = inbox.bury if ended.buried else inbox.finish
            await close(session, self.inbound.source, self.inbound.event_id)
            await audit.append(
                session, *(approvals.deed(each, self.asker.id, "asked", now) for each in asked)
            )
        return _report(ended, text, buttons, now)

    async def _tell(
        self, session: AsyncSession, ended: Ended, answer: tuple[str, tuple[Choice, ...]], now: datetime
    ) -> tuple[str, tuple[Choice, ...]]:
        """Answer whoever wrote and, where that is somewhere else, whoever asked; returns what the writer is told."""
        text, buttons = answer
        key, place = f"answer:{self.turn.id}", self.turn.conversation
        if ended.waiting and buttons:
            card = key if place == self.inbound.conversation else f"outcome:{self.turn.id}"
            await approvals.summon(session, self.turn.id, place, card)
        if place != self.inbound.conversation:
            outcome = self._message(ended, f"outcome:{self.turn.id}", self._as_decided(ended, text))
            await outbox.put(
                session, replace(outcome, conversation=place, choices=buttons, reply_to=None), now
            )
            text, buttons = TOLD.format(name=self.asker.name, text=text), ()
        text = under_echo(self.inbound, text)
        await outbox.put(session, replace(self._message(ended, key, text), choices=buttons), now)
        return text, buttons

    async def _spare_others(self, session: AsyncSession, ended: Ended, now: datetime) -> Ended:
        """Nobody can have the adults asked without end: past some open questions, the next ones are not put."""
        elsewhere = bool(ended.waiting) and is_undecided(self.turn.conversation)
        others = elsewhere or any(each.decider > self.asker.role for each in ended.waiting)
        if not others or await approvals.pending_by(session, self.asker.id, now) < MOST_OPEN:
            return ended
        return replace(ended, reply=ENOUGH, waiting=(), options=(), checkpoint=Checkpoint())

    def _message(self, ended: Ended, key: str, text: str) -> Outbound:
        return Outbound(
            key=key,
            conversation=self.inbound.conversation,
            text=text,
            kind=Kind.CARD if ended.waiting else Kind.ANSWER,
            attachments=ended.pictures,
            reply_to=self.inbound.event_id,
        )

    def _as_decided(self, ended: Ended, text: str) -> str:
        """The answer as the one who asked is told it: with what was decided, and by whom."""
        approved = any(each.approved for each in ended.checkpoint.decisions.values())
        said = SAID.format(name=self.writer.name, what="yes" if approved else "no")
        return text if text.startswith(f"{self.writer.name} said") else f"{said}\n{text}"

    async def _offer(
        self, session: AsyncSession, ended: Ended, asked: Sequence[Approval], now: datetime
    ) -> tuple[str, tuple[Choice, ...]]:
        """The words of the answer and its buttons; a card goes to whoever may decide it."""
        turn, minutes = self.turn, QUESTION_MINUTES
        options: Sequence[tuple[str, Json]] = ended.options
        for each in asked:
            await approvals.ask(session, each)
        if ended.waiting:
            options = ((YES_LABEL, {"turn": turn.id, "ok": True}), (NO_LABEL, {"turn": turn.id, "ok": False}))
            minutes = APPROVAL_MINUTES
        least = max((each.decider for each in ended.waiting), default=Role.GUEST)
        if least > self.asker.role or (ended.waiting and is_undecided(turn.conversation)):
            question = Question(turn.id, self.asker, turn.conversation, ended.card, least)
            told = await put_to_others(session, self.people, question, options, now=now, minutes=minutes)
            return told, ()
        if not options:
            return ended.text, ()
        buttons = await choices.offer(session, turn.conversation, options, now=now, minutes=minutes)
        return ended.text, buttons

    def _approval(self, waiting: Pending, now: datetime) -> Approval:
        return new_approval(
            approval_id=secrets.token_hex(16),
            turn=self.turn.id,
            conversation=self.turn.conversation,
            call_id=waiting.call_id,
            call=waiting.call,
            card=waiting.card,
            by=self.asker,
            least_role=waiting.decider,
            now=now,
        )


async def _write_turn(session: AsyncSession, turn: Turn, ended: Ended, now: datetime) -> None:
    calls: list[Json] = [each.model_dump(mode="json") for each in ended.calls]
    if ended.waiting:
        await turns.wait(session, turn.id, ended.checkpoint.dump(), calls)
        return
    await turns.finish(
        session,
        turn.id,
        state=TurnState.DONE if ended.went_well else TurnState.FAILED,
        messages=ended.checkpoint.dump(),
        calls=calls,
        brain=ended.brain,
        tokens_in=ended.usage.input_tokens,
        tokens_out=ended.usage.output_tokens,
        cost_micro_usd=ended.cost_micro_usd,
        reply=ended.text,
        now=now,
    )


def _report(ended: Ended, text: str, buttons: Sequence[Choice], now: datetime) -> Report:
    labels = [choice.label for choice in buttons]
    card = None
    if ended.waiting:
        until = (now + timedelta(minutes=APPROVAL_MINUTES)).isoformat(timespec="seconds")
        card = CardReport(text=ended.card, expires_at=until, choices=labels)
    return Report(
        reply=text,
        brain=ended.brain,
        calls=list(ended.calls),
        approval=card,
        choices=labels,
        attachments=[
            FileReport(name=each.name, media_type=each.media_type, alt=each.alt) for each in ended.pictures
        ],
        tokens=ended.usage.input_tokens + ended.usage.output_tokens,
        ms=ended.ms,
    )
