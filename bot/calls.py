"""The one door through which every verb runs, whoever asks (DESIGN §4).

In order: ledger (was it done before?) → what it stands for → arguments → role → risk → approval → effect ledger → verb →
read-back → inverse.
A `read` leaves no row. Anything else is written down before it is caused and again when it has ended, so that after
a crash it is known what may have happened: it is never done twice by itself.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.admission import Admitted, Grant, Leave, Refused
from bot.settling import UNKNOWN, Settling
from bot.trial import try_out
from bot.verbs import Verbs, as_plain
from memory import audit, effects
from memory.approvals import hash_args
from memory.clock import Clock
from memory.db import Store
from memory.errors import HomeOpsError, Mistake, Unavailable
from memory.failpoints import failpoint
from memory.tables import EffectState
from tools.contract import Call, Caller, Done, Expansion, Json, Outcome, Risk, State, Unclear

VERB_SECONDS = 60.0
Vouch = Callable[[Admitted], Awaitable[bool]]
"""Whether the person's own words ask for this very call (PROTOCOLS §6)."""
CHANGED = "What was approved is not what was to be done, so nothing was done. Ask again if you still want it."
PUT_BACK = "That is being put back already."
NOT_SURE = "Is this what you mean?"
NOT_YOUR_WORDS = (
    "You did not ask for this in so many words, and I have just read what others wrote; is it what you want?"
)
DO_IT = "Do it"


