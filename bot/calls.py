"""The one door through which every verb runs, whoever asks (DESIGN §4).

In order: what it stands for → arguments → role → risk → approval → effect ledger → verb → read-back → inverse.
A `read` leaves no row. Anything else is written down before it is caused and again when it has ended, so that after
a crash it is known what may have happened: it is never done twice by itself.
"""

import asyncio
from dataclasses import dataclass, replace

from bot.verbs import BoundVerb, Verbs, as_fields
from memory import effects
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.failpoints import failpoint
from memory.tables import EffectState
from tools.contract import Call, Caller, Charted, Done, Expansion, Irreversible, Json, Outcome, Risk, State

VERB_SECONDS = 60.0
UNKNOWN = "I can't tell whether this was done: {card} Please look before asking again."


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


class Refused(Mistake):
    """This person may not do this."""


class Door:
    """Runs calls on behalf of people and keeps the ledger of effects."""

    def __init__(self, verbs: Verbs, store: Store, clock: Clock) -> None:
        self.verbs = verbs
        self._store = store
        self._clock = clock

    async def admit(self, call: Call, caller: Caller) -> Admitted:
        """Find out what `call` would do, and whether this person may.

        Raises:
            Refused: The person's role is too low.
            Mistake: There is no such verb, or the arguments don't fit.
        """
        bound = self.verbs[call.verb]
        args = bound.check_args(call)
        if caller.person.role < bound.verb.role:
            raise Refused(f"Only {_who(bound)} may do that; ask one of them.")
        if bound.verb.expand is not None:
            return await self._expand(await bound.verb.expand(args, caller), caller)
        risk = bound.verb.escalate(args) if bound.verb.escalate is not None else bound.verb.risk
        return Admitted(call, bound, args, risk)

    async def _expand(self, meant: Expansion, caller: Caller) -> Admitted:
        inner = await self.admit(meant.call, caller)
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
        approved: bool = False,
        rehearse: bool = False,
    ) -> Outcome:
        """Run `call`, once: with the same `key` it is never caused a second time.

        Never raises what a person should read; it comes as the outcome's text.
        """
        try:
            admitted = await self.admit(call, caller)
            if admitted.risk is Risk.READ:
                return await self._read(call, admitted)
            if rehearse:
                return self._outcome(call, State.REHEARSED, f"This would happen: {await self.card(admitted)}")
            if admitted.needs_approval and not approved:
                return self._outcome(call, State.AWAITING, await self.card(admitted))
            return await self._effect(call, admitted, caller, key=key, turn=turn)
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

    async def _effect(
        self, call: Call, admitted: Admitted, caller: Caller, *, key: str, turn: str
    ) -> Outcome:
        async with self._store.reading() as session:
            before = await effects.get(session, key)
        if before is not None and before.state is not EffectState.BEGUN:
            return self._told_again(call, before)
        if before is not None:
            settled = await self._settle(call, admitted, key)
            if settled is not None:
                return settled
        else:
            await self._begin(admitted, caller, key=key, turn=turn)
        failpoint("effect.begun")
        outcome = await self._cause(call, admitted, key)
        failpoint("effect.ended")
        return outcome

    async def _begin(self, admitted: Admitted, caller: Caller, *, key: str, turn: str) -> None:
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
                now=self._clock.now(),
            )

    async def _cause(self, call: Call, admitted: Admitted, key: str) -> Outcome:
        try:
            async with asyncio.timeout(VERB_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except Mistake as error:
            return await self._end(call, key, State.FAILED, error.sentence)
        except (HomeOpsError, TimeoutError) as error:
            return await self._end_in_doubt(call, admitted, key, error)
        failpoint("effect.ran")
        assert isinstance(result, Done), f"{admitted.bound.name} is no read, so it must return Done"
        ended = self._ended(call, result.answer)
        await self._write_end(key, State.DONE, ended, result)
        if admitted.undoes is not None:
            async with self._store.fenced() as session:
                await effects.mark_undone(session, admitted.undoes, by=key)
                await effects.mark_undone(session, key, by=admitted.undoes)
        return replace(ended, undoable=isinstance(result.inverse, Call) and admitted.undoes is None)

    async def _end_in_doubt(
        self, call: Call, admitted: Admitted, key: str, error: HomeOpsError | TimeoutError
    ) -> Outcome:
        """A far end that failed may have acted all the same: look, and say which it is."""
        sentence = error.sentence if isinstance(error, HomeOpsError) else "That took too long, so I stopped."
        match await self._look(admitted):
            case True:
                return await self._end(call, key, State.DONE, f"Done, though not smoothly: {sentence}")
            case False:
                return await self._end(call, key, State.FAILED, sentence)
            case _:
                text = f"{sentence} {UNKNOWN.format(card=await self._card_or_name(admitted))}"
                return await self._end(call, key, State.UNKNOWN, text)

    async def _settle(self, call: Call, admitted: Admitted, key: str) -> Outcome | None:
        """An effect that was begun before a crash: done, unknown, or None where it may run now."""
        match await self._look(admitted):
            case True:
                card = await self._card_or_name(admitted)
                return await self._end(call, key, State.DONE, f"Done, just before I was interrupted: {card}")
            case False if admitted.risk is Risk.WRITE:
                return None
            case False:
                text = (
                    "I was interrupted before doing it, so it was not done. Ask again if you still want it."
                )
                return await self._end(call, key, State.FAILED, text)
            case _:
                text = "I was interrupted. " + UNKNOWN.format(card=await self._card_or_name(admitted))
                return await self._end(call, key, State.UNKNOWN, text)

    async def settle_turn(self, turn: str, caller: Caller) -> list[Outcome]:
        """For a turn that was stopped: find out what became of the effects that had begun."""
        async with self._store.reading() as session:
            begun = [each for each in await effects.of_turn(session, turn) if each.state is EffectState.BEGUN]
        settled: list[Outcome] = []
        for each in begun:
            call = Call(each.verb, each.args)
            outcome = await self._settle(call, await self.admit(call, caller), each.key)
            settled.append(
                outcome or await self._end(call, each.key, State.FAILED, "Stopped before it was done.")
            )
        return settled

    async def _look(self, admitted: Admitted) -> bool | None:
        verb = admitted.bound.verb
        if verb.observe is None or verb.happened is None:
            return None
        try:
            async with asyncio.timeout(VERB_SECONDS / 4):
                return verb.happened(admitted.args, await verb.observe(admitted.args))
        except (HomeOpsError, TimeoutError):
            return None

    async def _card_or_name(self, admitted: Admitted) -> str:
        try:
            return await self.card(admitted)
        except HomeOpsError:
            return admitted.bound.verb.name.replace("_", " ")

    async def _end(self, call: Call, key: str, state: State, text: str) -> Outcome:
        outcome = self._outcome(call, state, text)
        await self._write_end(key, state, outcome, None)
        return outcome

    async def _write_end(self, key: str, state: State, outcome: Outcome, done: Done | None) -> None:
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

    def _told_again(self, call: Call, before: effects.Effect) -> Outcome:
        outcome = self._outcome(call, State(before.state.value), before.answer or "")
        return replace(outcome, fields=before.fields)

    def _ended(self, call: Call, result: object) -> Outcome:
        outcome = self._outcome(call, State.DONE, str(result))
        return replace(
            outcome, fields=as_fields(result), chart=result if isinstance(result, Charted) else None
        )

    def _outcome(self, call: Call, state: State, text: str) -> Outcome:
        return Outcome(call=call, state=state, text=text, at=self._clock.now())


def _who(bound: BoundVerb) -> str:
    return f"people with the role {bound.verb.role.spoken} or above"
