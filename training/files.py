"""Where the corpora lie, and their records."""
import gzip
import json
import os
from pathlib import Path

FOLDER = Path(os.environ.get("CORPORA", Path(__file__).parent / "../../shared/corpora"))


def lines(name):
    path = FOLDER / name
    if not path.exists():
        raise SystemExit(f"{path}: no such corpus; see README.md of the training folder for where corpora are looked for")
    with (gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8")) as stream:
        return [json.loads(line) for line in stream if line.strip()]
