"""The client of a Pi-hole, against the pretend one; and the pretend one against what a real one said."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from pydantic import JsonValue, TypeAdapter

from memory.errors import HomeOpsError, Misconfigured, Mistake, Unavailable
from memory.holding import HeldBack, held
from tests.tools.network.pihole_bodies import BODIES, refuses_a_wrong_password
from tests.tools.worlds import LONDON, NOON
from tools.farend import Behaviour, FarEnd, Misbehaving, served
from tools.house import BUILT_IN_HOUSE
from tools.network.pihole import Pihole
from tools.network.pihole5 import Pihole5
from tools.simulation import make_app

RECORDED = Path(__file__).parent / "recorded_pihole"
Json = JsonValue


@dataclass
class Far:
    """A pretend Pi-hole, and the way to it."""

    end: FarEnd
    url: str
    http: httpx2.AsyncClient
    pihole: Pihole

    def misbehave(self, how: str, path: str = "/network/dns/one", times: int = 1) -> None:
        self.end.behaviours.append(Behaviour.model_validate({"how": how, "path": path, "times": times}))


def spoken(word: str) -> Callable[[], Awaitable[str]]:
    async def say() -> str:
        return word

    return say


@pytest.fixture
async def far() -> AsyncGenerator[Far]:
    end = FarEnd(now=NOON)
    async with (
        served(Misbehaving(make_app(BUILT_IN_HOUSE, end), end)) as url,
        httpx2.AsyncClient(trust_env=False) as http,
    ):
        address = f"{url}/network/dns/one"
        pihole = Pihole(http, "Pi-hole one", address, spoken("simulated"))
        yield Far(end, address, http, pihole)
        await pihole.close()


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
async def test_the_client_does_what_it_says(far: Far, body: Callable[[Pihole], Awaitable[None]]) -> None:
    await body(far.pihole)


async def test_a_wrong_password_is_told_and_not_tried_until_nobody_is_let_in(far: Far) -> None:
    await refuses_a_wrong_password(Pihole(far.http, "Pi-hole one", far.url, spoken("wrong")))

    await far.pihole.summary()  # three bad ones would have locked this one out too


async def test_a_session_that_ended_is_begun_again_once(far: Far) -> None:
    await far.pihole.summary()
    far.end.set_clock(NOON + timedelta(hours=1))

    assert (await far.pihole.set_blocking(False)).blocking == "disabled"


async def test_the_seat_is_given_back(far: Far) -> None:
    await far.pihole.summary()
    assert len(await sessions(far)) == 1

    await far.pihole.close()

    assert await sessions(far) == []


async def sessions(far: Far) -> list[Json]:
    """Who else is signed in."""
    signed = await far.http.post(f"{far.url}/api/auth", json={"password": "simulated"})
    headers = {"X-FTL-SID": signed.json()["session"]["sid"]}
    told = (await far.http.get(f"{far.url}/api/auth/sessions", headers=headers)).json()["sessions"]
    await far.http.delete(f"{far.url}/api/auth", headers=headers)
    return [each for each in told if not each["current_session"]]


async def test_without_a_free_seat_it_says_so(far: Far) -> None:
    for _ in range(16):
        await far.http.post(f"{far.url}/api/auth", json={"password": "simulated"})

    with pytest.raises(Unavailable, match="no free seat"):
        await far.pihole.summary()


@pytest.mark.parametrize("how", ["error", "garbage", "drop"])
async def test_a_bad_day_is_told_with_its_remedy(far: Far, how: str) -> None:
    await far.pihole.version()
    far.misbehave(how)

    with pytest.raises(Unavailable, match="Pi-hole one"):
        await far.pihole.summary()
    await far.pihole.summary()


async def test_one_that_hangs_is_not_waited_for_long(far: Far) -> None:
    hasty = Pihole(far.http, "Pi-hole one", far.url, spoken("simulated"), seconds=0.2)
    await hasty.version()
    far.misbehave("hang")

    with pytest.raises(Unavailable, match="does not answer"):
        await hasty.summary()
    await hasty.close()


async def test_what_it_can_not_take_is_a_mistake_with_its_reason(far: Far) -> None:
    with pytest.raises(Mistake, match="Spaces"):
        await far.pihole.add_rule("exact", "deny", "not a domain!")
    with pytest.raises(Mistake, match="Regex"):
        await far.pihole.add_rule("regex", "deny", "([")


async def test_a_rehearsal_changes_nothing(far: Far) -> None:
    before = far.end.described()["network.dns"]
    with held() as rehearsal, pytest.raises(HeldBack):
        await far.pihole.set_blocking(False)

    assert rehearsal.reached == ["Pi-hole one: POST dns/blocking"]
    assert far.end.described()["network.dns"] == before


async def test_rules_are_carried_from_one_to_the_other(far: Far) -> None:
    other = Pihole(far.http, "Pi-hole two", far.url.replace("/one", "/two"), spoken("simulated"))
    await far.pihole.add_rule("exact", "deny", "only-here.example")

    await other.config.import_rules(await far.pihole.config.export_rules())

    assert {each.domain for each in await other.rules()} == {each.domain for each in await far.pihole.rules()}
    await other.close()


async def test_lists_are_fetched_afresh_on_a_connection_of_their_own(far: Far) -> None:
    before = (await far.pihole.summary()).gravity.last_update

    await far.pihole.refresh_lists()

    assert (await far.pihole.summary()).gravity.last_update > before


async def test_one_of_version_5_can_be_looked_at_and_paused() -> None:
    from starlette.applications import Starlette

    from tools.network.dns.fake import DnsHouse, dns_routes

    house = DnsHouse.model_validate({"piholes": [{"name": "old", "version": 5}]})
    async with served(Starlette(routes=list(dns_routes(house, LONDON, FarEnd(now=NOON))))) as url:
        old = Pihole5("The old one", f"{url}/network/dns/old", spoken("simulated"))
        assert (await old.blocking()).blocking == "enabled"
        assert (await old.summary()).queries.total == 12345
        assert (await old.set_blocking(False, 60)).blocking == "disabled"
        wrong = Pihole5("The old one", f"{url}/network/dns/old", spoken("wrong"))
        with pytest.raises(Misconfigured, match="password"):
            await wrong.set_blocking(True)
    with pytest.raises(HomeOpsError, match="does not answer"):
        await old.blocking()


ASKED = sorted(each.stem for each in RECORDED.glob("*.json"))


async def test_the_pretend_one_answers_as_a_real_one_did(far: Far) -> None:
    signed = await far.http.post(f"{far.url}/api/auth", json={"password": "simulated"})
    sid = {"X-FTL-SID": signed.json()["session"]["sid"]}
    differ: dict[str, list[str]] = {}
    for name in ASKED:
        await prepare(far, name, sid)
        differ[name] = await compare(far, name, {} if "unauth" in name else sid)

    assert {name: each for name, each in differ.items() if each} == {}
    assert len(differ) >= 40


async def compare(far: Far, name: str, headers: Mapping[str, str]) -> list[str]:
    """Where an answer differs from what a real Pi-hole answered."""
    told = TypeAdapter(dict[str, Json]).validate_json((RECORDED / f"{name}.json").read_bytes())
    method, _, asked = str(told["request"]).rstrip("?").partition(" ")
    path, _, query = asked.partition("?")
    url = f"{far.url}{quote(path, safe='/.')}" + (f"?{query}" if query else "")
    said = await far.http.request(method, url, json=GIVEN.get(name), headers=headers)
    if said.status_code != told["status"]:
        return [f"{said.status_code} for {told['status']}"]
    return [] if told["body"] == "" == said.text else differences(told["body"], said.json())


GIVEN: Mapping[str, Json] = {
    "auth_ok": {"password": "simulated"},
    "auth_badpw": {"password": "wrong"},
    "auth_last_bad": {"password": "wrong"},
    "badjson": {"nothing": 1},
    "block_off": {"blocking": False, "timer": 30},
    "block_on": {"blocking": True, "timer": None},
    "deny_add": {"domain": "g.example", "comment": "c"},
    "deny_dup": {"domain": "g.example", "comment": "c"},
    "deny_bad": {"domain": "not a domain!"},
}


async def prepare(far: Far, name: str, headers: Mapping[str, str]) -> None:
    """What the real one had in it when it was asked."""
    api = f"{far.url}/api"
    if name in {"deny_dup", "deny_del"}:
        await far.http.post(f"{api}/domains/deny/exact", json=GIVEN["deny_add"], headers=headers)
    if name == "host_dup":
        await far.http.put(f"{api}/config/dns/hosts/192.0.2.10%20nas.home", headers=headers)
    if name == "clients":
        await far.http.post(f"{api}/clients", json={"client": "aa:bb:cc:dd:ee:ff"}, headers=headers)
    if name.startswith("search_"):
        await far.http.post(f"{api}/domains/deny/exact", json={"domain": "ads3.example.com"}, headers=headers)


def differences(real: Json, pretended: Json, where: str = "") -> list[str]:
    """Where the shape of an answer (its keys and types) is not that of the real one."""
    match real, pretended:
        case dict(), dict():
            gone = [
                f"{where}.{key} {'missing' if key in real else 'made up'}"
                for key in real.keys() ^ pretended.keys()
            ]
            return gone + [
                one
                for key in real.keys() & pretended.keys()
                for one in differences(real[key], pretended[key], f"{where}.{key}")
            ]
        case [first, *_], [*rows]:
            return [one for row in rows[:3] for one in differences(first, row, f"{where}[]")]
        case (None, _) | (_, None) | (int() | float(), int() | float()) | (list(), list()):
            return []
        case _:
            return [] if type(real) is type(pretended) else [f"{where}: {type(real)} is {type(pretended)}"]


def test_a_difference_of_shape_is_seen() -> None:
    assert differences({"a": [{"b": 1}]}, {"a": [{"b": "1"}]}) == [".a[].b: <class 'int'> is <class 'str'>"]
    assert differences({"a": 1}, {"c": 1}) != []
