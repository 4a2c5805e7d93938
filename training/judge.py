"""Trains the judge, or a teacher of it.

  python judge.py --model teacher --rate 5e-5 --passes 4 --out runs/pairs-1.pt --answers runs/answers-1.npz --seed 1
  python judge.py --reader ../crates/annotate/weights/reader.safetensors --labels runs/answers-*.npz --out runs/judge.pt

A teacher answers both questions about every pair that is learned from; the judge learns these answers beside the gold ones. Runs on CPU or
GPU; figures are on the `-dev` files.
"""
import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

import pairs
from corpora import curled
from export import rows_int8, state_of
from judge_model import SOURCE, TARGET, Judge, PairTeacher
from pairs import EVENTS, LEANINGS, QUAD
from progress import Progress
from rows import Pieces, Rows, by_length, padded, tensors
from text import CLS, RUNTIME_WINDOW, SEP, Article
from train import calibrate, shared_options

HEADS = ("event", "leaning")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", choices=["judge", "teacher"], default="judge")
    parser.add_argument("--reader", type=Path, help="the weights file whose lowest layers are shared")
    parser.add_argument("--go-on", type=Path, help="a judge's weights file to go on from, of the same shape")
    parser.add_argument("--first", type=int, default=2, help="layers that are shared with the reader")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--labels", type=Path, nargs="*", default=[], help="teachers' answers")
    parser.add_argument("--answers", type=Path, help="where the model's answers about all pairs go")
    parser.add_argument("--soft", type=float, default=0.6, help="weight of the teachers' answers against the gold ones")
    parser.add_argument("--repeat", nargs="*", default=["event=6", "newsmtsc=1", "dse=1", "neutral=0.35", "story=0.3"],
                        help="how often a pass goes through a corpus: NAME=TIMES, fractions too; `dse` is what praises or blames there, `neutral` the rest")
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--swap", type=float, default=0.5, help="share of event pairs whose names are swapped for another pair's")
    parser.add_argument("--batch", type=int, default=4096, help="word pieces in a batch")
    parser.add_argument("--look", type=int, default=1, help="passes between figures on dev; 0: at the end alone")
    shared_options(parser)
    return parser.parse_args()


@dataclass
class Example:
    """A pair in a window of its own: as much of the text as fits around the target. `row` is its place among the teachers' answers."""
    item: pairs.Pair
    ids: np.ndarray
    features: np.ndarray
    markers: np.ndarray
    row: int = -1


def example(item, pieces, row=-1, words=None, limit=RUNTIME_WINDOW):
    words = words or item.words
    start, end = stretch([len(pieces(word)) for word in words], item, limit - 2)
    cut = Rows(Article(words[start:end], [(0, end - start)], []), pieces)
    markers = np.zeros(len(cut.pieces) + 2, dtype=np.int64)
    for which, span in ((SOURCE, item.source), (TARGET, item.target)):
        if span:
            first, last = max(0, span[0] - start), min(end, span[1]) - start
            if first < last:
                markers[1 + cut.at[first]:1 + cut.at[last]] = which
    return Example(item, np.concatenate([[CLS], cut.pieces, [SEP]]), np.concatenate([[0], cut.of_pieces, [0]]), markers, row)


def stretch(lengths, item, room):
    """The tokens around the target (else the source, else from the start) that fit."""
    start, end = item.target or item.source or (0, 0)
    while sum(lengths[start:end]) > room:
        end -= 1
    used = sum(lengths[start:end])
    while True:
        grew = False
        if end < len(lengths) and used + lengths[end] <= room:
            used, end, grew = used + lengths[end], end + 1, True
        if start > 0 and used + lengths[start - 1] <= room:
            used, start, grew = used + lengths[start - 1], start - 1, True
        if not grew:
            return start, end


def swapped(item, items, chance):
    """The pair with the words of another pair's source and target in the place of its own."""
    other = chance.choice(items)
    if not (item.source and item.target and other.source and other.target):
        return item
    words, spans, at = [], {}, 0
    for span, which in sorted([(item.source, "source"), (item.target, "target")]):
        if span[0] < at:
            return item
        taken = other.words[slice(*getattr(other, which))]
        words += item.words[at:span[0]]
        spans[which] = (len(words), len(words) + len(taken))
        words += taken
        at = span[1]
    return pairs.Pair(words + item.words[at:], spans["source"], spans["target"], item.label, item.task)


