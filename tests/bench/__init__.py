"""The figures of README: how fast HomeOps is, how little it needs, and how well it understands without a model.

`python -m tests.bench` measures everything and prints one JSON line a figure; `python -m tests.bench NAME` one bench.
Nothing here asserts a time: the machine is often shared, so every line carries its load average.
"""
