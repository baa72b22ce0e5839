"""A voice note becomes the words that were said in it, before anything else looks at the message (DESIGN §5)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.decisions import is_yes_or_no
from bot.report import Report
from bot.voice.ears import Ears
from bot.voice.hotwords import hotwords
from bot.voice.limits import is_sound
from bot.wording import under_echo
from memory import inbox, outbox
from memory.clock import Clock
from memory.db import Store
from memory.failpoints import failpoint
from memory.messages import Inbound, Kind, Outbound, Spoken
from memory.people import Person
from tools.contract import Domain

LISTENING = "Listening…"
PERHAPS = "I think you said “{text}”, but I am not sure enough to take that for an answer. Please press the button, or write it."


class Listening:
    """Has voice notes heard; what was heard is written down, so that it is heard once and stays the same."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ears: Ears,
        domains: Sequence[Domain],
        show_progress: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._store = store
        self._ears = ears
        self._clock = clock
        self._domains = domains
        self._show_progress = show_progress

    async def hear(self, inbound: Inbound, person: Person) -> Inbound | Report:
        """The message with its words; or, where there are none to be had, the answer that says why.

        Such a message is handled to its end here: no brain sees it.
        """
        if inbound.text.strip() or inbound.pressed is not None:
            return inbound
        missing = next((file.alt for file in inbound.attachments if file.alt and not file.content), None)
        if missing is not None:
            return await self._tell(inbound, missing)
        sound = next((file for file in inbound.attachments if is_sound(file)), None)
        if sound is None:
            return inbound
        await self._show_progress(inbound.conversation, LISTENING)
        likely = await hotwords(self._domains) if self._ears.has_model else ""
        heard = await self._ears.hear(sound, likely, person.locale.partition("_")[0])
        failpoint("voice.heard")
        kept = tuple(replace(file, content=b"") if is_sound(file) else file for file in inbound.attachments)
        told = replace(inbound, text=heard.text, attachments=kept, spoken=Spoken(heard.unsure))
        if heard.sentence:
            return await self._tell(told, heard.sentence)
        if heard.unsure and is_yes_or_no(heard.text):
            return await self._tell(told, PERHAPS.format(text=heard.text))
        async with self._store.fenced() as session:
            await inbox.keep_heard(session, told)
        failpoint("voice.kept")
        await self._show_progress(inbound.conversation, under_echo(told, ""))
        return told

    async def _tell(self, inbound: Inbound, sentence: str) -> Report:
        answer = Outbound(
            key=f"unheard:{inbound.source}:{inbound.event_id}",
            conversation=inbound.conversation,
            text=sentence,
            kind=Kind.ANSWER,
            reply_to=inbound.event_id,
        )
        async with self._store.fenced() as session:
            if inbound.spoken is not None:
                await inbox.keep_heard(session, inbound)
            await outbox.put(session, answer, self._clock.now())
            await inbox.finish(session, inbound.source, inbound.event_id)
        return Report(reply=sentence)
