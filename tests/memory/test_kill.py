"""A process killed while it writes: what it said was kept is kept, and its lock is free."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from memory import inbox
from memory.db import Store
from memory.lock import lock, try_lock
from tests.memory.conftest import Place

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from memory import inbox
from memory.db import Store
from memory.lock import lock
from memory.messages import Inbound

async def write(url, folder):
    held = lock(folder)
    store = await Store.open(url, folder)
    for n in range(100_000):
        async with store.fenced() as session:
            await inbox.accept(session, Inbound("t", str(n), "t:1", "anna", "hi", datetime.now(UTC)))
        print(n, flush=True)

asyncio.run(write(sys.argv[1] or None, Path(sys.argv[2])))
"""


def test_no_acknowledged_row_is_lost_and_the_lock_is_free(place: Place) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, place.url or "", place.folder],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert writer.stdout is not None
    with writer.stdout as lines:
        acknowledged = [next(lines).strip() for _ in range(30)]
        assert try_lock(place.folder) is None
        writer.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in lines if line.endswith("\n")]
    writer.wait(10)

    held = lock(place.folder)
    kept = asyncio.run(unfinished(place))
    held.release()
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) <= 1


async def unfinished(place: Place) -> list[str]:
    store = await Store.open(place.url, place.folder)
    async with store.reading() as session:
        kept = [event.event_id for event in await inbox.unfinished(session)]
    await store.close()
    return kept
