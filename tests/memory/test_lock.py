from pathlib import Path

import pytest

from memory.lock import Held, is_held, lock, try_lock


def test_a_folder_is_held_by_one_until_released(tmp_path: Path) -> None:
    folder = tmp_path / "made on the way"
    first = lock(folder)

    assert try_lock(folder) is None
    with pytest.raises(Held, match="Another HomeOps is already running"):
        lock(folder)

    first.release()
    second = try_lock(folder)
    assert second is not None
    second.release()


def test_whether_a_folder_is_held_is_seen_without_making_one(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert not is_held(folder)
    assert not folder.exists()

    held = lock(folder)
    assert is_held(folder)
    held.release()
    assert not is_held(folder)
