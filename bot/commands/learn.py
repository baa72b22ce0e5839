"""Learns from the phrases again: `make phrases`, after templates or examples were changed."""

import asyncio
import os
import tempfile

from bot.app import open_house
from bot.brains.grammar.learn import write_weights
from bot.settings import load_settings
from tools.house import BUILT_IN_HOUSE


async def learn() -> None:
    """Fit the offline brain's classifier over every domain that there is."""
    with tempfile.TemporaryDirectory() as data:
        async with open_house(
            load_settings(environ={"HOMEOPS_DATA": data, "HOMEOPS_CONFIG": os.devnull}),
            house_file=BUILT_IN_HOUSE,  # where every domain is set up
        ) as house:
            await write_weights(house.parts.mind.door.verbs.domains)


if __name__ == "__main__":
    asyncio.run(learn())
