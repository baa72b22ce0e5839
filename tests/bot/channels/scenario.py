"""README's conversation as one scenario, for every channel to plug in: what is said, what is pressed, what comes of it.

A channel plugs in with a `Talk`: somebody's way of saying something there and reading the next answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.bot.house import House


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody reads: the words, and what the buttons under them say."""

    text: str
    buttons: tuple[str, ...] = ()


class Talk(Protocol):
    """One person's end of a conversation."""

    async def say(self, text: str) -> Answer:
        """Say something and wait for the answer."""
        ...

    async def press(self, label: str) -> Answer:
        """Press a button of the newest answer that has it, and wait for what comes of it."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One turn: `says` or `presses` something; the answer matches `reads` (a regular expression) and has `buttons`."""

    reads: str
    says: str = ""
    presses: str = ""
    buttons: tuple[str, ...] = ()


UNDO = ("Undo",)
ASKS = ("Yes, do it", "No, leave it")
README: Sequence[Step] = (
    Step(says="turn off the lights downstairs", reads=r"lights? .*are off\.$", buttons=UNDO),
    Step(says="unlock the front door", reads=r"^Unlock the front door\.$", buttons=ASKS),
    Step(says="yes", reads=r"^The front door is unlocked\.$", buttons=UNDO),
    Step(says="undo that", reads=r"^The front door is locked\.$"),
    Step(
        says="remember that Anna is allergic to nuts",
        reads="I'll remember that: “.*allergic to nuts”",
        buttons=UNDO,
    ),
    Step(says="what should I know before cooking for Anna?", reads="allergic to nuts"),
    Step(says="why is the heating on?", reads=r"heating is set to 21 °C .*Warm evenings"),
    Step(says="what's eating my memory?", reads=r"^Memory: \d+ GB of 32 GB.*\n1\. Starfall: [\d.]+ GB"),
    Step(says="is it running hot?", reads=r"graphics card: \d+ °C"),
    Step(says="how long until the system disk is full?", reads=r"system disk is full about .* 2027"),
    Step(says="close spotify", reads=r"^End Spotify .*not saved in it is lost\.$", buttons=ASKS),
    Step(presses="Yes, do it", reads=r"^Spotify has ended\."),
    Step(says="clean up the junk", reads=r"^Moved 14 GB .* to the trash", buttons=UNDO),
    Step(presses="Undo", reads=r"^Put 14 GB .* back where it was\.$"),
    Step(says="don't close chrome", reads=r"I have done nothing\.$"),
)


async def play(talk: Talk, steps: Sequence[Step] = README) -> None:
    """Have the conversation; each answer is as it should be."""
    for step in steps:
        answer = await (talk.press(step.presses) if step.presses else talk.say(step.says))
        about = f"{step.says or step.presses!r} was answered with {answer!r}"
        assert re.search(step.reads, answer.text, re.DOTALL), about
        assert answer.buttons == step.buttons, about


def look_afterwards(house: House) -> None:
    """How the world stands once README's conversation is over."""
    assert house.shows("lock.front_door") == "locked"
    lights = {key: each.state for key, each in house.home().entities.items() if key.startswith("light.")}
    assert lights["light.hall_lamp"] == lights["light.kitchen_ceiling"] == "off"
    names = [program.process.name for program in house.pc().programs]
    assert not any("spotify" in name.casefold() for name in names)
    assert any("chrome" in name.casefold() for name in names)
    assert house.written()[-2:] == ["to_trash", "restore"]
