"""What Telegram says when it does not take a message, sorted by what helps (PROTOCOLS §3)."""

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram.error import TelegramError


class Cure(Enum):
    """What helps against a failure."""

    WAIT = auto()
    """Try later: flood, network, a server's fault, a token that is not accepted just now."""
    GIVE_UP = auto()
    """It will never be taken: the chat is gone, we are blocked, or nobody knows what is wrong with it."""
    MOVE = auto()
    """The group has become a supergroup with another number."""
    PLAIN = auto()
    """Without formatting."""
    SHORTER = auto()
    """As a file, because it is longer than Telegram likes."""
    CAPTION = auto()
    """As the caption of a picture: there is no text to edit."""
    NO_TOPIC = auto()
    """To the chat itself, because the topic is gone or closed."""
    NO_BUTTONS = auto()
    """Without buttons."""
    AS_FILE = auto()
    """As a plain file, because it is no picture or voice note that Telegram reads."""
    NO_FILE = auto()
    """The words without the file."""
    NOTHING = auto()
    """It is so already."""


_BY_WORDS = (
    ("not modified", Cure.NOTHING),
    ("too long", Cure.SHORTER),
    ("no text in the message", Cure.CAPTION),
    ("message thread not found", Cure.NO_TOPIC),
    ("topic_", Cure.NO_TOPIC),
    ("entit", Cure.PLAIN),
    ("can't parse", Cure.PLAIN),
    ("button", Cure.NO_BUTTONS),
    ("reply markup", Cure.NO_BUTTONS),
    ("file is too big", Cure.NO_FILE),
    ("photo", Cure.AS_FILE),
    ("image_process", Cure.AS_FILE),
    ("voice", Cure.AS_FILE),
    ("wrong file", Cure.AS_FILE),
    ("file must be non-empty", Cure.NO_FILE),
)
_NO_RIGHT = ("not enough rights", "have no rights", "forbidden", "restricted")


def cure(error: "TelegramError") -> Cure:
    """What helps against `error`."""
    from telegram.error import BadRequest, ChatMigrated, Forbidden

    if isinstance(error, ChatMigrated):
        return Cure.MOVE
    if isinstance(error, Forbidden):
        return Cure.GIVE_UP
    if isinstance(error, BadRequest):
        words = error.message.casefold()
        if any(sign in words for sign in _NO_RIGHT):
            return Cure.GIVE_UP
        return next((found for sign, found in _BY_WORDS if sign in words), Cure.GIVE_UP)
    if "entity too large" in error.message.casefold():
        return Cure.NO_FILE
    return Cure.WAIT


def seconds_of(error: "TelegramError", usual: float) -> float:
    """How long to wait: what Telegram says, else `usual`."""
    from telegram.error import RetryAfter

    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait) if isinstance(wait, int) else wait.total_seconds()
    return usual


def may_have_arrived(error: "TelegramError") -> bool:
    """Whether Telegram may have taken the message all the same: it only did not say so in time."""
    from telegram.error import TimedOut

    return isinstance(error, TimedOut)


def new_chat(error: "TelegramError") -> int:
    """Which supergroup a group has become."""
    from telegram.error import ChatMigrated

    assert isinstance(error, ChatMigrated)
    return error.new_chat_id
