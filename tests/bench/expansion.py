"""The cost of compiling a crate that contains the generated client, next to progenitor's, and next to the targets."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import analyzer
import edits
import growth
import openapi
from crates import CHECK, DEV, LEAST_PEER, OURS, PEER, RELEASE, Crate
from measure import median
from report import Report

# Targets as fractions of progenitor's figure.
WHOLE = 1 / 4
CPU = {CHECK: 1 / 25, DEV: 1 / 20, RELEASE: 1 / 25}
MEMORY = {CHECK: 1 / 9}
# Targets in seconds for the expansion, and for a crate of one resource.
MOST_SECONDS = 1

LABELS = {CHECK: "check", DEV: "development build", RELEASE: "release build"}
# The parts that `--without` skips.
PARTS = ("builds", "rust-analyzer", "edits", "growth")

HEADER = ["", "ours", "progenitor", "ratio", "target"]


def row(
    label: str, ours: float | None, peer: float | None, share: float | None = None, most: float | None = None,
    form: str = ".2f",
) -> list[str]:
    """A row of the table, with a target as a fraction of the peer's figure or in the row's unit."""
    ratio = ours / peer if ours and peer else None
    target = "-"
    if share:
        target = f"1/{1 / share:.0f}" + (", missed" if ratio and ratio > share else "")
    elif most:
        target = f"{most:g}" + (", missed" if ours and ours > most else "")
    cells = ["-" if figure is None else f"{figure:{form}}" for figure in (ours, peer)]
    return [label, *cells, f"1/{1 / ratio:.1f}" if ratio else "-", target]


def crates(spec: Path, folder: Path, document: Path | None) -> tuple[Crate, Crate | None]:
    """Ours, and the peer's if there is a `document` for it."""
    ours = Crate(folder, "ours", OURS, f'civis::civis_api!("{spec}");')
    return ours, Crate(folder, "peer", PEER, peers(document, "Builder")) if document else None


def peers(document: Path, interface: str) -> str:
    """The source of progenitor's crate. Its interface `Builder` is like ours: optional parameters have setters. In its
    default, `Positional`, every parameter is an argument."""
    return f'progenitor::generate_api!(spec = "{document}", interface = {interface});'


def jobs(spec: Path) -> str:
    """The source of a crate with a client of one resource."""
    return f'civis::civis_api!("{spec}", resources = [jobs]);'


def main(report: Report, spec: Path, folder: Path, runs: int, peer_runs: int, without: list[str]) -> None:
    """Prints the tables; `without` lists parts to skip."""
    document = openapi.convert(spec, folder) if peer_runs else None
    ours, peer = crates(spec, folder, document)
    if peer:
        report.version(f"progenitor {peer.version('progenitor')}")

    least = Crate(folder, "least", LEAST_PEER, peers(document, "Builder")) if document else None
    rows = []
    for command in [CHECK] if "builds" in without else [CHECK, DEV, RELEASE]:
        rows += compilation(command, ours, peer, least, jobs(spec), runs, peer_runs)
    if peer and document:
        other = peer.alone(CHECK, peer_runs, peers(document, "Positional"))
        rows.append(row("check of progenitor's positional interface, CPU s", None, other.cpu))
        rows.append(row("check of progenitor's positional interface, peak MB", None, other.memory, form=".0f"))
    seconds = (ours.expansion(runs), peer.expansion(peer_runs) if peer else None)
    rows.append(row("expansion (`macro_expand_crate`), s by the clock", *seconds, most=MOST_SECONDS))
    counts = (ours.dependencies(), peer.dependencies() if peer else (None, None))
    for index, label in enumerate(["crates depended on", "more crates, for macros only"]):
        rows.append(row(label, *(count[index] for count in counts), form="d"))
    if "rust-analyzer" not in without:
        rows += analyses(report, ours, peer)
    report.table(f"The cost of `{spec.name}`, medians of {runs} (progenitor: {peer_runs})", HEADER, rows)
    if "edits" not in without:
        edits.main(report, spec, folder, document, runs, peer_runs)
    if "growth" not in without:
        growth.main(report, ours, spec, runs)


def compilation(
    command: tuple[str, ...], ours: Crate, peer: Crate | None, least: Crate | None, jobs: str, runs: int, peer_runs: int
) -> list[list[str]]:
    """The rows of a command; `least` is the peer with the fewest dependencies."""
    label = LABELS[command]
    whole = ours.cold(command)
    peer_whole, least_whole = (crate.cold(command) if crate else None for crate in (peer, least))
    # Ours runs before and after each of the peer's runs, since the speed of a machine changes.
    each = math.ceil(runs / (peer_runs + 1))
    ours_alone, peer_alone = ours.costs(command, each), []
    for _ in range(peer_runs):
        peer_alone += peer.costs(command, 1) if peer else []
        ours_alone += ours.costs(command, each)
    all_resources, theirs = median(ours_alone), median(peer_alone) if peer_alone else None
    one = ours.alone(command, runs, jobs)
    cold = f"{label} with dependencies, CPU s"
    return [
        row(f"{label}, CPU s", all_resources.cpu, theirs and theirs.cpu, CPU[command]),
        row(f"{label}, peak MB", all_resources.memory, theirs and theirs.memory, MEMORY.get(command), form=".0f"),
        row(f"{label} of `resources = [jobs]`, CPU s", one.cpu, None, most=MOST_SECONDS),
        row(cold, whole and whole.cpu, peer_whole and peer_whole.cpu, WHOLE, form=".1f"),
        row(f"{cold}, progenitor's without TLS", whole and whole.cpu, least_whole and least_whole.cpu, form=".1f"),
    ]


def analyses(report: Report, ours: Crate, peer: Crate | None) -> list[list[str]]:
    program = analyzer.found()
    if not program:
        print("rust-analyzer is skipped: there is none on the path or at RUST_ANALYZER that runs")
        return []
    report.version(analyzer.version(program))
    our, their = analyzer.analysis(program, ours), analyzer.analysis(program, peer) if peer else None
    # If rust-analyzer refuses the macro, the cost means nothing.
    cost = their if their and their.functions else None
    return [
        row("rust-analyzer, CPU s for the generated code", our.cpu, cost and cost.cpu),
        row("rust-analyzer, peak MB in total", our.memory, cost and cost.memory, form=".0f"),
        row("functions that rust-analyzer sees (0: macro refused)", our.functions, their and their.functions, form="d"),
    ]


def instructions(report: Report, spec: Path, folder: Path, with_peer: bool) -> None:
    """Prints the table of the compiler's instructions, which hardly differ between runs."""
    if not shutil.which("valgrind"):
        raise SystemExit("bench.py: --instructions needs valgrind on the path")
    ours, peer = crates(spec, folder, openapi.convert(spec, folder) if with_peer else None)
    billions = {}
    for label, crate, source in [("all resources", ours, None), ("`resources = [jobs]`", ours, jobs(spec))]:
        crate.alone(CHECK, 1, source)
        billions[label] = crate.instructions(source) / 1e9
    if peer:
        peer.alone(CHECK, 1)
        billions["progenitor"] = peer.instructions() / 1e9
    rows = [[label, f"{count:.3f}"] for label, count in billions.items()]
    report.table(f"Instructions of the compiler for checking the crate alone, `{spec.name}`", ["", "billions"], rows)
