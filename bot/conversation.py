"""One turn: a message that is written down goes in, an answer that is written down comes out (DESIGN §5)."""

import asyncio
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.admission import Grant
from bot.agent import TurnDeps
from bot.brains.chain import ChainModel
from bot.brains.witness import Heard, Witness
from bot.calls import Door
from bot.checkpoint import Checkpoint, first_words, load_checkpoint
from bot.context import load_history, summarise_older
from bot.correcting import Correcting
from bot.decisions import call_checkpoint, read_decision
from bot.directory import People
from bot.ending import Closing, Ended, draw_pictures, ended_from
from bot.filing import refuse, say_unused
from bot.hearing import hear
from bot.labels import spell_out
from bot.recollection import Recollection
from bot.rehearsing import is_supposing
from bot.report import CallReport, Report
from bot.running import Runner, Running
from bot.settings import Limits
from bot.vouching import Vouching
from bot.wording import shorten, under_echo
from memory import audit, kept_files, turns
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError
from memory.failpoints import failpoint
from memory.messages import Inbound, KeptFile
from memory.people import Person
from memory.scopes import room_of
from memory.turns import Turn
from tools.contract import Call, Caller

log = logging.getLogger(__name__)

MAX_STARTS = 2
REASON_CHARS = 200
LEFT = "Whoever asked for that does not belong to this house any more, so nothing was done."
STUMBLED = "I fell over this message twice, so I leave it and won't try again: “{text}”. It is kept, and `homeops doctor` lists it."
SILENT = "Something that I need did not answer in time (ref {reference}); please try again in a minute."
STALE = "I was away when you wrote this ({at:%d %b %H:%M}), so I left it. Ask again if you still want it: “{text}”."
COMMANDS = {
    "/status": Call("household_show_status"),
    "/undo": Call("household_undo_last"),
    "/memories": Call("recall_list_memories"),
}

ShowProgress = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Started:
    """A turn that has begun: what it goes on from, or the line that ends it at once."""

    turn: Turn
    checkpoint: Checkpoint
    reply: str | None = None
    files: tuple[KeptFile, ...] = ()


