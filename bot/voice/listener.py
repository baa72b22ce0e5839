"""The process that listens, as seen from HomeOps: started when it is needed, one recording at a time, ended at rest."""

import asyncio
import contextlib
import logging
import os
import re
import sys
import tempfile
from pathlib import Path

from bot.voice.settings import VoiceSettings
from bot.voice.wire import HEAD, Asked, Told, pack
from memory.errors import Unavailable

log = logging.getLogger(__name__)

SECONDS_TO_START = 30.0
SECONDS_A_SECOND = 1.5
"""How long listening may take for each second of the longest recording."""
LAST_WORDS = 600

SLOW = "Listening to that took too long, so I stopped. Please write it, or try a shorter voice note."
BROKE = "I could not listen to that just now. Please write it, or say it again in a minute."

_SECRET = re.compile(r"HOMEOPS_|TOKEN|SECRET|PASSWORD|KEY", re.IGNORECASE)


class Listener:
    """Has recordings listened to with the model in one folder."""

    def __init__(self, folder: Path, settings: VoiceSettings) -> None:
        self.folder = folder
        self._settings = settings
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._rest: asyncio.Task[None] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`

    async def listen(self, recording: bytes, asked: Asked) -> Told:
        """What is said in a recording; waits for those that came before.

        Raises:
            Unavailable: The listening process failed, or took too long.
        """
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            try:
                async with asyncio.timeout(SECONDS_TO_START + SECONDS_A_SECOND * asked.max_seconds):
                    told = await self._ask(await self._running(), pack(asked, recording))
            except TimeoutError:
                await self._end()
                raise Unavailable(SLOW) from None
            except (OSError, asyncio.IncompleteReadError) as error:
                log.warning("the listening process ended: %s", self._last_words())
                await self._end()
                raise Unavailable(BROKE) from error
            except asyncio.CancelledError:  # its answer would be taken for the next one's
                await self._end()
                raise
            self._rest = asyncio.create_task(self._end_later())
            return told

    async def close(self) -> None:
        """End the process."""
        if self._rest is not None:
            self._rest.cancel()
            await asyncio.gather(self._rest, return_exceptions=True)
        await self._end()
        self._said.close()

    @property
    def pid(self) -> int | None:
        """The process that runs just now."""
        process = self._process
        return None if process is None or process.returncode is not None else process.pid

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._said.seek(0)
            self._said.truncate()
            starting = asyncio.create_task(self._start())
            try:
                process = await asyncio.shield(starting)
            except asyncio.CancelledError:  # a process that has begun to start must be known to be ended
                self._process = await starting
                raise
            self._process = process
        return self._process

    async def _start(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot.voice.worker"),
            *(str(self.folder), self._settings.device, str(self._settings.threads)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._said,
            cwd=Path(__file__).parents[2],
            env={name: value for name, value in os.environ.items() if not _SECRET.search(name)},
        )

    async def _ask(self, process: asyncio.subprocess.Process, message: bytes) -> Told:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(message)
        await process.stdin.drain()
        head_size, _ = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
        return Told.model_validate_json(await process.stdout.readexactly(head_size))

    async def _end_later(self) -> None:
        await asyncio.sleep(self._settings.rest_seconds)
        async with self._turn:
            await self._end()
            self._rest = None

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        ended = asyncio.create_task(process.wait())
        try:
            await asyncio.shield(ended)
        except asyncio.CancelledError:  # what was killed is gone in a moment; nobody else would wait for it
            await ended
            raise

    def _last_words(self) -> str:
        self._said.seek(0)
        return self._said.read()[-LAST_WORDS:].decode(errors="replace").strip()
