"""The table of the command line: `civis` of this repository next to that of the official client, against one server.

Each row is a process from start to end. The official one has its specification cached in the file that it uses for 24
hours; ours has it in its cache as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Cost, median, run
from report import Report
from speed import ROOT, official_python

sys.path.append(str(ROOT / "tests" / "peer"))

from platform_server import DATABASE, Server, specification  # noqa: E402

MIB = 1 << 20


def main(report: Report, folder: Path, mebibytes: int, rows: int, runs: int) -> None:
    theirs = str(official_python(folder).parent / "civis")
    subprocess.run(["cargo", "build", "--quiet", "--profile", "dist", "-p", "civis-cli"], cwd=ROOT, check=True)
    ours = str(Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "dist" / "civis")
    report.version(f"civis of {os.path.getsize(ours) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        work = Path(temporary)
        server = Server(specification(work), release=True)
        home = work / "home"
        home.mkdir()
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8",
            "CIVIS_API_KEY": server.access["key"], "CIVIS_API_ENDPOINT": server.access["endpoint"],
        }
        large, copy = work / "large.bin", work / "rows.csv"
        with open(large, "wb") as file:
            for _ in range(mebibytes):
                file.write(os.urandom(MIB))
        sql = (
            f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows})"
            " select i as id, 'name ' || i as name, i * 0.5 as score from n"
        )
        tasks = [
            ("`--help`", ["--help"], ["--help"], runs),
            ("help of a resource", ["scripts", "--help"], ["scripts", "--help"], runs),
            ("help of an operation", ["scripts", "post-sql", "--help"], ["scripts", "post-sql", "--help"], runs),
            ("a call", ["users", "list-me"], ["users", "list-me"], runs),
            (f"{rows:,} rows to a CSV file", ["sql", "-d", DATABASE, "-o", str(copy), sql],
             ["sql", "-d", DATABASE, "-o", str(copy), "-c", sql], 1),
            (f"upload of {mebibytes} MiB", ["files", "upload", str(large)], ["files", "upload", str(large)], 1),
        ]
        try:
            table = []
            for name, ours_with, theirs_with, repeats in tasks:
                costs = []
                for command in ([ours, *ours_with], [theirs, *theirs_with]):
                    if repeats > 1:
                        run(command, work, environment)  # fills the caches
                    costs.append(median([run(command, work, environment) for _ in range(repeats)]))
                table.append(_row(name, *costs))
        finally:
            server.stop()
    header = ["task", "ours, s", "theirs, s", "times faster", "CPU s", "theirs", "peak MB", "theirs"]
    report.table("The command line next to the official one", header, table)


def _row(name: str, ours: Cost, theirs: Cost) -> list[str]:
    return [
        name, f"{ours.wall:.3f}", f"{theirs.wall:.2f}", f"{theirs.wall / ours.wall:.1f}",
        f"{ours.cpu:.3f}", f"{theirs.cpu:.2f}", f"{ours.memory:.0f}", f"{theirs.memory:.0f}",
    ]
