"""Pictures of numbers in one house style, made to be read on a phone.

A picture is 960 pixels wide and at most 1,280 high, the largest that chat platforms pass on unshrunk. The same input
gives the same bytes. Drawing takes 50 to 150 ms, the very first about a second more (matplotlib is imported then), so
a caller on the event loop draws in a thread.
"""

from tools.charts.bars import Bar, draw_bars
from tools.charts.forecast import draw_forecast
from tools.charts.points import Point, thin_points
from tools.charts.series import Series, draw_series

__all__ = ["Bar", "Point", "Series", "draw_bars", "draw_forecast", "draw_series", "thin_points"]
