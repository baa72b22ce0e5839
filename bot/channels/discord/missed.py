"""Where something may have been said that no session told us of."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterator
from typing import TYPE_CHECKING, TypeVar

from bot.channels.discord.marks import Marks

if TYPE_CHECKING:
    import discord
    from discord.abc import MessageableChannel

EACH_SECONDS = 40.0
"""A little longer than discord.py waits for a limit on rates."""

Found = TypeVar("Found")


async def missed(
    client: "discord.Client", marks: Marks, accounts: Collection[str]
) -> "AsyncGenerator[MessageableChannel]":
    """The channels to look into: those of the servers with news, the direct chats of our people, and all others that we know.

    Raises what discord.py raises for the network.
    """
    told: set[int] = set()
    for guild in client.guilds:
        for each in (*guild.text_channels, *guild.threads):
            told.add(each.id)
        for each in with_news(guild, marks):
            yield each
    for account in accounts:
        chat = await _direct(client, account)
        if chat is not None and chat.id not in told:
            told.add(chat.id)
            yield chat
    for number in marks.channels:
        channel = None if number in told else await _other(client, number)
        if channel is not None:
            yield channel


def with_news(guild: "discord.Guild", marks: Marks) -> "Iterator[discord.TextChannel | discord.Thread]":
    """The channels and threads of a server whose last message we have not read."""
    for each in (*guild.text_channels, *guild.threads):
        if (each.last_message_id or 0) > marks.of(each.id):
            yield each


async def patient(found: AsyncIterator[Found]) -> AsyncGenerator[Found]:
    """The same one after the other, but not longer than a while for each; raises TimeoutError."""
    while True:
        try:
            async with asyncio.timeout(EACH_SECONDS):
                one = await anext(found)
        except StopAsyncIteration:
            return
        yield one


async def _direct(client: "discord.Client", account: str) -> "discord.DMChannel | None":
    from discord import Forbidden, HTTPException, Object

    if not account.isdigit():
        return None
    try:
        return await client.create_dm(Object(account))
    except Forbidden:
        return None
    except HTTPException as error:
        if error.status == 400:
            return None  # nobody has that id
        raise


async def _other(client: "discord.Client", number: int) -> "discord.DMChannel | discord.Thread | None":
    """A direct chat, or a thread that has been put away."""
    from discord import DMChannel, Forbidden, InvalidData, NotFound, Thread

    try:
        channel = await client.fetch_channel(number)
    except (Forbidden, NotFound, InvalidData):
        return None
    return channel if isinstance(channel, DMChannel | Thread) else None
