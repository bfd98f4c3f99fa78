"""Converts the specification to OpenAPI 3, in the form that progenitor accepts.

swagger2openapi converts. progenitor needs these changes as well:

- Recorded exchanges (`x-examples`) are removed: no code is generated from them.
- Every operation gets an `operationId` made of its method and path, since the specification has none and progenitor
  requires it.
- Bodies are declared as JSON (`consumes`); otherwise the converter declares `*/*`.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

CONVERTER = "swagger2openapi@7.0.8"


def _prepared(spec: Path) -> dict:
    document = json.loads(spec.read_text(encoding="utf-8"))
    document["consumes"] = ["application/json"]
    ids = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            operation.pop("x-examples", None)
            operation["operationId"] = "_".join([method, *re.findall(r"[A-Za-z0-9]+", path)])
            ids.append(operation["operationId"])
    if len(set(ids)) != len(ids):
        raise SystemExit(f"{spec.name}: two operations get the same operationId")
    return document


def convert(spec: Path, folder: Path) -> Path:
    """Writes `openapi.json` into `folder`, and returns its path. Needs npx."""
    prepared, converted = folder / "swagger.json", folder / "openapi.json"
    text = json.dumps(_prepared(spec))
    if converted.exists() and prepared.exists() and prepared.read_text(encoding="utf-8") == text:
        return converted
    prepared.write_text(text, encoding="utf-8")
    command = ["npx", "--yes", CONVERTER, "--outfile", str(converted), str(prepared)]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return converted
