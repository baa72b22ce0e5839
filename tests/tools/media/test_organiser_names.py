"""What files are called and how they should be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.media.organiser_ground import Ground, snap
from tools.media.organiser.mover import back, walk
from tools.media.organiser.names import read_episode, read_film, safe_name


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground")


async def test_misnamed_files_get_the_usual_names_and_take_their_subtitles_along(ground: Ground) -> None:
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Blade.Runner.2049.2017.2160p.WEB.mkv")
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Blade.Runner.2049.2017.2160p.WEB.en.srt")
    ground.put("films/Blade.Runner.2049.2017.2160p.WEB/Extras/making of.mkv")
    ground.put("films/up_2009.mp4")
    ground.put("series/Silo/silo.1x02.mkv")
    ground.put("series/andor.s01e03.reckoning.720p/andor.s01e03.reckoning.720p.mkv")

    await walk(ground.disk, (await ground.plan()).steps)

    assert {each for each, what in snap(ground.folder).items() if what[0] == "file"} == {
        "films/Blade Runner 2049 (2017)/Blade Runner 2049 (2017).mkv",
        "films/Blade Runner 2049 (2017)/Blade Runner 2049 (2017).en.srt",
        "films/Blade Runner 2049 (2017)/Extras/making of.mkv",
        "films/Up (2009)/Up (2009).mp4",
        "series/Silo/Season 01/Silo - S01E02.mkv",
        "series/Andor/Season 01/Andor - S01E03 - Reckoning.mkv",
        "outside/Secret.2001.mkv",
    }
    assert not (ground.films / "Blade.Runner.2049.2017.2160p.WEB").exists()
    assert (await ground.plan()).steps == ()


async def test_what_is_called_well_is_left_alone(ground: Ground) -> None:
    for path in (
        "films/Dune (2021)/Dune (2021) - 4K.mkv",
        "films/Dune (2021) {tmdb-438631}/Dune (2021) {tmdb-438631}.mkv",
        "films/Up (2009)/Up (2009)-trailer.mkv",
        "series/Doctor Who (2005)/Specials/Doctor Who - S00E01 - Extra.mkv",
        "series/Bluey/Season 2/Bluey - S02E01-E02 - Two.mkv",
    ):
        ground.put(path)
    assert (await ground.plan("names")).steps == ()


async def test_names_that_are_taken_in_another_case_are_told_and_left(ground: Ground) -> None:
    ground.put("films/the matrix (1999)/THE MATRIX (1999).mkv", b"one")
    ground.put("films/The.Matrix.1999.mkv", b"two")
    ground.put("films/the.matrix.1999.720p.mp4", b"three")
    before = snap(ground.films)

    plan = await ground.plan()
    await walk(ground.disk, plan.steps)

    files = [each for each in snap(ground.films) if not (ground.films / each).is_dir()]
    assert len(files) == len({each.casefold() for each in files}) == 3
    await walk(ground.disk, back(plan.steps))
    assert snap(ground.films) == before


@pytest.mark.parametrize(
    ("words", "title", "year"),
    [
        ("1917.2019.1080p.BluRay", "1917", 2019),
        ("2001.A.Space.Odyssey.1968.REMASTERED.1080p", "2001 A Space Odyssey", 1968),
        ("Blade Runner 2049", None, None),
        ("[GRP] Spirited Away (2001) [1080p]", "Spirited Away", 2001),
        ("the.princess.and.the.frog.2009", "The Princess and the Frog", 2009),
        ("1999", None, None),
    ],
)
def test_films_are_read_from_names(words: str, title: str | None, year: int | None) -> None:
    film = read_film(words, "", 2028)
    assert (film and film.title, film and film.year) == (title, year)


@pytest.mark.parametrize(
    ("words", "show", "number", "title"),
    [
        ("Severance.S01E02.Half.Loop.1080p.WEB.H264", "Severance", "S01E02", "Half Loop"),
        ("the bear - 2x05 - Pop", "The Bear", "S02E05", "Pop"),
        ("Bluey S02E01-E02", "Bluey", "S02E01-E02", ""),
        ("s1e3", "", "S01E03", ""),
    ],
)
def test_episodes_are_read_from_names(words: str, show: str, number: str, title: str) -> None:
    episode = read_episode(words)
    assert episode is not None
    assert (episode.show, episode.number, episode.title) == (show, number, title)


@given(st.text(max_size=300))
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    if safe is not None:
        assert not set(safe) & set('/\\:*?"<>|\0\n')
        assert safe not in {".", ".."}
        assert len(safe.encode()) <= 255
