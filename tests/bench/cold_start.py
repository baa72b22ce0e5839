"""From starting the process to the first answer on the screen, and how much of that is importing."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure, middle
from tests.bench.household import environment
from tests.bench.terminal import CHAT, ROOT, chat_on_terminal, cpu_seconds, end
from tests.bench.typing_echo import copied, migrated_folder

RUNS = 5
QUESTION = "how is my pc"
IN_THE_ANSWER = "Processor:"
IMPORTING = "import time; began = time.perf_counter(); import bot.app; print(time.perf_counter() - began)"


def measure() -> list[Figure]:
    """Ask how the PC is, as the first thing, through pipes and on a terminal."""
    plain: list[float] = []
    shown: list[float] = []
    worked: list[float] = []
    with migrated_folder() as migrated:
        for _ in range(RUNS):
            with copied(migrated) as data:
                plain.append(_ask_through_pipes(data))
            with copied(migrated) as data, chat_on_terminal(data) as terminal:
                terminal.type(f"{QUESTION}\r")
                shown.append(terminal.wait_for(IN_THE_ANSWER))
                worked.append(cpu_seconds(terminal.process.pid))
    imports = [_import_app() for _ in range(RUNS)]
    return [
        Figure("cold_start_plain", RUNS, middle(plain), "s", "< 3 s"),
        Figure("cold_start_terminal", RUNS, middle(shown), "s", "< 3 s"),
        Figure("cold_start_terminal_cpu", RUNS, middle(worked), "s of processor time"),
        Figure("cold_start_imports", RUNS, middle(imports), "s of the above"),
    ]


def _ask_through_pipes(data: Path) -> float:
    began = time.perf_counter()
    process = subprocess.Popen(
        CHAT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment(data)
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        for line in process.stdout:
            if IN_THE_ANSWER.encode() in line:
                return time.perf_counter() - began
    finally:
        end(process)
    raise RuntimeError("homeops chat ended without an answer")


def _import_app() -> float:
    ran = subprocess.run([sys.executable, "-c", IMPORTING], cwd=ROOT, capture_output=True, check=True)
    return float(ran.stdout)
