"""The tables of everyday work: files, rows, runs and logs, next to the official client, against one server.

Each task runs in a process of its own that has started already: its seconds are those of the task, its memory is the peak
of the whole process. Server and clients share the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from report import Report
from measure import run
from speed import HERE, ROOT, official_python

sys.path.append(str(ROOT / "tests" / "peer"))

from platform_server import Server, specification  # noqa: E402

MIB = 1 << 20


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    memory: float
    value: object
    requests: int


class Client:
    """A program that reads tasks: ours is `tests/examples/everyday.rs`, theirs `official_work.py`."""

    def __init__(self, command: list[str], server: Server) -> None:
        self.command, self.server = command, server

    def run(self, **task) -> Cost:
        self.server.tell(requests=True)
        process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.close()
        result = json.loads(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if "error" in result:
            raise SystemExit(f"{self.command[-1]}: {task}: {result['error']}")
        requests = len(self.server.tell(requests=True))
        return Cost(result["seconds"], usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, result["value"], requests)


def main(report: Report, folder: Path, mebibytes: int, rows: int, runs: int, lines: int) -> None:
    python = official_python(folder)
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pandas"], folder, dict(os.environ))
    build = ["cargo", "build", "--quiet", "--release", "-p", "civis-tests", "--features", "polars"]
    subprocess.run([*build, "--example", "everyday", "--example", "limits"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        work = Path(temporary)
        server = Server(specification(work), release=True)
        os.environ.update(CIVIS_API_KEY=server.access["key"], CIVIS_API_ENDPOINT=server.access["endpoint"])
        target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        examples = target / "release" / "examples"
        ours = Client([str(examples / "everyday")], server)
        limits = Client([str(examples / "limits")], server)
        theirs = Client([str(python), str(HERE / "official_work.py")], server)
        try:
            table = [
                *_files(ours, theirs, limits, work, mebibytes),
                *_rows(ours, theirs, limits, work, rows),
                *_runs(ours, theirs, server, runs),
                *_log(ours, theirs, server, lines),
            ]
        finally:
            server.stop()
    header = ["task", "ours, s", "theirs, s", "times faster", "CPU s", "theirs", "peak MB", "theirs", "requests", "theirs"]
    report.table("Everyday work next to the official client", header, table)


def _row(name: str, ours: Cost, theirs: Cost | None = None) -> list[str]:
    pairs = [_cells(cost) if cost else ["-"] * 4 for cost in (ours, theirs)]
    wall, *rest = [cell for pair in zip(*pairs) for cell in pair][1:]
    return [name, pairs[0][0], wall, f"{theirs.wall / ours.wall:.1f}" if theirs else "-", *rest]


def _cells(cost: Cost) -> list[str]:
    return [f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.memory:.0f}", str(cost.requests)]


def _files(ours: Client, theirs: Client, limits: Client, work: Path, mebibytes: int) -> list[list[str]]:
    path = work / "large.bin"
    block = os.urandom(MIB)
    with open(path, "wb") as large:
        for _ in range(mebibytes):
            large.write(block)
    upload = [client.run(command="upload", path=str(path)) for client in (ours, theirs)]
    copies = [str(work / "ours"), str(work / "theirs")]
    download = [
        client.run(command="download", id=upload[0].value, path=copy)
        for client, copy in zip((ours, theirs), copies)
    ]
    size = path.stat().st_size
    for copy in copies:
        assert os.path.getsize(copy) == size, copy
    bare = limits.run(command="copy", path=str(path), target=copies[0])
    for file in (path, *copies):
        os.remove(file)
    return [
        _row(f"upload of {mebibytes} MiB", *upload),
        _row(f"download of {mebibytes} MiB", *download),
        _row("limit: a bare copy over loopback", bare),
    ]


def _rows(ours: Client, theirs: Client, limits: Client, work: Path, rows: int) -> list[list[str]]:
    sql = (
        f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows})"
        " select i as id, 'name ' || i as name, i * 0.5 as score from n"
    )
    count = f"{rows:,} rows"
    table = []
    for name, task in (
        (f"{count} as values", {"command": "count_rows"}),
        (f"{count} as a frame", {"command": "count_frame"}),
        (f"{count} to a CSV file", {"command": "to_path"}),
    ):
        costs = [
            client.run(sql=sql, path=str(work / f"{index}.csv"), **task)
            for index, client in enumerate((ours, theirs))
        ]
        assert costs[0].value == costs[1].value or task["command"] == "to_path", [cost.value for cost in costs]
        table.append(_row(name, *costs))
    bare = [client.run(command="count_csv", path=str(work / "0.csv")) for client in (limits, theirs)]
    assert bare[0].value == bare[1].value == rows, [cost.value for cost in bare]
    return [*table, _row("limit: bare readers of that file", *bare)]


def _runs(ours: Client, theirs: Client, server: Server, runs: int) -> list[list[str]]:
    costs = []
    for client in (ours, theirs):
        job = server.tell(job="/scripts/python3", sent={"name": "waits", "source": ""})
        costs.append(client.run(command="wait_all", job=job, runs=runs))
    return [_row(f"{runs:,} runs waited for at once", *costs)]


def _log(ours: Client, theirs: Client, server: Server, lines: int) -> list[list[str]]:
    job = server.tell(job="/scripts/python3", sent={"name": "talks", "source": ""})
    server.tell(plan=f"/scripts/python3/{job}", lines=[f"line {number}" for number in range(lines)])
    run = ours.run(command="run_to_end", job=job).value
    costs = [client.run(command="count_log", job=job, run=run) for client in (ours, theirs)]
    assert costs[0].value == costs[1].value, [cost.value for cost in costs]
    return [_row(f"log of {lines:,} lines", *costs)]
