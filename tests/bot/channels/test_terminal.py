import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.terminal.rendering import pick
from memory.messages import Attachment, Choice, Kind, Outbound
from tests.bot.web.program import terminal, until
from tests.bot.web.scripted import ROOM, served

YES_NO = (Choice("Yes, do it", "id-yes"), Choice("No, leave it", "id-no"))


def say(text: str, kind: Kind = Kind.ANSWER, choices: tuple[Choice, ...] = ()) -> Outbound:
    return Outbound(key=text, conversation=ROOM, text=text, kind=kind, choices=choices)


async def test_typing_is_accepted_at_once_and_lines_typed_early_are_answered_in_order(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as house:
        house.answers = {"one": say("first answer"), "two": say("second answer")}
        began = time.monotonic()
        async with terminal(tmp_path / "data") as screen:
            await screen.shows("›")  # noqa: RUF001
            print("prompt after", time.monotonic() - began)
            screen.type("one\rtwo\r")
            await screen.shows("second answer")
            assert screen.text.index("first answer") < screen.text.index("second answer")
            assert "You are Anna." in screen.text
            screen.type("\x04")
            assert await screen.ended() == 0
        assert house.said == [("one", None), ("two", None)]
        assert len(house.delivered) == 2


async def test_nothing_but_the_conversation_is_shown(tmp_path: Path) -> None:
    async with terminal(tmp_path / "data") as screen:
        await screen.shows("This is the real house.")
        screen.type("hello\r")
        await screen.shows("What can I do for you?")
        screen.type("exit\r")
        assert await screen.ended() == 0
    assert "pydantic" not in screen.text.casefold()


async def test_an_answer_grows_and_an_alert_comes_above_a_half_typed_line(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as house, terminal(tmp_path / "data") as screen:
        await screen.shows("You are Anna.")
        screen.type("hello\rhalf a li")
        await until(lambda: house.said == [("hello", None)])
        await house.write("It is gro")
        await screen.shows("It is gro")
        house.send(say("The kitchen is on fire.", Kind.ALERT))
        await screen.shows("The kitchen is on fire.")
        house.answers = {"half a line": say("both halves")}
        screen.type("ne\r")
        await screen.shows("both halves")
        screen.type("exit\r")
        assert await screen.ended() == 0


async def test_a_number_presses_the_latest_choices_only(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as house, terminal(tmp_path / "data") as screen:
        house.answers = {
            "end it": say("Shall I?", Kind.CARD, YES_NO),
            "id-no": say("Left alone."),
            "2": say("Two what?"),
        }
        screen.type("end it\r")
        await screen.shows("1) Yes, do it  2) No, leave it")
        screen.type("2\r")
        await screen.shows("Left alone.")
        screen.type("2\r")
        await screen.shows("Two what?")
        assert house.said == [("end it", None), ("No, leave it", "id-no"), ("2", None)]


async def test_ctrl_c_stops_a_running_answer_else_clears_the_line(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as house, terminal(tmp_path / "data") as screen:
        await screen.shows("You are Anna.")
        house.answers = {"kept": say("only this")}
        screen.type("thrown away\x03kept\r")
        await screen.shows("only this")
        screen.type("long work\r")
        await until(lambda: ("long work", None) in house.said)
        screen.type("\x03")
        await until(lambda: house.said[-1] == ("stop", None))
        assert [text for text, _ in house.said] == ["kept", "long work", "stop"]


async def test_outsiders_can_not_move_the_cursor_and_pictures_are_saved(tmp_path: Path) -> None:
    async with served(tmp_path / "data") as house, terminal(tmp_path / "data") as screen:
        evil = "name\x1b]0;title\x07 \x1b[2J\x1b[31mred [bold]not markup[/bold]"
        picture = Attachment("a.png", "image/png", b"\x89PNG\xff", "a chart \x1b[2Jof it")
        house.answers = {"show": replace(say(evil), attachments=(picture,))}
        screen.type("show\r")
        await screen.shows("name red [bold]not markup[/bold]")
        await screen.shows("[picture: a chart of it] saved to")
        assert b"title" not in screen.raw
        assert (tmp_path / "data" / "pictures" / "a-1.png").read_bytes() == b"\x89PNG\xff"


async def test_when_the_holder_ends_the_terminal_goes_on_by_itself_with_what_was_typed(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(served(tmp_path / "data"))
        async with terminal(tmp_path / "data") as screen:
            await screen.shows("You are Anna.")
            screen.type("how is cpu")
            await stack.aclose()
            await screen.shows("I go on by myself")
            screen.type("\r")
            await screen.shows("The processor is")
            screen.type("\x04")
            assert await screen.ended() == 0


@given(st.text())
def test_only_the_numbers_of_choices_press(text: str) -> None:
    picked = pick(YES_NO, text)
    assert (picked is not None) == (text.strip().removesuffix(")").lstrip("0") in {"1", "2"})
