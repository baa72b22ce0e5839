"""`python -m tests.bench [NAME …]`: measure and print a JSON line a figure; `--table` makes a table of such lines."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from tests.bench import (
    api,
    cold_start,
    grammar,
    grammar_time,
    idle_rss,
    inbox_rate,
    load,
    offer,
    recall_latency,
    recall_quality,
    turn_overhead,
    typing_echo,
    voice,
    witness,
)
from tests.bench.figures import Figure
from tests.bench.table import draw_table

BENCHES: Mapping[str, Callable[[], Sequence[Figure]]] = {
    "typing": typing_echo.measure,
    "cold_start": cold_start.measure,
    "turn_overhead": turn_overhead.measure,
    "idle_rss": idle_rss.measure,
    "grammar_time": grammar_time.measure,
    "inbox_rate": inbox_rate.measure,
    "load": load.measure,
    "api": api.measure,
    "grammar_pc": grammar.measure_pc,
    "grammar_home": grammar.measure_home,
    "grammar_network": grammar.measure_network,
    "grammar_media": grammar.measure_media,
    "offer": offer.measure,
    "recall_quality": recall_quality.measure,
    "witness": witness.measure,
    "recall_latency": recall_latency.measure,
    "voice": voice.measure,
}


def main() -> None:
    """Run what was named, or everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(BENCHES)}")
    parser.add_argument("--table", action="store_true", help="make a table of the lines on standard input")
    parser.add_argument("--show", choices=["tune"], help="with grammar_DOMAIN: its lines that fail")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in BENCHES]:
        parser.error(f"there is no bench {unknown[0]!r}; there are {', '.join(BENCHES)}")
    if asked.table:
        print(draw_table(sys.stdin))
    elif asked.show:
        for name in asked.names:
            grammar.show_tune(name.removeprefix("grammar_"))
    else:
        for name in asked.names or BENCHES:
            for figure in BENCHES[name]():
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
