"""From the outbox to Telegram: parts in order, each written down once it is delivered, and what goes wrong by its kind.

Telegram knows no key of ours that would keep it from showing a part twice (PROTOCOLS §1). So after every part the ids of
all that is delivered stand in the message's row; after a kill, a flood limit or a lost connection only the rest is sent.
The one window is between Telegram's answer and that write, and an answer that got lost on its way here.
"""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels.contract import Gone, NotSent
from bot.channels.telegram.failures import Cure, cure, may_have_arrived, new_chat, seconds_of
from bot.channels.telegram.limits import Limiter, Urgency
from bot.channels.telegram.line import Line
from bot.channels.telegram.parts import edited, parts_of
from bot.channels.telegram.places import Place, place_of
from bot.channels.telegram.post import Envelope, cured, post, repost
from bot.channels.telegram.split import CAPTION_UNITS, TEXT_UNITS
from memory import outbox
from memory.clock import boottime
from memory.db import Store
from memory.errors import HomeOpsError, Misconfigured
from memory.failpoints import failpoint
from memory.messages import Kind, Outbound

if TYPE_CHECKING:
    from telegram import Bot
    from telegram.error import TelegramError

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
"""Who would have to wait longer for leave to send goes back to the outbox, so that stopping does not wait for them."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
CURES = 6
"""A part is tried so often, each time with another cure."""


class Sending:
    """Sends and edits."""

    def __init__(self, line: Line, limiter: Limiter, store: Store) -> None:
        self._line = line
        self._limiter = limiter
        self._store = store
        self._moved: dict[int, int] = {}
        self._failing_since: float | None = None

    async def send(self, message: Outbound, answers: int | None) -> str:
        """Deliver what is not delivered yet of a message; returns the id of its last part.

        `answers` is the message that it answers, to point to.

        Raises:
            NotSent: Try again later.
            Gone: The chat is gone, we are blocked, or Telegram will never take it.
        """
        place, urgency = self._place(message.conversation), _urgency(message)
        delivered = await self._delivered(message.key)
        parts = parts_of(message)
        for part in parts[len(delivered) :]:
            envelope = Envelope(part, place, None if delivered else answers)
            delivered.append(str(await self._deliver(envelope, urgency)))
            failpoint("telegram.part")
            if len(delivered) < len(parts):
                await self._note(message.key, delivered)
        return delivered[-1]

    async def edit(self, message: Outbound, platform_id: str) -> None:
        """Put `message` in the place of an earlier one.

        Raises:
            NotSent: Try again later.
            Gone: The earlier one is not there any more, or can't be edited any more.
        """
        message_id, is_caption = int(platform_id.rpartition(",")[2]), False
        envelope = Envelope(edited(message), self._place(message.conversation))
        for _ in range(CURES):
            await self._wait_for_leave(envelope.place, _urgency(message))
            error = await self._try_edit(envelope, message_id, is_caption=is_caption)
            how = Cure.NOTHING if error is None else cure(error)
            match how:
                case Cure.NOTHING:
                    return
                case Cure.CAPTION | Cure.SHORTER if not is_caption:
                    is_caption = how is Cure.CAPTION
                    limit = CAPTION_UNITS if is_caption else TEXT_UNITS // 2
                    envelope = replace(envelope, part=edited(message, limit))
                case Cure.PLAIN | Cure.NO_BUTTONS | Cure.WAIT:
                    assert error is not None
                    envelope = self._cure(envelope, error)
                case _:
                    break
        raise Gone("the earlier message can't be edited any more")

    async def _try_edit(
        self, envelope: Envelope, message_id: int, *, is_caption: bool
    ) -> "TelegramError | None":
        from telegram.error import TelegramError

        try:
            await repost(await self._bot(), envelope, message_id, is_caption=is_caption)
        except TelegramError as error:
            return error
        return None

    async def _deliver(self, envelope: Envelope, urgency: Urgency) -> int:
        from telegram.error import TelegramError

        for _ in range(CURES):
            await self._wait_for_leave(envelope.place, urgency)
            failpoint("telegram.sending")
            try:
                message_id = await post(await self._bot(), envelope)
            except TelegramError as error:
                envelope = self._cure(envelope, error)
            else:
                self._failing_since = None
                return message_id
        raise Gone("nothing made Telegram take it")

    def _cure(self, envelope: Envelope, error: "TelegramError") -> Envelope:
        """What to try next.

        Raises:
            NotSent: Only waiting helps.
            Gone: Nothing does.
        """
        how, chat = cure(error), envelope.place.chat
        if how is Cure.WAIT:
            seconds = seconds_of(error, self._pause())
            self._limiter.close(chat, seconds)
            if may_have_arrived(error):
                log.warning("Telegram did not say in time whether it took a message; it may come twice")
            raise NotSent(type(error).__name__, seconds)
        if how is Cure.MOVE:
            self._moved[chat] = new_chat(error)
            return replace(envelope, place=replace(envelope.place, chat=self._moved[chat]), answers=None)
        better = cured(envelope, how)
        if better == envelope:
            raise Gone(error.message)
        return better

    def _pause(self) -> float:
        """How long to rest after a failure that says nothing of it: as long as nothing has worked, up to half a minute."""
        now = boottime()
        self._failing_since = self._failing_since or now
        return min(max(now - self._failing_since, FIRST_PAUSE), LONGEST_PAUSE)

    async def _bot(self) -> "Bot":
        try:
            return await self._line.bot()
        except Misconfigured as error:
            raise NotSent(error.sentence, LONGEST_PAUSE) from error

    async def _wait_for_leave(self, place: Place, urgency: Urgency) -> None:
        later = await self._limiter.wait(place.chat, urgency, PATIENCE_SECONDS)
        if later:
            raise NotSent("the chat's limit is reached", later)

    async def _delivered(self, key: str) -> list[str]:
        async with self._store.reading() as session:
            ids = await outbox.platform_id(session, key)
        return ids.split(",") if ids else []

    async def _note(self, key: str, delivered: list[str]) -> None:
        try:
            async with self._store.fenced() as session:
                await outbox.note_parts(session, key, ",".join(delivered))
        except HomeOpsError as error:
            raise NotSent(error.sentence, LONGEST_PAUSE) from error

    def _place(self, conversation: str) -> Place:
        place = place_of(conversation)
        return replace(place, chat=self._moved.get(place.chat, place.chat))


def _urgency(message: Outbound) -> Urgency:
    return Urgency.ALERT if message.kind is Kind.ALERT else Urgency.MESSAGE
