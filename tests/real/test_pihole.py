"""The client against a real Pi-hole of version 6: only on request, since it changes (and puts back) its rules.

HOMEOPS_TEST_PIHOLE=http://192.168.1.2 HOMEOPS_TEST_PIHOLE_PASSWORD=… pytest tests/real/test_pihole.py
"""

import os
from collections.abc import Awaitable, Callable

import httpx2
import pytest

from tests.tools.network.pihole_bodies import BODIES
from tools.network.pihole import Pihole

ADDRESS = os.environ.get("HOMEOPS_TEST_PIHOLE", "")
REASON = (
    "set HOMEOPS_TEST_PIHOLE (and HOMEOPS_TEST_PIHOLE_PASSWORD) to try the client against your own Pi-hole"
)


async def password() -> str:
    """The password of the Pi-hole under test."""
    return os.environ.get("HOMEOPS_TEST_PIHOLE_PASSWORD", "")


@pytest.mark.skipif(not ADDRESS, reason=REASON)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
async def test_the_client_does_what_it_says(body: Callable[[Pihole], Awaitable[None]]) -> None:
    async with httpx2.AsyncClient(trust_env=False) as http:
        pihole = Pihole(http, "The Pi-hole", ADDRESS, password)
        try:
            await body(pihole)
        finally:
            await pihole.close()
