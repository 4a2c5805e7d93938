"""Takes from each layer of a reader the heads and inner units that matter least, so that it costs a given share of what it did.

  python narrow.py READER.safetensors NARROW.safetensors --cost 0.6

How much one matters is the mean of the squared slope of the loss on gold labels when it fades (Kwon et al. 2022, "A Fast Post-Training
Pruning Framework for Transformers"). What is left has to learn again: train.py --go-on NARROW.safetensors --copy READER.safetensors.
"""
import argparse
import json
import random
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer

from export import about_reader, state_of, write
from model import base_folder, of_state
from rows import Pieces, by_length, collate, learned_from, pieces_of, tensors
from train import machine_options, task_loss

STEP = 64            # inner units that a layer has are a multiple of this: tiles are so wide
FEWEST_HEADS = 4
HEAD_COST = 90.0     # of a head, in inner units: its products, and attention (measured in the program, AVX-512)


def slopes(reader, windows, tables, chance, batches, device):
    """For each layer, the mean squared slopes for its heads and for its inner units."""
    shapes = [(layer.heads, layer.up.out_features) for layer in reader.layer]
    heads = [torch.ones(h, device=device, requires_grad=True) for h, _ in shapes]
    units = [torch.ones(u, device=device, requires_grad=True) for _, u in shapes]
    for layer, h, u in zip(reader.layer, heads, units):
        layer.attention_output.register_forward_pre_hook(lambda _, x, h=h, w=layer.width: (x[0] * h.repeat_interleave(w).to(x[0].dtype),))
        layer.down.register_forward_pre_hook(lambda _, x, u=u: (x[0] * u.to(x[0].dtype),))
    found, on_device = [torch.zeros_like(mask) for mask in heads + units], tables.to(device)
    for batch in chance.sample(windows, min(batches, len(windows))):
        t = tensors(collate(batch, tables), device)
        with torch.autocast(device, torch.bfloat16):
            flat = reader(t["ids"], t["features"], t["mask"]).flatten(0, 1)
            loss = sum(task_loss(reader, flat, t, on_device, task, 0.0) for task in ("attribution", "entities"))
            loss = loss + 0.3 * reader.syntax.loss(flat, t, on_device)
        for sum_, slope in zip(found, torch.autograd.grad(loss, heads + units)):
            sum_ += slope.square()
    return found[:len(shapes)], found[len(shapes):]


def chosen(heads, units, share):
    """Which heads and units of each layer stay: those that matter most for what they cost, until `share` of all costs is spent."""
    parts = [(value / HEAD_COST, HEAD_COST, "heads", layer) for layer, part in enumerate(heads) for value in part.tolist()]
    parts += [(value, 1.0, "units", layer) for layer, part in enumerate(units) for value in part.tolist()]
    parts.sort(reverse=True)
    room, kept = share * sum(part[1] for part in parts), Counter()
    for _, cost, what, layer in parts:
        if room <= 0:
            break
        kept[what, layer] += 1
        room -= cost

    def first(values, count):
        return sorted(torch.argsort(values, descending=True)[:count].tolist())
    return ([first(part, max(FEWEST_HEADS, kept["heads", n])) for n, part in enumerate(heads)],
            [first(part, max(STEP, round(kept["units", n] / STEP) * STEP)) for n, part in enumerate(units)])


def narrowed(state, heads, units, width=32):
    out = dict(state)
    for n, (h, u) in enumerate(zip(heads, units)):
        of_heads = torch.tensor([k * width + i for k in h for i in range(width)])
        whole = len(state[f"layer.{n}.qkv.bias"]) // 3
        rows = torch.cat([of_heads + part * whole for part in range(3)])
        for kind in ("weight", "bias"):
            out[f"layer.{n}.qkv.{kind}"] = state[f"layer.{n}.qkv.{kind}"][rows]
            out[f"layer.{n}.up.{kind}"] = state[f"layer.{n}.up.{kind}"][torch.tensor(u)]
        out[f"layer.{n}.attention_output.weight"] = state[f"layer.{n}.attention_output.weight"][:, of_heads]
        out[f"layer.{n}.down.weight"] = state[f"layer.{n}.down.weight"][:, torch.tensor(u)]
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cost", type=float, default=0.6, help="share of the layers' costs that is left")
    parser.add_argument("--batches", type=int, default=150)
    machine_options(parser)
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    pieces = Pieces(Tokenizer.from_file(str(base_folder() / "tokenizer.json")))
    sources, tables = learned_from(o.limit, pieces)
    batches = []
    for name in ("attribution", "entities", "syntax"):
        windows = [window for rows in sources[name] for window in rows.windows(128, chance)]
        chance.shuffle(windows)
        batches += [batch for k in range(0, len(windows), 500) for batch in by_length(windows[k:k + 500], 2048, pieces_of)][:o.batches // 3]
    state = state_of(o.reader)
    reader = of_state(state).to(o.device).eval().requires_grad_(False)
    heads, units = chosen(*slopes(reader, batches, tables, chance, o.batches, o.device), o.cost)
    print(json.dumps({"heads": [len(h) for h in heads], "units": [len(u) for u in units]}))
    name = about_reader(o.reader)[0].split()[0]
    write(narrowed(state, heads, units), o.out, name, "narrowed", {})


if __name__ == "__main__":
    main()
