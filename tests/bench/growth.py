"""How the cost grows with the specification: the same specification several times in one file."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path

from crates import CHECK, Crate
from report import Report

TIMES = (1, 2, 4, 8)
BAR = 24


def multiplied(document: dict, times: int) -> dict:
    """`document` with copies in which every resource, definition and type is different.

    The generator merges equal types, and equal sets of optional parameters. So each copy renames the properties, the
    parameters that are not in the path, and the first value of each enum. Definitions get a prefix, since those that differ
    only in a number at the end are merged.
    """
    whole = copy.deepcopy(document)
    for number in range(2, times + 1):
        mark = f"_{number}"
        for path, item in document["paths"].items():
            first, slash, rest = path.lstrip("/").partition("/")
            whole["paths"][f"/{first}{mark}{slash}{rest}"] = _changed(item, mark)
        for name, schema in document["definitions"].items():
            whole["definitions"][_prefix(mark) + name] = _changed(schema, mark)
    return whole


def _prefix(mark: str) -> str:
    """What the names of definitions begin with in a copy."""
    return f"Copy{mark}_"


def _changed(node: object, mark: str) -> object:
    """A changed copy of a part of the document, without recorded exchanges."""
    if isinstance(node, list):
        return [_changed(one, mark) for one in node]
    if not isinstance(node, dict):
        return node
    new = {key: _changed(value, mark) for key, value in node.items() if key != "x-examples"}
    if isinstance(new.get("$ref"), str):
        new["$ref"] = new["$ref"].replace("#/definitions/", f"#/definitions/{_prefix(mark)}")
    if isinstance(new.get("enum"), list) and new.get("type") == "string":
        new["enum"][0] += mark
    if isinstance(new.get("in"), str) and new["in"] != "path":
        new["name"] += mark
    if isinstance(new.get("properties"), dict) and new.get("type") == "object":
        new["properties"] = {name + mark: schema for name, schema in new["properties"].items()}
        new["required"] = [name + mark for name in new.get("required", [])]
    return new


@dataclass(frozen=True)
class Size:
    """What the generated code contains."""

    operations: int
    records: int
    enums: int
    parameters: int
    """Structs of optional parameters."""

    @staticmethod
    def of(expanded: str) -> Size:
        code = re.sub(r"\s+", "", expanded)
        calls = re.findall(r'\b(?:__Arguments|Call|PagedCall)::start(?:_at)?\(&self\.0,\s*"(\S+) [^"/]* (/[^"]*)"', expanded)
        return Size(
            operations=len(set(calls)),  # some have two methods, with an old and a new name
            records=len(re.findall(r"impl__Recordfor\w+\{", code)),
            enums=len(re.findall(r"^\s*pub enum ", expanded, re.MULTILINE)),
            parameters=len(re.findall(r"pubstruct\w+<C=", code)),
        )

    def __mul__(self, times: int) -> Size:
        return Size(*(times * figure for figure in vars(self).values()))

    @property
    def types(self) -> int:
        return self.records + self.enums


def main(report: Report, ours: Crate, spec: Path, runs: int) -> None:
    """Prints the table; `ours` must have been checked before. Exits if a copy adds less than all of its types."""
    document = json.loads(spec.read_text(encoding="utf-8"))
    figures = []
    for times in TIMES:
        file = ours.folder / f"{times}-times.json"
        file.write_text(json.dumps(multiplied(document, times)), encoding="utf-8")
        source = f'civis::civis_api!("{file}");'
        size = Size.of(ours.expanded(source))
        if not figures and not all(vars(size).values()):
            raise SystemExit(f"the generated code was read as {size}: has its form changed?")
        if figures and size != figures[0][1] * times:
            raise SystemExit(f"{times} times {figures[0][1]} became {size}")
        figures.append((times, size, ours.alone(CHECK, runs, source)))

    most = max(cost.cpu for _, _, cost in figures)
    report.table(
        f"`cargo check` of the crate alone, with the specification several times in one file, median of {runs} runs",
        ["times", "operations", "types", "CPU s", "ms per operation", "peak MB", "MB per operation", "CPU"],
        [
            [
                str(times), str(size.operations), str(size.types),
                f"{cost.cpu:.2f}", f"{1000 * cost.cpu / size.operations:.2f}",
                f"{cost.memory:.0f}", f"{cost.memory / size.operations:.2f}",
                ("█" * max(1, round(BAR * cost.cpu / most))).ljust(BAR, "░"),
            ]
            for times, size, cost in figures
        ],
    )
