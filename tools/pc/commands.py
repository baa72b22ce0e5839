"""Runs the operating system's own small programs."""

import shutil
import subprocess

from memory.errors import Unavailable

COMMAND_SECONDS = 20.0


def run_command(*words: str) -> str | None:
    """What a program prints; None if it is not installed.

    Raises:
        Unavailable: If it fails or takes longer than 20 s, with what it said.
    """
    program = shutil.which(words[0])
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed programs; arguments come from the owner's settings
            [program, *words[1:]],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"{words[0]} did not finish on the PC; try again in a minute.") from error
    if done.returncode != 0:
        said = (
            done.stderr.strip() or done.stdout.strip() or f"it ended with {done.returncode}"
        ).splitlines()[0]
        raise Unavailable(f"The PC refused: {words[0]} says “{said[:200]}”.")
    return done.stdout
