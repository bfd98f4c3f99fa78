"""The embedded server as the Platform, behind a pipe: what the checks over everyday work share."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "civis" / "civis-spec.json"
DATABASE = "redshift-general"
OTHER = "postgres-other"
PEOPLE = [["id", "name", "score"], ["1", "Ada", "1.5"], ["2", 'é, "☃"', ""], ["3", "Grace", "-0.25"]]
# Seconds between polls.
POLL = 0.05


class Server:
    """The embedded server, behind a pipe."""

    def __init__(self, spec: Path, release: bool = False) -> None:
        command = ["cargo", "run", "--quiet", "-p", "civis-mock", "--features", "sqlite", "--example", "platform"]
        if release:
            command.append("--release")
        self.process = subprocess.Popen(
            [*command, "--", str(spec)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )
        self.access = json.loads(self.process.stdout.readline())

    def tell(self, **line):
        """Sends a command of the example `platform`, and returns its result."""
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=30)


def specification(folder: Path) -> Path:
    """The newest full specification, or the pinned one with the summaries that the client cannot do without."""
    specs = os.environ.get("CIVIS_SPECS_DIR")
    full = sorted(Path(specs).glob("civis-*.json"))[-1:] if specs else []
    if full:
        return full[0]
    spec = json.loads(PINNED.read_text(encoding="utf-8"))
    for operations in spec["paths"].values():
        for operation in operations.values():
            operation["summary"] = operation.get("summary") or "-"
    path = folder / "civis-pinned.json"
    path.write_text(json.dumps(spec), encoding="utf-8")
    return path
