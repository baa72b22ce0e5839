"""No door stands open: who may come in, from where, how often, with how much, and until when."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.web.api import make_app
from bot.web.clients import Clients
from bot.web.gate import OPEN
from bot.web.wire import NewToken
from memory.errors import Mistake
from memory.messages import Outbound
from memory.people import Role
from memory.scopes import Scope
from tests.bot.house import Place
from tests.bot.web.callers import Served, api_at

PROBLEM = "application/problem+json"


def is_problem(answer: httpx2.Response, status: int) -> bool:
    body = answer.json()
    assert body["detail"].endswith("."), body
    return answer.status_code == body["status"] == status and answer.headers["content-type"] == PROBLEM


async def test_without_a_good_token_every_route_is_closed(place: Place) -> None:
    async with api_at(place, failures_per_minute=1_000) as api:
        anna = await api.caller("anna-phone")
        head, _, signature = anna.access.rpartition(".")
        forged = [
            "",
            "Bearer",
            "Bearer nonsense",
            f"Basic {anna.access}",
            f"Bearer {anna.refresh}",
            f"Bearer {head}.{'A' * len(signature)}",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hLXBob25lIn0.",
            f"Bearer {'x' * 10_000}",
        ]
        paths = [path for path in make_app().openapi()["paths"] if path not in OPEN]
        assert len(paths) >= 5
        for path in (*paths, "/openapi.json", "/v2/everything", "/v1/tokens", "//v1/status", "/v1/status/"):
            for method in ("GET", "POST", "DELETE"):
                answer = await api.http.request(method, path.replace("{cursor}", "1").replace("{place}", "0"))
                closed = {401, 405, 422} if path.startswith("/webhooks/") else {401}
                assert answer.status_code in closed, path
        for shown in forged:
            answer = await api.http.get("/v1/status", headers={"authorization": shown})
            assert is_problem(answer, 401), shown
        with pytest.raises(InvalidStatus, match="401"):
            async with anna.listen(authorization="Bearer nonsense"):
                pass
        assert (await anna.get("/v1/status")).status_code == 200


async def test_whoever_shows_bad_tokens_is_slowed_down_and_locks_nobody_out(place: Place) -> None:
    async with api_at(place, failures_per_minute=2) as api:
        anna = await api.caller("anna-phone")
        shows = {"authorization": "Bearer nonsense"}
        for path, method in (("/v1/status", "GET"), ("/v1/token", "POST")):
            codes = [(await api.http.request(method, path, headers=shows)).status_code for _ in range(3)]
            assert codes[-1] == 429
        assert (await anna.get("/v1/status")).status_code == 200
        await anna.renew()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "192.168.1.2:8420"])
async def test_it_answers_only_to_its_own_names(api: Served, host: str) -> None:
    for path in ("/healthz", "/v1/status", "/webhooks/github"):
        assert is_problem(await api.http.get(path, headers={"host": host}), 421)


async def test_a_web_page_gets_in_only_if_it_is_named(place: Place) -> None:
    async with api_at(place, origins=["https://wall.example"], hosts=["nas.local"]) as api:
        anna = await api.caller("anna-phone")
        shows = anna.shows
        good = await api.http.get("/v1/status", headers={**shows, "origin": "https://wall.example"})
        assert good.status_code == 200
        assert good.headers["access-control-allow-origin"] == "https://wall.example"
        for origin in ("https://evil.example", "null", "http://wall.example"):
            answer = await api.http.get("/v1/status", headers={**shows, "origin": origin})
            assert is_problem(answer, 403)
            with pytest.raises(InvalidStatus):
                async with anna.listen(origin=origin):
                    pass
        named = await api.http.get("/v1/status", headers={**shows, "host": "NAS.local:8420"})
        assert named.status_code == 200


async def test_a_scope_that_is_missing_is_named(api: Served) -> None:
    watcher = await api.caller("watcher", "Anna", Scope.STATUS)

    assert (await watcher.get("/v1/status")).status_code == 200
    talker = await api.caller("talker", "Anna", Scope.MESSAGES)
    for answer in (
        await watcher.posts({"text": "hello"}),
        await watcher.get("/metrics"),
        await talker.get("/v1/status"),
    ):
        assert is_problem(answer, 403)
    async with watcher.listen() as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


async def test_how_everything_does_is_told_with_its_time_and_without_what_is_private(api: Served) -> None:
    watcher = await api.caller("watcher", "Anna", Scope.STATUS)

    seen = [(await watcher.get("/v1/status")).json() for _ in range(3)]

    now = api.house.local.clock.now()
    for each in seen:
        assert timedelta(0) <= now - datetime.fromisoformat(each["at"]) < timedelta(seconds=10)
        assert {part["name"] for part in each["parts"]} >= {"brain offline", "terminal"}
        assert {"person", "data", "database"}.isdisjoint(each)


async def test_prometheus_may_keep_its_token_in_a_file(api: Served) -> None:
    prometheus = await api.caller("prometheus", "Anna", Scope.METRICS, program=True)
    anna = await api.caller("anna-phone")
    await anna.says("how is cpu")

    shows = {"authorization": f"Bearer {prometheus.refresh}"}
    figures = await api.http.get("/metrics", headers=shows)

    assert figures.status_code == 200
    assert 'homeops_http_requests_total{method="POST",route="/v1/messages",status="200"} 1.0' in figures.text
    assert 'homeops_part_well{part="brain offline"} 1.0' in figures.text
    for word in ("anna", "ben", "mia", "leo", "processor"):
        assert word not in figures.text.lower()
    assert (await api.http.get("/v1/status", headers=shows)).status_code == 401


async def test_a_revoked_token_is_worth_nothing_from_that_moment_on(api: Served) -> None:
    anna = await api.caller("anna-phone")
    async with anna.listen() as socket:
        await api.clients.revoke("anna-phone")
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), 10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401

    assert (await anna.get("/v1/status")).status_code == 401
    again = await api.caller("anna-phone")
    assert (await anna.get("/v1/status")).status_code == 401, "another client of the same name"
    assert (await again.get("/v1/status")).status_code == 200
    with pytest.raises(Mistake):
        await api.clients.revoke("nobody")


async def test_nobody_gets_anothers_conversations_with_the_name_of_a_revoked_token(api: Served) -> None:
    anna = await api.caller("tablet")
    await anna.says("how is cpu")
    await api.clients.revoke("tablet")
    with pytest.raises(Mistake, match="choose another name"):
        await api.caller("tablet", "Ben")
    again = await api.caller("tablet")
    assert len((await again.letters())["messages"]) == 1


async def test_what_waits_for_a_token_that_never_spoke_is_gone_with_it(api: Served) -> None:
    await api.caller("tablet")
    told = Outbound("told", "api:tablet:main", "The washing is done.")
    await api.house.local.parts.api.send(told)
    await api.clients.revoke("tablet")
    ben = await api.caller("tablet", "Ben")
    assert (await ben.letters())["messages"] == []


async def test_an_access_token_lasts_a_quarter_of_an_hour_and_a_refresh_token_a_year(api: Served) -> None:
    anna = await api.caller("anna-phone")
    clock = api.house.local.clock

    clock.advance(timedelta(minutes=14, seconds=50))
    assert (await anna.get("/v1/status")).status_code == 200
    clock.advance(timedelta(seconds=20))
    assert (await anna.get("/v1/status")).status_code == 401
    await anna.renew()
    assert (await anna.get("/v1/status")).status_code == 200

    clock.advance(timedelta(days=366))
    with pytest.raises(httpx2.HTTPStatusError, match="401"):
        await anna.renew()


async def test_who_listens_is_sent_away_when_the_token_has_run_out(place: Place) -> None:
    async with api_at(place, access_minutes=0.03) as api:
        anna = await api.caller("anna-phone")
        async with anna.listen() as socket:
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), 10)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4401


async def test_who_leaves_the_household_leaves_the_api_too(api: Served) -> None:
    ben = await api.caller("ben-phone", "Ben")
    assert (await ben.get("/v1/status")).status_code == 200

    await api.house.says("remove Ben from the household")
    await api.house.says("yes")

    assert api.house.local.people.find("ben") is None
    assert (await ben.get("/v1/status")).status_code == 401


async def test_who_calls_too_often_is_told_when_to_come_again(place: Place) -> None:
    async with api_at(place, requests_per_minute=5, messages_per_minute=1) as api:
        anna, ben = await api.caller("anna-phone"), await api.caller("ben-phone", "Ben")
        await anna.says("thanks")
        often = await anna.posts({"text": "thanks"})
        assert is_problem(often, 429)
        assert 1 <= int(often.headers["retry-after"]) <= 60

        answers = [await anna.get("/v1/status") for _ in range(6)]
        assert is_problem(answers[-1], 429)
        assert (await ben.get("/v1/status")).status_code == 200


async def test_too_long_a_body_is_refused_before_it_is_read(place: Place) -> None:
    async with api_at(place, body_bytes=1_000) as api:
        anna = await api.caller("anna-phone")
        assert is_problem(await anna.posts({"text": "x" * 2_000}), 413)

        async def drip() -> AsyncIterator[bytes]:
            for _ in range(50):
                yield b" " * 100

        headers = {**anna.shows, "idempotency-key": "k", "content-type": "application/json"}
        dripped = await api.http.post("/v1/messages", content=drip(), headers=headers)
        assert is_problem(dripped, 413)
        assert (await anna.posts({"text": "thanks"})).status_code == 200


async def test_no_more_may_listen_than_there_is_room_for(place: Place) -> None:
    async with api_at(place, sockets_per_client=1) as api:
        anna, ben = await api.caller("anna-phone"), await api.caller("ben-phone", "Ben")
        async with anna.listen(), ben.listen(), anna.listen() as third:
            with pytest.raises(ConnectionClosed) as closed:
                await third.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1013


async def test_a_web_page_shows_its_token_as_a_subprotocol(api: Served) -> None:
    anna = await api.caller("anna-phone")
    async with anna.listen_as_a_page() as socket:
        assert socket.subprotocol == "homeops.v1"


async def test_tokens_that_make_no_sense_are_not_made(api: Served) -> None:
    clients: Clients = api.clients
    wrong = [
        NewToken(name="Anna Phone"),
        NewToken(name="x" * 41),
        NewToken(name="ok", person="Zoe"),
        NewToken(name="ok", program=True, scopes=(Scope.APPROVE, Scope.DANGER)),
        NewToken(name="ok", scopes=(Scope.APPROVE,)),
    ]
    for each in wrong:
        with pytest.raises(Mistake):
            await clients.create(each)
    await clients.create(NewToken(name="ok"))
    with pytest.raises(Mistake):
        await clients.create(NewToken(name="ok"))
    notes = await clients.notes()
    assert [each.name for each in notes] == ["ok"]
    assert api.house.local.people.owner.role is Role.OWNER
