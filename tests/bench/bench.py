"""Measures what users pay for the client, next to named peers, and prints tables.

    python3 tests/bench/bench.py [compile|decode|requests|everyday|cli|documents|all]

| part | peer | needs besides Rust |
|---|---|---|
| compile | progenitor 0.15 over the same specification | npx, for the conversion to OpenAPI 3 |
| decode | derived serde, strict; `serde_json::Value` | |
| requests | ureq, with and without derived serde; the official Python client | Python with venv, PyPI |
| everyday | the official Python client | Python with venv, PyPI; 4 GB of memory |
| cli | the official command line | Python with venv, PyPI; 4 GB of memory |
| documents | progenitor 0.15, where it takes them | a folder of documents in JSON: `--documents` |

`compile` uses `civis-2026-10.json` in the directory CIVIS_SPECS_DIR, or else the specification pinned in this repository.
It skips rust-analyzer if there is none on the path or at RUST_ANALYZER. Everything is built in a temporary directory;
`--folder` names a directory to keep, so that a second run need not compile the dependencies again (and does not report
their cost).

CPU seconds differ between runs by several hundredths, and by more on a busy machine. `--instructions` counts the
instructions of the compiler that checks the crate alone. They differ by less than a thousandth, and counting takes a minute
or two. It needs valgrind.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import command_line
import documents
import everyday
import expansion
import measure
import speed
from report import Report, replace_block

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["compile", "decode", "requests", "everyday", "cli", "documents"]
# The parts whose tables stand in BENCHMARKS.md as they are printed.
IN_BENCHMARKS = PARTS[:3]


def specification() -> Path:
    """The specification to compile."""
    folder = os.environ.get("CIVIS_SPECS_DIR")
    spec = Path(folder) / "civis-2026-10.json" if folder else ROOT / "civis" / "civis-spec.json"
    if not spec.exists():
        raise SystemExit(f"bench.py: {spec} does not exist")
    return spec.resolve()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", nargs="?", default="all", choices=[*PARTS, "all"])
    parser.add_argument("--runs", type=int, default=5, help="how often to compile ours (default 5)")
    parser.add_argument("--peer-runs", type=int, default=1, help="how often to compile progenitor's; 0 skips it (default 1)")
    parser.add_argument(
        "--without", action="append", default=[], choices=expansion.PARTS, help="skip a part that takes many minutes"
    )
    parser.add_argument(
        "--instructions", nargs="?", const="ours", choices=["ours", "both"],
        help="count the compiler's instructions instead; `both` counts progenitor's too, which takes long",
    )
    parser.add_argument(
        "--documents", type=Path, metavar="FOLDER",
        help="measure the check of the clients of these documents, too; part of `all` only if it is given",
    )
    parser.add_argument("--folder", type=Path, help="a directory in which to keep the builds")
    parser.add_argument("--mebibytes", type=int, default=1024, help="the size of files in `everyday` and `cli` (default 1024)")
    parser.add_argument("--rows", type=int, default=5_000_000, help="the number of rows in `everyday` (default 5,000,000)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the tables to FILE as Markdown")
    parser.add_argument(
        "--benchmarks", action="store_true", help=f"replace the tables of {', '.join(IN_BENCHMARKS)} in BENCHMARKS.md"
    )
    arguments = parser.parse_args()

    if arguments.part == "documents" and not arguments.documents:
        parser.error("`documents` needs --documents FOLDER")
    spec = specification()
    parts = [arguments.part]
    if arguments.part == "all":
        parts = [part for part in PARTS if part != "documents" or arguments.documents]
    reports = {}
    with tempfile.TemporaryDirectory(prefix="civis-bench-") as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            reports[part] = Report(measure.machine())
            measure_part(part, reports[part], spec, folder, arguments)
    if arguments.markdown:
        text = "\n".join(report.markdown() for report in reports.values())
        arguments.markdown.write_text(text, encoding="utf-8")
    if arguments.benchmarks:
        for part in IN_BENCHMARKS:
            if part in reports:
                replace_block(ROOT / "BENCHMARKS.md", part, reports[part].markdown())


def measure_part(part: str, report: Report, spec: Path, folder: Path, arguments: argparse.Namespace) -> None:
    if part == "compile" and arguments.instructions:
        expansion.instructions(report, spec, folder, arguments.instructions == "both")
    elif part == "compile":
        expansion.main(report, spec, folder, arguments.runs, arguments.peer_runs, arguments.without)
    elif part == "decode":
        speed.decode(report)
    elif part == "requests":
        speed.requests(report, folder)
    elif part == "everyday":
        everyday.main(report, folder, arguments.mebibytes, arguments.rows, runs=1000, lines=100_000)
    elif part == "cli":
        command_line.main(report, folder, arguments.mebibytes, rows=1_000_000, runs=9)
    else:
        documents.main(report, arguments.documents.resolve(), folder, arguments.runs, arguments.peer_runs)


if __name__ == "__main__":
    main()
