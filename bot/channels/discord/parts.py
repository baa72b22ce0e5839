"""A message of ours as what Discord takes: texts that fit, files, and the buttons under the last of them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels.discord.split import TEXT_UNITS, shorten, split
from memory.messages import Attachment, Choice, Kind, Outbound

FILES_MOST = 10
BYTES_MOST = 10 * 1024 * 1024
"""What Discord takes with one message where nobody pays for more."""
BUTTONS_MOST, LABEL_MOST, ALT_MOST = 25, 80, 1024
TOO_LARGE = "(“{name}” is too large for Discord: {size:.0f} MB.)"
IN_THE_FILE = "All of it is in the file."
FILE_NAME = "what-would-happen.txt"
NOTHING_SAID = "…"
_MASKED = re.compile(r"\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?[^)\n]*\)")


@dataclass(frozen=True, slots=True)
class Part:
    """One message of Discord's. `nonce` is the same whenever the same part is sent again."""

    text: str
    nonce: str
    files: tuple[Attachment, ...] = ()
    choices: tuple[Choice, ...] = ()


def parts_of(message: Outbound) -> list[Part]:
    """What to send, in order; at least one, and always the same for the same message."""
    files = [each for each in message.attachments if 0 < len(each.content) <= BYTES_MOST]
    text = show(_with_missing(message))
    if message.kind is Kind.CARD and len(text) > 0 and len(split(text)) > 1:
        files.append(Attachment(FILE_NAME, "text/plain", text.encode()))
        texts = [f"{shorten(text, TEXT_UNITS - len(IN_THE_FILE) - 2)}\n\n{IN_THE_FILE}"]
    else:
        texts = split(text)
    batches = _batches(files)
    if not texts and not batches:
        texts = [NOTHING_SAID]
    contents = [(each, ()) for each in texts[:-1]]
    last = texts[-1] if texts else ""
    contents += [(last, batches[0] if batches else ()), *(("", each) for each in batches[1:])]
    parts = [Part(each, nonce_of(message.key, n), batch) for n, (each, batch) in enumerate(contents)]
    return [*parts[:-1], replace(parts[-1], choices=message.choices[:BUTTONS_MOST])]


def edited(message: Outbound) -> Part:
    """What to put in the place of an earlier message: its text, shortened to one message, and its buttons."""
    text = shorten(show(message.text)) if message.text.strip() else NOTHING_SAID
    return Part(text, nonce_of(message.key, 0), choices=message.choices[:BUTTONS_MOST])


def without_files(part: Part) -> Part:
    """The words alone, for a server that finds the files too large; they say what is missing."""
    lines = [TOO_LARGE.format(name=each.name, size=len(each.content) / 1e6) for each in part.files]
    return replace(part, text=shorten("\n\n".join([part.text, *lines]).strip()), files=())


def nonce_of(key: str, part: int) -> str:
    """By what Discord knows a part of a message again: at most 25 signs."""
    return hashlib.sha256(f"{key}:{part}".encode()).hexdigest()[:25]


def show(text: str) -> str:
    """The text as it is shown: a link says where it leads, and leads only to the web."""
    return _MASKED.sub(_unmasked, text).strip()


def _unmasked(found: re.Match[str]) -> str:
    label, target = found[1].strip(), found[2]
    if not target.lower().startswith(("http://", "https://")):
        return label
    return target if label in {"", target} else f"{label} ({target})"


def _with_missing(message: Outbound) -> str:
    """The text, with a line for each file that Discord would not take."""
    large = [each for each in message.attachments if len(each.content) > BYTES_MOST]
    lines = [TOO_LARGE.format(name=each.name, size=len(each.content) / 1e6) for each in large]
    return "\n\n".join([message.text, *lines])


def _batches(files: Sequence[Attachment]) -> list[tuple[Attachment, ...]]:
    """The files in groups of which each fits into one message."""
    batches: list[tuple[Attachment, ...]] = []
    for each in files:
        last = batches[-1] if batches else ()
        size = sum(len(file.content) for file in last) + len(each.content)
        if last and len(last) < FILES_MOST and size <= BYTES_MOST:
            batches[-1] = (*last, each)
        else:
            batches.append((each,))
    return batches
