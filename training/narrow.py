"""Takes from each layer of a reader the heads and inner units that matter least, so that it costs a given share of what it did.

  python narrow.py READER.safetensors NARROW.safetensors --cost 0.6

How much one matters is the mean of the squared slope of the loss on gold labels when it fades (Kwon et al. 2022, "A Fast Post-Training
Pruning Framework for Transformers"). What is left has to learn again: train.py --go-on NARROW.safetensors --copy READER.safetensors.
"""
import argparse
import json
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer

import corpora
from export import about_reader, reader_of, state_of, write
from model import base_folder
from rows import Pieces, Rows, Tables, by_length, collate, pieces_of, tensors
from train import task_loss

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
    found = [torch.zeros_like(mask) for mask in heads + units]
    for batch in chance.sample(windows, min(batches, len(windows))):
        t = tensors(collate(batch, tables), device)
        on_device = tables.to(device)
        with torch.autocast(device, torch.bfloat16):
            flat = reader(t["ids"], t["features"], t["mask"]).flatten(0, 1)
            loss = sum(task_loss(reader, flat, t, on_device, task, 0.0) for task in ("attribution", "entities"))
            loss = loss + 0.3 * reader.syntax.loss(flat, t, on_device)
        for sum_, slope in zip(found, torch.autograd.grad(loss, heads + units)):
            sum_ += slope.square()
    return found[:len(shapes)], found[len(shapes):]


def chosen(heads, units, share):
    """Which heads and units of each layer stay: those that matter most for what they cost, until `share` of all costs is spent."""
    parts = [(value.item() / HEAD_COST, HEAD_COST, "heads", layer, k) for layer, part in enumerate(heads) for k, value in enumerate(part)]
    parts += [(value.item(), 1.0, "units", layer, k) for layer, part in enumerate(units) for k, value in enumerate(part)]
    parts.sort(reverse=True)
    room, kept = share * sum(part[1] for part in parts), {(what, layer): [] for what in ("heads", "units") for layer in range(len(heads))}
    for _, cost, what, layer, k in parts:
        if room <= 0:
            break
        kept[what, layer].append(k)
        room -= cost
    def first(what, layer, values, count):
        return sorted(torch.argsort(values, descending=True)[:count].tolist())
    return ([first("heads", n, part, max(FEWEST_HEADS, len(kept["heads", n]))) for n, part in enumerate(heads)],
            [first("units", n, part, max(STEP, round(len(kept["units", n]) / STEP) * STEP)) for n, part in enumerate(units)])


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
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    pieces = Pieces(Tokenizer.from_file(str(base_folder() / "tokenizer.json")))
    sources = corpora.sources(o.limit)
    tables = Tables([article for part in sources.values() for article in part])
    bases = iter(tables.bases.tolist())
    sources = {name: [Rows(article, pieces, next(bases)) for article in part] for name, part in sources.items()}
    batches = []
    for name in ("attribution", "entities", "syntax"):
        windows = [window for rows in sources[name] for window in rows.windows(128, chance)]
        chance.shuffle(windows)
        batches += [batch for k in range(0, len(windows), 500) for batch in by_length(windows[k:k + 500], 2048, pieces_of)][:o.batches // 3]
    reader = reader_of(o.reader).to(o.device).eval().requires_grad_(False)
    heads, units = chosen(*slopes(reader, batches, tables, chance, o.batches, o.device), o.cost)
    print(json.dumps({"heads": [len(h) for h in heads], "units": [len(u) for u in units]}))
    name = about_reader(o.reader)[0].split()[0]
    write(narrowed(state_of(o.reader), heads, units), o.out, name, "narrowed", {})


if __name__ == "__main__":
    main()
