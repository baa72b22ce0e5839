"""`homeops ask`: one message, or one a line from standard input, each answered by one turn."""

import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.channels.terminal.cleaning import clean
from bot.channels.terminal.plain import read_lines
from bot.channels.terminal.rendering import render_choices, render_files, render_text
from bot.commands.finish import FAILED
from bot.commands.reach import Reached, reach_house
from bot.commands.wanted import Wanted
from bot.gone import HouseGone
from memory.errors import HomeOpsError, Mistake, Unavailable

if TYPE_CHECKING:
    from bot.report import Report

UNSURE = (
    "The HomeOps that was answering has ended; the next one goes on with this, so look before you ask again."
)


WRONG_LINE = (
    'That line is wrong; write {"text": "good morning"}, {"press": "Yes, do it"} or {"advance": "PT8H"}, '
    'if wanted with "as" and "conversation".'
)


class Question(BaseModel):
    """One line of a program: words, the label of a button to press, or time to let pass (ISO 8601, such as PT8H).

    If wanted with `as` (who says it) and `conversation`.
    """

    text: str | None = None
    press: str | None = None
    advance: timedelta | None = None
    person: str | None = Field(default=None, validation_alias=AliasChoices("as", "person"))
    conversation: str | None = None

    model_config = ConfigDict(validate_by_name=True, extra="forbid")

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if sum(each is not None for each in (self.text, self.press, self.advance)) != 1:
            raise ValueError("a line has one of text, press and advance")
        return self


async def ask(
    text: str | None, person: str | None, wanted: Wanted, *, as_json: bool, with_state: bool = False
) -> int:
    """Ask everything, print every answer; returns the exit code, 1 if anything could not be answered at all.

    With `with_state` each answer tells the simulated world after it.
    """
    code = 0
    async with Asking(wanted) as asking:
        async for line in _questions(text):
            try:
                async with asking.answer(read_question(line, person)) as report:
                    told = await asking.with_world(report) if with_state else report
                    _show(told, as_json=as_json)
            except HomeOpsError as error:
                code = FAILED
                _show(_unanswered(error), as_json=as_json)
    return code


def _show(report: "Report", *, as_json: bool) -> None:
    told = report.as_line() if as_json else _spoken(report)
    if told:  # time that passed quietly says nothing
        print(told, flush=True)  # noqa: T201 - the program's output


class Asking:
    """Keeps a house at hand, and finds another one when the process that held it has ended."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._stack = AsyncExitStack()
        self._reached: Reached | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def with_world(self, report: "Report") -> "Report":
        """An answer with the simulated world as it is after it; raises Mistake where nothing is simulated."""
        from tools.simulation import read_world

        assert self._reached is not None
        return report.model_copy(update={"state": await read_world(self._reached.data)})

    @asynccontextmanager
    async def answer(self, question: Question) -> "AsyncGenerator[Report]":
        """Ask one question; the answer counts as read once the block has ended, and is told again if it failed."""
        try:
            if self._reached is None:
                self._reached = await self._stack.enter_async_context(reach_house(self._wanted))
                self._wanted = (
                    self._reached.wanted
                )  # the same one again, should the process that holds it end
            house, person, place = self._reached.house, question.person, question.conversation
            if question.advance is not None:
                yield await house.advance(question.advance, person=person, conversation=place)
                return
            text, press = question.press or question.text or "", question.press is not None
            async with house.answer(text, person=person, conversation=place, press=press) as report:
                yield report
        except HouseGone as error:
            self._reached = None
            await self._stack.aclose()
            raise Unavailable(UNSURE) from error


def read_question(line: str, person: str | None) -> Question:
    """A line as a message: its words, or a JSON object (see `Question`).

    Raises:
        Mistake: It is an object, but a wrong one: a misspelt key must not let somebody else be the one who speaks.
    """
    if line.startswith("{"):
        try:
            question = Question.model_validate_json(line)
        except ValidationError as error:
            if _is_object(line):
                raise Mistake(WRONG_LINE) from error
            return Question(text=line, person=person)
        return question if question.person else question.model_copy(update={"person": person})
    return Question(text=line, person=person)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


async def _questions(text: str | None) -> AsyncGenerator[str]:
    if text is not None:
        yield text
        return
    async for line in read_lines():
        yield line


def _unanswered(error: HomeOpsError) -> "Report":
    from bot.report import Report

    return Report(reply=error.sentence)


def _spoken(report: "Report") -> str:
    lines = [line for pushed in report.pushed for line in render_text(pushed)]
    lines += render_text(report.reply)
    lines += render_files(report.attachments)
    lines += render_choices(report.choices)
    world = [] if report.state is None else [json.dumps(report.state, ensure_ascii=False)]
    return clean("\n".join([*(line.text for line in lines), *world]))
