"""Writes a trained judge as the weights file that the Rust runtime embeds beside the reader's.

  python judge_export.py RUN.pt ../crates/annotate/weights/judge.safetensors --name NAME --version VERSION

Matrices of layers and views are int8 with one scale for each output row; small heads are float32. A judge that was trained on syntax alone
has no heads for pairs.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from export import rows_int8
from judge_corpora import EVENTS, LEANINGS, RELATIONS, TAGS
from judge_model import PART, READER


def tensors(state, heads):
    out = {}
    for name, tensor in state.items():
        part = name.split(".")[0]
        if part == "layer" and tensor.dim() == 2 or name == "views.weight":
            out[name], out[name.replace(".weight", ".scale")] = rows_int8(tensor)
        elif part in {"layer", "views", *heads}:
            out[name] = tensor
    if "event" in heads:
        out["markers"] = state["marker.weight"][1:]
    return {name: tensor.contiguous() for name, tensor in out.items()}


def write(saved, path, name, version):
    with safe_open(READER, "pt") as reader:
        about = reader.metadata()
    state, trained = saved["state"], saved["options"]
    heads, temperature = ["root", "arc", "relation", "tag", "happened"], saved.get("temperature", {})
    if temperature:
        heads += ["event", "leaning"]
    metadata = {
        "name": name, "version": version, "reader": f"{about['name']} {about['version']}", "first": trained["first"], "layers": trained["layers"],
        "part": str(PART), "tags": ",".join(TAGS + ["continues"]), "relations": ",".join(RELATIONS),
    }
    if temperature:
        metadata |= {"events": ",".join(EVENTS), "leanings": ",".join(LEANINGS),
                     "temperature_event": str(temperature["event"]), "temperature_leaning": str(temperature["leaning"])}
    save_file(tensors({key: value.float() for key, value in state.items()}, heads), str(path), metadata=metadata)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    write(torch.load(options.run, map_location="cpu", weights_only=True), options.out, options.name, options.version)
    print(json.dumps({"bytes": options.out.stat().st_size}))
