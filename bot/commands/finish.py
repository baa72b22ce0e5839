"""How a command ends: its exit code, and one plain last line when it could not do its work."""

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine

from memory.errors import HomeOpsError

log = logging.getLogger(__name__)

FAILED, INTERRUPTED = 1, 130


def finish(work: Coroutine[None, None, int]) -> int:
    """Run a command to its end and return its exit code; what went wrong is told in one line on stderr."""
    try:
        return asyncio.run(work)
    except HomeOpsError as error:
        return _tell(error.sentence)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has left; nothing more may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        log.exception("the command failed")
        return _tell(f"Something went wrong on my side ({type(error).__name__}: {error}); see homeops.log.")


def _tell(sentence: str) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"{sentence}\n")
    return FAILED
