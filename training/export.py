"""Writes a trained model as the one weights file that the Rust runtime embeds.

  python export.py RUN.pt ../crates/annotate/weights/reader.safetensors --name NAME --version VERSION

Matrices are int8 with one scale for each output row (symmetric, 127 steps); everything else is float32.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from corpora import ATTRIBUTION, ENTITIES
from files import base_folder
from model import layers_in
from text import MAX_PIECES, POSITIONS, RUNTIME_WINDOW
from treebank import RELATIONS, TAGS


def about_reader(path):
    """What a reader's weights file says of itself: name and version, which weights that go on from it ask for, and the width of its states."""
    with safe_open(path, "pt") as file:
        about = file.metadata()
    return f"{about['name']} {about['version']}", int(about["hidden"])


def state_of(path):
    """The state dictionary of a written reader or student, to go on from or to label with; what only training needs is not in it."""
    out = {}
    with safe_open(path, "pt") as file:
        for name in file.keys():
            if name == "vocabulary" or name.endswith(".scale"):
                continue
            tensor = file.get_tensor(name)
            if tensor.dtype == torch.int8:
                tensor = tensor.float() * file.get_tensor(name.replace(".weight", ".scale"))[:, None]
            name = name.removeprefix("embedding.")
            if name == "positions":   # readers before version 8 have more
                tensor = tensor[:POSITIONS]
            out[f"{name}.weight" if name in ("positions", "features", "contexts") else name] = tensor
    return out


def rows_int8(matrix):
    """(int8 matrix, float32 scale of each row)."""
    scale = matrix.abs().amax(1).clamp(min=1e-8) / 127
    return torch.round(matrix / scale[:, None]).to(torch.int8), scale


def tensors(state):
    out = {
        "vocabulary": torch.frombuffer(bytearray((base_folder() / "vocab.txt").read_bytes()), dtype=torch.uint8),
        "embedding.positions": state["positions.weight"],
        "embedding.features": state["features.weight"],
        "embedding.norm.weight": state["norm.weight"],
        "embedding.norm.bias": state["norm.bias"],
    }
    out["embedding.words.weight"], out["embedding.words.scale"] = rows_int8(state["words.weight"])
    for name, tensor in state.items():
        if name.startswith("layer."):
            if tensor.dim() == 2:
                out[name], out[name.replace(".weight", ".scale")] = rows_int8(tensor)
            else:
                out[name] = tensor
        elif name.startswith("head."):
            out[name] = tensor
    out |= syntax_tensors(state)
    return {name: tensor.contiguous() for name, tensor in out.items()}


def syntax_tensors(state):
    """The syntax head; what only training needs is left out."""
    out = {name: tensor for name, tensor in state.items() if name.startswith("syntax.") and name not in ("syntax.fact", "syntax.views.weight")}
    out["syntax.views.weight"], out["syntax.views.scale"] = rows_int8(state["syntax.views.weight"])
    return out


def syntax_metadata(part):
    return {"part": str(part), "tags": ",".join(TAGS + ["continues"]), "relations": ",".join(RELATIONS)}


def dequantised(state):
    """The state dictionary as the runtime sees it, to measure what quantising costs."""
    out = dict(state)
    for name, tensor in state.items():
        if tensor.dim() == 2 and (name.startswith("layer.") or name in ("words.weight", "syntax.views.weight")):
            quantised, scale = rows_int8(tensor)
            out[name] = quantised.float() * scale[:, None]
    return out


# What is added to the scores of `O`, and of the tags that begin a span, chosen on dev: the reader finds more names than there are.
SHIFT = {"attribution": (0, 0), "entities": (0.7, 0)}


def shift_metadata(shift):
    return {f"shift_{head}": f"{outside},{begins}" for head, (outside, begins) in shift.items()}


def write(state, path, name, version, temperature):
    """Heads and inner units of a layer are told by its tensors."""
    metadata = {
        "name": name, "version": version, "layers": str(layers_in(state)), "hidden": "384",
        "window": str(RUNTIME_WINDOW), "max_pieces_per_word": str(MAX_PIECES),
        "heads_attribution": ",".join(ATTRIBUTION), "heads_entities": ",".join(ENTITIES),
        "temperature_attribution": str(temperature.get("attribution", 1.0)),
        "temperature_entities": str(temperature.get("entities", 1.0)),
        **shift_metadata(SHIFT), **syntax_metadata(state["syntax.root"].shape[1]),
    }
    save_file(tensors({key: value.float() for key, value in state.items()}), str(path), metadata=metadata)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    saved = torch.load(options.run, map_location="cpu", weights_only=True)
    write(saved["state"], options.out, options.name, options.version, saved.get("temperature", {}))
    print(json.dumps({"bytes": options.out.stat().st_size}))
