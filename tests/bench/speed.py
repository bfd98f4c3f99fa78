"""The tables of decoding speed and of requests per second. The measured code is in `tests/benches`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from measure import output, run
from report import Report

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
OFFICIAL = "civis==2.10.1"
THREADS = (1, 8)
# For how many seconds the official client calls.
TURN = 5


def _bench(name: str) -> list[str]:
    return ["cargo", "bench", "--quiet", "-p", "civis-tests", "--bench", name, "--"]


def _figures(lines: str) -> dict[str, float]:
    pairs = (line.split("\t") for line in lines.splitlines() if "\t" in line)
    return {name: float(figure) for name, figure in pairs}


def decode(report: Report) -> None:
    """MB/s on a list of 20 MB."""
    rates = _figures(output(_bench("decode"), ROOT))
    ours = rates["ours"]
    rows = [[name, f"{rate:.0f}", f"{ours / rate:.2f}"] for name, rate in rates.items()]
    report.table("Decoding a list of 20 MB, `GET /scripts`", ["", "MB/s", "ours relative to it"], rows)


def official_python(folder: Path) -> Path:
    """A Python with the official client, made in `folder` once."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        run([sys.executable, "-m", "venv", str(folder / "venv")], folder, dict(os.environ))
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", OFFICIAL]
        run(install, folder, dict(os.environ))
    return python


def requests(report: Report, folder: Path) -> None:
    """Requests per second for a small record, all to one server over loopback."""
    python = official_python(folder)
    output([*_bench("requests"), "usage"], ROOT)  # builds the bench
    server = subprocess.Popen(
        [*_bench("requests"), "serve"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        url = server.stdout.readline().strip()
        rows = []
        for threads in THREADS:
            rates = _figures(output([*_bench("requests"), "call", url, str(threads)], ROOT))
            calls = [str(python), str(HERE / "official_calls.py"), str(threads), str(TURN)]
            rates["official client (Python)"] = float(output(calls, folder, {**os.environ, "CIVIS_API_ENDPOINT": url}))
            ours = rates["ours"]
            rows += [
                [f"{name}, {threads} thread{'s' if threads > 1 else ''}", f"{rate:.0f}", f"{ours / rate:.2f}"]
                for name, rate in rates.items()
            ]
    finally:
        server.stdin.close()  # ends the server
        server.wait()
    report.table("`GET /users/me` over loopback", ["", "requests per second", "ours relative to it"], rows)
