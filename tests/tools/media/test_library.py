"""Plex and Jellyfin as the family uses them: every verb, what it leaves in the pretend servers, and its undo."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import Mistake
from memory.people import Person, Role
from tests.tools.rig import ANNA, Rig, open_rig
from tools.contract import Caller, Irreversible, Json, Risk, Unclear
from tools.media.libraries import Libraries
from tools.media.library import connect
from tools.media.library.settings import LibrarySettings
from tools.media.titles import Title

BEN = Caller(Person("ben", "Ben", Role.ADULT), "ask:ben", "a test")
LEO = Caller(Person("leo", "Leo", Role.CHILD), "ask:leo", "a test")
GRACE = Caller(Person("grace", "Grace", Role.GUEST), "ask:grace", "a test")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("media", tmp_path) as opened:
        yield opened


def world(rig: Rig) -> Json:
    return rig.far.described()["media.library"]


def playing(rig: Rig, server: str = "Plex") -> dict[str, Json]:
    told = world(rig)
    assert isinstance(told, dict)
    one = told[server]
    assert isinstance(one, dict)
    here = one["playing"]
    assert isinstance(here, dict)
    return here


async def test_what_plays_is_told_with_who_where_and_how_far(rig: Rig) -> None:
    told = await rig.ask("now_playing")
    assert "Slow Horses S5 E1 Episode 1 on the living room TV (Anna): 12 min of 48 min" in told
    assert (
        "Gravity Falls S1 E5 Episode 5 on Mia's phone (Mia): 3 min of 23 min, the server is converting it"
        in told
    )
    assert "The Snowman (1982) on Kids' tablet (Leo): 9 min of 26 min, paused" in told


async def test_sessions_go_on_with_the_clock_and_what_ends_was_watched(rig: Rig) -> None:
    rig.far.set_clock(rig.far.now() + timedelta(minutes=30))
    told = await rig.ask("now_playing")
    assert "(Anna): 42 min of 48 min" in told
    assert "Gravity Falls" not in told
    deck = await rig.ask("on_deck", person="Mia")
    assert "Gravity Falls S1 E6 Episode 6: next" in deck


async def test_on_deck_what_is_new_and_what_is_there_come_from_all_servers(rig: Rig) -> None:
    anna = await rig.ask("on_deck")
    assert "Planet Earth S1 E3 Episode 3: at 15 min, 35 min left" in anna
    assert "Notting Hill (1999): at 41 min, 1 h 23 min left" in anna
    ben = await rig.ask("on_deck", BEN)
    assert "Andor S2 E2 Episode 2: at 20 min" in ben
    assert "Notting Hill" not in ben
    assert ben == await rig.ask("on_deck", person="Ben")
    assert "Shaun the Sheep S1 E12" in await rig.ask("on_deck", LEO)
    with pytest.raises(Mistake, match="No account"):
        await rig.ask("on_deck", GRACE)
    with pytest.raises(Mistake, match="No account"):
        await rig.ask("on_deck", person="Zoe")

    assert (await rig.ask("recently_added")).splitlines()[1] == "• Bluey S3, yesterday"
    films = (await rig.ask("recently_added", kind="film")).splitlines()
    assert films[1] == "• Amadeus (1984) in 1080p, 4 days ago"
    assert any("My Neighbor Totoro" in each for each in films)

    assert "Dune (1984), film on Plex in 1080p; watched by Anna and Ben" in await rig.ask(
        "find_title", title="dune"
    )
    nemo = await rig.ask("find_title", title="Finding Nemo")
    assert "on Plex in 1080p and Jellyfin in 720p; watched by Mia and Leo" in nemo
    assert "series on Plex; seasons 1 to 3" in await rig.ask("find_title", title="Bluey")
    assert "season 1; watched by Anna" in await rig.ask("find_title", title="the series Severance")
    assert await rig.ask("find_title", title="Dune (2021)") == "That is not in the libraries."


async def test_a_film_starts_where_its_viewer_left_it_and_a_series_with_its_next_episode(rig: Rig) -> None:
    before = world(rig)
    done = await rig.do("play_title", BEN, title="The Matrix", player="bedroom tv")
    assert str(done.answer) == "The Matrix (1999) is playing on the bedroom TV, from 52 min."
    assert playing(rig)["Bedroom TV"] == [1007, "Ben", False]
    await rig.undo(done)
    assert world(rig) == before
    again = await rig.do("play_title", BEN, title="The Matrix", player="bedroom TV", from_start=True)
    assert str(again.answer) == "The Matrix (1999) is playing on the bedroom TV."

    await rig.undo(again)
    card = await rig.card("play_title", title="Only Murders in the Building", player="bedroom tv")
    assert card == "Play Only Murders in the Building S1 E7 Episode 7 on the bedroom TV."
    card = await rig.card("play_title", title="Severance season 1 episode 3", player="bedroom tv")
    assert card == "Play Severance S1 E3 Episode 3 on the bedroom TV."
    with pytest.raises(Mistake, match="Season 2 episode 1 of Severance is not in"):
        await rig.card("play_title", title="Severance s2e1", player="bedroom tv")


async def test_what_is_interrupted_comes_back_also_over_two_apps(rig: Rig) -> None:
    before = world(rig)
    done = await rig.do("play_title", title="Planet Earth", player="living room TV")
    assert "Living Room TV" not in playing(rig)
    assert "AFTMM" in playing(rig, "Jellyfin")
    await rig.undo(done)
    assert world(rig) == before


async def test_what_someone_else_watches_is_asked_about(rig: Rig) -> None:
    assert await rig.risk("stop_player", player="living room TV") is Risk.WRITE
    assert await rig.risk("stop_player", player="Mia's phone") is Risk.DANGER
    assert await rig.risk("stop_player", player="mia") is Risk.DANGER
    assert await rig.risk("play_title", title="Dune", player="living room TV") is Risk.WRITE
    verb = rig.verbs["media_play_title"].verb
    assert verb.escalate is not None
    assert (
        verb.escalate(await rig.admit("play_title", {"title": "Dune", "player": "living room TV"}, BEN))
        is Risk.DANGER
    )
    assert (
        verb.escalate(await rig.admit("play_title", {"title": "Dune", "player": "bedroom TV"}, BEN))
        is Risk.WRITE
    )
    assert await rig.card("play_title", title="Dune", player="living room TV") == (
        "Play Dune (1984) on the living room TV, in place of Slow Horses S5 E1 Episode 1 on the living room TV "
        "(Anna): 12 min of 48 min."
    )


async def test_several_titles_or_players_are_asked_about(rig: Rig) -> None:
    with pytest.raises(Unclear, match="1984") as which:
        await rig.card("play_title", title="Ghostbusters", player="bedroom TV")
    label, call = which.value.options[1]
    assert (label, call.args["player"]) == ("Ghostbusters (2016)", "bedroom TV")
    done = await rig.do("play_title", ANNA, **call.args)
    assert str(done.answer) == "Ghostbusters (2016) is playing on the bedroom TV."
    assert "Ghostbusters (1984)" in await rig.card(
        "play_title", title="Ghostbusters (1984)", player="bedroom TV"
    )
    with pytest.raises(Unclear, match="which player") as where:
        await rig.card("play_title", title="Dune", player="TV")
    assert [each[0] for each in where.value.options] == ["living room TV", "bedroom TV"]
    with pytest.raises(Mistake, match="no player called 'attic screen'"):
        await rig.card("play_title", title="Dune", player="attic screen")
    with pytest.raises(Mistake, match="nothing called 'Blade Runner 2049'"):
        await rig.card("play_title", title="Blade Runner 2049", player="bedroom TV")
    with pytest.raises(Mistake, match="is on Plex, but Kids' tablet is not connected"):
        await rig.card("play_title", title="Dune", player="kids tablet")


async def test_pausing_and_going_on(rig: Rig) -> None:
    before = world(rig)
    done = await rig.do("pause_player")
    assert str(done.answer) == "Slow Horses S5 E1 Episode 1 is paused on the living room TV, at 12 min."
    assert playing(rig)["Living Room TV"] == [21025, "Anna", True]
    assert await rig.observe("pause_player", player="living room TV") == done.left
    await rig.undo(done)
    assert world(rig) == before
    back = await rig.do("resume_player", LEO)
    assert str(back.answer) == "The Snowman (1982) goes on from 9 min on Kids' tablet."
    await rig.undo(back)
    assert world(rig) == before
    paused_already = await rig.do("pause_player", player="kids tablet")
    assert isinstance(paused_already.inverse, Irreversible)
    assert world(rig) == before


async def test_a_servers_name_stands_for_what_plays_from_it(rig: Rig) -> None:
    done = await rig.do("stop_player", player="jellyfin")
    assert str(done.answer) == "The Snowman (1982) has stopped on Kids' tablet."
    with pytest.raises(Unclear, match="Several things are playing"):
        await rig.do("stop_player", player="Plex")
    with pytest.raises(Mistake, match="Nothing is playing on the bedroom TV"):
        await rig.do("pause_player", player="bedroom TV")


async def test_seeking_and_a_phone_that_takes_no_commands(rig: Rig) -> None:
    with pytest.raises(Mistake, match="Mia's phone does not take commands"):
        await rig.do("pause_player", player="Mia's phone")
    done = await rig.do("stop_player", player="mias phone")
    assert isinstance(done.inverse, Irreversible)
    assert "Mia's phone" not in playing(rig)

    done = await rig.do("seek_player", minutes=5, direction="forward")
    assert "is at 17 min now" in str(done.answer)
    assert "is at 12 min now" in str((await rig.undo(done)).answer)
    assert "is at 11 min now" in str((await rig.do("seek_player", seconds=30, direction="back")).answer)
    assert "is at 0 s now" in str((await rig.do("seek_player")).answer)
    with pytest.raises(Mistake, match="only 48 min long"):
        await rig.do("seek_player", minutes=50)


async def test_stopping_and_bringing_it_back(rig: Rig) -> None:
    before = world(rig)
    await rig.do("pause_player")
    paused = world(rig)
    done = await rig.do("stop_player", player="living room TV")
    assert "Living Room TV" not in playing(rig)
    await rig.undo(done)
    assert world(rig) == paused
    await rig.do("resume_player", player="living room TV")
    assert world(rig) == before


MARKED: list[tuple[str, str | None, bool]] = [
    ("Arrival", "Ben", True),
    ("Notting Hill", None, True),
    ("Slow Horses", "ben", True),
    ("Slow Horses", "Anna", False),
    ("Severance s1e2", None, False),
    ("The Snowman", "Leo", True),
    ("Planet Earth", None, True),
    ("Finding Nemo", "Leo", False),
]


async def test_marks_come_back_exactly(rig: Rig) -> None:
    for title, person, watched in MARKED:
        before = world(rig)
        done = await rig.do("mark_watched", title=title, watched=watched, person=person)
        assert world(rig) != before, title
        assert str(done.answer).split(" is marked as ")[1].startswith("watched" if watched else "not watched")
        assert await rig.observe("mark_watched", title=title, person=person) == done.left
        back = await rig.undo(done)
        assert world(rig) == before, title
        again = await rig.undo(back)
        assert world(rig) != before, title
        await rig.undo(again)

    before = world(rig)
    done = await rig.do("mark_watched", title="Dune")
    assert str(done.answer) == "Dune (1984) was marked as watched for Anna already."
    assert isinstance(done.inverse, Irreversible)
    assert world(rig) == before
    with pytest.raises(Mistake, match="No account on the media servers is known for you"):
        await rig.do("mark_watched", GRACE, title="Dune")


async def test_other_subjects_learn_what_is_owned_and_watched(rig: Rig) -> None:
    simulated: dict[str, object] = {
        "servers": [
            {"name": "Plex", "kind": "plex", "url": "/media/library/plex", "token": "simulated",
             "accounts": [{"person": "ben", "account": "Ben", "token": "simulated-ben"}, {"person": "jo", "account": "Granny Jo"}]},
            {"name": "Jellyfin", "kind": "jellyfin", "url": "/media/library/jellyfin", "token": "simulated",
             "accounts": [{"person": "leo", "account": "leo"}]},
        ]
    }  # fmt: skip
    _, libraries = connect(LibrarySettings.model_validate(simulated), rig.world, rig.url)
    nemo = await libraries.owned(Title(kind="film", title="Finding Nemo", year=2003, tmdb=12))
    assert {(each.server, each.resolution) for each in nemo} == {("Plex", "1080p"), ("Jellyfin", "720p")}
    assert await libraries.owned(Title(kind="film", title="Dune", year=2021, tmdb=438631)) == []
    dune = await libraries.owned(Title(kind="film", title="Dune", year=1984))
    assert [each.watched_by for each in dune] == [("ben",)]
    horses = await libraries.owned(Title(kind="series", title="Slow Horses", tmdb=95480))
    assert [each.seasons for each in horses] == [(1, 2, 3, 4, 5)]
    episode = Title(kind="episode", title="", series="Slow Horses", season=5, episode=2)
    assert [each.title.episode for each in await libraries.owned(episode)] == [2]
    assert await libraries.owned(episode.model_copy(update={"episode": 3})) == []
    since = rig.far.now() - timedelta(days=60)
    assert {each.person for each in await libraries.watched("leo", since)} == {"leo"}
    everybody = await libraries.watched(None, since)
    assert {"ben", "leo", None} <= {each.person for each in everybody}
    assert everybody == sorted(everybody, key=lambda each: each.at, reverse=True)
    films = [each.title.title async for each in libraries.each("film")]
    assert len(films) == 44
    assert await Libraries().owned(episode) == []

    names = rig.domain.names
    assert {each.spoken for each in await names["media_player"]()} >= {
        "living room TV",
        "bedroom TV",
        "Kids' tablet",
    }
    assert {each.id for each in await names["media_person"]()} == {"anna", "ben", "mia", "leo"}
