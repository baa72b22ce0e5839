"""The sheet that charts are drawn on: pixels, ink and letters; alone in knowing matplotlib."""

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from memory.messages import Attachment
from tools.charts.words import shorten, wrap

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font
    from matplotlib.text import Text

WIDTH = 960
HEIGHT = 1_280
MARGIN = 36
SMALL, NORMAL, LARGE = 34, 38, 48  # letters in pixels; a phone shows the sheet at about a third
INK, FAINT, GRID, SHEET = "#1b1f24", "#57606a", "#dfe3e8", "#fbfbfa"
ALARM = "#a8123e"
# Okabe and Ito's colours, which differ for every kind of colour vision; without yellow, too pale on white.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#57606a")

_MOST_LETTERS = 400
_MOST_ALT = 2_000  # letters

Dots = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels from the sheet's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def attach(title: str, png: bytes, alt: str) -> Attachment:
    """The picture as a file named after its title; `alt` may hold any characters."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower())[:40].strip("-") or "chart"
    said = "".join(letter for letter in " ".join(alt.split()) if letter.isprintable())
    return Attachment(f"{name}.png", "image/png", png, said[:_MOST_ALT])


class Paper:
    """A blank sheet, drawn on in pixels counted from its lower left corner."""

    def __init__(self) -> None:
        logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it tells the log about font caches
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        # At 72 dots an inch a point is a pixel, so letters and lines are measured in pixels too.
        self._figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72, facecolor=SHEET)
        self._canvas = FigureCanvasAgg(self._figure)

    def draw_line(
        self, dots: Dots, colour: str, *, width: float = 4.5, dashed: bool = False, clip: Box | None = None
    ) -> None:
        """A line through the dots."""
        from matplotlib.lines import Line2D

        style = (0, (3, 2)) if dashed else "-"
        xs, ys = [x for x, _ in dots], [y for _, y in dots]
        line = Line2D(xs, ys, color=colour, linewidth=width, linestyle=style, solid_joinstyle="round")
        self._add(line, clip)

    def draw_dot(self, x: float, y: float, colour: str, size: float = 16) -> None:
        """A round dot, `size` pixels across."""
        from matplotlib.lines import Line2D

        self._add(
            Line2D([x], [y], color=colour, marker="o", markersize=size, markeredgewidth=0, linestyle="")
        )

    def draw_area(self, dots: Dots, colour: str, *, alpha: float = 1.0, clip: Box | None = None) -> None:
        """A filled shape with the dots as its corners."""
        from matplotlib.patches import Polygon

        self._add(Polygon(list(dots), closed=True, facecolor=colour, alpha=alpha, edgecolor="none"), clip)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = NORMAL,
        colour: str = INK,
        bold: bool = False,
        ha: Literal["left", "center", "right"] = "left",
        halo: bool = False,
    ) -> None:
        """One line of text, vertically centred on `y`; a halo keeps it legible over a line."""
        words = self._letters(text, size, bold=bold)
        words.set(x=x, y=y, color=colour, horizontalalignment=ha, verticalalignment="center_baseline")
        if halo:
            words.set_bbox({"facecolor": SHEET, "alpha": 0.8, "edgecolor": "none", "pad": 4})
        self._add(words)

    def measure(self, text: str, *, size: int = NORMAL, bold: bool = False) -> float:
        """How many pixels wide the text is."""
        return self._letters(text, size, bold=bold).get_window_extent(self._canvas.get_renderer()).width

    def fit(self, text: str, room: float, *, size: int = NORMAL, bold: bool = False) -> str:
        """The text on one line, shortened in the middle if it is wider than `room` pixels."""
        return shorten(_plain(text, bold=bold), partial(self._fits, room=room, size=size, bold=bold))

    def _fits(self, text: str, *, room: float, size: int, bold: bool) -> bool:
        return self.measure(text, size=size, bold=bold) <= room

    def write_head(self, title: str, notes: Sequence[str]) -> float:
        """Title and notes at the top of the sheet; gives the height in pixels below which there is room."""
        y = HEIGHT - MARGIN
        heads = [(title, 3, LARGE, True), *((note, 2, SMALL, False) for note in notes)]
        for text, most, size, bold in heads:
            fits = partial(self._fits, room=WIDTH - 2 * MARGIN, size=size, bold=bold)
            for line in wrap(_plain(text, bold=bold), fits, most):
                y -= size * 1.3
                self.write(MARGIN, y + size * 0.65, line, size=size, bold=bold, colour=INK if bold else FAINT)
        return y - 20

    def png(self, foot: float = 0) -> bytes:
        """The sheet above `foot` as a PNG, without date or program in it: the same drawing, the same bytes."""
        from PIL import Image

        self._canvas.draw()
        sheet = Image.frombytes("RGBA", (WIDTH, HEIGHT), bytes(self._canvas.buffer_rgba())).convert("RGB")
        file = BytesIO()
        sheet.crop((0, 0, WIDTH, HEIGHT - int(max(foot, 0)))).save(file, "PNG")
        return file.getvalue()

    def _letters(self, text: str, size: int, *, bold: bool) -> "Text":
        from matplotlib.text import Text
        from matplotlib.transforms import IdentityTransform

        plain = _plain(text, bold=bold)
        letters = Text(0, 0, plain, fontproperties=_font(size, bold=bold), parse_math=False, usetex=False)
        letters.set_figure(self._figure)
        letters.set_transform(IdentityTransform())
        return letters

    def _add(self, artist: "Artist", clip: Box | None = None) -> None:
        from matplotlib.transforms import Bbox, IdentityTransform

        artist.set_transform(IdentityTransform())
        self._figure.add_artist(artist)
        if clip:
            artist.set_clip_box(Bbox.from_extents(clip.left, clip.bottom, clip.right, clip.top))


def _font_file(*, bold: bool) -> Path:
    import matplotlib as mpl

    return Path(mpl.get_data_path(), "fonts", "ttf", f"DejaVuSans{'-Bold' if bold else ''}.ttf")


def _font(size: int, *, bold: bool) -> "FontProperties":
    """Matplotlib's own font, by its file: the same letters on every machine."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_font_file(bold=bold), size=size)


@cache
def _open_font(*, bold: bool) -> "FT2Font":
    from matplotlib.ft2font import FT2Font

    return FT2Font(_font_file(bold=bold))


@lru_cache(maxsize=4_096)
def _has_letter(letter: str, *, bold: bool) -> bool:
    return _open_font(bold=bold).get_char_index(ord(letter)) != 0


def _plain(text: str, *, bold: bool) -> str:
    """One line that the font can write: pictures in the text are dropped, foreign letters become a box."""
    kept: list[str] = []
    if len(text) > _MOST_LETTERS:  # no line has room for more, and outsiders choose some names
        text = text[: _MOST_LETTERS // 2] + text[-_MOST_LETTERS // 2 :]
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        kind = unicodedata.category(letter)
        if kind in {"Cf", "Cc"} or unicodedata.name(letter, "").startswith("VARIATION SELECTOR"):
            continue  # joiners and direction marks
        if _has_letter(letter, bold=bold):
            kept.append(letter)
        elif kind not in {"So", "Sk", "Mn", "Me"}:
            kept.append("\N{WHITE SQUARE}")
    return " ".join("".join(kept).split())
