"""Corrections: "no, I meant the big lamp" puts the last change back and does it with the other thing, as one turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.agent import keyed_calls
from bot.aliases import plain
from bot.brains.grammar.names import NameIndex
from bot.brains.grammar.words import tokenize
from bot.calls import Door
from bot.checkpoint import Checkpoint, load_checkpoint
from bot.decisions import call_checkpoint
from memory import effects, turns
from memory.db import Store
from memory.effects import Effect
from memory.errors import HomeOpsError
from memory.tables import EffectState
from tools.contract import Call, Caller, Domain, Json, Name

MOST_ASKED = 5
LONGEST_PIECE = 6  # words
WHICH_CALLED = "Which one do you call “{piece}”?"
WHICH = "Which one did you mean?"
LEARN = "Shall I call the {spoken} “{name}” from now on?"
NOT_LEARNT = "All right, I leave its name as it is."

_NO = r"(?:no|nope|nah|wrong(?: one)?|oops|sorry|wait|not (?:that|this|it)(?: one)?)"
_MEANT = r"(?:i|we) (?:actually |really )?(?:meant|mean|said|wanted|was talking about|were talking about)"
_CORRECTION = re.compile(
    rf"^(?:(?P<no>{_NO})[\s,.!;:-]+)*(?:(?P<meant>{_MEANT})[\s,:]+)?(?:to say |not (?:that|this)(?: one)?[\s,]+(?:but )?)?(?P<piece>.*?)[\s.!?]*$",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"^(?:no[\s,]+)?(?:not (?:that|this|it)(?: one)?|(?:the )?wrong one)[\s.!]*$", re.IGNORECASE
)
_BUT = re.compile(r"^not (?:the |my )?.+?(?:,|;| but| -)\s*(?:but )?(?P<piece>.+)$", re.IGNORECASE)
_REST = re.compile(
    r"(?:,? (?:not|instead of|rather than) .+|,? instead|,? please|,? of course)$", re.IGNORECASE
)
_ONE = re.compile(
    r"^(?:the )?(?:one (?:in|on|at|by) )?(?:the )?(?P<piece>.+?)(?: one| ones)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says that they meant; "" for not the thing that it was. `plainly`: in words that say nothing else."""

    piece: str
    plainly: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words of a correction mean: one thing beyond doubt, or several. `exact`: it is called so."""

    names: tuple[Name, ...]
    exact: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument of the last change that names something: its old value, and what else could stand there.

    `near` are the things of the same kind.
    """

    argument: str
    is_list: bool
    old: Name
    names: Sequence[Name]
    near: Sequence[Name]


def correction(text: str) -> Said | None:
    """What a message says was meant instead, or None where it corrects nothing."""
    flat = " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if _NOT_THAT.match(flat):
        return Said("", plainly=True)
    found = _CORRECTION.match(flat)
    if found is None or not (found["no"] or found["meant"]):
        return None
    piece = _REST.sub("", found["piece"])
    if instead := _BUT.match(piece):
        piece = instead["piece"]
    core = _ONE.match(piece)
    words = core["piece"].strip() if core is not None else ""
    if not words or len(words.split()) > LONGEST_PIECE:
        return None
    plainly = bool(found["meant"]) or (found["no"] or "").casefold().startswith(("not", "wrong"))
    return Said(words, plainly=plainly)


