"""A verb that wants to know on whose behalf it runs is told by the door, and by nobody else."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.calls import Door
from bot.verbs import Verbs
from memory.clock import Clock
from memory.db import Store
from memory.people import Person, Role
from tools.contract import Args, Call, Caller, Domain, Done, Irreversible, Json, Risk, State, Verb

ANNA = Caller(Person("anna", "Anna", Role.OWNER), "ask:anna", "test")
BEN = Caller(Person("ben", "Ben", Role.ADULT), "ask:ben", "test", shared=True)


@dataclass
class Notes:
    """Something of everybody's own."""

    kept: list[tuple[str, str]]

    async def keep_note(self, text: str, *, caller: Caller) -> Done:
        """Keep a note.

        Args:
            text: What to keep.
        """
        self.kept.append((caller.person.id, text))
        return Done(f"Kept for {caller.person.name}.", Irreversible("it is a test"))

    async def show_notes(self, caller: Caller) -> str:
        """Show the notes."""
        return ", ".join(text for person, text in self.kept if person == caller.person.id)

    async def count_notes(self, args: Args) -> Json:
        return sum(person == _of(args).person.id for person, _ in self.kept)

    async def describe(self, args: Args) -> str:
        return f"Keep “{args['text']}” for {_of(args).person.name}."


def _of(args: Args) -> Caller:
    caller = args["caller"]
    assert isinstance(caller, Caller)
    return caller


@pytest.fixture
def door(store: Store) -> Door:
    notes = Notes([])
    keep = Verb(notes.keep_note, risk=Risk.WRITE, card=notes.describe, observe=notes.count_notes)
    domain = Domain("notes", "Notes.", (keep, Verb(notes.show_notes)), ())
    return Door(Verbs([domain]), store, Clock(ZoneInfo("Europe/London")))


async def test_each_acts_on_their_own_behalf(door: Door) -> None:
    await door.run(Call("notes_keep_note", {"text": "milk"}), ANNA, key="1")
    await door.run(Call("notes_keep_note", {"text": "bread"}), BEN, key="2")

    assert (await door.run(Call("notes_show_notes"), ANNA, key="3")).text == "milk"
    assert (await door.run(Call("notes_show_notes"), BEN, key="4")).text == "bread"


async def test_the_card_knows_the_caller_too(door: Door) -> None:
    rehearsed = await door.run(Call("notes_keep_note", {"text": "milk"}), BEN, key="1", rehearse=True)
    assert rehearsed.text.startswith("This would happen: Keep “milk” for Ben.\n")


def test_no_model_sees_the_parameter(door: Door) -> None:
    schema = door.verbs["notes_keep_note"].definition.parameters_json_schema
    assert list(schema["properties"]) == ["text"]
    assert door.verbs["notes_show_notes"].definition.parameters_json_schema["properties"] == {}


@pytest.mark.parametrize("claimed", ["anna", {"person": {"id": "anna"}}, None])
async def test_who_claims_to_be_someone_else_is_refused(door: Door, claimed: Json) -> None:
    await door.run(Call("notes_keep_note", {"text": "secret"}), ANNA, key="1")
    told = await door.run(Call("notes_show_notes", {"caller": claimed}), BEN, key="2")
    assert told.state is State.FAILED
    assert "secret" not in told.text
