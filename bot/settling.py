"""How calls ended: in the ledger and in words, and what is found out where an end is in doubt (PROTOCOLS §3)."""

import asyncio
import logging
from dataclasses import replace

from bot.admission import Admitted
from bot.verbs import Verbs, as_fields
from memory import audit, effects
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError
from memory.tables import EffectState
from tools.contract import Call, Caller, Charted, Done, Irreversible, Json, Outcome, Risk, State
from tools.trust import look_at

log = logging.getLogger(__name__)

LOOK_SECONDS = 15.0
UNKNOWN = "I can't tell whether this was done: {card} Please look before asking again."


class Settling:
    """Writes down how effects ended; one that was begun and never ended is looked at first."""

    def __init__(self, verbs: Verbs, store: Store, clock: Clock) -> None:
        self._verbs = verbs
        self._store = store
        self._clock = clock

    def recall(self, begun: effects.Effect, caller: Caller) -> Admitted:
        """The call that an effect in the ledger was; raises Mistake where its verb has changed since."""
        call = Call(begun.verb, begun.args)
        bound = self._verbs[call.verb]
        args = bound.check_args(call, caller)
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        return Admitted(call, bound, args, risk, least=bound.verb.role, undoes=begun.undone_by)

    async def settle(self, call: Call, admitted: Admitted, begun: effects.Effect) -> Outcome | None:
        """An effect that was begun before a crash: done, unknown, or None where it may run now."""
        key, card = begun.key, begun.answer or admitted.bound.spoken
        match await self.look(admitted):
            case True:
                return await self.end(call, key, State.DONE, f"Done, just before I was interrupted: {card}")
            case False if admitted.risk is Risk.WRITE:
                return None
            case False:
                text = (
                    "I was interrupted before doing it, so it was not done. Ask again if you still want it."
                )
                return await self.end(call, key, State.FAILED, text, undoes=admitted.undoes)
            case _:
                text = "I was interrupted. " + UNKNOWN.format(card=card)
                return await self.end(call, key, State.UNKNOWN, text)

    async def settle_turn(self, turn: str, caller: Caller) -> list[Outcome]:
        """For a turn that was cut short: what it changed, or may have changed; what had begun is looked at first."""
        async with self._store.reading() as session:
            caused = await effects.of_turn(session, turn)
        outcomes = [await self._settled(Call(each.verb, each.args), each, caller) for each in caused]
        return [outcome for outcome in outcomes if outcome.text]

    async def _settled(self, call: Call, effect: effects.Effect, caller: Caller) -> Outcome:
        if effect.state is not EffectState.BEGUN:
            return self.tell_again(call, effect)
        try:
            admitted = self.recall(effect, caller)
        except HomeOpsError:  # the verb has changed since
            text = UNKNOWN.format(card=effect.answer or effect.verb)
            return await self.end(call, effect.key, State.UNKNOWN, text)
        return await self.settle(call, admitted, effect) or await self.end(
            call, effect.key, State.FAILED, f"Not done: {effect.answer}", undoes=admitted.undoes
        )

    async def look(self, admitted: Admitted) -> bool | None:
        """Whether a call took effect, as far as the house shows; None where that can't be told."""
        verb = admitted.bound.verb
        if verb.observe is None or verb.happened is None:
            return None
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return verb.happened(admitted.args, await verb.observe(admitted.args))
        except (HomeOpsError, TimeoutError):
            return None
        except Exception:
            log.exception("what became of %s can't be seen", admitted.bound.name)
            return None

    async def end(
        self, call: Call, key: str, state: State, text: str, *, undoes: str | None = None
    ) -> Outcome:
        """An end without a result. An undo that failed (`undoes`) may be tried again."""
        outcome = self.outcome(call, state, text)
        await self.write_end(key, state, outcome, None, undoes)
        return outcome

    async def write_end(
        self, key: str, state: State, outcome: Outcome, done: Done | None, failed_to_undo: str | None = None
    ) -> None:
        """Write an end down; `failed_to_undo` is the key of the effect that it was to put back."""
        inverse: Json = None
        if done is not None and isinstance(done.inverse, Call):
            inverse = {"verb": done.inverse.verb, "args": dict(done.inverse.args)}
        elif done is not None and isinstance(done.inverse, Irreversible):
            inverse = {"reason": done.inverse.reason}
        async with self._store.fenced() as session:
            person = await effects.end(
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
            payload: dict[str, Json] = {"key": key, "answer": outcome.text}
            deed = audit.Deed(self._clock.now(), person, outcome.call.verb, state.value, payload)
            await audit.append(session, deed)

    def tell_again(self, call: Call, before: effects.Effect) -> Outcome:
        """The outcome of a call that ended before, as the ledger has it."""
        outcome = self.outcome(call, State(before.state.value), before.answer or "")
        can_undo = isinstance(before.inverse, dict) and "verb" in before.inverse and before.undone_by is None
        return replace(outcome, fields=before.fields, undoable=can_undo)

    def ended(self, call: Call, result: object) -> Outcome:
        """The outcome of a call that went well."""
        outcome = self.outcome(call, State.DONE, str(result))
        return replace(
            outcome,
            fields=as_fields(result),
            chart=result if isinstance(result, Charted) else None,
            shown=look_at(result),
        )

    def outcome(self, call: Call, state: State, text: str) -> Outcome:
        """An outcome of this moment."""
        return Outcome(call=call, state=state, text=text, at=self._clock.now())
