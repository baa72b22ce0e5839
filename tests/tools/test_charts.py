"""Charts: what a phone would show, read back from the picture's pixels."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from math import inf, nan

import pytest
from PIL import Image

from memory.messages import Attachment
from tests.tools.chart_reading import (
    ALARM,
    BERLIN,
    BLUE,
    DAY,
    GREY,
    MINUTE,
    NOON,
    ORANGE,
    PALE,
    Spot,
    ink,
    picture,
    points,
)
from tools.charts import Bar, Series, draw_bars, draw_forecast, draw_series


def assert_margin_free(chart: Attachment) -> None:
    """Nothing touches the edge: nothing was cut off."""
    image = picture(chart)
    sheet = image.getpixel((0, 0))
    for edge in (
        image.crop((0, 0, 10, image.height)),
        image.crop((image.width - 10, 0, image.width, image.height)),
        image.crop((0, 0, image.width, 10)),
        image.crop((0, image.height - 6, image.width, image.height)),
    ):
        assert edge.getcolors() == [(edge.width * edge.height, sheet)]


def longest_pause(spots: list[Spot]) -> int:
    """The widest run of columns without this ink, between its first and last."""
    columns = sorted({column for column, _ in spots})
    return max(right - left for left, right in pairwise(columns))


def test_a_series_is_a_phone_sized_picture_with_words() -> None:
    chart = draw_series(
        "Processor", [Series("", points(60, MINUTE, lambda n: 20 + n))], unit="%", zone=BERLIN
    )

    assert picture(chart).size == (960, 1280)
    assert chart.name == "processor.png"
    assert chart.alt == (
        "Line chart of Processor. From Mon 23 Nov 2026 12:01 to Mon 23 Nov 2026 13:00; "
        "lowest 20 %, highest 79 %, latest 79 %."
    )
    line = [spot for spot in ink(chart, BLUE) if spot[0] < 700]
    assert max(line)[1] < min(line)[1]  # it rises
    assert longest_pause(line) == 1


def test_a_pause_in_the_readings_is_left_open() -> None:
    whole = points(60, MINUTE, lambda n: 20 + n % 3)
    holed = [*whole[:20], *whole[35:]]

    chart = draw_series("Processor", [Series("PC", holed)], unit="%", zone=BERLIN)

    assert longest_pause(ink(chart, BLUE)) > 100
    assert "with 1 gap without readings" in chart.alt


def test_the_threshold_is_drawn_where_its_value_is() -> None:
    series = [Series("", points(60, MINUTE, lambda n: 50.0 if n < 30 else 30.0))]
    with_limit = draw_series("Processor", series, unit="%", zone=BERLIN, threshold=50)

    rows = {row for column, row in ink(with_limit, ALARM) if column > 600}  # right of its name
    level = min(row for column, row in ink(with_limit, BLUE) if column < 300)
    assert rows
    assert all(abs(row - level) < 8 for row in rows)
    assert not ink(draw_series("Processor", series, unit="%", zone=BERLIN), ALARM)
    assert with_limit.alt.endswith("A dashed line marks 50 %.")


def test_old_readings_end_before_now() -> None:
    series = [Series("", points(60, MINUTE, lambda _: 5.0))]
    fresh = draw_series("x", series, unit="", zone=BERLIN)
    stale = draw_series("x", series, unit="", zone=BERLIN, now=NOON + 60 * MINUTE)

    width = {
        name: len({c for c, _ in ink(chart, BLUE) if c < 840}) for name, chart in (("f", fresh), ("s", stale))
    }
    assert width["s"] < 0.65 * width["f"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: draw_series("One", [Series("CPU", points(1, MINUTE, lambda _: 45.0))], unit="%", zone=BERLIN),
        lambda: draw_series("Two", [Series("CPU", points(2, MINUTE, float))], unit="%", zone=BERLIN),
        lambda: draw_series(
            "Still", [Series("", points(9, MINUTE, lambda _: 0.0))], unit="%", zone=BERLIN, threshold=0
        ),
        lambda: draw_series(
            "Cold", [Series("", points(50, DAY, lambda n: -n * 1.5))], unit="°C", zone=BERLIN
        ),
        lambda: draw_series(
            "Huge", [Series("", points(9, DAY, lambda n: -1e200 * n))], unit="bytes", zone=BERLIN
        ),
        lambda: draw_series(
            "Odd", [Series("x", [(NOON, nan), (NOON + DAY, inf), (NOON, 3.0)])], unit="", zone=BERLIN
        ),
        lambda: draw_series(
            "Long " * 60, [Series("w" * 9_999, points(9, DAY, float))], unit="k" * 99, zone=BERLIN
        ),
        lambda: draw_series(
            "Many",
            [Series(f"a long name {n}", points(9, DAY, float)) for n in range(9)],
            unit="",
            zone=BERLIN,
        ),
        lambda: draw_bars("One", [Bar("a" * 999, 3.0, "3 GB")], unit="GB"),
        lambda: draw_bars("None", [Bar("a", 0.0), Bar("b", 0.0)], unit="GB"),
        lambda: draw_bars(
            "Loss " * 60, [Bar(f"{n}" * 90, n * 1e9, "text" * 40) for n in range(-20, 20)], unit="€"
        ),
    ],
    ids=["one", "two", "still", "cold", "huge", "odd", "long", "many", "bar", "zeros", "losses"],
)
def test_extremes_stay_on_the_sheet(draw: Callable[[], Attachment]) -> None:
    chart = draw()

    assert_margin_free(chart)
    assert ink(chart, BLUE) or ink(chart, GREY)


def test_nothing_measured_says_so() -> None:
    for chart in (
        draw_series("Door", [Series("x", [])], unit="", zone=BERLIN),
        draw_bars("Door", [Bar("x", nan)], unit=""),
        draw_forecast(
            "Door", [], unit="", zone=BERLIN, line=[], low=[], high=[], limit=1, limit_label="full"
        ),
    ):
        assert chart.alt == "Door: no readings yet."
        assert_margin_free(chart)


def test_names_are_never_formulas_and_may_hold_any_characters() -> None:
    strange = "$x^2$ $\\frac{1}{$ \ud800 \x00 🦊 👨\N{ZERO WIDTH JOINER}👩 中文 ไทย العربية e\u0301 %s {0}\n"
    lines = [Series(strange, points(3, DAY, float)), Series("$", points(3, DAY, float))]

    chart = draw_series(strange, lines, unit="$", zone=BERLIN, threshold=1)

    assert_margin_free(chart)
    assert "$x^2$" in chart.alt
    assert chart.alt.encode()  # can be stored: no lone surrogates, no NUL
    assert "\x00" not in chart.alt
    # A formula would be written without its dollars, narrower.
    dollars = draw_bars("x", [Bar("$aaa$", 1)], unit="")
    plain = draw_bars("x", [Bar("aaa", 1)], unit="")
    assert len(ink(dollars, "#1b1f24")) > len(ink(plain, "#1b1f24"))


def test_the_same_input_gives_the_same_bytes() -> None:
    def draw() -> bytes:
        return draw_series("Same", [Series("x", points(99, DAY, float))], unit="%", zone=BERLIN).content

    first = draw()
    assert draw() == first
    assert not Image.open(BytesIO(first)).info


def test_bars_are_largest_first_and_as_long_as_their_values() -> None:
    chart = draw_bars("Memory", [Bar("small", 1), Bar("large", 4, "4 GB of 8"), Bar("middle", 2)], unit="GB")

    assert chart.alt == "Bar chart of Memory, largest first: large 4 GB of 8; middle 2 GB; small 1 GB."
    lengths: dict[int, int] = {}
    for _, row in ink(chart, BLUE):
        lengths[row] = lengths.get(row, 0) + 1
    rows = sorted(lengths)
    tops = [row for row in rows if row - 1 not in lengths]
    long = [lengths[top + 10] for top in tops]
    assert len(long) == 3
    assert long[0] / long[1] == pytest.approx(2, rel=0.03)
    assert long[0] / long[2] == pytest.approx(4, rel=0.03)


def test_too_many_bars_are_summed_as_other() -> None:
    chart = draw_bars("Memory", [Bar(f"p{n}", n) for n in range(1, 16)], unit="GB")

    assert chart.alt.endswith("p5 5 GB; other (4) 10 GB.")
    assert ink(chart, GREY)
    assert chart.alt.count(";") == 11
    assert "other" not in draw_bars("Memory", [Bar(f"p{n}", n) for n in range(12)], unit="GB").alt


def test_losses_go_to_the_left_of_zero() -> None:
    chart = draw_bars("Balance", [Bar("up", 5), Bar("down", -5)], unit="€")

    bars = ink(chart, BLUE)
    rows = {row for _, row in bars}
    upper = [column for column, row in bars if row < min(rows) + 20]
    lower = [column for column, row in bars if row > max(rows) - 20]
    assert max(lower) <= min(upper) + 4
    assert "down \N{MINUS SIGN}5 €" in chart.alt


def forecast(slope: float) -> Attachment:
    ahead = [NOON + DAY * number for number in range(31)]
    return draw_forecast(
        "Disk C:",
        points(40, DAY, lambda n: 300.0 + n),
        unit="GB",
        zone=BERLIN,
        line=[(at, 340 + slope * n) for n, at in enumerate(ahead)],
        low=[(at, 340 + slope * n * 0.5) for n, at in enumerate(ahead)],
        high=[(at, 340 + slope * n * 9) for n, at in enumerate(ahead)],
        limit=380,
        limit_label="full (380 GB)",
    )


def test_a_forecast_shows_what_was_what_is_expected_and_the_limit() -> None:
    chart = forecast(2)

    plot = {colour: [s for s in ink(chart, colour) if s[1] > 320] for colour in (BLUE, ORANGE, PALE, ALARM)}
    assert all(plot.values())
    assert max(plot[BLUE])[0] < max(plot[ORANGE])[0]
    assert min(plot[PALE])[0] >= max(plot[BLUE])[0] - 20  # the range begins where the readings end
    assert_margin_free(chart)
    assert chart.alt.endswith(
        "latest 339 GB. Expected on Wed 23 Dec 2026: 400 GB. Likely then: 370 GB to 880 GB. "
        "It reaches full (380 GB) about Sun 13 Dec 2026."
    )


def test_a_forecast_that_stays_clear_of_the_limit_says_so() -> None:
    chart = forecast(0.1)

    assert chart.alt.endswith("A dashed line marks full (380 GB) and is not crossed by Wed 23 Dec 2026.")


async def test_charts_drawn_at_once_in_threads_are_the_same() -> None:
    def draw() -> bytes:
        return draw_bars("Same ж", [Bar("ü", 3), Bar("β", 2)], unit="GB").content

    pictures = await asyncio.gather(*(asyncio.to_thread(draw) for _ in range(6)))

    assert set(pictures) == {draw()}
