"""Readings to draw, and what can be read from the picture of a chart."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image

from memory.messages import Attachment
from tools.charts import Point

BERLIN = ZoneInfo("Europe/Berlin")

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

BLUE, ORANGE, PALE, GREY, ALARM = "#0072b2", "#d55e00", "#f6d0b7", "#57606a", "#a8123e"

Spot = tuple[int, int]


def points(count: int, step: timedelta, value: Callable[[int], float]) -> list[Point]:
    """Readings that end at noon."""
    return [(NOON - step * (count - 1 - number), value(number)) for number in range(count)]


def picture(chart: Attachment) -> Image.Image:
    assert chart.media_type == "image/png"
    assert chart.name.endswith(".png")
    return Image.open(BytesIO(chart.content)).convert("RGB")


def ink(chart: Attachment, colour: str) -> list[Spot]:
    """Where a colour is, nearly, as (column, row from the top)."""
    image = picture(chart)
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    data = image.tobytes()
    near = [
        place
        for place in range(len(data) // 3)
        if data[3 * place] in range(wanted[0] - 6, wanted[0] + 7)
        and data[3 * place + 1] in range(wanted[1] - 6, wanted[1] + 7)
        and data[3 * place + 2] in range(wanted[2] - 6, wanted[2] + 7)
    ]
    return [(place % image.width, place // image.width) for place in near]
