"""Asking for films and series, against a pretend Jellyseerr."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from memory.errors import Misconfigured, Mistake, Unavailable
from memory.people import Person, Role
from tests.tools.rig import Rig, open_rig
from tools.contract import Call, Caller, Json, Risk, Unclear
from tools.events import Noticed
from tools.media.keyed import KeyedServer
from tools.media.requests.jellyseerr import Jellyseerr

MIA = Caller(Person("mia", "Mia", Role.TEEN), "ask:mia", "a test")
HERE = "/media/requests/api/v1"


def only_requests(content: dict[str, Json]) -> None:
    media = content["media"]
    assert isinstance(media, dict)
    settings = media["settings"]
    assert isinstance(settings, dict)
    media["settings"] = {"requests": settings["requests"]}


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("media", tmp_path, change=only_requests) as rig:
        yield rig


def world(rig: Rig) -> Json:
    return rig.far.described()["media.requests"]


def asked(rig: Rig) -> list[tuple[Json, Json, Json]]:
    return [
        (each.args["title"], each.args["seasons"], each.args["in_4k"])
        for each in rig.far.writes
        if each.verb == "ask_for"
    ]


async def pass_time(rig: Rig, **by: float) -> None:
    rig.far.set_clock(rig.far.now() + timedelta(**by))
    rig.world.clock.advance(timedelta(**by))


def noticed(rig: Rig) -> list[Noticed]:
    told: list[Noticed] = []

    async def note(one: Noticed) -> None:
        told.append(one)

    rig.world.events.subscribe(Noticed, note)
    return told


async def test_of_two_dunes_the_one_that_is_missing_is_got_and_undo_takes_it_back(rig: Rig) -> None:
    before = world(rig)
    assert await rig.card("request_title", title="dune", in_4k=True) == "Get Dune (2021, film) in 4K."
    done = await rig.do("request_title", title="Dune", in_4k=True)
    assert asked(rig) == [("film/438631", [], True)]
    assert str(done.answer) == "Dune (2021) is asked for in 4K. I'll say when it has arrived."
    assert done.left == {"asked": True}
    back = await rig.undo(done)
    assert world(rig) == before
    assert "no longer asked for" in str(back.answer)


async def test_where_several_are_missing_it_is_asked_which(rig: Rig) -> None:
    with pytest.raises(Unclear) as unclear:
        await rig.card("request_title", title="The Thing")
    labels = [label for label, _ in unclear.value.options]
    assert labels == ["The Thing (2011, film)", "The Thing (1982, film)"]
    _, call = unclear.value.options[1]
    assert call.args["title"] == "film/1091"
    done = await rig.do("request_title", title=call.args["title"])
    assert asked(rig) == [("film/1091", [], False)]
    assert str(done.answer).startswith("The Thing (1982)")


async def test_a_year_in_the_title_is_a_year(rig: Rig) -> None:
    for said in ("The Thing 1982", "the thing (1982)"):
        assert await rig.card("request_title", title=said) == "Get The Thing (1982, film)."
    assert await rig.card("request_title", title="blade runner 2049") == "Get Blade Runner 2049 (2017, film)."


async def test_of_a_series_the_missing_seasons_are_asked_for(rig: Rig) -> None:
    assert await rig.card("request_title", title="severance") == "Get Severance (2022, series), season 2."
    assert (
        await rig.card("request_title", title="Ted Lasso", seasons=[1, 3])
        == "Get Ted Lasso (2020, series), seasons 1 and 3."
    )
    await rig.do("request_title", title="ted lasso", seasons=2)
    assert asked(rig) == [("series/97546", [2], False)]
    assert "season 2 on its way" in await rig.ask("show_request_options", title="ted lasso")
    await rig.do("request_title", title="ted lasso")
    assert asked(rig)[1:] == [("series/97546", [1, 3], False)]


NOTHING_TO_ASK: list[tuple[dict[str, Json], str]] = [
    ({"title": "Paddington 2"}, "Paddington 2 (2017) is here already"),
    ({"title": "Bluey"}, "is here already"),
    ({"title": "paddington in peru"}, "waiting for a yes in Jellyseerr already"),
    ({"title": "Silo", "seasons": [2]}, "is on its way already"),
    ({"title": "Silo", "seasons": [9]}, "has no season 9; it has seasons 1 and 2"),
    ({"title": "Ted Lasso", "in_4k": True}, "4K can't be asked for here"),
    ({"title": "Xyzzy Plugh"}, "I know no film or series called"),
]


async def test_what_is_here_asked_for_or_impossible_is_told_before_anybody_is_asked(rig: Rig) -> None:
    for args, words in NOTHING_TO_ASK:
        with pytest.raises(Mistake) as refused:
            await rig.admit("request_title", args)
        assert words in refused.value.sentence
    assert asked(rig) == []


async def test_a_teens_wish_is_in_her_name_and_she_may_take_it_back_herself(rig: Rig) -> None:
    done = await rig.do("request_title", MIA, title="Conclave")
    assert "Conclave (2024) (Mia): on its way" in await rig.ask("list_media_requests")
    assert rig.far.writes[-1].args["user"] == 3
    assert isinstance(done.inverse, Call)
    verb = rig.verbs["media_withdraw_request"].verb
    args = await rig.admit("withdraw_request", done.inverse.args, MIA)
    assert verb.target is not None
    assert verb.target(args) == frozenset({"mia"})
    theirs = await rig.admit("withdraw_request", {"request": "paddington"}, MIA)
    assert verb.target(theirs) == frozenset()


async def test_a_withdrawn_request_comes_back_as_it_was(rig: Rig) -> None:
    for title in ("silo", "Paddington in Peru"):
        before = world(rig)
        done = await rig.do("withdraw_request", request=title)
        assert world(rig) != before
        await rig.undo(done)
        assert world(rig) == before
    assert await rig.risk("withdraw_request", request="silo") is Risk.WRITE


@pytest.mark.parametrize(
    ("verb", "verdict"), [("approve_request", "approved"), ("decline_request", "declined")]
)
async def test_a_decision_is_made_and_put_back(rig: Rig, verb: str, verdict: str) -> None:
    before = world(rig)
    assert "Granny Jo" in await rig.card(verb, request="paddington in peru")
    done = await rig.do(verb, request="paddington in peru")
    assert await rig.observe(verb, request="1") == {"verdict": verdict} == done.left
    await rig.undo(done)
    assert world(rig) == before


async def test_it_has_arrived_is_told_to_who_asked(rig: Rig) -> None:
    told = noticed(rig)
    await rig.do("request_title", MIA, title="Conclave")
    await rig.job("see what has arrived")
    assert [each.key for each in told] == ["media:waiting:1"]
    await pass_time(rig, minutes=31)
    await rig.job("see what has arrived")
    await rig.job("see what has arrived")
    (arrived,) = [each for each in told if each.key.startswith("media:arrived")]
    assert (arrived.text, arrived.person) == ("Conclave (2024) has arrived. Enjoy!", "mia")
    assert "Conclave" not in await rig.ask("list_media_requests")


async def test_of_a_series_all_seasons_asked_for_must_be_here(rig: Rig) -> None:
    told = noticed(rig)
    await rig.do("request_title", title="ted lasso", seasons=[1])
    await pass_time(rig, minutes=60)
    await rig.do("request_title", title="ted lasso", seasons=[2, 3])
    await pass_time(rig, minutes=31)
    await rig.job("see what has arrived")
    arrived = [each.text for each in told if each.key.startswith("media:arrived")]
    assert arrived == ["Ted Lasso (2020), season 1 has arrived. Enjoy!"]


async def test_a_declined_wish_is_told_and_forgotten(rig: Rig) -> None:
    told = noticed(rig)
    done = await rig.do("request_title", MIA, title="Conclave")
    assert isinstance(done.inverse, Call)
    await rig.world.http.post(
        f"{rig.url}{HERE}/request/{done.inverse.args['request']}/decline", headers={"X-Api-Key": "simulated"}
    )
    for _ in range(2):
        await rig.job("see what has arrived")
    declined = [each for each in told if each.key.startswith("media:declined")]
    assert [(each.person, each.text) for each in declined] == [
        ("mia", "Conclave (2024) was declined in Jellyseerr.")
    ]


async def test_a_wish_that_a_kill_cut_off_is_found_or_forgotten(rig: Rig) -> None:
    told = noticed(rig)
    rig.misbehave(path=f"{HERE}/request", how="drop")
    with pytest.raises(Unavailable):
        await rig.verbs["media_request_title"].run(
            {**await rig.admit("request_title", {"title": "film/974576"}, MIA)}
        )
    assert asked(rig) == [("film/974576", [], False)]
    await rig.job("see what has arrived")
    await pass_time(rig, minutes=31)
    await rig.job("see what has arrived")
    assert [each.person for each in told if each.key.startswith("media:arrived")] == ["mia"]


@pytest.mark.parametrize("how", ["error", "garbage", "hang"])
async def test_a_bad_day_is_told_and_nothing_is_half_done(
    rig: Rig, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.media.keyed.SECONDS", 0.2)
    before = world(rig)
    rig.misbehave(path=f"{HERE}/search", how=how)
    with pytest.raises(Unavailable, match="Jellyseerr"):
        await rig.do("request_title", title="Conclave")
    rig.misbehave(path=f"{HERE}/request", how=how, times=3)
    with pytest.raises(Unavailable, match="Jellyseerr"):
        await rig.ask("list_media_requests")
    rig.misbehave(path=HERE, how=how, times=5)
    await rig.job("see what has arrived")
    assert world(rig) == before


async def test_a_wrong_key_is_the_owners_to_mend(rig: Rig) -> None:
    async def wrong() -> str:
        return "wrong"

    client = Jellyseerr(KeyedServer(rig.world.http, "Jellyseerr", f"{rig.url}/media/requests", wrong))
    with pytest.raises(Misconfigured, match="refuses the key"):
        await client.users()


def answering(*answers: httpx2.Response) -> tuple[Jellyseerr, list[httpx2.Request]]:
    """A client to which these are answered, one after the other, and what it asked."""
    seen: list[httpx2.Request] = []
    left = list(answers)

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return left.pop(0)

    async def key() -> str:
        return f"key {len(seen)}"

    http = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return Jellyseerr(KeyedServer(http, "Jellyseerr", "http://seerr", key)), seen


async def test_a_key_that_was_changed_is_looked_up_once_more() -> None:
    users: Json = {"pageInfo": {}, "results": [{"id": 1, "displayName": "Anna"}]}
    public = {"movie4kEnabled": True, "series4kEnabled": False}
    client, seen = answering(
        httpx2.Response(200, json=public), httpx2.Response(401), httpx2.Response(200, json=users)
    )
    assert (await client.kinds()).film_4k
    assert [each.name for each in await client.users()] == ["Anna"]
    assert [each.headers["x-api-key"] for each in seen] == ["key 0", "key 0", "key 2"]


async def test_ten_thousand_requests_are_cut_to_the_newest() -> None:
    row = {"status": 1, "type": "movie", "requestedBy": {"id": 1}, "media": {"tmdbId": 5, "status": 2}}
    results = [{"id": number, **row} for number in range(10_000)]
    client, _ = answering(
        httpx2.Response(200, json={"pageInfo": {}, "results": results}),
        httpx2.Response(200, json={"id": 5, "title": "Dune"}),
    )
    assert [each.name for each in await client.requests()] == ["Dune"] * 40


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (429, b"", Unavailable, "asked too much"),
        (500, b'{"message": "boom"}', Unavailable, "trouble of its own"),
        (200, b'{"results": [{"id', Unavailable, "nobody understands"),
        (200, b"<!DOCTYPE html><html>", Unavailable, "web page"),
        (403, b'{"message": "Movie Quota exceeded."}', Mistake, "Movie Quota exceeded."),
        (404, b'{"message": "Request not found."}', Mistake, "does not know that"),
        (202, b'{"message": "No seasons available to request"}', Mistake, "nothing left"),
    ],
)
async def test_what_it_may_answer_to_a_wish_is_told_in_a_sentence(
    status: int, body: bytes, kind: type[Exception], words: str
) -> None:
    client, _ = answering(httpx2.Response(status, content=body))
    with pytest.raises(kind, match=words):
        await client.ask_for("film/5", [], in_4k=False, user=None)
