"""Makes a reader cheaper: the heads that matter least are taken from its layers, and the feed-forward part of each becomes two, one for words
with a capital letter, which may be names, and a smaller one for all others. The lowest layers are the judge's too: they stay as they are, or
with --whole 0 get the smaller part alone, which the judge does without.

  python narrow.py READER.safetensors NARROW.safetensors --cost 0.7

How much a head, or an inner unit for such words or for the others, matters is the mean of the squared slope of a task's loss when it fades,
as a share of what all of them matter for that task, and a mean over the tasks (Kwon et al. 2022, "A Fast Post-Training Pruning Framework for
Transformers"). The matrices behind what is taken out are then those that come nearest to what they gave before, by least squares over what
they saw. What is left has to learn again: train.py --go-on NARROW.safetensors --copy READER.safetensors
--frozen 2 (see run). A reader that was made cheaper before can be made cheaper still.
"""
import argparse
import json
import random
from collections import Counter
from pathlib import Path

import torch
import torch.nn.functional as F

from export import about_reader, state_of, write
from model import Chosen, of_state
from rows import Pieces, by_length, collate, learned_from, pieces_of, tensors
from text import has_capital
from train import machine_options, of_tokens, task_loss

LOWEST = 2           # layers that the judge has too
STEP = 64            # inner units that a layer has are a multiple of this: tiles are so wide
FEWEST_HEADS = 4
HEAD_COST = 90.0     # of a head, in inner units that all words have: its products, and attention (measured in the program, AVX-512)
CAPITALS = 0.2       # share of the word pieces in news that are of words with a capital letter
NEAR = 0.1           # how strongly matrices are held near to what they were, as a share of the mean square of what comes in
# What is asked about which texts, and how much that counts. Of names gold says little: a reader knows by heart what it has learned from, and
# its loss there is next to nothing. So it is asked about texts without gold, too, where answers drawn from its own odds stand for gold.
ASKED = {("entities", "entities"): 0.2, ("written", "own entities"): 0.2, ("plain", "own entities"): 0.2,
         ("attribution", "attribution"): 0.25, ("syntax", "syntax"): 0.15}


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
    """For each layer, what its heads matter, its inner units for words with a capital letter, and these for others; `batches` are a list for
    each of ASKED."""
    kinds = [[torch.ones(n, device=device, requires_grad=True) for n in sizes]
             for sizes in zip(*[(layer.heads, layer.up.out_features, getattr(layer, "small_up", layer.up).out_features) for layer in reader.layer])]
    fading, capital, hooks = sum(kinds, []), None, []

    def fade(module, mask):
        hooks.append(module.register_forward_pre_hook(lambda _, x: (x[0] * mask().to(x[0].dtype),)))
    for layer, heads, of_capitals, of_others in zip(reader.layer, *kinds):
        fade(layer.attention_output, lambda h=heads, w=layer.width: h.repeat_interleave(w))
        if hasattr(layer, "small_down"):
            fade(layer.down, lambda a=of_capitals: a)
            fade(layer.small_down, lambda b=of_others: b)
        else:
            fade(layer.down, lambda a=of_capitals, b=of_others: torch.where(capital, a, b))
    total, on_device = [torch.zeros_like(mask) for mask in fading], tables.to(device)
    for (texts, task), share in ASKED.items():
        found = [torch.zeros_like(mask) for mask in fading]
        for batch in batches[texts, task]:
            t = tensors(collate(batch, tables), device)
            capital = has_capital(t["features"])[..., None]
            with torch.autocast(device, torch.bfloat16):
                loss = loss_of(reader, task, t, on_device)
            for sum_, slope in zip(found, torch.autograd.grad(loss, fading)):
                sum_ += slope.square()
        whole = sum(sum_.sum() for sum_ in found)
        for sum_, part in zip(total, found):
            sum_ += share * part / whole
    for hook in hooks:
        hook.remove()
    layers = len(reader.layer)
    return [total[k * layers:(k + 1) * layers] for k in range(3)]


def is_shared(kind, layer):
    """Whether a layer's heads (0) or units (1 for words with a capital letter, 2 for others) are the judge's too."""
    return layer < LOWEST and kind < 2


