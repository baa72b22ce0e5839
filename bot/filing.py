"""What is said of photos and files that came with a message and that nothing wanted."""

from collections.abc import Sequence

from bot.report import CallReport
from memory.messages import Attachment, KeptFile

EMPTY = "That message was empty. Write what you would like to know or have done."
ALONE = "I have kept {files}, but I don't know what to do with {it} yet; tell me in words what you need."
BESIDE = "I have kept {files} too, but nothing here needed {it}."
_WORDS = {"image": ("photo", "photos"), "video": ("video", "videos"), "audio": ("recording", "recordings")}


def refuse(text: str, files: Sequence[KeptFile], most_bytes: int) -> str | None:
    """Why a message is answered by code alone: it says nothing, or too much; None where it is worth a thought."""
    if not text.strip():
        return _say(ALONE, files) if files else EMPTY
    size = len(text.encode())
    if size > most_bytes:
        return f"That message is too long for me ({size / 1000:,.0f} kB; I read up to {most_bytes / 1000:,.0f} kB). Send the part that matters."
    return None


def say_unused(
    files: Sequence[KeptFile], attachments: Sequence[Attachment], calls: Sequence[CallReport]
) -> str:
    """What became of files that came beside words: that they are kept although no call was about them, or why not."""
    told = " ".join(str(each.args) for each in calls)
    if any(file.id in told for file in files):
        return ""
    missing = (each.alt for each in attachments if each.alt and not each.content)
    return _say(BESIDE, files) if files else "\n".join(dict.fromkeys(missing))


def _say(sentence: str, files: Sequence[KeptFile]) -> str:
    """A sentence about files by their kinds; their names are what others may have called them."""
    kinds = {_WORDS.get(each.media_type.partition("/")[0], ("file", "files")) for each in files}
    one, many = kinds.pop() if len(kinds) == 1 else ("file", "files")
    alone = len(files) == 1
    return sentence.format(
        files=f"the {one}" if alone else f"the {len(files)} {many}", it="it" if alone else "them"
    )
