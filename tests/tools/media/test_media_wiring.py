"""The subjects of the media domain learn from each other what concerns them."""

from pathlib import Path

from tests.tools.rig import open_rig


async def test_what_was_asked_for_in_jellyseerr_is_told_as_such_by_discovery(tmp_path: Path) -> None:
    async with open_rig("media", tmp_path) as rig:
        assert "The Wild Robot" in await rig.ask("list_media_requests")
        told = await rig.ask("show_trending")
        assert next(line for line in told.splitlines() if "The Wild Robot" in line).endswith(
            "requested already"
        )
