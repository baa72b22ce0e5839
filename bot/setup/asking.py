"""Questions to whoever sits at the terminal."""

import getpass
import sys
from typing import Protocol

from bot.channels.terminal.cleaning import clean


class Left(Exception):  # noqa: N818 - a decision
    """Whoever was asked has gone; what was answered is kept."""


class Asker(Protocol):
    """Somebody who can be asked."""

    def tell(self, text: str) -> None:
        """Say something."""
        ...

    def ask(self, question: str, default: str = "") -> str:
        """The answer, without blanks around it; `default` if there is none.

        Raises:
            Left: There is nobody any more.
        """
        ...

    def ask_secret(self, question: str) -> str:
        """As `ask`; what is typed is not shown where there is a screen."""
        ...


class Terminal:
    """Whoever sits at this terminal, or the lines of a pipe."""

    def tell(self, text: str) -> None:
        """Print it."""
        print(clean(text), flush=True)  # noqa: T201 - the program's output

    def ask(self, question: str, default: str = "") -> str:
        """Ask on a line of its own."""
        hint = f" [{default}]" if default else ""
        try:
            return input(f"{question}{hint}: ").strip() or default
        except (EOFError, KeyboardInterrupt):
            raise Left from None

    def ask_secret(self, question: str) -> str:
        """Ask without showing what is typed."""
        if not sys.stdin.isatty():
            return self.ask(question)
        try:
            return getpass.getpass(f"{question} (it stays hidden): ").strip()
        except (EOFError, KeyboardInterrupt):
            raise Left from None
