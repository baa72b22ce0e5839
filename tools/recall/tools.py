"""What people may ask HomeOps to remember, tell, put right and forget."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import Field

from memory.errors import Mistake
from memory.finding import LONGEST, Recalled
from memory.owners import HOUSEHOLD, Owner, owner_of
from memory.recall import Recall
from memory.remembered import REWORDED, Kind, Source
from memory.words import telling
from tools.contract import CALLER, Args, Call, Caller, Done, Irreversible, Json, Risk, Verb
from tools.recall.answers import (
    SHOWN,
    Corrected,
    Forgotten,
    Memories,
    OwnRemembered,
    Remembered,
    Restored,
    line,
)
from tools.recall.naming import Naming, owners_of
from tools.recall.wording import as_said, asked_as, guess_kind, is_said, mend, sentence, told_as

PHRASES = Path(__file__).parent / "phrases"

Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
ASKED = 0.555
"""The least score by meaning of an answer to a question, a cosine of 0.2."""
SURE = 0.6
"""The least where a memory shares no word with the question, a cosine of a third."""
_STEM = 5
KNEW = Irreversible("It was remembered before already, so nothing was changed.")
MEND = "Say the whole sentence as it should be, such as “no, Anna is allergic to peanuts”."


class Memory:
    """The verbs of long-term memory. Everyone has memories of their own; the household's are everyone's."""

    def __init__(self, recall: Recall, now: Callable[[], datetime]) -> None:
        self._recall = recall
        self._now = now
        self._naming = Naming(recall)

    async def remember_fact(
        self, text: Text, caller: Caller, kind: Kind | None = None, *, for_everyone: bool = False
    ) -> Done:
        """Remember something for good because the person asked for it, in their own words.

        Args:
            text: What to remember, as one sentence in the words in which it was said.
            kind: "preference" for how someone likes things, "event" for what happened, else "fact".
            caller: Who says it.
            for_everyone: Whether everyone at home should know; only if they said so. Otherwise it stays with the person.
        """
        said = sentence(told_as(text, caller.reason))
        owner = _owner(caller, for_everyone=for_everyone)
        source = _source(said, caller)
        memory, is_new = await self._recall.remember(owner, said, source, kind or guess_kind(said))
        self._naming.told(caller, [memory])
        made = OwnRemembered if memory.source.is_said_by(caller.person.id) else Remembered
        answer = made(memory=memory.id, text=memory.text, everyone=owner.is_household, was_known=not is_new)
        inverse = Call("recall_forget_memory", {"memory": memory.id}) if is_new else KNEW
        return Done(answer, inverse, [memory.id])

    async def find_memories(self, about: Text, caller: Caller) -> Memories:
        """Look up what the person or the household asked to be remembered about something or someone.

        Args:
            about: The question, or what it is about, such as "cooking for Anna".
            caller: Who asks.
        """
        asked = asked_as(about, caller.reason)
        near = await self._recall.recall(owners_of(caller), asked, limit=5, threshold=ASKED)
        found = [each for each in near if _answers(each, asked)]
        self._naming.told(caller, [each.memory for each in found])
        nothing = "I don't remember anything about that."
        return Memories(
            lines=tuple(line(each.memory, self._now(), caller.person.id) for each in found), nothing=nothing
        )

    async def list_memories(self, caller: Caller) -> Memories:
        """List all that is remembered for this person and the household, newest first."""
        known = await self._recall.known(owners_of(caller))
        self._naming.told(caller, known)
        nothing = "I don't remember anything yet. Say “remember that …”, and I will."
        shown = tuple(line(each, self._now(), caller.person.id) for each in known[:SHOWN])
        return Memories(lines=shown, more=len(known) - len(shown), nothing=nothing)

    async def correct_memory(self, memory: str, text: Text, caller: Caller) -> Done:
        """Replace a memory that is wrong or no longer so by what is right.

        Args:
            memory: The memory's id, some of its words, or "that" for the one just told.
            text: What is right, as a whole sentence.
            caller: Who says it.
        """
        old = await self._naming.meant(memory, caller)
        right = mend(old.text, as_said(text, caller.reason))
        if right is None:
            raise Mistake(MEND)
        # Part of it are the words of the old one, whoever chose those.
        source = (
            _source(right, caller, old.text) if old.source.is_said_by(caller.person.id) else _reworded(caller)
        )
        new = await self._recall.correct(old.owner, old.id, right, source)
        self._naming.told(caller, [new])
        answer = Corrected(memory=new.id, before=old.text, text=new.text)
        return Done(answer, Call("recall_restore_memory", {"memory": old.id}), False)

    async def forget_memory(self, memory: str, caller: Caller) -> Done:
        """Forget a memory. It can be put back for 30 days.

        Args:
            memory: The memory's id, some of its words, or "that" for the one just told.
            caller: Who says it.
        """
        meant = await self._naming.meant(memory, caller)
        await self._recall.forget(meant.owner, meant.id)
        return Done(Forgotten(text=meant.text), Call("recall_restore_memory", {"memory": meant.id}), False)

    async def restore_memory(self, memory: str, caller: Caller) -> Done:
        """Put back a memory that was forgotten or corrected within the last 30 days.

        Args:
            memory: The memory's id.
            caller: Who says it.
        """
        meant = await self._naming.meant(memory, caller, live=False)
        was = meant.superseded_by
        newer = await self._recall.find([meant.owner], was) if was is not None else None
        await self._recall.restore(meant.owner, meant.id)
        self._naming.told(caller, [meant])
        inverse = (
            Call("recall_forget_memory", {"memory": meant.id})
            if newer is None
            else Call("recall_correct_memory", {"memory": meant.id, "text": newer.text})
        )
        return Done(Restored(memory=meant.id, text=meant.text), inverse, True)

    async def name_memory(self, args: Args) -> Args:
        """The arguments with the memory's id in place of "that" or some of its words."""
        if isinstance(said := args["memory"], str):
            meant = await self._naming.meant(said, _caller(args))
            return {**args, "memory": meant.id}
        return args

    async def name_gone(self, args: Args) -> Args:
        """The same for a memory that does not hold any more."""
        meant = await self._naming.meant(str(args["memory"]), _caller(args), live=False)
        return {**args, "memory": meant.id}

    async def see_known(self, args: Args) -> Json:
        """The ids of what says the same as the text."""
        caller = _caller(args)
        said = told_as(str(args["text"]), caller.reason)
        owner = _owner(caller, for_everyone=bool(args.get("for_everyone")))
        same = await self._recall.same(owner, said)
        return [same.id] if same is not None else []

    async def see_live(self, args: Args) -> Json:
        """Whether the memory still holds."""
        found = await self._recall.find(owners_of(_caller(args)), str(args["memory"]))
        return found is not None and found.is_live

    async def say_remember(self, args: Args) -> str:
        """The card of `remember_fact`."""
        everyone = _owner(_caller(args), for_everyone=bool(args.get("for_everyone"))).is_household
        said = sentence(told_as(str(args["text"]), _caller(args).reason))
        return f"Remember {'for everyone here' if everyone else 'for you'}: “{said}”."

    async def say_correct(self, args: Args) -> str:
        """The card of `correct_memory`."""
        old = await self._text(args)
        right = mend(old, as_said(str(args["text"]), _caller(args).reason)) or MEND
        return f"Put “{right}” in the place of “{old}”."

    async def say_forget(self, args: Args) -> str:
        """The card of `forget_memory`."""
        return f"Forget “{await self._text(args)}”. It can be put back for 30 days."

    async def say_restore(self, args: Args) -> str:
        """The card of `restore_memory`."""
        return f"Remember again: “{await self._text(args)}”."

    async def _text(self, args: Args) -> str:
        found = await self._recall.find(owners_of(_caller(args)), str(args["memory"]))
        return found.text if found is not None else "a memory that is gone"


