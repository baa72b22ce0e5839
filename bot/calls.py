"""The one door through which every verb runs, whoever asks (DESIGN §4).

In order: ledger (was it done before?) → what it stands for → arguments → role → risk → approval → effect ledger → verb →
read-back → inverse.
A `read` leaves no row. Anything else is written down before it is caused and again when it has ended, so that after
a crash it is known what may have happened: it is never done twice by itself.
"""

import asyncio
import logging
from dataclasses import replace

from bot.admission import Admitted, Grant, Leave, Refused
from bot.verbs import Verbs, as_fields, as_plain
from memory import effects
from memory.approvals import hash_args
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.failpoints import failpoint
from memory.tables import EffectState
from tools.contract import Call, Caller, Charted, Done, Expansion, Irreversible, Json, Outcome, Risk, State

log = logging.getLogger(__name__)

VERB_SECONDS = 60.0
CHANGED = "What was approved is not what was to be done, so nothing was done. Ask again if you still want it."
NOT_SURE = "Is this what you mean?"
UNKNOWN = "I can't tell whether this was done: {card} Please look before asking again."


class Door:
    """Runs calls on behalf of people and keeps the ledger of effects."""

    def __init__(self, verbs: Verbs, store: Store, clock: Clock, leave: Leave | None = None) -> None:
        self.verbs = verbs
        self.leave = leave or Leave()
        self._store = store
        self._clock = clock

    async def admit(self, call: Call, caller: Caller, grant: Grant | None = None) -> Admitted:
        """Find out what `call` would do, and whether this person may; `grant` is somebody's yes to it.

        Raises:
            Refused: The person may not, and nobody is to be asked.
            Mistake: There is no such verb, or the arguments don't fit.
        """
        bound = self.verbs[call.verb]
        args = bound.check_args(call, caller)
        if not self.leave.may_try(bound, caller):
            raise self.leave.refusal(bound, caller)
        if bound.verb.expand is not None:
            return await self._expand(await bound.verb.expand(args, caller), caller, grant)
        if bound.verb.resolve is not None:
            args = dict(await bound.verb.resolve(args))
            call = Call(call.verb, {**call.args, **as_plain(args, of=call.args)})
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        least, beyond = self.leave.check(bound, args, risk, caller, grant)
        return Admitted(call, bound, args, risk, least=least, beyond=beyond)

    async def _expand(self, meant: Expansion, caller: Caller, grant: Grant | None) -> Admitted:
        inner = await self.admit(meant.call, caller, grant)
        return replace(inner, undoes=meant.undoes, doubt=meant.doubt)

    async def card(self, admitted: Admitted) -> str:
        """What would happen, made from the exact arguments (PROTOCOLS §5)."""
        card = admitted.bound.verb.card
        text = (
            await card(admitted.args) if card is not None else f"{admitted.bound.name}({admitted.call.args})"
        )
        return f"{admitted.doubt}\n{text}" if admitted.doubt else text

    async def run(
        self,
        call: Call,
        caller: Caller,
        *,
        key: str,
        turn: str = "",
        grant: Grant | None = None,
        rehearse: bool = False,
        ask_first: bool = False,
    ) -> Outcome:
        """Run `call`, once: with the same `key` it is never caused a second time.

        Never raises what a person should read; it comes as the outcome's text. `grant` is a person's yes; the outcome of a
        call that waits for one names what is to be approved, which is not always `call` itself (undo).
        With `ask_first` even a `write` waits for a yes, because whoever asks is not sure of having understood.
        """
        try:
            before = await self._before(key)
            if before is not None:
                return await self._go_on(call, before, caller)
            admitted = await self.admit(call, caller, grant)
            if admitted.call.verb == call.verb:  # with names resolved
                call = admitted.call
            if grant is not None and grant.args_hash != hash_args(admitted.call.verb, admitted.call.args):
                return self.refuse(call, CHANGED)
            if admitted.risk is Risk.READ:
                return await self._read(call, admitted)
            if ask_first and not admitted.doubt:
                admitted = replace(admitted, doubt=NOT_SURE)
            if rehearse:
                return self._outcome(call, State.REHEARSED, f"This would happen: {await self.card(admitted)}")
            if admitted.needs_approval and (grant is None or grant.by.role < admitted.decider):
                waits = self._outcome(admitted.call, State.AWAITING, await self.card(admitted))
                return replace(waits, decider=admitted.decider)
            await self._begin(admitted, caller, key=key, turn=turn)
            return await self._effect(call, admitted, key)
        except Refused as error:
            return self._outcome(call, State.REFUSED, error.sentence)
        except HomeOpsError as error:
            return self._outcome(call, State.FAILED, error.sentence)

    def refuse(self, call: Call, why: str) -> Outcome:
        """The outcome of a call that is not let through."""
        return self._outcome(call, State.REFUSED, why)

    async def _read(self, call: Call, admitted: Admitted) -> Outcome:
        try:
            async with asyncio.timeout(VERB_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except TimeoutError:
            raise Unavailable("That took too long, so I stopped; try again in a minute.") from None
        return self._ended(call, result)

    async def _before(self, key: str) -> effects.Effect | None:
        async with self._store.reading() as session:
            return await effects.get(session, key)

    async def _go_on(self, call: Call, before: effects.Effect, caller: Caller) -> Outcome:
        """A call that the ledger knows: told again, or settled and only then, if it never took effect, run."""
        if before.state is not EffectState.BEGUN:
            return self._told_again(call, before)
        admitted = self._recall(before, caller)
        settled = await self._settle(call, admitted, before)
        return settled or await self._effect(call, admitted, before.key)

    def _recall(self, begun: effects.Effect, caller: Caller) -> Admitted:
        call = Call(begun.verb, begun.args)
        bound = self.verbs[call.verb]
        args = bound.check_args(call, caller)
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        return Admitted(call, bound, args, risk, least=bound.verb.role, undoes=begun.undone_by)

    async def _effect(self, call: Call, admitted: Admitted, key: str) -> Outcome:
        failpoint("effect.begun")
        outcome = await self._cause(call, admitted, key)
        failpoint("effect.ended")
        return outcome

    async def _begin(self, admitted: Admitted, caller: Caller, *, key: str, turn: str) -> None:
        """Write down what is about to be done, in words too: afterwards the card can no longer be made."""
        card = await self._card_or_name(admitted)
        async with self._store.fenced() as session:
            await effects.begin(
                session,
                key=key,
                turn=turn,
                conversation=caller.conversation,
                verb=admitted.call.verb,
                args=dict(admitted.call.args),
                person=caller.person.id,
                epoch=self._store.epoch,
                reason=caller.reason,
                card=card,
                now=self._clock.now(),
            )
            if admitted.undoes is not None:
                await effects.mark_undone(session, admitted.undoes, by=key)
                await effects.mark_undone(session, key, by=admitted.undoes)

    async def _cause(self, call: Call, admitted: Admitted, key: str, *, is_last_try: bool = False) -> Outcome:
        try:
            async with asyncio.timeout(VERB_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except Mistake as error:
            return await self._end(call, key, State.FAILED, error.sentence, undoes=admitted.undoes)
        except (HomeOpsError, TimeoutError) as error:
            return await self._end_in_doubt(call, admitted, key, error, is_last_try=is_last_try)
        failpoint("effect.ran")
        assert isinstance(result, Done), f"{admitted.bound.name} is no read, so it must return Done"
        ended = self._ended(call, result.answer)
        await self._write_end(key, State.DONE, ended, result)
        return replace(ended, undoable=isinstance(result.inverse, Call) and admitted.undoes is None)

    async def _end_in_doubt(
        self,
        call: Call,
        admitted: Admitted,
        key: str,
        error: HomeOpsError | TimeoutError,
        *,
        is_last_try: bool,
    ) -> Outcome:
        """A far end that failed may have acted all the same: look, and say which it is.

        A `write` that stopped half-way is tried once more, which its observer says is safe: a far end that acted but
        did not answer would otherwise be told as a failure.
        """
        sentence = error.sentence if isinstance(error, HomeOpsError) else "That took too long, so I stopped."
        match await self._look(admitted):
            case True:
                return await self._end(call, key, State.DONE, f"Done, though not smoothly: {sentence}")
            case False if admitted.risk is Risk.WRITE and isinstance(error, Unavailable) and not is_last_try:
                return await self._cause(call, admitted, key, is_last_try=True)
            case False:
                return await self._end(call, key, State.FAILED, sentence, undoes=admitted.undoes)
            case _:
                text = f"{sentence} {UNKNOWN.format(card=await self._card_or_name(admitted))}"
                return await self._end(call, key, State.UNKNOWN, text)

    async def _settle(self, call: Call, admitted: Admitted, begun: effects.Effect) -> Outcome | None:
        """An effect that was begun before a crash: done, unknown, or None where it may run now."""
        key, card = begun.key, begun.answer or admitted.bound.spoken
        match await self._look(admitted):
            case True:
                return await self._end(call, key, State.DONE, f"Done, just before I was interrupted: {card}")
            case False if admitted.risk is Risk.WRITE:
                return None
            case False:
                text = (
                    "I was interrupted before doing it, so it was not done. Ask again if you still want it."
                )
                return await self._end(call, key, State.FAILED, text, undoes=admitted.undoes)
            case _:
                text = "I was interrupted. " + UNKNOWN.format(card=card)
                return await self._end(call, key, State.UNKNOWN, text)

    async def settle_turn(self, turn: str, caller: Caller) -> list[Outcome]:
        """For a turn that was cut short: what it changed, or may have changed; what had begun is looked at first."""
        async with self._store.reading() as session:
            caused = await effects.of_turn(session, turn)
        outcomes = [await self._settled(Call(each.verb, each.args), each, caller) for each in caused]
        return [outcome for outcome in outcomes if outcome.text]

    async def _settled(self, call: Call, effect: effects.Effect, caller: Caller) -> Outcome:
        if effect.state is not EffectState.BEGUN:
            return self._told_again(call, effect)
        try:
            admitted = self._recall(effect, caller)
        except HomeOpsError:  # the verb has changed since
            text = UNKNOWN.format(card=effect.answer or effect.verb)
            return await self._end(call, effect.key, State.UNKNOWN, text)
        return await self._settle(call, admitted, effect) or await self._end(
            call, effect.key, State.FAILED, f"Not done: {effect.answer}", undoes=admitted.undoes
        )

    async def _look(self, admitted: Admitted) -> bool | None:
        verb = admitted.bound.verb
        if verb.observe is None or verb.happened is None:
            return None
        try:
            async with asyncio.timeout(VERB_SECONDS / 4):
                return verb.happened(admitted.args, await verb.observe(admitted.args))
        except (HomeOpsError, TimeoutError):
            return None
        except Exception:
            log.exception("what became of %s can't be seen", admitted.bound.name)
            return None

    async def _card_or_name(self, admitted: Admitted) -> str:
        try:
            return await self.card(admitted)
        except HomeOpsError:
            return admitted.bound.spoken

    async def _end(
        self, call: Call, key: str, state: State, text: str, *, undoes: str | None = None
    ) -> Outcome:
        """An end without a result. An undo that failed (`undoes`) may be tried again."""
        outcome = self._outcome(call, state, text)
        await self._write_end(key, state, outcome, None, undoes)
        return outcome

    async def _write_end(
        self, key: str, state: State, outcome: Outcome, done: Done | None, failed_to_undo: str | None = None
    ) -> None:
        inverse: Json = None
        if done is not None and isinstance(done.inverse, Call):
            inverse = {"verb": done.inverse.verb, "args": dict(done.inverse.args)}
        elif done is not None and isinstance(done.inverse, Irreversible):
            inverse = {"reason": done.inverse.reason}
        async with self._store.fenced() as session:
            await effects.end(
                session,
                key,
                state=EffectState(state.value),
                answer=outcome.text,
                fields=outcome.fields,
                inverse=inverse,
                left=done.left if done is not None else None,
                now=self._clock.now(),
            )
            if failed_to_undo is not None:
                await effects.mark_undone(session, failed_to_undo, by=None)
                await effects.mark_undone(session, key, by=None)

    def _told_again(self, call: Call, before: effects.Effect) -> Outcome:
        outcome = self._outcome(call, State(before.state.value), before.answer or "")
        can_undo = isinstance(before.inverse, dict) and "verb" in before.inverse and before.undone_by is None
        return replace(outcome, fields=before.fields, undoable=can_undo)

    def _ended(self, call: Call, result: object) -> Outcome:
        outcome = self._outcome(call, State.DONE, str(result))
        return replace(
            outcome, fields=as_fields(result), chart=result if isinstance(result, Charted) else None
        )

    def _outcome(self, call: Call, state: State, text: str) -> Outcome:
        return Outcome(call=call, state=state, text=text, at=self._clock.now())
