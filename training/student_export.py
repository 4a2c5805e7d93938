"""Writes a trained student as the weights file that the Rust runtime embeds.

  python student_export.py runs/student.pt ../crates/annotate/weights/student.safetensors --name NAME --version VERSION

Tables and matrices are int8 with one scale for each row; everything else is float32.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from corpora import ATTRIBUTION, ENTITIES
from export import rows_int8, shift_metadata, syntax_metadata, syntax_tensors
from files import base_folder
from student_model import PART


SHIFT = {"attribution": (0, 0), "entities": (0.35, 0)}   # as export.SHIFT


def tensors(state, table):
    out = {
        "vocabulary": torch.frombuffer(bytearray((base_folder() / "vocab.txt").read_bytes()), dtype=torch.uint8),
        "embedding.features": state["features.weight"],
        "embedding.contexts": state["contexts.weight"],
        "embedding.norm.weight": state["norm.weight"],
        "embedding.norm.bias": state["norm.bias"],
    }
    out["embedding.words.weight"], out["embedding.words.scale"] = rows_int8(table)
    for name, tensor in state.items():
        if name.startswith("layer.") and tensor.dim() == 2:
            out[name], out[name.replace(".weight", ".scale")] = rows_int8(tensor)
        elif name.startswith(("layer.", "head.")):
            out[name] = tensor
    out |= syntax_tensors(state)
    return {name: tensor.contiguous() for name, tensor in out.items()}


def write(state, table, path, name, version, temperature, dilations):
    metadata = {
        "name": name, "version": version, "width": str(state["norm.weight"].shape[0]), "inner": str(state["layer.0.up.bias"].shape[0]),
        "dilations": ",".join(map(str, dilations)),
        "heads_attribution": ",".join(ATTRIBUTION), "heads_entities": ",".join(ENTITIES),
        "temperature_attribution": str(temperature.get("attribution", 1.0)), "temperature_entities": str(temperature.get("entities", 1.0)),
        **shift_metadata(SHIFT), **syntax_metadata(PART),
    }
    save_file(tensors({key: value.float() for key, value in state.items()}, table.float()), str(path), metadata=metadata)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    saved = torch.load(options.run, map_location="cpu", weights_only=True)
    write(saved["state"], saved["table"], options.out, options.name, options.version, saved.get("temperature", {}),
          json.loads(saved["options"]["dilations"]))
    print(json.dumps({"bytes": options.out.stat().st_size}))