def verbs(memory: Memory) -> tuple[Verb, ...]:
    """What `memory` can do."""
    return (
        Verb(
            memory.remember_fact,
            risk=Risk.WRITE,
            card=memory.say_remember,
            observe=memory.see_known,
            happened=lambda _, seen: bool(seen),
            keywords="note memorise keep in mind don't forget for later",
        ),
        Verb(memory.find_memories, keywords="remember know recall told said about allergy birthday likes"),
        Verb(memory.list_memories, keywords="remember know everything about me memories"),
        Verb(
            memory.correct_memory,
            risk=Risk.WRITE,
            resolve=memory.name_memory,
            card=memory.say_correct,
            observe=memory.see_live,
            happened=lambda _, seen: not seen,
            keywords="wrong not right actually instead update change remembered",
        ),
        Verb(
            memory.forget_memory,
            risk=Risk.WRITE,
            resolve=memory.name_memory,
            card=memory.say_forget,
            observe=memory.see_live,
            happened=lambda _, seen: not seen,
            keywords="forget delete erase remove memory no longer",
        ),
        Verb(
            memory.restore_memory,
            risk=Risk.WRITE,
            resolve=memory.name_gone,
            card=memory.say_restore,
            observe=memory.see_live,
            happened=lambda _, seen: bool(seen),
            keywords="remember again forgotten put back",
        ),
    )


def _source(text: str, caller: Caller, before: str = "") -> Source:
    """Where a memory comes from: the person's own words, now or `before`, or a brain's."""
    is_own = is_said(text, f"{caller.reason} {before}")
    return Source(caller.person.id, caller.conversation) if is_own else _reworded(caller)


def _reworded(caller: Caller) -> Source:
    return Source(caller.person.id, caller.conversation, REWORDED)


def _answers(found: Recalled, asked: str) -> bool:
    """Whether a memory is about what was asked: it says a word of it, or means much the same."""
    said = {word[:_STEM] for word in telling(asked)}
    return (found.score or 0) >= SURE or any(word[:_STEM] in said for word in telling(found.memory.text))


def _owner(caller: Caller, *, for_everyone: bool) -> Owner:
    return HOUSEHOLD if caller.shared or for_everyone else owner_of(caller.person.id)


def _caller(args: Args) -> Caller:
    caller = args[CALLER]
    assert isinstance(caller, Caller)
    return caller