class Conversation:
    """Answers messages, one at a time per conversation."""

    def __init__(
        self,
        *,
        store: Store,
        door: Door,
        runner: Runner,
        chain: ChainModel,
        clock: Clock,
        people: People,
        limits: Limits,
        show_progress: ShowProgress,
        recollection: Recollection,
        witness: Witness,
        wake: Callable[[], None],
    ) -> None:
        self._store = store
        self._door = door
        self._runner = runner
        self._chain = chain
        self._clock = clock
        self._limits = limits
        self._show_progress = show_progress
        self._recollection = recollection
        self._witness = witness
        self._wake = wake
        self._people = people
        self._correcting = Correcting(store, door)
        self._working: defaultdict[str, set[asyncio.Task[Ended]]] = defaultdict(set)

    def is_working(self, conversation: str) -> bool:
        """Whether a brain or a verb is at work for `conversation`, so that it can be stopped."""
        return bool(self._working.get(conversation))

    def stop(self, conversation: str) -> None:
        """Stop what is at work for `conversation`; its turn then says what became of it."""
        for working in self._working.get(conversation, ()):
            working.cancel()

    async def answer(
        self, inbound: Inbound, attempts: int, person: Person, *, is_stale: bool = False
    ) -> Report:
        """Handle one message to its end; the answer stands in the outbox when this returns.

        Safe to call again after a crash at any point: it goes on from what is written down.
        """
        began = time.perf_counter()
        started = await self._start(inbound, person)
        failpoint("turn.begun")
        if started.checkpoint.decisions:
            self._wake()  # the cards lose their buttons before the call runs
        asker = person if started.turn.person == person.id else self._people.find(started.turn.person)
        if asker is None:
            gone = replace(started, turn=replace(started.turn, conversation=inbound.conversation), reply=LEFT)
            ended = await self._end(gone, inbound, person, attempts, is_stale=is_stale)
        else:
            ended = await self._end(started, inbound, asker, attempts, is_stale=is_stale)
        ended = replace(ended, ms=round((time.perf_counter() - began) * 1000))
        failpoint("turn.answered")
        decided = started.checkpoint.decisions
        closing = Closing(self._people, started.turn, inbound, asker or person, person, decided)
        report = await closing.close(self._store, ended, self._clock.now())
        failpoint("turn.closed")
        return report

    async def _end(
        self, started: Started, inbound: Inbound, asker: Person, attempts: int, *, is_stale: bool
    ) -> Ended:
        """Bring a turn to its end, on behalf of whoever asked: that is not always who wrote `inbound`."""
        reason = first_words(started.checkpoint.messages) or inbound.text
        where = started.turn.conversation
        shared = inbound.shared or await self._recollection.is_shared(where, asker.id)
        caller = Caller(
            asker,
            where,
            reason=reason[:REASON_CHARS],
            shared=shared,
            room=room_of(where),
            files=started.files,
        )
        if attempts > MAX_STARTS:
            told = await self._cutshorten(started.turn, caller, STUMBLED.format(text=shorten(inbound.text)))
            return replace(told, buried=True)
        if is_stale and not started.checkpoint.messages:
            return Ended(reply=STALE.format(at=inbound.at, text=shorten(inbound.text)))
        if started.reply is not None:
            return Ended(reply=started.reply)
        ended = await self._work(started, inbound, caller)
        aside = "" if ended.waiting else say_unused(started.files, inbound.attachments, ended.calls)
        return replace(ended, reply="\n\n".join(each for each in (ended.reply, aside) if each))

    async def _start(self, inbound: Inbound, person: Person) -> Started:
        now = self._clock.now()
        async with self._store.fenced() as session:
            turn = await turns.begin(
                session, id=secrets.token_hex(8), inbound=inbound, person=person.id, now=now
            )
            files = await kept_files.keep(session, inbound, person.id, now) if inbound.attachments else ()
            checkpoint = load_checkpoint(turn.messages)
            if checkpoint.messages:
                return Started(turn, checkpoint, files=files)
            plan = await read_decision(session, inbound, person, self._people, now)
            if plan is not None:
                if plan.continues is not None:
                    turn = await _carry_on(session, turn, plan.continues, now)
                if plan.checkpoint.messages:
                    await turns.checkpoint(session, turn.id, plan.checkpoint.dump(), [])
                await audit.append(session, *plan.deeds)
                return Started(turn, plan.checkpoint, plan.reply)
        return Started(turn, checkpoint, refuse(inbound.text, files, self._limits.message_bytes), files)

    async def _work(self, started: Started, inbound: Inbound, caller: Caller) -> Ended:
        turn = started.turn
        working = asyncio.create_task(self._run(started, inbound, caller))
        self._working[inbound.conversation].add(working)
        limit = asyncio.timeout(self._limits.turn_seconds)
        try:
            async with limit:
                return await working
        except TimeoutError:
            why = f"This took longer than {self._limits.turn_seconds:g} seconds, so I stopped."
            if not limit.expired():
                log.exception("turn failed, ref %s", turn.id[:4])
                why = SILENT.format(reference=turn.id[:4])
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise  # the program ends; the turn goes on in the next one
            why = "Stopped."
        except HomeOpsError as error:
            why = error.sentence
        except Exception:
            reference = turn.id[:4]
            log.exception("turn failed, ref %s", reference)
            why = f"Something went wrong on my side (ref {reference}); please try again, or see the log."
        finally:
            self._working[inbound.conversation].discard(working)
        return await self._cutshorten(turn, caller, why)

    async def _cutshorten(self, turn: Turn, caller: Caller, why: str) -> Ended:
        """The end of a turn that did not come to its answer: why, and everything that it changed or may have changed."""
        caused = await self._door.settle_turn(turn.id, caller)
        calls = [
            CallReport(name=each.call.verb, args=dict(each.call.args), outcome=each.state.value)
            for each in caused
        ]
        reply = "\n".join([why, *(each.text for each in caused)])
        return Ended(reply=reply, calls=tuple(calls), went_well=False)

    async def _run(self, started: Started, inbound: Inbound, caller: Caller) -> Ended:
        checkpoint = started.checkpoint
        command = COMMANDS.get(inbound.text.strip().casefold())
        if command is not None and not checkpoint.messages:
            checkpoint = call_checkpoint(inbound.text, command, offline=True)
        elif not checkpoint.messages:
            planned = await self._correcting.plan(inbound.text, caller)
            checkpoint = checkpoint if planned is None else planned
        async with self._store.reading() as session:
            history = await load_history(session, caller.conversation, caller.person.id)
        turn_id = started.turn.id

        async def save(now: Checkpoint) -> None:
            async with self._store.fenced() as session:
                await turns.checkpoint(session, turn_id, now.dump(), [])

        async def progress(text: str) -> None:
            await self._show_progress(caller.conversation, under_echo(inbound, text))

        if checkpoint.messages and not started.checkpoint.messages:
            await save(checkpoint)  # planned by code: after a crash it may look different
        remembered = await self._recollection.tell(caller, inbound.text)
        deps = TurnDeps(
            caller,
            turn_id,
            rehearse=is_supposing(first_words(checkpoint.messages) or inbound.text),
            approved=self._grants(checkpoint),
            remembered=remembered.text,
            tainted=checkpoint.tainted or history.has_others or remembered.from_others,
            vouching=self._vouching(caller, started, inbound),
            unsure=inbound.spoken is not None and inbound.spoken.unsure,
        )
        checkpoint = replace(checkpoint, tainted=deps.tainted)
        running = Running(history.messages, checkpoint, save, progress)
        with self._chain.turn(caller.person.id) as asked:
            ran = await self._runner.run(deps, running, None if checkpoint.messages else inbound.text)
        ended = await spell_out(ended_from(ran), self._door, caller)
        reply = "\n\n".join(each for each in (ended.reply, asked.notice) if each)
        return replace(
            ended,
            reply=reply,
            brain=asked.brain or ended.brain,
            cost_micro_usd=asked.micro_usd,
            pictures=await draw_pictures(ran.outcomes),
        )

    def _vouching(self, caller: Caller, started: Started, inbound: Inbound) -> Vouching:
        words = first_words(started.checkpoint.messages) or inbound.text

        async def said() -> Sequence[Heard]:
            async with self._store.reading() as session:
                return await hear(session, caller, words, started.turn.started_at)

        return Vouching(self._witness, self._door, caller, said)

    def _grants(self, checkpoint: Checkpoint) -> dict[str, Grant]:
        """What people said yes to, by tool call id; the yes of somebody who has left counts no more."""
        grants: dict[str, Grant] = {}
        for call_id, each in checkpoint.decisions.items():
            by = self._people.find(each.by)
            if each.approved and by is not None:
                grants[call_id] = Grant(each.args_hash, by)
        return grants

    async def tidy(self, conversation: str) -> None:
        """Fold old turns into the summary; done after the answer, so that nobody waits for it."""
        await summarise_older(self._store, conversation)


async def _carry_on(session: AsyncSession, turn: Turn, asked: Turn, now: datetime) -> Turn:
    """`turn` takes over what waited in `asked`; it is whose that was, where it was asked."""
    await turns.hand_over(session, asked.id, now)
    if (turn.person, turn.conversation) == (asked.person, asked.conversation):
        return turn
    await turns.continue_for(session, turn.id, person=asked.person, conversation=asked.conversation)
    return replace(turn, person=asked.person, conversation=asked.conversation)
