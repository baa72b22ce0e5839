"""Questions put to those who may decide them, where they alone read, because whoever asks may not (PROTOCOLS §5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory import People, places_near
from bot.wording import spoken_list
from memory import approvals, choices, outbox
from memory.messages import Kind, Outbound
from memory.people import Person, Role
from tools.contract import Json

ASKS = "{name} asks:\n{card}"
ASKED = "That takes an adult, so I asked {names}:\n{card}"
IN_YOUR_NAME = "In your name a program asks:\n{card}"
ASKED_YOU = "I asked {name} first:\n{card}"
NOBODY = "That takes {role}, and there is nobody whom I could ask: {card}"


@dataclass(frozen=True, slots=True)
class Question:
    """The cards of a turn: who asks, where, in what words, and who may decide."""

    turn: str
    asker: Person
    conversation: str
    card: str
    least: Role

    @property
    def is_own(self) -> bool:
        """Whether the asker may decide it, but not there: a program asks in their name."""
        return self.asker.role >= self.least


async def put_to_others(
    session: AsyncSession,
    people: People,
    question: Question,
    options: Sequence[tuple[str, Json]],
    *,
    now: datetime,
    minutes: int,
) -> str:
    """Send the question to everybody who may decide it; returns what the asker is told.

    What a program asks in somebody's name is theirs to decide, where they alone read.
    They are asked where they were last, and on the channel on which the question was asked: the first answer counts.
    """
    own = (question.asker,) if question.is_own else ()
    deciders = own or people.deciders(question.least, question.asker.id)
    if not deciders:
        role = f"somebody with the role {question.least.spoken} or above"
        return NOBODY.format(role=role, card=question.card)
    places: dict[str, None] = {}
    for person in deciders:
        places.update(await places_near(session, people, person.id, question.conversation))
    for place in places:
        await _send(session, question, place, options, now=now, minutes=minutes)
    if question.is_own:
        return ASKED_YOU.format(name=question.asker.name, card=question.card)
    return ASKED.format(names=spoken_list([each.name for each in deciders], "and"), card=question.card)


async def _send(
    session: AsyncSession,
    question: Question,
    place: str,
    options: Sequence[tuple[str, Json]],
    *,
    now: datetime,
    minutes: int,
) -> None:
    buttons = await choices.offer(session, place, options, now=now, minutes=minutes)
    key = f"summons:{question.turn}:{place}"
    text = (IN_YOUR_NAME if question.is_own else ASKS).format(name=question.asker.name, card=question.card)
    await outbox.put(session, Outbound(key, place, text, kind=Kind.CARD, choices=buttons), now)
    await approvals.summon(session, question.turn, place, key)
