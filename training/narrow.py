"""Takes from each layer of a reader the heads and inner units that matter least, so that it costs a given share of what it did.

  python narrow.py READER.safetensors NARROW.safetensors --cost 0.6

How much one matters is the mean of the squared slope of a task's loss when it fades, as a share of what all of them matter for that task, and a
mean over the tasks (Kwon et al. 2022, "A Fast Post-Training Pruning Framework for Transformers"). The matrices behind what is taken out are then
those that come nearest to what they gave before, by least squares over what they saw. What is left has to learn again:
train.py --go-on NARROW.safetensors --copy READER.safetensors.
"""
import argparse
import json
import random
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F

from export import about_reader, state_of, write
from model import of_state
from rows import Pieces, by_length, collate, learned_from, pieces_of, tensors
from train import machine_options, of_tokens, task_loss

STEP = 64            # inner units that a layer has are a multiple of this: tiles are so wide
FEWEST_HEADS = 4
HEAD_COST = 90.0     # of a head, in inner units: its products, and attention (measured in the program, AVX-512)
NEAR = 0.1           # how strongly matrices are held near to what they were, as a share of the mean square of what comes in
# What is asked about which texts, and how much that counts. Of names gold says little: a reader knows by heart what it has learned from, and
# its loss there is next to nothing. So it is asked about texts without gold, too, where answers drawn from its own odds stand for gold.
ASKED = {("entities", "entities"): 1 / 6, ("written", "own entities"): 1 / 6, ("plain", "own entities"): 1 / 6,
         ("attribution", "attribution"): 0.3, ("syntax", "syntax"): 0.2}


def loss_of(reader, task, t, tables):
    """The loss whose slopes tell what matters for a task."""
    flat = reader(t["ids"], t["features"], t["mask"]).flatten(0, 1)
    if task == "syntax":
        return reader.syntax.loss(flat, t, tables)
    if not task.startswith("own "):
        return task_loss(reader, flat, t, tables, task, 0.0)
    scores = of_tokens(reader.head[task.removeprefix("own ")], flat, t)
    return F.cross_entropy(scores, torch.multinomial(torch.softmax(scores.detach(), -1), 1)[:, 0])


def slopes(reader, batches, tables, device):
    """For each layer, what its heads and what its inner units matter; `batches` are a list for each of ASKED."""
    shapes = [(layer.heads, layer.up.out_features) for layer in reader.layer]
    heads = [torch.ones(h, device=device, requires_grad=True) for h, _ in shapes]
    units = [torch.ones(u, device=device, requires_grad=True) for _, u in shapes]
    hooks = []
    for layer, h, u in zip(reader.layer, heads, units):
        hooks.append(layer.attention_output.register_forward_pre_hook(
            lambda _, x, h=h, w=layer.width: (x[0] * h.repeat_interleave(w).to(x[0].dtype),)))
        hooks.append(layer.down.register_forward_pre_hook(lambda _, x, u=u: (x[0] * u.to(x[0].dtype),)))
    total, on_device = [torch.zeros_like(mask) for mask in heads + units], tables.to(device)
    for (texts, task), share in ASKED.items():
        found = [torch.zeros_like(mask) for mask in heads + units]
        for batch in batches[texts, task]:
            t = tensors(collate(batch, tables), device)
            with torch.autocast(device, torch.bfloat16):
                loss = loss_of(reader, task, t, on_device)
            for sum_, slope in zip(found, torch.autograd.grad(loss, heads + units)):
                sum_ += slope.square()
        whole = sum(sum_.sum() for sum_ in found)
        for sum_, part in zip(total, found):
            sum_ += share * part / whole
    for hook in hooks:
        hook.remove()
    return total[:len(shapes)], total[len(shapes):]


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


def products(reader, batches, device):
    """For the two matrices of each layer behind its heads and its inner units, the sums over tokens of the products of what comes in, with 1
    behind it: {(name, layer): matrix}. What stands at a window's ends is left out: its few numbers are so large that all else would be
    bent to fit them."""
    out, places = {}, None

    def hook(key):
        def add(_, inputs):
            x = F.pad(inputs[0].flatten(0, 1)[places].float(), (0, 1), value=1.0)
            out[key] = out.get(key, 0) + x.T @ x
        return add
    hooks = [getattr(layer, name).register_forward_pre_hook(hook((name, n)))
             for n, layer in enumerate(reader.layer) for name in ("attention_output", "down")]
    for batch in batches:
        t = tensors(collate(batch), device)
        places = t["place"]
        with torch.no_grad(), torch.autocast(device, torch.bfloat16):
            reader(t["ids"], t["features"], t["mask"])
    for one in hooks:
        one.remove()
    return {key: sums.double().cpu() for key, sums in out.items()}


def nearest(weight, bias, sums, kept):
    """Weight and bias over the inputs `kept` that come nearest to what all inputs gave; where these say little, near to what they were."""
    columns = torch.tensor(kept + [len(sums) - 1])
    whole = torch.cat([weight, bias[:, None]], 1).double()
    own = sums[columns][:, columns]
    near = NEAR * own.diagonal().mean()
    found = torch.linalg.solve(own + near * torch.eye(len(columns)), (whole @ sums[:, columns] + near * whole[:, columns]).T).T.float()
    return found[:, :-1], found[:, -1]


def narrowed(state, heads, units, sums, width=32):
    out = dict(state)
    for n, (h, u) in enumerate(zip(heads, units)):
        of_heads = [k * width + i for k in h for i in range(width)]
        whole = len(state[f"layer.{n}.qkv.bias"]) // 3
        rows = torch.tensor([k + part * whole for part in range(3) for k in of_heads])
        for kind in ("weight", "bias"):
            out[f"layer.{n}.qkv.{kind}"] = state[f"layer.{n}.qkv.{kind}"][rows]
            out[f"layer.{n}.up.{kind}"] = state[f"layer.{n}.up.{kind}"][torch.tensor(u)]
        for name, kept in (("attention_output", of_heads), ("down", u)):
            matrix = f"layer.{n}.{name}"
            out[f"{matrix}.weight"], out[f"{matrix}.bias"] = nearest(state[f"{matrix}.weight"], state[f"{matrix}.bias"], sums[name, n], kept)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cost", type=float, default=0.592, help="share of the layers' costs that is left")
    parser.add_argument("--batches", type=int, default=90, help="batches of 2,048 pieces that each task is asked about")
    machine_options(parser)
    o = parser.parse_args()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    pieces = Pieces()
    sources, tables = learned_from(o.limit, pieces)
    batches = {}
    for texts, task in ASKED:
        windows = [window for rows in sources[texts] for window in rows.windows(128, chance)]
        chance.shuffle(windows)
        batches[texts, task] = [batch for k in range(0, len(windows), 500) for batch in by_length(windows[k:k + 500], 2048, pieces_of)][:o.batches]
    state = state_of(o.reader)
    reader = of_state(state).to(o.device).eval().requires_grad_(False)
    heads, units = chosen(*slopes(reader, batches, tables, o.device), o.cost)
    print(json.dumps({"heads": [len(h) for h in heads], "units": [len(u) for u in units]}))
    seen = [batch for part in batches.values() for batch in part[:max(1, o.batches // 10)]]
    write(narrowed(state, heads, units, products(reader, seen, o.device)), o.out, about_reader(o.reader)[0].split()[0], "narrowed", {})


if __name__ == "__main__":
    main()