def run(model, batch, device):
    arrays = {name: padded([getattr(one, name) for one in batch], 0, 8) for name in ("ids", "features", "markers")}
    arrays["mask"] = arrays["ids"] > 0
    t = tensors(arrays, device)
    with torch.autocast(device, torch.bfloat16):
        return dict(zip(HEADS, model(t["ids"], t["features"], t["mask"], t["markers"])))


def length(one):
    return len(one.ids)


@torch.inference_mode()
def answers(model, examples, device):
    """Log probabilities of each example's classes, in order: {head: [examples, classes]}."""
    model.eval()
    out = {"event": torch.zeros(len(examples), len(EVENTS)), "leaning": torch.zeros(len(examples), len(LEANINGS))}
    place = {id(one): n for n, one in enumerate(examples)}
    for batch in by_length(examples, 16384, length):
        for head, scores in run(model, batch, device).items():
            out[head][[place[id(one)] for one in batch]] = scores.log_softmax(-1).cpu()
    return out


def loss_of(model, batch, o, taught):
    total = 0.0
    for head, scores in run(model, batch, o.device).items():
        gold = torch.tensor([one.item.label if one.item.task == head else -100 for one in batch], device=o.device)
        known = (gold >= 0).sum()
        hard = F.cross_entropy(scores, gold, reduction="sum", label_smoothing=o.smoothing) / known.clamp(min=8)
        if taught is None:
            total = total + hard
            continue
        soft = F.cross_entropy(scores, taught[head][[one.row for one in batch]])
        total = total + (1 - o.soft) * hard + o.soft * soft
    return total


def macro_f1(gold, found, classes):
    """Over the classes that the gold labels have."""
    out = []
    for label in classes:
        right = sum(a == b == label for a, b in zip(gold, found))
        total = gold.count(label) + found.count(label)
        if gold.count(label):
            out.append(2 * right / total)
    return round(100 * sum(out) / max(len(out), 1), 1)


def figures(model, dev, device):
    out = {}
    for name, examples in dev.items():
        scores = answers(model, examples, device)["event" if name == "plv" else "leaning"]
        gold, found = [one.item.label for one in examples], scores.argmax(-1).tolist()
        if name == "plv":
            quads = [one.item.quad for one in examples]
            out |= {"plv root": macro_f1(gold, found, range(len(EVENTS))), "plv quad": macro_f1(quads, [QUAD[k] for k in found], range(1, 5)),
                    "plv accuracy": round(100 * sum(a == b for a, b in zip(gold, found)) / len(gold), 1)}
        elif name == "dse":
            gold, found = directed(examples, scores)
            way = lambda label: label if label == "neutral" else label[1]
            out |= {"dse five": macro_f1(gold, found, set(gold)), "dse three": macro_f1([way(x) for x in gold], [way(x) for x in found], LEANINGS)}
        else:
            out[name] = macro_f1(gold, found, range(len(LEANINGS)))
    return out


def directed(examples, scores):
    """Who praises or blames whom, or nobody: the likeliest of the two ways' answers taken together. (gold, found)"""
    records, gold, found = {}, [], []
    for one, row in zip(examples, scores.tolist()):
        records.setdefault(one.item.record, {})[one.item.way] = (one.item.label, row)
    for ways in records.values():
        if len(ways) < 2:
            continue
        (a, x), (b, y) = ways[0], ways[1]
        choices = {"neutral": x[1] + y[1]}
        for way, mine, other in (("e1", x, y), ("e2", y, x)):
            for n in (0, 2):
                choices[way, LEANINGS[n]] = mine[n] + other[1]
        gold.append(("e1", LEANINGS[a]) if a != 1 else ("e2", LEANINGS[b]) if b != 1 else "neutral")
        found.append(max(choices, key=choices.get))
    return gold, found


