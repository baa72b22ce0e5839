"""How soon `homeops chat` accepts typing, and whether it goes on doing so while the house opens behind it."""

import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import Figure, middle, spread
from tests.bench.household import empty_folder, environment
from tests.bench.terminal import CHAT, PATIENCE, ROOT, chat_on_terminal

RUNS = 7
KEYS = "@%~"
OPENING = "You are "
"""What is shown once the house is open."""
MORE_KEYS = 15


@contextmanager
def migrated_folder() -> Generator[Path]:
    """A data folder whose database is up to date, as after installation."""
    with empty_folder() as folder:
        subprocess.run(
            CHAT,
            input=b"hello\n",
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment(folder),
            timeout=PATIENCE,
            check=True,
        )
        yield folder


@contextmanager
def copied(folder: Path) -> Generator[Path]:
    """A copy that one run may write to."""
    with tempfile.TemporaryDirectory(prefix="homeops-bench-") as name:
        yield Path(shutil.copytree(folder, Path(name) / "data"))


def measure() -> list[Figure]:
    """Type before anything is shown, then key after key while the house opens."""
    first: list[float] = []
    later: list[float] = []
    with migrated_folder() as migrated:
        for _ in range(RUNS):
            with copied(migrated) as data, chat_on_terminal(data) as terminal:
                terminal.type(KEYS[0])
                first.append(terminal.wait_for(KEYS[0]))
                for at in range(MORE_KEYS):
                    key = KEYS[1 + at % 2]
                    pressed = terminal.seconds
                    terminal.type(key)
                    later.append((terminal.wait_for(key) - pressed) * 1000)
    return [
        Figure("typing", len(first), middle(first), "s", "< 0.5 s"),
        Figure("typing_while_opening", len(later), spread(later), "ms a key"),
    ]
