"""An independent check: the channel against simcord's Discord, which was written by somebody else."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import simcord

from bot.channels.discord import DiscordSettings
from bot.channels.discord.answers import Answers
from bot.channels.discord.commands import as_payload
from bot.channels.discord.files import Files
from bot.channels.discord.health import Health
from bot.channels.discord.line import Line
from bot.channels.discord.marks import Marks
from bot.channels.discord.receive import Around, Reception
from bot.channels.discord.send import Sending
from bot.channels.discord.wire import WireClient
from bot.channels.discord.working import Working
from bot.channels.menu import menu
from bot.secrets import Secrets
from memory.clock import Clock
from memory.db import Store
from memory.messages import Choice, Inbound, Outbound


class Attached(Line):
    """A line whose client was connected by simcord instead of by us."""

    connected: WireClient | None = None

    def client(self) -> WireClient:
        assert self.connected is not None
        return self.connected


@dataclass
class There:
    """Our channel within simcord's Discord."""

    env: simcord.Env
    sending: Sending
    heard: list[Inbound] = field(default_factory=list[Inbound])


@asynccontextmanager
async def connected(store: Store) -> AsyncGenerator[There]:
    clock, answers, heard = Clock(ZoneInfo("UTC")), Answers(), list[Inbound]()
    health = Health(clock)
    line = Attached(DiscordSettings(token="t"), Secrets(), health)
    marks = Marks(store)
    await marks.load()
    around = Around(
        line=line,
        health=health,
        files=Files(1),
        working=Working(line),
        answers=answers,
        marks=marks,
        clock=clock,
        called=lambda account: "Anna" if account.isdigit() else None,
        accounts=tuple,
        channels=(),
    )

    async def receive(inbound: Inbound) -> bool:
        heard.append(inbound)
        return True

    reception = Reception(around, receive)
    line.connected = WireClient(reception, reads_all=True, proxy=None)
    async with simcord.run(line.connected) as env:
        assert env.bot.application_id is not None
        await env.bot.http.bulk_upsert_global_commands(
            env.bot.application_id, [*as_payload(menu(("home", "pc")))]
        )
        yield There(env, Sending(line, answers), heard)
        await answers.end()
        await reception.end()


def to(there: There, text: str, key: str = "k", *, choices: tuple[Choice, ...] = ()) -> Outbound:
    """An answer to what was heard last."""
    asked = there.heard[-1]
    return Outbound(key, asked.conversation, text, choices=choices, reply_to=asked.event_id)


async def test_it_hears_and_answers_in_a_server(store: Store) -> None:
    async with connected(store) as there:
        guild = there.env.create_guild()
        hall = guild.create_text_channel("hall")
        anna = guild.add_member(there.env.create_user("anna"))
        assert there.env.bot.user is not None
        await anna.send(hall, "not for you")
        await anna.send(hall, f"{there.env.bot.user.mention} is it warm?")
        (heard,) = there.heard
        assert (heard.text, heard.shared, heard.sender) == ("is it warm?", True, str(anna.id))

        await there.sending.send(to(there, "21 °C."))
        answer = hall.last_message
        assert answer is not None
        assert answer.content == "21 °C."
        assert answer.reference is not None
        await anna.send(hall, "and outside?", reply_to=answer)
        assert there.heard[-1].text == "and outside?"
        await anna.send(hall, there.env.bot.user.mention, attachments=[("list.txt", b"junk")])
        (file,) = there.heard[-1].attachments
        assert (file.name, file.content) == ("list.txt", b"junk")


async def test_a_direct_chat_has_buttons_that_bring_back_their_ids(store: Store) -> None:
    async with connected(store) as there:
        anna = there.env.create_user("anna")
        await anna.send_dm("clean up")
        (heard,) = there.heard
        assert not heard.shared

        number = await there.sending.send(to(there, "Clean up?", choices=(Choice("Yes, do it", "c-1"),)))
        card = anna.dm_channel.last_message
        assert card is not None
        pressed = await anna.click(card, label="Yes, do it")
        assert pressed.deferred
        assert (there.heard[-1].pressed, there.heard[-1].sender) == ("c-1", str(anna.id))

        await there.sending.edit(to(there, "Cleaned up."), number)
        card = anna.dm_channel.last_message
        assert card is not None
        assert (card.content, card.components) == ("Cleaned up.", [])


async def test_a_command_is_acknowledged_and_answered_in_its_place(store: Store) -> None:
    async with connected(store) as there:
        guild = there.env.create_guild()
        hall = guild.create_text_channel("hall")
        anna = guild.add_member(there.env.create_user("anna"))
        result = await anna.slash(hall, "home", say="lights off")
        assert result.deferred
        assert there.heard[-1].text == "lights off"
        await there.sending.send(to(there, "They are off."))
        assert [each.content for each in hall.history()] == ["They are off."]
