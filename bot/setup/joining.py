"""The owner comes in: a link with a code of its own, shown as a QR code too, and then we wait for the tap."""

import asyncio
import io
from collections.abc import Callable
from datetime import timedelta

from bot.app import open_house
from bot.directory import People
from bot.platforms import connect_platforms
from bot.settings import Settings
from memory import household, outbox
from memory.clock import Clock
from memory.db import Store
from memory.people import Role

GOOD_FOR = timedelta(hours=1)
LOOK_SECONDS = 0.3
TAP = "Tap this link on your phone, or point its camera at the code, and press Start:\n{link}"


async def bring_owner_in(settings: Settings, bot: str, tell: Callable[[str], None]) -> bool:
    """Open the house on its platforms and wait for its owner on Telegram.

    Args:
        settings: The household's, with Telegram's token.
        bot: The username of the bot.
        tell: Says something to whoever sets up.

    Returns:
        Whether the owner came before the code was too old; True at once if they are in already.

    Raises:
        Held: HomeOps is running already.
        HomeOpsError: The house can't be opened.
    """
    async with open_house(settings, connect=connect_platforms) as house:
        owner = house.people.owner
        if _is_in(house.people):
            return True
        code = await _make_code(house.parts.store, house.clock, owner.id)
        link = f"https://t.me/{bot}?start={code}"
        tell(TAP.format(link=link))
        tell(draw_code(link))
        reporting = asyncio.create_task(house.parts.platforms.report(tell))
        try:
            async with asyncio.timeout(GOOD_FOR.total_seconds()):
                await _until_in(house.people, house.parts.store)
        except TimeoutError:
            return False
        finally:
            reporting.cancel()
    return True


def _is_in(people: People) -> bool:
    return any(
        person is not None and person.role is Role.OWNER
        for person in (people.who("telegram", account) for account in people.accounts("telegram"))
    )


async def _until_in(people: People, store: Store) -> None:
    """Wait until the owner is in and has been welcomed; they come by another program, so there is only looking."""
    while True:
        if _is_in(people) and not await _is_unsent(store):
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _is_unsent(store: Store) -> bool:
    async with store.reading() as session:
        return await outbox.pending_count(session) > 0


async def _make_code(store: Store, clock: Clock, owner: str) -> str:
    now = clock.now()
    async with store.fenced() as session:
        return await household.invite(session, owner, by=owner, now=now, expires_at=now + GOOD_FOR)


def draw_code(text: str) -> str:
    """A QR code in block letters."""
    import segno

    drawn = io.StringIO()
    segno.make(text, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue().rstrip("\n")
