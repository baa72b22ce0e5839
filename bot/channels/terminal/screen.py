"""A real terminal: what comes is shown above the line that is being typed, and an answer grows there as it is written."""

import contextlib
from collections.abc import Sequence
from typing import Protocol

from prompt_toolkit import PromptSession
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, has_focus
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import History
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from bot.channels.terminal.cleaning import clean
from bot.channels.terminal.rendering import Line, Tone

PROMPT = "› "  # noqa: RUF001 - a mark that nobody takes for a shell's
STYLES = {
    Tone.PLAIN: "",
    Tone.QUIET: "ansibrightblack",
    Tone.ALERT: "bold ansiyellow",
    Tone.CHOICE: "ansicyan",
}
ROOM = 6
"""Rows that the growing answer leaves free."""


class Keyboard(Protocol):
    """Who gets what is typed."""

    def take(self, text: str) -> object:
        """Take a line."""
        ...

    def stop(self) -> bool:
        """End the answer that is being worked on; False if there is none."""
        ...


class Screen:
    """Shows lines and takes typed ones (see `bot.channels.terminal.talk.View`)."""

    def __init__(self, history: History) -> None:
        self._keyboard: Keyboard | None = None
        self._progress: str | None = None
        self._session: PromptSession[str] = PromptSession(
            self._prompt, history=history, key_bindings=self._bind_keys(), erase_when_done=True
        )

    def connect(self, keyboard: Keyboard) -> None:
        """Give what is typed to `keyboard`; call it before `run`."""
        self._keyboard = keyboard

    def leave(self) -> None:
        """End `run`."""
        if self._session.app.is_running:
            self._session.app.exit(result="")

    async def run(self) -> None:
        """Take what is typed until the person leaves."""
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            await self._session.prompt_async(handle_sigint=True)

    def show(self, lines: Sequence[Line]) -> None:
        """Show lines above the one that is being typed.

        The terminal stays as it is meanwhile: the library's own way out of the prompt (`run_in_terminal`) hands it back for
        a moment, and a key that is pressed in that moment does not reach us.
        """
        app = self._session.app
        if app.is_running:
            app.renderer.erase()
        for line in lines:
            app.print_text(FormattedText([(STYLES[line.tone], f"{line.text}\n")]))
        if app.is_running:
            app.renderer.reset()
            app.invalidate()

    def show_progress(self, text: str | None) -> None:
        """Show the growing answer between what was said and the prompt."""
        self._progress = text
        self._session.app.invalidate()

    def _prompt(self) -> FormattedText:
        if self._progress is None:
            return FormattedText([("bold", PROMPT)])
        size = self._session.app.output.get_size()
        width, rows = max(size.columns - 1, 10), max(size.rows - ROOM, 1)
        lines = [
            line[start : start + width]
            for line in clean(self._progress or "…").split("\n")
            for start in range(0, max(len(line), 1), width)
        ]
        text = "\n".join(lines[-rows:])
        return FormattedText([(STYLES[Tone.QUIET], f"{text}\n"), ("bold", PROMPT)])

    def _bind_keys(self) -> KeyBindings:
        keys = KeyBindings()
        at_prompt = has_focus(DEFAULT_BUFFER)
        is_empty = Condition(lambda: not self._session.default_buffer.text)
        keys.add("enter", filter=at_prompt)(self._enter)
        keys.add("c-d", filter=at_prompt & is_empty)(self._leave)
        keys.add("c-c", filter=at_prompt)(self._interrupt)
        keys.add("<sigint>")(self._interrupt)
        return keys

    def _enter(self, event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        text = buffer.text
        if text.strip().casefold() in ("exit", "quit"):
            self._leave(event)
            return
        if text.strip():
            self.show([Line(PROMPT + line) for line in clean(text).split("\n")])
            buffer.append_to_history()
            if self._keyboard is not None:
                self._keyboard.take(text)
        buffer.reset()

    def _interrupt(self, event: KeyPressEvent) -> None:
        if self._keyboard is not None and self._keyboard.stop():
            self.show([Line("(stopping)", Tone.QUIET)])
        else:
            event.app.current_buffer.reset()

    def _leave(self, event: KeyPressEvent) -> None:
        del event
        self.leave()
