#!/usr/bin/env python3
"""Draws which folders include which, from the code, into the README between its two comments `architecture`.
usage: architecture.py REPOSITORY [--write]      without --write: fails if the README shows another picture"""
import re, sys
from pathlib import Path

TOPS = ["tools", "engine", "codecs", "kernels"]
BEGIN, END = "<!-- architecture: tests/meta/architecture.py --write -->\n", "<!-- end of architecture -->\n"


def node_of(path):
    """engine/io/shard.hpp -> engine/io; the other top folders are one node each."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == "engine" and len(parts) > 2 else parts[0]


def includes(root):
    edges = {}
    for top in TOPS:
        for file in sorted(path for kind in ("hpp", "cpp") for path in (root / top).rglob("*." + kind)):
            node = node_of(file.relative_to(root).as_posix())
            targets = edges.setdefault(node, set())
            for target in re.findall(r'^\s*#\s*include\s*"([^"]+)"', file.read_text(), re.M):
                if target.split("/")[0] in TOPS and node_of(target) != node: targets.add(node_of(target))
    return edges


def reachable(edges, start):
    seen, left = set(), list(edges[start])
    while left:
        node = left.pop()
        if node not in seen:
            seen.add(node)
            left += edges[node]
    return seen


def picture(edges):
    """Arrows that follow from others are left out."""
    lines = ["```mermaid", "flowchart TD"]
    names = {node: node.replace("/", "_") for node in edges}
    lines += [f"  {names[node]}[{node}/]" for node in sorted(edges)]
    for node in sorted(edges):
        needless = set().union(*(reachable(edges, target) for target in edges[node]))
        lines += [f"  {names[node]} --> {names[target]}" for target in sorted(edges[node] - needless)]
    return "\n".join([*lines, "```"]) + "\n"


def main():
    root = Path(sys.argv[1])
    readme = root / "README.md"
    before, begin, rest = readme.read_text().partition(BEGIN)
    shown, end, after = rest.partition(END)
    if not begin or not end: sys.exit(f"{readme} lacks the comments between which the picture goes")
    drawn = picture(includes(root))
    if "--write" in sys.argv: readme.write_text(before + BEGIN + drawn + END + after)
    elif shown != drawn: sys.exit(f"{readme} shows another picture of the folders than the code gives: tests/meta/architecture.py . --write")


main()
