"""Files of answers, put where a person at this machine can open them."""

import re
from pathlib import Path

from bot.report import FileReport
from memory.messages import Attachment

KEPT = 200


def keep_file(data: Path, attachment: Attachment) -> FileReport:
    """Put an attachment into `data`/pictures; the oldest beyond 200 are let go."""
    folder = data / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    stem, dot, ending = re.sub(r"[^\w.-]+", "-", attachment.name).rpartition(".")
    number = 1
    while (path := folder / f"{stem or 'file'}-{number}{dot}{ending}").exists():
        number += 1
    path.write_bytes(attachment.content)
    for old in sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return FileReport(
        name=attachment.name, media_type=attachment.media_type, alt=attachment.alt, path=str(path)
    )
