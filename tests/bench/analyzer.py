"""The cost of analysing the crate with rust-analyzer, compared with the same crate without the macro call.

The difference is the cost of the generated code: both analyse the standard library and the dependencies.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from crates import CHECK, Crate
from measure import output, run


@dataclass(frozen=True)
class Analysis:
    cpu: float
    """Seconds that the generated code adds."""
    memory: float
    """Peak resident memory in MB, in total."""
    functions: int
    """Functions and constants that the generated code adds; 0 if rust-analyzer refuses the macro."""


def found() -> str | None:
    """rust-analyzer at RUST_ANALYZER or on the path, if it runs."""
    analyzer = shutil.which(os.environ.get("RUST_ANALYZER", "rust-analyzer"))
    if analyzer is None:
        return None
    # rustup puts a proxy of that name on the path even if the component is not installed.
    return analyzer if subprocess.run([analyzer, "--version"], capture_output=True).returncode == 0 else None


def version(analyzer: str) -> str:
    """Its name and version, without the date."""
    return " ".join(output([analyzer, "--version"], Path.cwd()).split()[:2])


def analysis(analyzer: str, crate: Crate) -> Analysis:
    with_nothing, _, bodies = _stats(analyzer, crate, "")
    cpu, memory, all_bodies = _stats(analyzer, crate, crate.source)
    return Analysis(cpu - with_nothing, memory, all_bodies - bodies)


def _stats(analyzer: str, crate: Crate, source: str) -> tuple[float, float, int]:
    crate.write(source)
    # It compiles macros and build scripts first; in this target directory they are already compiled.
    env = {**crate.env, "CARGO_TARGET_DIR": str(crate.target(CHECK))}
    cost = run([analyzer, "-q", "analysis-stats", "."], crate.folder, env)
    log = (crate.folder / "command.log").read_text(encoding="utf-8", errors="replace")
    bodies = re.search(r"\bbodies: (\d+)", log)
    if not bodies:
        raise SystemExit(f"rust-analyzer reported no number of bodies:\n{log[-2000:]}")
    return cost.cpu, cost.memory, int(bodies[1])
