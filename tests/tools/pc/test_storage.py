"""What fills the disks, and when a disk is full."""

from datetime import timedelta
from pathlib import Path

import pytest

from memory.errors import Mistake
from tools.contract import World
from tools.pc.local import LocalMachine
from tools.pc.models import disk_series
from tools.pc.settings import PcSettings
from tools.pc.simulated import SimulatedMachine
from tools.pc.storage.tools import Storage


async def test_the_biggest_folders_are_shown_biggest_first(storage: Storage) -> None:
    found = await storage.show_largest_folders()

    sizes = [folder.bytes for folder in found.folders]
    assert sizes == sorted(sizes, reverse=True)
    assert len(str(found).splitlines()) <= 12
    assert found.chart() is not None


async def test_a_folder_or_disk_is_found_by_what_people_call_it(storage: Storage) -> None:
    big = (await storage.show_largest_folders()).folders[0].path
    name = big.replace("\\", "/").rpartition("/")[2]

    assert (await storage.show_largest_folders(name.lower())).path == big
    assert (await storage.show_largest_folders("D:")).path.startswith("D:")
    with pytest.raises(Mistake):
        await storage.show_largest_folders("no such folder")


async def test_the_day_a_disk_is_full_comes_with_its_doubt(
    storage: Storage, machine: SimulatedMachine
) -> None:
    disk = (await machine.disks())[0]

    found = (await storage.forecast_disk("c:")).disks[0]

    assert found.verdict == "dated"
    assert found.bytes_a_day == pytest.approx(1.2e9, rel=0.15)
    assert found.full_at is not None
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= found.full_at <= found.latest
    expected = disk.free_bytes / 1.2e9
    assert (found.full_at - found.asked_at).days == pytest.approx(expected, rel=0.2, abs=3)
    assert "between" in str(found)
    assert "1.2 GB a day" in str(found)


async def test_all_disks_are_told_the_soonest_first_with_a_picture(storage: Storage) -> None:
    found = await storage.forecast_disk()

    days = [disk.full_at for disk in found.disks if disk.full_at is not None]
    assert days == sorted(days)
    assert len(str(found).splitlines()) == len(found.disks) == 3
    picture = found.chart()
    assert picture is not None
    assert picture.alt
    with pytest.raises(Mistake, match="no disk Q:"):
        await storage.forecast_disk("Q:")


async def test_our_own_measurements_count_where_there_are_any(
    storage: Storage, machine: SimulatedMachine, world: World
) -> None:
    disk = (await machine.disks())[0]
    now = world.clock.now()
    flat = [
        (disk_series(disk.id), now - timedelta(hours=6 * i), float(disk.used_bytes)) for i in range(1, 1400)
    ]
    await world.samples.keep(flat)

    found = (await storage.forecast_disk(disk.id)).disks[0]

    assert found.verdict == "steady"
    assert "won't be full within five years" in str(found)


async def test_a_real_disk_without_history_is_told_so(world: World, tmp_path: Path) -> None:
    settings = PcSettings(cleanup=())
    storage = Storage(LocalMachine(settings, tmp_path, world.clock.now), world, settings)

    found = await storage.forecast_disk()

    assert all(disk.verdict in {"unknown", "full"} for disk in found.disks)
    assert found.chart() is None
