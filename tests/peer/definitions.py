"""Compares the verdicts on workflow definitions with those of the official validator.

    python definitions.py      # in an environment with the official client; `tests/peer/run` makes one

Both validate the definitions of `corpus.py`. The verdicts must be equal, except where ours is stricter for a reason that the
corpus states; a reason that no longer applies is a failure too. Exits with 1 if any differs.
"""

from __future__ import annotations

import collections
import json
import subprocess
import sys
import warnings
from pathlib import Path

import yaml

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from civis.workflows import WorkflowValidationError, validate_workflow_yaml

from corpus import definitions

ROOT = Path(__file__).resolve().parents[2]


def official(text: str) -> tuple[bool, str]:
    """The verdict of the official validator, and its message."""
    try:
        validate_workflow_yaml(text)
    except (WorkflowValidationError, yaml.YAMLError) as error:
        return False, str(error).partition("\n")[0]
    except Exception as error:  # noqa: BLE001: what it crashes on, it does not accept
        return False, f"crash: {type(error).__name__}: {error}"
    return True, ""


def ours(texts: list[str]) -> list[list[dict]]:
    """The problems of each text."""
    command = ["cargo", "run", "--quiet", "-p", "civis-tests", "--example", "validate"]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    output = subprocess.run(command, cwd=ROOT, input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def main() -> int:
    corpus = list(definitions())
    names = collections.Counter(name for name, _, _ in corpus)
    failures = [f"the name {name!r} is there {count} times" for name, count in names.items() if count > 1]
    counts = collections.Counter()
    reasons = collections.Counter()
    for (name, text, reason), problems in zip(corpus, ours([text for _, text, _ in corpus]), strict=True):
        errors = [problem["text"] for problem in problems if problem["severity"] == "error"]
        accepted, message = official(text)
        crashed = message.startswith("crash: ")
        counts["crashes of theirs"] += crashed
        if accepted == (not errors) and reason is None:
            counts["valid" if accepted else "invalid"] += 1
        elif errors and reason is not None and (accepted or crashed):
            counts["stricter"] += 1
            reasons[reason] += 1
        else:
            theirs = "valid" if accepted else f"invalid: {message}"
            expected = f" (stricter: {reason})" if reason else ""
            failures.append(f"{name}{expected}\n  theirs: {theirs}\n  ours: {errors or 'valid'}\n{text}")
    print(
        f"definitions: {len(corpus)}: {counts['valid']} valid and {counts['invalid']} invalid for both, "
        f"{counts['stricter']} invalid for ours alone; the official validator crashes on {counts['crashes of theirs']}"
    )
    for reason, count in sorted(reasons.items()):
        print(f"  {count:3} {reason}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
