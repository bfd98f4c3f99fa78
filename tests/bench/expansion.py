"""What a crate that expands the specification costs, beside the same by progenitor.

Each crate is checked alone, after its dependencies. Incremental compilation is off and so is debug information, so
that every run does all of the work. Expansion is the compiler's own `macro_expand_crate` pass.
"""

from __future__ import annotations

import os
import re
import statistics
from pathlib import Path

import openapi
from measure import Cost, median, output, run, table

ROOT = Path(__file__).resolve().parents[2]

OURS = f"""[package]
name = "ours"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
civis = {{ path = "{ROOT / "crates" / "civis"}" }}
"""

# Those that the expanded code names.
PEER = """[package]
name = "peer"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde"] }
futures = "0.3"
progenitor = "0.15"
reqwest = { version = "0.13", default-features = false, features = ["json", "query", "stream"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
uuid = { version = "1", features = ["serde"] }
"""


class Crate:
    """A crate in a folder outside the workspace, with a target folder of its own."""

    def __init__(self, folder: Path, name: str, manifest: str, source: str) -> None:
        self.folder = folder / name
        self.source = source
        self.env = {
            **os.environ,
            "CARGO_TARGET_DIR": str(self.folder / "target"),
            "CARGO_PROFILE_DEV_DEBUG": "0",
            "CARGO_INCREMENTAL": "0",
            "CARGO_TERM_COLOR": "never",
        }
        (self.folder / "src").mkdir(parents=True, exist_ok=True)
        (self.folder / "Cargo.toml").write_text(manifest, encoding="utf-8")
        self.touch()
        run(["cargo", "fetch"], self.folder, self.env)

    def touch(self) -> None:
        """Makes cargo compile the crate again, and nothing else."""
        (self.folder / "src" / "lib.rs").write_text(self.source + "\n", encoding="utf-8")

    def cold(self, command: list[str]) -> Cost:
        """The crate and all that it depends on. Means what it says only the first time in a folder."""
        return run(["cargo", *command, "--offline"], self.folder, self.env)

    def alone(self, command: list[str], runs: int) -> Cost:
        """The crate alone; its dependencies must have been compiled."""
        costs = []
        for _ in range(runs):
            self.touch()
            costs.append(run(["cargo", *command, "--offline"], self.folder, self.env))
        return median(costs)

    def expansion(self, runs: int) -> float:
        """Seconds that the compiler spends on expanding the crate."""
        # As a wrapper of this crate's compiler alone, it leaves what was compiled of the dependencies valid.
        wrapper = self.folder / "timed-rustc"
        wrapper.write_text('#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)
        env = {**self.env, "RUSTC_WORKSPACE_WRAPPER": str(wrapper)}
        command = ["cargo", "rustc", "--profile", "check", "--offline", "--", "-Ztime-passes"]
        seconds = []
        for _ in range(runs):
            self.touch()
            run(command, self.folder, env)
            log = (self.folder / "command.log").read_text(errors="replace")
            found = re.search(r"time:\s*([0-9.]+);.*\bmacro_expand_crate$", log, re.MULTILINE)
            if not found:
                raise SystemExit(f"the compiler did not time macro_expand_crate:\n{log[-2000:]}")
            seconds.append(float(found[1]))
        return statistics.median(seconds)

    def dependencies(self) -> int:
        """The number of crates that it is compiled with, those of build scripts and macros among them."""
        command = ["cargo", "tree", "--offline", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]
        lines = output(command, self.folder, self.env).splitlines()
        # A crate of the same name and version is one; " (*)" marks its repetitions.
        return len({line.removesuffix(" (*)") for line in lines if line}) - 1


def main(spec: Path, folder: Path, runs: int, peer_runs: int, builds: bool) -> None:
    """Prints the tables. With `builds`, development and release builds too, which take minutes on the peer's side."""
    ours = Crate(folder, "ours", OURS, f'civis::civis_api!("{spec}");')
    jobs = f'civis::civis_api!("{spec}", resources = [jobs]);'
    peer = None
    if peer_runs:
        document = openapi.convert(spec, folder)
        peer = Crate(folder, "peer", PEER, f'progenitor::generate_api!("{document}");')

    commands = {"check": ["check"]}
    if builds:
        commands |= {"dev build": ["build"], "release build": ["build", "--release"]}

    rows = []
    for label, command in commands.items():
        whole = ours.cold(command)
        figures = {"all": ours.alone(command, runs)}
        ours.source, full = jobs, ours.source
        figures["jobs"] = ours.alone(command, runs)
        ours.source = full
        peer_whole = peer.cold(command) if peer else None
        theirs = peer.alone(command, peer_runs) if peer else None

        def ratio(our_figure: float, their_figure: float | None) -> str:
            return f"1/{their_figure / our_figure:.1f}" if their_figure else "-"

        for name, cost in figures.items():
            rows.append([
                f"{label}, {'all resources' if name == 'all' else 'resources = [jobs]'}",
                f"{cost.cpu:.2f}", f"{theirs.cpu:.1f}" if theirs else "-", ratio(cost.cpu, theirs and theirs.cpu),
                f"{cost.memory:.0f}", f"{theirs.memory:.0f}" if theirs else "-",
                ratio(cost.memory, theirs and theirs.memory),
            ])
        rows.append([
            f"{label}, with dependencies",
            f"{whole.cpu:.1f}", f"{peer_whole.cpu:.1f}" if peer_whole else "-",
            ratio(whole.cpu, peer_whole and peer_whole.cpu),
            f"{whole.memory:.0f}", f"{peer_whole.memory:.0f}" if peer_whole else "-",
            ratio(whole.memory, peer_whole and peer_whole.memory),
        ])
    header = ["the crate alone", "CPU s", "progenitor", "ratio", "peak MB", "progenitor", "ratio"]
    table(f"compile: {spec.name}, median of {runs} (progenitor {peer_runs})", header, rows)

    seconds = ours.expansion(runs)
    their_seconds = peer.expansion(peer_runs) if peer else None
    crates, their_crates = ours.dependencies(), peer.dependencies() if peer else None
    table(
        "compile: the rest",
        ["", "ours", "progenitor"],
        [
            ["macro_expand_crate, s", f"{seconds:.2f}", f"{their_seconds:.2f}" if peer else "-"],
            ["crates depended on", str(crates), str(their_crates) if peer else "-"],
        ],
    )
