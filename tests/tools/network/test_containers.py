"""Containers as people speak of them, against a pretend Docker through the real client."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from memory.errors import Mistake, Unavailable
from memory.holding import HeldBack, held
from tests.tools.rig import Rig, open_rig
from tests.tools.worlds import open_world
from tools.contract import Call, Irreversible, Json, Risk, Unclear
from tools.directory import Endpoint
from tools.network.containers import connect
from tools.network.containers.settings import ContainersSettings

SHARERS = "qbittorrent, sabnzbd and slskd"


@pytest.fixture(autouse=True)
def tables(tmp_path: Path, migrated_file: Path) -> None:
    """The tables are copied: making them takes long."""
    shutil.copy(migrated_file, tmp_path / "homeops.db")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncGenerator[Rig]:
    async with open_rig("network", tmp_path) as rig:
        yield rig


def runs(rig: Rig) -> dict[str, str]:
    """What the pretend Docker runs."""
    told = rig.far.described()["network.containers"]
    assert isinstance(told, dict)
    return {name: str(state) for name, state in told.items()}


def moved(rig: Rig) -> list[tuple[str, Json]]:
    """What the pretend Docker was asked to change."""
    return [
        (each.verb, each.args.get("container"))
        for each in rig.far.writes
        if each.domain.endswith("containers")
    ]


def enter(rig: Rig, integration: str, url: str) -> None:
    rig.world.directory.enter(Endpoint(integration, "media", url))


async def test_the_list_tells_trouble_first(rig: Rig) -> None:
    told = await rig.ask("list_containers")
    assert told.splitlines()[:3] == [
        "11 of 13 containers run well on the NAS.",
        "⚠ radarr: not well",
        "Stopped: photo-backup.",
    ]


async def test_one_container_is_told_with_what_it_uses_and_who_hangs_on_it(rig: Rig) -> None:
    told = await rig.ask("show_container", container="Radarr")
    assert told.splitlines() == [
        "radarr has been running for 1 day, but says that it is not well.",
        "Its last check said: curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received",
        "Uses 12 % of the processor and 1.5 GB of 16.0 GB memory.",
        "Docker restarted it 3 times by itself.",
        "Image: lscr.io/linuxserver/radarr:latest",
        "Port: 7878",
        "jellyseerr needs it.",
    ]
    assert f"{SHARERS} are online only through it." in await rig.ask("show_container", container="gluetun")
    assert "It reaches the internet only through gluetun." in await rig.ask(
        "show_container", container="slskd"
    )
    assert (await rig.ask("show_container", container="photo-backup")).startswith(
        "photo-backup stopped 9 hours ago."
    )


async def test_logs_come_whole_from_both_outputs_and_the_last_ones_only(rig: Rig) -> None:
    assert (await rig.ask("show_logs", container="radarr", lines=2)).splitlines() == [
        "The last lines of radarr:",
        "[Error] DownloadDecisionMaker: Couldn't process release.",
        "System.Data.SQLite.SQLiteException: database is locked",
    ]
    with pytest.raises(Mistake):
        await rig.ask("show_logs", container="radarr", lines=101)


async def test_a_restart_says_who_hangs_on_it_and_is_done_once_for_one_asking(rig: Rig) -> None:
    card = await rig.card("restart_container", container="gluetun")
    assert card.splitlines()[0].startswith(
        "Restart gluetun on the NAS (container gluetun, image qmcgaw/gluetun:v3.40"
    )
    assert (
        card.splitlines()[1]
        == f"{SHARERS} are online only through it: each stays offline until it is restarted too."
    )
    args = await rig.admit("restart_container", {"container": "plex"})
    handle = str(args["container"])
    assert handle.startswith("plex@")

    done = await rig.do("restart_container", container=handle)
    assert str(done.answer) == "plex is running again and is healthy."
    assert isinstance(done.inverse, Irreversible)
    verb = rig.verbs["network_restart_container"].verb
    assert verb.observe is not None
    assert verb.happened is not None
    assert verb.happened(args, await verb.observe(args)) is True
    again = await rig.do("restart_container", container=handle)
    assert "has been restarted since you asked" in str(again.answer)
    assert moved(rig) == [("restart_container", "plex")]


async def test_before_it_is_done_a_restart_has_not_happened(rig: Rig) -> None:
    args = await rig.admit("restart_container", {"container": "plex"})
    verb = rig.verbs["network_restart_container"].verb
    assert verb.observe is not None
    assert verb.happened is not None
    assert verb.happened(args, await verb.observe(args)) is False


async def test_what_was_stopped_is_started_by_undoing(rig: Rig) -> None:
    before = runs(rig)
    assert await rig.risk("stop_container", container="jellyfin") is Risk.DANGER
    done = await rig.do("stop_container", container="jellyfin")
    assert str(done.answer) == "jellyfin is stopped."
    assert runs(rig)["jellyfin"] == "stopped"
    await rig.undo(done)
    assert runs(rig) == before
    started = await rig.do("start_container", container="photo-backup")
    assert started.inverse == Call("network_stop_container", {"container": "photo-backup"})
    await rig.undo(started)
    assert runs(rig) == before


async def test_what_stands_so_already_is_left_alone(rig: Rig) -> None:
    assert str((await rig.do("start_container", container="plex")).answer) == "plex was running already."
    assert (
        str((await rig.do("stop_container", container="photo-backup")).answer)
        == "photo-backup was stopped already."
    )
    assert moved(rig) == []


async def test_a_container_that_ends_at_once_is_told_so(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        broken: Json = {"name": "broken", "image": "x/broken:1", "ends_with": 1, "state": "exited"}
        slow: Json = {"name": "slow", "image": "x/slow:1", "health": "healthy", "settles_seconds": 60}
        keep_only(content, [broken, slow], start_seconds=0.1)

    async with open_rig("network", tmp_path, change=change) as rig:
        done = await rig.do("start_container", container="broken")
        assert str(done.answer) == "broken was started, but now it is exited; look at its logs."
        assert "still starting up" in str((await rig.do("restart_container", container="slow")).answer)


def keep_only(content: dict[str, Json], containers: list[Json], **settings: Json) -> None:
    """A network with these containers and nothing else."""
    own: dict[str, Json] = {"url": "/network/containers/docker", **settings}
    content["network"] = {"containers": {"containers": containers}, "settings": {"containers": own}}
    content["media"] = {}


async def test_a_name_of_the_family_of_the_program_and_of_the_integration_mean_it(rig: Rig) -> None:
    async def meant(said: str) -> object:
        return (await rig.admit("show_container", {"container": said}))["container"]

    assert await meant("second Pi-hole") == "pihole-two"
    assert await meant("the database") == "postgres"
    assert await meant("Home Assistant") == "homeassistant"
    assert await meant("the plex container") == "plex"
    with pytest.raises(Unclear) as which:
        await meant("the downloads")
    assert [call.args["container"] for _, call in which.value.options] == ["qbittorrent", "sabnzbd"]
    with pytest.raises(Mistake, match="There is no container “tardis”"):
        await meant("tardis")


async def test_an_integration_is_found_at_its_address_whatever_its_container_is_called(
    tmp_path: Path,
) -> None:
    def change(content: dict[str, Json]) -> None:
        odd: Json = {
            "name": "media-01",
            "image": "custom/build:7",
            "ports": {"32400": 32400},
            "network": "media",
        }
        tunnel: Json = {
            "name": "tunnel",
            "image": "qmcgaw/gluetun:v3",
            "ports": {"8080": 8080},
            "network": "d",
        }
        torrents: Json = {"name": "qbittorrent", "image": "x/qbittorrent:5", "network": "container:tunnel"}
        usenet: Json = {"name": "usenet", "image": "x/other:5", "network": "container:tunnel"}
        keep_only(content, [odd, tunnel, torrents, usenet])

    async with open_rig("network", tmp_path, change=change) as rig:
        enter(rig, "Plex", "http://nas.lan:32400")
        enter(rig, "qBittorrent", "http://nas.lan:8080")
        assert (await rig.admit("show_container", {"container": "plex"}))["container"] == "media-01"
        assert (await rig.card("restart_container", container="plex")).startswith(
            "Restart Plex (container media-01,"
        )
        assert (await rig.admit("show_container", {"container": "qBittorrent"}))["container"] == "qbittorrent"
        names = {(each.id, each.spoken) for each in await rig.domain.names["container"]()}
        assert ("media-01", "Plex") in names
        assert ("media-01", "media 01") in names


async def test_a_newer_image_is_fetched_and_nothing_that_runs_is_touched(rig: Rig) -> None:
    before = runs(rig)
    told = str((await rig.do("update_container", container="plex")).answer)
    assert "is fetched; nothing that runs was touched." in told
    assert told.endswith("on the NAS in /volume1/docker/media: docker compose up -d plex")
    assert "was here already" in str((await rig.do("update_container", container="plex")).answer)
    assert "is up to date" in str((await rig.do("update_container", container="sonarr")).answer)
    assert runs(rig) == before


async def test_a_rehearsal_touches_nothing(rig: Rig) -> None:
    for name in ("restart_container", "stop_container", "update_container"):
        with held() as rehearsal, pytest.raises(HeldBack):
            await rig.do(name, container="plex")
        assert rehearsal.reached
    assert moved(rig) == []


async def test_homeops_does_not_end_itself(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        keep_only(content, [{"name": "butler", "image": "ghcr.io/us/homeops:1"}])

    async with open_rig("network", tmp_path, change=change) as rig:
        with pytest.raises(Mistake, match="That is HomeOps itself"):
            await rig.card("stop_container", container="butler")


async def test_names_outlive_a_docker_that_is_gone(rig: Rig) -> None:
    known = await rig.domain.names["container"]()
    assert ("plex", "plex") in {(each.id, each.spoken) for each in known}
    rig.misbehave(path="/network/containers", how="error", times=99)
    assert await rig.domain.names["container"]() == known
    asked = {each.name: each for each in rig.domain.checks}
    finding = await asked["Docker"].ask()
    assert not finding.ok
    rig.far.behaviours.clear()
    assert (await asked["containers"].ask()).summary == "Not well: radarr."


@pytest.mark.parametrize("how", ["error", "garbage", "drop", "hang"])
async def test_a_bad_day_is_told_in_one_sentence_and_nothing_is_done(tmp_path: Path, how: str) -> None:
    def change(content: dict[str, Json]) -> None:
        keep_only(content, [{"name": "plex", "image": "x/plex:1"}], answer_seconds=1, stop_seconds=1)

    async with open_rig("network", tmp_path, change=change) as rig:
        await rig.ask("list_containers")
        rig.misbehave(path="/network/containers", how=how, times=3)
        with pytest.raises(Unavailable) as bad:
            await rig.ask("list_containers")
        assert bad.value.sentence.endswith((".", "!"))
        rig.far.behaviours.clear()
        assert moved(rig) == []
        assert (await rig.ask("list_containers")).startswith("1 of 1 container")


async def test_a_thousand_containers_are_told_in_a_few_lines(tmp_path: Path) -> None:
    def change(content: dict[str, Json]) -> None:
        many: list[Json] = [{"name": f"c{n}", "image": f"x/c{n % 7}:1", "network": "n"} for n in range(1000)]
        keep_only(content, many)

    async with open_rig("network", tmp_path, change=change) as rig:
        told = await rig.ask("list_containers")
        assert len(told.splitlines()) <= 12
        assert told.startswith("1000 of 1000 containers")


async def test_without_docker_there_are_no_verbs(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        assert not connect(ContainersSettings(), world, None).verbs