def dequantised(model):
    """The state with its matrices as the runtime sees them."""
    state = dict(model.state_dict())
    for name, tensor in state.items():
        if name.startswith("layer.") and tensor.dim() == 2:
            quantised, scale = rows_int8(tensor)
            state[name] = quantised.float() * scale[:, None]
    return state


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    pieces = Pieces()
    both_ways = pairs.dse("dse-train.jsonl.gz")
    sources = {"event": pairs.plv("plv-train.jsonl"), "newsmtsc": pairs.newsmtsc("newsmtsc-train.jsonl.gz"),
               "dse": [item for item in both_ways if item.label != 1], "neutral": [item for item in both_ways if item.label == 1],
               "story": pairs.synthetic_events("ngec-synth-train.jsonl.gz")}
    rows = iter(range(1_000_000))
    sources = {name: [example(item, pieces, next(rows)) for item in items[:o.limit]] for name, items in sources.items()}
    dev = {"plv": pairs.plv("plv-dev.jsonl"), "newsmtsc": pairs.newsmtsc("newsmtsc-dev.jsonl"), "dse": pairs.dse("dse-dev.jsonl")}
    dev = {name: [example(item, pieces) for item in items[:o.limit]] for name, items in dev.items()}
    taught = None
    if o.labels:
        saved = [np.load(path) for path in o.labels]
        taught = {head: torch.from_numpy(np.mean([np.exp(one[head]) for one in saved], 0)).float().to(o.device) for head in HEADS}
        assert len(taught["event"]) == sum(map(len, sources.values())), "these answers are about other pairs"
    repeat = {name: float(times) for name, times in (entry.split("=") for entry in o.repeat)}
    model = (PairTeacher(o.dropout) if o.model == "teacher" else Judge(o.reader, o.first, o.layers, o.dropout)).to(o.device)
    if o.go_on:
        before = state_of(o.go_on)
        model.marker.weight.data[1:] = before.pop("markers")
        assert not model.load_state_dict(before, strict=False).unexpected_keys
    print(f"{ {name: len(items) for name, items in sources.items()} }, {o.device}", flush=True)
    events = [one.item for one in sources["event"]]

    def varied(one, name):
        if name == "event" and chance.random() < o.swap:
            return example(swapped(one.item, events, chance), pieces, one.row)
        return example(one.item, pieces, one.row, curled(one.item.words)) if chance.random() < 0.3 else one

    def schedule():
        out = []
        for name, items in sources.items():
            times = repeat.get(name, 1.0)
            drawn = [one for _ in range(int(times)) for one in items] + chance.sample(items, round(times % 1 * len(items)))
            out += [varied(one, name) for one in drawn]
        chance.shuffle(out)
        batches = [batch for k in range(0, len(out), 1500) for batch in by_length(out[k:k + 1500], o.batch, length)]
        chance.shuffle(batches)
        return batches

    groups = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            head = name.startswith(("marker", "event", "leaning", "encoder.features"))
            groups.setdefault((head, parameter.dim() >= 2), []).append(parameter)
    optimiser = torch.optim.AdamW([{"params": parameters, "scale": 3.0 if head else 1.0, "weight_decay": 0.01 if decay else 0.0}
                                   for (head, decay), parameters in groups.items()], lr=o.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    trained = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    progress, temperature = Progress(o, [model, optimiser], chance), {}

    def save():
        o.out.parent.mkdir(parents=True, exist_ok=True)
        kept = {k: v.cpu() for k, v in model.state_dict().items() if not k.startswith("shared.")}
        torch.save({"temperature": temperature, "state": kept, "curve": progress.curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)

    for _ in progress:
        model.train()
        for batch in progress.steps(schedule):
            for group in optimiser.param_groups:
                group["lr"] = o.rate * progress.rate(200) * group["scale"]
            loss = loss_of(model, batch, o, taught)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            progress.learned(loss)
        progress.tell(figures(model, dev, o.device) if progress.looks() else {})
    if o.answers:
        np.savez(o.answers, **{head: rows.numpy() for head, rows in answers(model, [one for items in sources.values() for one in items], o.device).items()})
    if o.model == "teacher":
        save()
    else:
        kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        model.load_state_dict(dequantised(model))
        progress.curve.append({"int8 weights": figures(model, dev, o.device)})
        for head, name in (("event", "plv"), ("leaning", "newsmtsc")):
            temperature[head] = calibrate([answers(model, dev[name], o.device)[head]], [one.item.label for one in dev[name]])
        print(json.dumps(progress.curve[-1] | {"temperature": temperature}), flush=True)
        model.load_state_dict(kept)
        save()
    progress.done()


if __name__ == "__main__":
    main()