class Door:
    """Runs calls on behalf of people and keeps the ledger of effects."""

    def __init__(self, verbs: Verbs, store: Store, clock: Clock, leave: Leave | None = None) -> None:
        self.verbs = verbs
        self.leave = leave or Leave()
        self._store = store
        self._clock = clock
        self._ends = Settling(verbs, store, clock)

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
            said, args = args, dict(await bound.verb.resolve(args))
            before, after = as_plain(said, of=said), as_plain(args, of=args)
            found = {name for name in after if name in call.args or after[name] != before.get(name)}
            call = Call(call.verb, {**call.args, **{name: after[name] for name in found}})
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
        vouch: Vouch | None = None,
    ) -> Outcome:
        """Run `call`, once: with the same `key` it is never caused a second time.

        Never raises what a person should read; it comes as the outcome's text. `grant` is a person's yes; the outcome of a
        call that waits for one names what is to be approved, which is not always `call` itself (undo).
        With `ask_first` even a `write` waits for a yes, because whoever asks is not sure of having understood; with `vouch`
        one that the person's own words do not ask for, because a model asks that has read what outsiders wrote.
        """
        try:
            before = None if self._only_looks(call) else await self._before(key)
            if before is not None:
                return await self._go_on(call, before, caller)
            admitted = await self.admit(call, caller, grant)
            if admitted.call.verb == call.verb:  # with names resolved
                call = admitted.call
            _check_unchanged(admitted.call, grant)
            if admitted.risk is Risk.READ:
                return await self._read(call, admitted)
            admitted = await _doubt_unless_vouched(admitted, None if grant is not None else vouch)
            if rehearse:
                return await self._rehearse(call, admitted)
            if ask_first and not admitted.doubt:
                admitted = replace(admitted, doubt=NOT_SURE)
            if admitted.needs_approval and (grant is None or grant.by.role < admitted.decider):
                waits = self._ends.outcome(admitted.call, State.AWAITING, await self.card(admitted))
                return replace(waits, decider=admitted.decider)
            await self._begin(admitted, caller, key=key, turn=turn)
            return await self._effect(call, admitted, key)
        except Refused as error:
            return await self.turn_away(call, caller, error.sentence)
        except Unclear as error:
            options = error.options if vouch is None else ()  # a button that an outsider wants is none
            return replace(self._ends.outcome(call, State.FAILED, error.sentence), options=options)
        except HomeOpsError as error:
            return self._ends.outcome(call, State.FAILED, error.sentence)

    async def _rehearse(self, call: Call, admitted: Admitted) -> Outcome:
        told, changes = await try_out(admitted, await self.card(admitted))
        rehearsed = self._ends.outcome(call, State.REHEARSED, told)
        return (
            replace(rehearsed, options=((DO_IT, call),))
            if changes and admitted.doubt != NOT_YOUR_WORDS
            else rehearsed
        )

    def refuse(self, call: Call, why: str) -> Outcome:
        """The outcome of a call that is not let through."""
        return self._ends.outcome(call, State.REFUSED, why)

    async def settle_turn(self, turn: str, caller: Caller) -> list[Outcome]:
        """For a turn that was cut short: what it changed, or may have changed (see `Settling`)."""
        return await self._ends.settle_turn(turn, caller)

    async def _read(self, call: Call, admitted: Admitted) -> Outcome:
        try:
            async with asyncio.timeout(VERB_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except TimeoutError:
            raise Unavailable("That took too long, so I stopped; try again in a minute.") from None
        return self._ends.ended(call, result)

    def _only_looks(self, call: Call) -> bool:
        """Whether a call can't have left a row, whatever its arguments."""
        if call.verb not in self.verbs:
            return False
        verb = self.verbs[call.verb].verb
        return verb.risk is Risk.READ and verb.expand is None and verb.escalate is None

    async def _before(self, key: str) -> effects.Effect | None:
        async with self._store.reading() as session:
            return await effects.get(session, key)

    async def _go_on(self, call: Call, before: effects.Effect, caller: Caller) -> Outcome:
        """A call that the ledger knows: told again, or settled and only then, if it never took effect, run."""
        if before.state is not EffectState.BEGUN:
            return self._ends.tell_again(call, before)
        admitted = self._ends.recall(before, caller)
        settled = await self._ends.settle(call, admitted, before)
        return settled or await self._effect(call, admitted, before.key)

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
                if not await effects.claim_undo(session, admitted.undoes, by=key):
                    raise Mistake(PUT_BACK)
                await effects.mark_undone(session, key, by=admitted.undoes)
            await audit.append(session, self._deed(admitted.call, caller, "begun", key=key, card=card))

    async def turn_away(self, call: Call, caller: Caller, why: str) -> Outcome:
        """The outcome of a call that this person may not make, which is written down."""
        with contextlib.suppress(HomeOpsError):  # refused it is, also while the database is away
            async with self._store.fenced() as session:
                await audit.append(session, self._deed(call, caller, "refused", why=why))
        return self.refuse(call, why)

    def _deed(self, call: Call, caller: Caller, outcome: str, **more: Json) -> audit.Deed:
        payload: dict[str, Json] = {"args": dict(call.args), "reason": caller.reason, **more}
        payload["conversation"] = caller.conversation
        return audit.Deed(self._clock.now(), caller.person.id, call.verb, outcome, payload)

    async def _cause(self, call: Call, admitted: Admitted, key: str, *, is_last_try: bool = False) -> Outcome:
        try:
            async with asyncio.timeout(VERB_SECONDS):
                result = await admitted.bound.run(admitted.args)
        except Mistake as error:
            return await self._ends.end(call, key, State.FAILED, error.sentence, undoes=admitted.undoes)
        except (HomeOpsError, TimeoutError) as error:
            return await self._end_in_doubt(call, admitted, key, error, is_last_try=is_last_try)
        failpoint("effect.ran")
        assert isinstance(result, Done), f"{admitted.bound.name} is no read, so it must return Done"
        ended = self._ends.ended(call, result.answer)
        await self._ends.write_end(key, State.DONE, ended, result)
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
        match await self._ends.look(admitted):
            case True:
                return await self._ends.end(call, key, State.DONE, f"Done, though not smoothly: {sentence}")
            case False if admitted.risk is Risk.WRITE and isinstance(error, Unavailable) and not is_last_try:
                return await self._cause(call, admitted, key, is_last_try=True)
            case False:
                return await self._ends.end(call, key, State.FAILED, sentence, undoes=admitted.undoes)
            case _:
                text = f"{sentence} {UNKNOWN.format(card=await self._card_or_name(admitted))}"
                return await self._ends.end(call, key, State.UNKNOWN, text)

    async def _card_or_name(self, admitted: Admitted) -> str:
        try:
            return await self.card(admitted)
        except HomeOpsError:
            return admitted.bound.spoken


async def _doubt_unless_vouched(admitted: Admitted, vouch: Vouch | None) -> Admitted:
    """The call, to be asked about where a model may want it on behalf of an outsider."""
    if vouch is None or admitted.doubt or await vouch(admitted):
        return admitted
    return replace(admitted, doubt=NOT_YOUR_WORDS)


def _check_unchanged(call: Call, grant: Grant | None) -> None:
    """Raise Refused where somebody said yes to another call than this one (PROTOCOLS §5)."""
    if grant is not None and grant.args_hash != hash_args(call.verb, call.args):
        raise Refused(CHANGED)