class Correcting:
    """Plans what a correction has done: the undo, the same with the other thing, and the offer to learn its name."""

    def __init__(self, store: Store, door: Door) -> None:
        self._store = store
        self._door = door

    async def plan(self, text: str, caller: Caller) -> Checkpoint | None:
        """The calls of a correction, and what is asked after them; None where `text` corrects no change of this person."""
        said = correction(text)
        last = await self._last(caller) if said is not None else None
        if said is None or last is None:
            return None
        effect, call = last
        slot = await self._slot(call)
        if slot is None:
            return None
        undo = (Call("household_undo_change", {"change": effect.key}),) if effect.can_be_undone else ()
        meant = _mean(said.piece, slot)
        if meant is not None and len(meant.names) == 1:
            redo = _with(call, slot, meant.names[0])
            if not await self._may(redo, caller):
                return None
            learn = self._learn(
                _name_to_learn(said.piece, effect.reason, slot, meant), meant.names[0], caller
            )
            return call_checkpoint(text, *undo, redo, offline=True, offer=learn)
        if meant is None and not said.plainly:
            return None
        if not undo:
            return None
        asked = meant.names if meant is not None else _others(slot)
        able = [each for each in asked if await self._may(_with(call, slot, each), caller)][:MOST_ASKED]
        offer = self._ask(said.piece, call, slot, able, caller)
        return call_checkpoint(text, *undo, offline=True, offer=offer)

    def _ask(self, piece: str, call: Call, slot: Slot, able: Sequence[Name], caller: Caller) -> Json:
        """The question which one is meant; each button does it, and offers to learn the name."""
        spoken = [each.spoken for each in able]
        choices: list[Json] = []
        for each in able:
            label = each.spoken if spoken.count(each.spoken) == 1 else f"{each.spoken} ({each.area})"
            choices.append(
                [label, {**_payload(_with(call, slot, each)), "offer": self._learn(piece, each, caller)}]
            )
        return {"question": WHICH_CALLED.format(piece=piece) if piece else WHICH, "choices": choices}

    async def _last(self, caller: Caller) -> tuple[Effect, Call] | None:
        """The last change of the last turn here, if it was this person's, with the call that asked for it."""
        async with self._store.reading() as session:
            recent = await turns.recent(session, caller.conversation, 1)
            caused = await effects.of_turn(session, recent[-1].id) if recent else []
        done = [each for each in caused if each.state is EffectState.DONE and each.person == caller.person.id]
        if not done or done[-1].undone_by is not None:
            return None
        effect = done[-1]
        asked = dict(keyed_calls(recent[-1].id, load_checkpoint(recent[-1].messages).messages))
        part = asked.get(effect.key)
        if part is not None and part.tool_name == effect.verb:
            return effect, Call(effect.verb, part.args_as_dict())
        return effect, Call(effect.verb, effect.args)

    async def _slot(self, call: Call) -> Slot | None:
        """The argument that names something, and the narrowest list of names in which that stands."""
        bound = self._door.verbs[call.verb]
        domain = next(each for each in self._door.verbs.domains if each.name == bound.domain)
        lists = await _lists(domain)
        for argument, value in call.args.items():
            for each in value if isinstance(value, list) else [value]:
                holding = [names for names in lists if any(_is(name, each) for name in names)]
                if holding:
                    names = min(holding, key=len)
                    old = next(name for name in names if _is(name, each))
                    return Slot(
                        argument, isinstance(value, list), old, [*names, *_wider(names, holding)], names
                    )
        return None

    async def _may(self, call: Call, caller: Caller) -> bool:
        try:
            await self._door.admit(call, caller)
        except HomeOpsError:
            return False
        return True

    def _learn(self, name: str, thing: Name, caller: Caller) -> Json:
        """The offer to learn a name; None where there is nothing to learn, or this person may not teach."""
        verb = self._door.verbs["household_learn_name"]
        if (
            not name
            or "@" in thing.id
            or plain(name) == plain(thing.spoken)
            or not self._door.leave.may_try(verb, caller)
        ):
            return None
        yes = _payload(Call(verb.name, {"name": plain(name), "thing": thing.id}))
        return {
            "question": LEARN.format(spoken=thing.spoken.casefold(), name=plain(name)),
            "choices": [["Yes", yes], ["No", {"reply": NOT_LEARNT}]],
            "if_done": True,
        }


async def _lists(domain: Domain) -> list[Sequence[Name]]:
    found: list[Sequence[Name]] = []
    for ask in domain.names.values():
        try:
            found.append(await ask())
        except HomeOpsError:
            continue
    return found


def _is(name: Name, value: object) -> bool:
    return isinstance(value, str) and (name.id == value or plain(name.spoken) == plain(value))


def _wider(names: Sequence[Name], holding: Sequence[Sequence[Name]]) -> list[Name]:
    """What longer lists with the same thing know beyond the narrowest one."""
    known = set(names)
    return list(dict.fromkeys(name for each in holding for name in each if name not in known))


def _mean(piece: str, slot: Slot) -> Meant | None:
    if not piece:
        return None
    words = tokenize(piece)
    others = [name for name in slot.names if name.id != slot.old.id]
    exact = list({name.id: name for name in others if tokenize(name.spoken) == words}.values())
    if len(exact) == 1:
        return Meant((_usual(exact[0], slot),), exact=True)
    if there := _in_area(words, slot, others):
        return Meant(there, exact=True)
    named = NameIndex(others).find(words)
    if named is None:
        return None
    candidates = list({name.id: name for name in named.candidates if "@" not in name.id}.values()) or list(
        named.candidates
    )
    return Meant(tuple(_usual(each, slot) for each in candidates), exact=named.exact and named.clear)


def _in_area(words: tuple[str, ...], slot: Slot, others: Sequence[Name]) -> tuple[Name, ...]:
    """The single things in the room that was named, the ones called like the old one before others."""
    there = [
        name
        for name in others
        if name.area is not None and tokenize(name.area) == words and "@" not in name.id
    ]
    noun = tokenize(slot.old.spoken)[-1:]
    alike = [name for name in there if tokenize(name.spoken)[-1:] == noun]
    return tuple(_usual(name, slot) for name in {name.id: name for name in reversed(alike or there)}.values())


def _usual(name: Name, slot: Slot) -> Name:
    """The first of a thing's names."""
    return next(each for each in slot.names if each.id == name.id)


def _others(slot: Slot) -> tuple[Name, ...]:
    """What else it may have been: single things, those of the same room first."""
    single: dict[str, Name] = {}
    for name in slot.near:
        if "@" not in name.id and name.id != slot.old.id:
            single.setdefault(name.id, name)
    return tuple(sorted(single.values(), key=lambda name: name.area != slot.old.area))


def _name_to_learn(piece: str, before: str, slot: Slot, meant: Meant) -> str:
    """The words of this correction, if nothing is called so; else those that were taken for the wrong thing."""
    if not meant.exact:
        return piece
    old = NameIndex([name for name in slot.names if name.id == slot.old.id])
    words = tokenize(before)
    for size in range(min(4, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            found = old.find(words[at : at + size])
            if found is not None and not found.extra:
                return "" if found.exact else " ".join(words[at : at + size])
    return ""


def _with(call: Call, slot: Slot, thing: Name) -> Call:
    value: Json = [thing.id] if slot.is_list else thing.id
    return Call(call.verb, {**call.args, slot.argument: value})


def _payload(call: Call) -> dict[str, Json]:
    return {"verb": call.verb, "args": dict(call.args)}
