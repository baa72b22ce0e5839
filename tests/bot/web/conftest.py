from collections.abc import AsyncGenerator

import pytest

from tests.bot.house import Place
from tests.bot.web.callers import Served, api_at


@pytest.fixture
async def api(place: Place) -> AsyncGenerator[Served]:
    async with api_at(place) as served:
        yield served
