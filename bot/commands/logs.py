"""Where the log goes: a file in the data folder, and stderr for `homeops run`. What people say is never logged."""

import logging
import logging.handlers
import re
import sys
from pathlib import Path

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
TALKATIVE = (
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "openai",
    "uvicorn",
    "asyncio",
    "aiosqlite",
    "matplotlib",
)
"""They tell addresses, bodies or trifles below WARNING."""
TOKENS = re.compile(
    r"(?<!\d)\d{6,}+:[\w-]{30,}"  # Telegram's
    r"|(?<![\w-])[\w-]{20,}+\.[\w-]{6,}+\.[\w-]{20,}"  # Discord's, and signed ones such as ours and Home Assistant's
    r"|homeops_[\w-]{20,}"  # of the API
    r"|(?<=\bBearer )\S+|(?<=\bBot )\S{30,}"
)
"""What may be a secret, by its looks. Nobody logs one on purpose; an error of a library may have an address with one."""
BYTES, FILES = 1_000_000, 3


class Discreet(logging.Formatter):
    """Leaves out what may be a token, from tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without tokens."""
        return TOKENS.sub("…", super().format(record))


def set_up_logs(data: Path, *, is_verbose: bool, on_stderr: bool = False) -> None:
    """Send the log to `data`/homeops.log (three files of 1 MB are kept), and to stderr if wanted."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if on_stderr else []
    try:
        data.mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                data / "homeops.log", maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
            )
        )
    except OSError:
        handlers.append(logging.NullHandler())  # opening the house will say what is wrong with the folder
    logging.raiseExceptions = False  # a full disk must not print tracebacks into a conversation
    for each in handlers:
        each.setFormatter(Discreet(FORM))
    logging.basicConfig(level=logging.INFO if is_verbose else logging.WARNING, handlers=handlers, force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
