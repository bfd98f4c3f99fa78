"""Tables: printed as soon as they are ready, and written as Markdown at the end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Table:
    """A table; the first column is left-aligned, the others right-aligned."""

    title: str
    header: list[str]
    rows: list[list[str]]

    def text(self) -> str:
        widths = [max(len(row[i]) for row in [self.header, *self.rows]) for i in range(len(self.header))]
        lines = [self.title]
        for row in [self.header, *self.rows]:
            cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)

    def markdown(self) -> str:
        columns = ["---", *("---:" for _ in self.header[1:])]
        lines = [f"| {' | '.join(cells)} |" for cells in [self.header, columns, *self.rows]]
        return "\n".join([f"{self.title}:", "", *lines])


class Report:
    """The tables of a run, after a line that names the machine and the versions."""

    def __init__(self, machine: str) -> None:
        self.versions = [machine]
        self.tables: list[Table] = []
        print(machine, flush=True)

    def version(self, text: str) -> None:
        """Adds a version that the figures depend on."""
        self.versions.append(text)
        print(text, flush=True)

    def table(self, title: str, header: list[str], rows: list[list[str]]) -> None:
        self.tables.append(Table(title, header, rows))
        print(f"\n{self.tables[-1].text()}", flush=True)

    def markdown(self) -> str:
        machine = f"Measured on {', '.join(self.versions)}."
        return "\n\n".join([machine, *(one.markdown() for one in self.tables)]) + "\n"


def replace_block(file: Path, part: str, markdown: str) -> None:
    """Replaces the text between the two marks of a part in a file."""
    marks = (f"<!-- bench {part} -->", f"<!-- /bench {part} -->")
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not begin or not end:
        raise SystemExit(f"{file} has no lines {marks[0]} and {marks[1]}")
    file.write_text(f"{before}{begin}\n{markdown}{end}{after}", encoding="utf-8")
