"""Writes a trained judge as the weights file that the Rust runtime embeds beside the reader's.

  python judge_export.py RUN.pt ../crates/annotate/weights/judge.safetensors --reader ../crates/annotate/weights/reader.safetensors --name NAME --version VERSION

Matrices of layers are int8 with one scale for each output row; small heads are float32.
"""
import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from export import about_reader, rows_int8
from pairs import EVENTS, LEANINGS


def tensors(state):
    out = {"markers": state["marker.weight"][1:]}
    for name, tensor in state.items():
        if name.startswith("layer.") and tensor.dim() == 2:
            out[name], out[name.replace(".weight", ".scale")] = rows_int8(tensor)
        elif name.startswith(("layer.", "event.", "leaning.")):
            out[name] = tensor
    return {name: tensor.contiguous() for name, tensor in out.items()}


def write(saved, reader, path, name, version):
    trained, temperature = saved["options"], saved["temperature"]
    metadata = {
        "name": name, "version": version, "reader": about_reader(reader)[0], "first": trained["first"], "layers": trained["layers"],
        "events": ",".join(EVENTS), "leanings": ",".join(LEANINGS),
        "temperature_event": str(temperature["event"]), "temperature_leaning": str(temperature["leaning"]),
    }
    save_file(tensors({key: value.float() for key, value in saved["state"].items()}), str(path), metadata=metadata)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reader", type=Path, required=True, help="the weights file that it goes on from")
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", required=True)
    options = parser.parse_args()
    write(torch.load(options.run, map_location="cpu", weights_only=True), options.reader, options.out, options.name, options.version)
    print(json.dumps({"bytes": options.out.stat().st_size}))
