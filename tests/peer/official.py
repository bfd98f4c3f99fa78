"""Prints the client that the official Python client makes of a specification, as plain data. Sends nothing.

    python official.py spec.json > official.json

The form is that of `cargo run -p civis-spec --example dump -- spec.json`, without the names in Rust:

    {"resources": {resource: {method: {"verb", "path", "required": [names in order],
                                       "optional": [names, sorted], "paged": bool,
                                       "deprecated": text or null}}}}
"""

from __future__ import annotations

import inspect
import json
import sys
from collections import OrderedDict

from civis.resources import generate_classes_maybe_cached


def _closure(function) -> dict:
    """The variables that the generated function captures."""
    names = function.__code__.co_freevars
    return dict(zip(names, (cell.cell_contents for cell in function.__closure__)))


def _method(function) -> dict:
    inner = inspect.unwrap(function)
    made_from = _closure(inner)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    required = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    optional = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    return {
        "verb": made_from["verb"].upper(),
        # The client strips the outer slashes from every path.
        "path": "/" + made_from["path"].strip("/"),
        "required": required,
        # Not a parameter of the operation: it chooses between one page and all pages.
        "optional": sorted(name for name in optional if name != "iterator"),
        "paged": bool(made_from["is_iterable"]),
        "deprecated": getattr(function, "__deprecated__", None),
    }


def describe(spec_path: str) -> dict:
    """Builds the client's classes from the file at `spec_path`, and describes them.

    Raises whatever the client raises on a specification that it cannot read.
    """
    with open(spec_path, encoding="utf-8") as file:
        spec = json.load(file, object_pairs_hook=OrderedDict)
    for operations in spec["paths"].values():
        for operation in operations.values():
            # The client fails on an operation with neither summary nor parameters, as a stripped specification has.
            operation["summary"] = operation["summary"] or "-"
    classes = generate_classes_maybe_cached(spec, api_key="none", api_version="1.0")
    return {
        "resources": {
            resource: {
                name: _method(function)
                for name, function in vars(cls).items()
                if inspect.isfunction(function) and not name.startswith("_")
            }
            for resource, cls in classes.items()
        }
    }


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: official.py spec.json", file=sys.stderr)
        return 2
    json.dump(describe(sys.argv[1]), sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
