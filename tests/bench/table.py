"""The JSON lines of a run as a markdown table for README."""

import json
from collections.abc import Iterable

BESIDE = ("bench", "unit", "goal", "n", "load")


def draw_table(lines: Iterable[str]) -> str:
    """A row a figure; lines that are no figures are left out."""
    rows = ["| Figure | Measured | Goal | n | Load |", "|---|---|---|---|---|"]
    for line in lines:
        if line.startswith("{"):
            figure: dict[str, object] = json.loads(line)
            unit = figure.get("unit", "")
            found = ", ".join(f"{key} {value}" for key, value in figure.items() if key not in BESIDE)
            measured = f"{found} {unit}".strip()
            beside = " | ".join(str(figure.get(key, "")) for key in ("goal", "n", "load"))
            rows.append(f"| {figure['bench']} | {measured} | {beside} |")
    return "\n".join(rows)
