"""Compares names with the official client, for every available specification.

    python names.py            # in an environment with the official client; `tests/peer/run` makes one

Compares resources and methods, and of each method the HTTP method, the path, the required parameters in order, the optional
ones as a set, whether it has pages, and whether it is deprecated. Prints a table and every difference; the exit code is 1 if
there is one.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import official

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "civis" / "civis-spec.json"
VERBS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}


def specifications() -> list[Path]:
    """The pinned specification, and those of CIVIS_SPECS_DIR."""
    found = [PINNED]
    folder = os.environ.get("CIVIS_SPECS_DIR")
    if folder:
        full = sorted(Path(folder).glob("civis-*.json"))
        if not full:
            raise SystemExit(f"names.py: no civis-*.json in {folder}, which CIVIS_SPECS_DIR names")
        found += full
    else:
        print("CIVIS_SPECS_DIR is not set: the full specifications are skipped")
    return found


def dump(spec: Path) -> dict:
    """Our side."""
    command = ["cargo", "run", "--quiet", "-p", "civis-spec", "--example", "dump", "--", str(spec)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE)
    if done.returncode != 0:
        raise SystemExit(f"names.py: the names of {spec} could not be written")
    return json.loads(done.stdout)


def operations(spec: Path) -> int:
    """The number of operations in the file."""
    paths = json.loads(spec.read_text(encoding="utf-8"))["paths"]
    return sum(verb in VERBS for item in paths.values() for verb in item)


def says_deprecated(description: str) -> bool:
    """Whether the first words of a description say that the operation is deprecated."""
    sentence = re.split(r"[.\n;]", description)[0]
    words = ["is", *re.findall(r"\w+", sentence.lower())[:6]]
    return any(word == "deprecated" and before in ("is", "been", "now") for before, word in zip(words, words[1:]))


def deprecated_by_description(spec: Path) -> set[tuple[str, str]]:
    """The method and path of the operations whose description says that they are deprecated. We mark these; the official
    client does not."""
    paths = json.loads(spec.read_text(encoding="utf-8"))["paths"]
    return {
        (verb.upper(), "/" + path.strip("/"))
        for path, item in paths.items()
        for verb, operation in item.items()
        if verb in VERBS and says_deprecated(operation.get("description") or "")
    }


def facets(method: dict) -> dict:
    """The parts of a method to compare. The wording of deprecations differs, so only their presence counts."""
    return {
        "verb": method["verb"].upper(),
        "path": "/" + method["path"].strip("/"),
        "required": method["required"],
        "optional": sorted(method["optional"]),
        "paged": method["paged"],
        "deprecated": method["deprecated"] is not None,
    }


def compare(theirs: dict, ours: dict, deprecated: set[tuple[str, str]]) -> tuple[int, list[str]]:
    """The number of methods on both sides, and a sentence for each difference. `deprecated` are the operations that we
    mark in addition."""
    compared, differences = 0, []
    for resource in sorted(theirs.keys() | ours.keys()):
        if resource not in ours:
            differences.append(f"{resource}: a resource that we lack, of {len(theirs[resource])} methods")
            continue
        if resource not in theirs:
            differences.append(f"{resource}: a resource that only we have, of {len(ours[resource])} methods")
            continue
        for method in sorted(theirs[resource].keys() | ours[resource].keys()):
            name = f"{resource}.{method}"
            if method not in ours[resource]:
                differences.append(f"{name}: a method that we lack")
                continue
            if method not in theirs[resource]:
                differences.append(f"{name}: a method that only we have")
                continue
            compared += 1
            theirs_facets, ours_facets = facets(theirs[resource][method]), facets(ours[resource][method])
            if (theirs_facets["verb"], theirs_facets["path"]) in deprecated:
                theirs_facets["deprecated"] = True
            for what, expected in theirs_facets.items():
                if ours_facets[what] != expected:
                    differences.append(f"{name}: {what} is {ours_facets[what]!r}, theirs {expected!r}")
    return compared, differences


def main() -> int:
    rows, lines, failed = [], [], False
    for spec in specifications():
        label = spec.stem if spec != PINNED else "pinned"
        try:
            theirs = official.describe(str(spec))["resources"]
        except Exception as refusal:  # whatever it raises, it is what is to be reported
            rows.append((label, operations(spec), "-", "-", f"refused by the official client: {refusal!r}"))
            failed = True
            continue
        ours = dump(spec)["resources"]
        compared, differences = compare(theirs, ours, deprecated_by_description(spec))
        rows.append((label, operations(spec), len(theirs), compared, len(differences)))
        lines += [f"{label}: {text}" for text in differences]
        failed = failed or bool(differences) or compared == 0

    header = ("specification", "operations", "resources", "methods compared", "differences")
    widths = [max(len(str(row[i])) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, *rows]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
    for line in lines:
        print(line)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
