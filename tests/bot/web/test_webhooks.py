"""Webhooks: signed, fresh, taken once, answered at once, worked later and not lost by a kill."""

import asyncio
import time

import httpx2
import pytest

from bot.web.opening import clients_of, open_api
from bot.web.webhooks import Letterhead, Webhooks, sign
from memory import inbox
from memory.errors import Misconfigured
from memory.tables import InboxState
from tests.bot.house import Place
from tests.bot.web.callers import Served, api_at
from tools.contract import Json
from tools.events import Hooked

SECRET = "a-secret-of-thirty-two-characters"
HOOKS: dict[str, Json] = {"webhooks": {"github": {"secret": SECRET}}}


class Sender:
    """A service that reports to us, as standardwebhooks.com says."""

    def __init__(self, api: Served, secret: str = SECRET) -> None:
        self._api = api
        self._secret = secret.encode()

    def head(self, body: bytes, delivery: str, age: float = 0) -> dict[str, str]:
        at = str(int(self._api.house.local.clock.now().timestamp() - age))
        return {
            "webhook-id": delivery,
            "webhook-timestamp": at,
            "webhook-signature": sign(self._secret, delivery, at, body),
            "content-type": "application/json",
        }

    async def post(
        self, body: bytes, delivery: str = "d1", age: float = 0, source: str = "github", **changed: str
    ) -> httpx2.Response:
        head = {
            **self.head(body, delivery, age),
            **{key.replace("_", "-"): value for key, value in changed.items()},
        }
        return await self._api.http.post(f"/webhooks/{source}", content=body, headers=head)


class Heard:
    """A subscriber that writes down what it gets."""

    def __init__(self, api: Served) -> None:
        self.events: list[Hooked] = []
        self.came = asyncio.Event()
        api.house.local.parts.events.subscribe(Hooked, self.hear)

    async def hear(self, event: Hooked) -> None:
        self.events.append(event)
        self.came.set()

    async def wait(self) -> Hooked:
        async with asyncio.timeout(10):
            await self.came.wait()
        self.came.clear()
        return self.events[-1]


async def states(api: Served) -> dict[InboxState, int]:
    async with api.house.local.parts.store.reading() as session:
        return await inbox.count_by_state(session)


async def test_a_webhook_is_taken_once_and_handed_on_as_it_came(place: Place) -> None:
    async with api_at(place, **HOOKS) as api:
        heard, sender, body = Heard(api), Sender(api), b'{"zen": "\xc3\xa9\x00\xff"}'

        first = await sender.post(body)
        event = await heard.wait()
        again = await sender.post(body)

        assert (first.status_code, again.status_code) == (202, 202)
        assert (first.json()["known"], again.json()["known"]) == (False, True)
        assert (event.source, event.delivery, event.body) == ("github", "d1", body)
        assert event.media_type == "application/json"
        await sender.post(b"second", "d2")
        await heard.wait()
        assert [each.delivery for each in heard.events] == ["d1", "d2"]


async def test_what_is_not_genuine_is_not_taken(place: Place) -> None:
    async with api_at(place, **HOOKS) as api:
        heard, sender, body = Heard(api), Sender(api), b"{}"
        good = sender.head(body, "d1")
        refused = [
            await sender.post(body, age=5 * 60 + 5),
            await sender.post(body, age=-5 * 60 - 5),
            await sender.post(body, source="gitlab"),
            await sender.post(body, webhook_id="d2"),
            await sender.post(body, webhook_timestamp=str(int(good["webhook-timestamp"]) + 1)),
            await sender.post(body, webhook_timestamp="soon"),
            await sender.post(body, webhook_timestamp="9" * 400),
            await sender.post(body, webhook_signature="v1,"),
            await sender.post(body, webhook_signature=good["webhook-signature"].lower()),
            await Sender(api, "another-secret-of-thirty-two-char").post(body),
            await api.http.post("/webhooks/github", content=b"{ }", headers=good),
        ]
        assert {each.status_code for each in refused} == {401}
        missing = await api.http.post("/webhooks/github", content=body)
        assert missing.status_code == 422
        assert await states(api) == {}
        rotated = {**good, "webhook-signature": f"v1,AAAA {good['webhook-signature']}"}
        assert (await api.http.post("/webhooks/github", content=body, headers=rotated)).status_code == 202
        await heard.wait()
        assert len(heard.events) == 1


async def test_who_guesses_signatures_is_slowed_down(place: Place) -> None:
    async with api_at(place, failures_per_minute=3, **HOOKS) as api:
        sender = Sender(api)
        codes = [(await sender.post(b"", webhook_signature="v1,x")).status_code for _ in range(5)]
        assert codes == [401, 401, 401, 429, 429]
        assert (await sender.post(b"")).status_code == 202, "the sender itself is not locked out"


async def test_what_was_taken_in_before_a_restart_is_worked_after_it(place: Place) -> None:
    async with place.open(api={"port": 0, **HOOKS}) as house:
        store = house.local.parts.store
        dead = Webhooks(store, house.local.clock, house.local.parts.events, {})
        await dead.take("github", Letterhead("d1", "", "", "text/plain"), b"left behind")
        async with store.fenced() as session:
            await inbox.claim(session, "webhook", "github:d1", epoch=store.epoch)
    async with place.open(api={"port": 0, **HOOKS}) as house:
        answered = await house.says("thanks")
        assert answered.reply
        events: list[Hooked] = []
        came = asyncio.Event()

        async def hear(event: Hooked) -> None:
            events.append(event)
            came.set()

        house.local.parts.events.subscribe(Hooked, hear)
        async with open_api(house.local, clients_of(house.local)), asyncio.timeout(10):
            await came.wait()
        assert [each.body for each in events] == [b"left behind"]


async def test_a_subscriber_that_fails_is_told_again_and_not_for_ever(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.web.webhooks.AGAIN_SECONDS", 0.01)
    async with api_at(place, **HOOKS) as api:
        tried: list[str] = []
        enough = asyncio.Event()

        async def fail(event: Hooked) -> None:
            tried.append(event.delivery)
            if len(tried) == 3:
                enough.set()
            raise RuntimeError("broken")

        api.house.local.parts.events.subscribe(Hooked, fail)
        await Sender(api).post(b"")
        async with asyncio.timeout(10):
            await enough.wait()
            while InboxState.DEAD not in await states(api):  # noqa: ASYNC110 - a row tells it, nothing else
                await asyncio.sleep(0.01)
        assert tried == ["d1"] * 3


@pytest.mark.parametrize("secret", ["short", "env:NOT_SET_ANYWHERE"])
async def test_there_is_no_start_without_a_good_secret(place: Place, secret: str) -> None:
    with pytest.raises(Misconfigured):
        async with api_at(place, webhooks={"github": {"secret": secret}}):
            pass


async def test_it_is_answered_before_it_is_worked(place: Place) -> None:
    async with api_at(place, **HOOKS) as api:
        working, done = asyncio.Event(), asyncio.Event()

        async def slow(event: Hooked) -> None:
            del event
            working.set()
            await done.wait()

        api.house.local.parts.events.subscribe(Hooked, slow)
        began = time.monotonic()
        answer = await Sender(api).post(b"")
        assert answer.status_code == 202
        async with asyncio.timeout(10):
            await working.wait()
        assert not done.is_set()
        assert time.monotonic() - began < 10
        done.set()
