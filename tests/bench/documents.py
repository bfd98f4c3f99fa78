"""The cost of checking the clients of other people's documents, next to progenitor's where it takes them.

Each document is the client of a crate that contains only the macro call and is checked alone, after its dependencies. CPU
seconds are those of user time, so that they can be compared on a busy machine.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from crates import CHECK, OURS, PEER, Crate
from measure import CommandFailed, Cost
from report import Report

# What generated code needs for patterns and WebSockets, beside the crates of the Platform's client.
PEER_OF_DOCUMENTS = f'{PEER}\nbase64 = "0.22"\nrand = "0.8"\nregress = "0.12"'

HEADER = ["document", "version", "KB", "CPU s", "progenitor", "ratio", "peak MB", "progenitor", "progenitor's error"]


def main(report: Report, documents: Path, folder: Path, runs: int, peer_runs: int) -> None:
    """Prints the table of the JSON files in `documents`."""
    files = sorted(documents.glob("*.json"))
    if not files:
        raise SystemExit(f"bench.py: there is no .json file in {documents}")
    ours = Crate(folder, "documents", OURS, "")
    ours.cold(CHECK)
    peer = None
    if peer_runs:
        peer = Crate(folder, "documents-peer", PEER_OF_DOCUMENTS, "")
        peer.cold(CHECK)
        report.version(f"progenitor {peer.version('progenitor')}")
    rows = []
    for file in files:
        rows.append(row(file, ours, runs, peer, peer_runs))
        print(" ".join(rows[-1]), flush=True)
    report.table(f"`cargo check` of clients, medians of {runs} (progenitor: {peer_runs})", HEADER, rows)


def row(file: Path, ours: Crate, runs: int, peer: Crate | None, peer_runs: int) -> list[str]:
    document = json.loads(file.read_text(encoding="utf-8"))
    dialect = str(document.get("openapi", document.get("swagger", "")))
    cost = ours.alone(CHECK, runs, f'civis::civis_api!("{file}");')
    theirs, error = None, ""
    if peer and dialect.startswith("3.0"):
        theirs, error = attempt(peer, peer_runs, f'progenitor::generate_api!(spec = "{file}", interface = Builder);')
    elif peer:
        error = f"does not take {dialect}"
    return [
        file.stem,
        str(document.get("info", {}).get("version", "")),
        str(file.stat().st_size // 1000),
        f"{cost.user:.2f}",
        f"{theirs.user:.2f}" if theirs else "-",
        f"1/{theirs.user / cost.user:.1f}" if theirs else "-",
        f"{cost.memory:.0f}",
        f"{theirs.memory:.0f}" if theirs else "-",
        error,
    ]


def attempt(crate: Crate, runs: int, source: str) -> tuple[Cost | None, str]:
    """The median cost, or the message of a panic in the macro, or the first error of the compiler."""
    try:
        return crate.alone(CHECK, runs, source), ""
    except CommandFailed as failed:
        patterns = [r"= help: message: (.*)$", r"^error(?:\[\w+\])?: (.*)$"]
        found = [re.search(pattern, failed.output, re.MULTILINE) for pattern in patterns]
        text = next((one[1] for one in found if one), "ended without an error of the compiler")
        # Some errors begin with the path of the document.
        text = re.sub(r"^generation error for \S+: ", "", text)
        return None, text[:100].replace("|", "\\|")