def chosen(matter, share, whole):
    """Which heads, units for words with a capital letter and units for others stay in each layer: those that matter most for what they cost, until
    `share` of all costs is spent. What the judge has, too, stays, and so does all of the `whole` lowest layers."""
    costs = (HEAD_COST, CAPITALS, 1 - CAPITALS)
    parts = [(value / cost, cost, kind, layer) for kind, (layers, cost) in enumerate(zip(matter, costs))
             for layer, part in enumerate(layers) for value in part.tolist()]
    room, kept = share * sum(part[1] for part in parts), Counter()
    for _, cost, kind, layer in sorted(parts, key=lambda part: (part[3] >= whole and not is_shared(part[2], part[3]), -part[0])):
        if room <= 0:
            break
        kept[kind, layer] += 1
        room -= cost

    def first(values, count):
        return sorted(torch.argsort(values, descending=True)[:count].tolist())

    def count(kind, layer):
        return max(FEWEST_HEADS, kept[kind, layer]) if kind == 0 else max(STEP, round(kept[kind, layer] / STEP) * STEP)
    return [[first(part, count(kind, layer)) for layer, part in enumerate(layers)] for kind, layers in enumerate(matter)]


def products(reader, batches, device):
    """For the matrix of each layer behind its heads, and for the one behind its inner units over words with a capital letter and over others, the
    sums over tokens of the products of what comes in, with 1 behind it: {(name, layer): matrix}. What stands at a window's ends is left out: its
    few numbers are so large that all else would be bent to fit them."""
    out, wanted = {}, {}

    def hook(module, name, n, parted):
        def add(_, inputs):
            x = inputs[0].flatten(0, -2)
            # Behind the rows of a part of a batch come others that fill it up.
            x = x[wanted[name, "of its part"].nonzero()[:, 0]] if parted else x[wanted[name]]
            x = F.pad(x.float(), (0, 1), value=1.0)
            out[name, n] = out.get((name, n), 0) + x.T @ x
        return module.register_forward_pre_hook(add)
    hooks = []
    for n, layer in enumerate(reader.layer):
        parted = hasattr(layer, "small_down")
        hooks += [hook(module, name, n, parted and name != "attention_output") for module, name in (
            (layer.attention_output, "attention_output"), (layer.down, "down"), (getattr(layer, "small_down", layer.down), "small_down"))]
    for batch in batches:
        t = tensors(collate(batch), device)
        place, parts = t["place"], Chosen(t["features"], t["mask"]).places
        is_token = torch.zeros(t["mask"].numel(), dtype=torch.bool, device=device)
        is_token[place] = True
        wanted["attention_output"] = place
        for name, part in zip(("down", "small_down"), parts):
            wanted[name, "of its part"] = is_token[part]
            wanted[name] = part[is_token[part]]
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


def narrowed(state, kept, sums, whole, width=32):
    out = dict(state)
    for n, (heads, of_capitals, of_others) in list(enumerate(zip(*kept)))[whole:]:
        def matrix(name):
            return [state[f"layer.{n}.{name}.{kind}"] for kind in ("weight", "bias")]

        def put(name, weight, bias):
            out[f"layer.{n}.{name}.weight"], out[f"layer.{n}.{name}.bias"] = weight, bias
        of_heads = [k * width + i for k in heads for i in range(width)]
        attended = len(state[f"layer.{n}.qkv.bias"]) // 3
        if len(of_heads) < attended:
            put("qkv", *(part[torch.tensor([k + third * attended for third in range(3) for k in of_heads])] for part in matrix("qkv")))
            put("attention_output", *nearest(*matrix("attention_output"), sums["attention_output", n], of_heads))
        before = "small_" if f"layer.{n}.small_up.bias" in state else ""
        for prefix, source, units in (("", "", of_capitals), ("small_", before, of_others)):
            if len(units) < len(state[f"layer.{n}.{source}up.bias"]) or prefix != source:
                put(f"{prefix}up", *(part[torch.tensor(units)] for part in matrix(f"{source}up")))
                put(f"{prefix}down", *nearest(*matrix(f"{source}down"), sums[f"{prefix}down", n], units))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reader", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--cost", type=float, default=0.7, help="share of the layers' costs that is left")
    parser.add_argument("--whole", type=int, default=LOWEST, help="so many of the lowest layers stay as they are altogether")
    parser.add_argument("--batches", type=int, default=40, help="batches of 2,048 pieces that each task is asked about")
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
    kept = chosen(slopes(reader, batches, tables, o.device), o.cost, o.whole)
    print(json.dumps({kind: [len(layer) for layer in layers] for kind, layers in zip(("heads", "units for capitals", "units for others"), kept)}))
    seen = [batch for part in batches.values() for batch in part[:max(1, o.batches // 4)]]
    write(narrowed(state, kept, products(reader, seen, o.device), o.whole), o.out, about_reader(o.reader)[0].split()[0], "narrowed", {})


if __name__ == "__main__":
    main()
