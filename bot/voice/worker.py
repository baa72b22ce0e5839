"""`python -m bot.voice.worker FOLDER DEVICE THREADS`: listens to the recordings that come in on standard input.

It ends by itself when the other side of the pipe is gone, however that went.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

from bot.voice.speech import load
from bot.voice.wire import Asked, pack, read

LOWER_PRIORITY = 5


def main(arguments: list[str]) -> None:
    """Load the model, then answer one recording after the other."""
    folder, device, threads = arguments
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(
        sys.stderr.fileno(), sys.stdout.fileno()
    )  # what a library prints must not stand among the answers
    if hasattr(os, "nice"):
        os.nice(LOWER_PRIORITY)
    speech = load(Path(folder), device=device, threads=int(threads))
    with suppress(BrokenPipeError, KeyboardInterrupt):
        while (message := read(sys.stdin.buffer)) is not None:
            head, recording = message
            answers.write(pack(speech.listen(recording, Asked.model_validate_json(head))))


if __name__ == "__main__":
    main(sys.argv[1:])
