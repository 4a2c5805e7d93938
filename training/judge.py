"""Trains the judge.

  python judge.py --out runs/judge.pt                                  all tasks
  python judge.py --out runs/parser.pt --tasks syntax                  syntax and factuality alone
  python judge.py --out runs/judge.pt --start runs/parser.pt           all tasks, going on from there

The shared layers are frozen: their states are computed once a pass (with other cuts and other quotation marks), and the judge's layers
see one sentence or one pair at a time. Runs on CPU or GPU; the figures after every pass are on the `-dev` files.
"""
import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import judge_corpora as corpora
from evaluate import by_length, collate
from export import rows_int8
from judge_corpora import with_other_marks
from judge_evaluate import pair_figures, pair_scores, syntax_figures
from judge_model import SOURCE, TARGET, Judge, reader_state, shared
from model import base_folder
from text import RUNTIME_WINDOW, Article, Pieces, windows
from train import calibrate


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tasks", nargs="+", choices=["syntax", "event", "leaning"], default=["syntax", "event", "leaning"])
    parser.add_argument("--first", type=int, default=2, help="layers that are shared with the reader")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--start", type=Path, help="go on from this run's weights instead of the reader's")
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--repeat", nargs="*", default=["syntax=0.5", "event=3", "newsmtsc=1", "dse=0.5", "neutral=0.15"],
                        help="how often a pass goes through a corpus: NAME=TIMES, fractions too; `dse` is what praises or blames there, `neutral` the rest")
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--synthetic", type=float, default=0.0, help="share of the synthetic stories among the events of a pass")
    parser.add_argument("--swap", type=float, default=0.5, help="share of event pairs whose names are swapped for another pair's")
    parser.add_argument("--batch", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e9, help="the rate falls to zero, and training ends, after so long at the latest")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


@dataclass
class Example:
    """What the judge's layers see at once."""
    states: torch.Tensor    # [pieces, hidden]
    first: list             # index of the first piece of each token
    ids: range              # as long as the states: what `by_length` measures
    item: object            # the Sentence or Pair
    markers: list | None = None


class Shared:
    """Runs the shared layers."""

    def __init__(self, layers, pieces, device):
        self.model, self.pieces, self.device = shared(layers).to(device), pieces, device

    @torch.inference_mode()
    def states(self, items):
        """States of each window, in order."""
        out = {}
        with torch.autocast(self.device, torch.bfloat16):
            for batch in by_length(items, 8192):
                hidden = self.model(*collate(batch, self.device)).to(torch.bfloat16)
                for k, window in enumerate(batch):
                    out[id(window)] = hidden[k, :len(window.ids)].clone()
        return [out[id(window)] for window in items]

    def sentences(self, documents, chance=None, limit=RUNTIME_WINDOW):
        """Examples of the sentences that lie in one window."""
        out = []
        for n in range(0, len(documents), 64):
            items, owners = [], []
            for document in documents[n:n + 64]:
                words = with_other_marks(document.words, chance) if chance and chance.random() < 0.5 else document.words
                found = windows(Article(words, document.blocks), self.pieces, limit, chance)
                items += found
                owners += [document] * len(found)
            for window, document, states in zip(items, owners, self.states(items)):
                for sentence in document.sentences:
                    if window.start <= sentence.start and sentence.end <= window.end:
                        first = window.first[sentence.start - window.start:sentence.end - window.start]
                        last = window.first[sentence.end - window.start] if sentence.end < window.end else len(window.ids) - 1
                        out.append(Example(states[first[0]:last], [place - first[0] for place in first], range(last - first[0]), sentence))
        return out

    def pairs(self, items, chance=None, limit=RUNTIME_WINDOW):
        """Examples of pairs, each in a window of its own: as much of the text as fits around the target."""
        cut, kept = [], []
        for item in items:
            words = with_other_marks(item.words, chance) if chance and chance.random() < 0.3 else item.words
            start, end = stretch([len(self.pieces(word)) for word in words], item, limit - 2)
            found = windows(Article(words[start:end], [(0, end - start)]), self.pieces, limit)
            if len(found) == 1:
                cut.append(found[0])
                kept.append((item, start))
        out = []
        for window, (item, start), states in zip(cut, kept, self.states(cut)):
            markers = [0] * len(window.ids)
            places = window.first + [len(window.ids) - 1]
            for which, span in ((SOURCE, item.source), (TARGET, item.target)):
                if span:
                    first, last = max(0, span[0] - start), min(len(window.first), span[1] - start)
                    for piece in range(places[first], places[last]) if first < last else ():
                        markers[piece] = which
            out.append(Example(states, window.first, range(len(window.ids)), item, markers))
        return out


def stretch(lengths, item, room):
    """The tokens around the target (else from the start) that fit."""
    start, end = item.target or item.source or (0, 0)
    used = sum(lengths[start:end])
    while True:
        grew = False
        if end < len(lengths) and used + lengths[end] <= room:
            used, end, grew = used + lengths[end], end + 1, True
        if start > 0 and used + lengths[start - 1] <= room:
            used, start, grew = used + lengths[start - 1], start - 1, True
        if not grew:
            return start, end


def padded(rows, value, device):
    out = torch.full((len(rows), max(len(row) for row in rows)), value, dtype=torch.long)
    for k, row in enumerate(rows):
        out[k, :len(row)] = torch.tensor(row, dtype=torch.long)
    return out.to(device)


def body(model, batch, device):
    """(states [n, length, hidden], markers or None)"""
    states = torch.nn.utils.rnn.pad_sequence([example.states for example in batch], batch_first=True).to(device)
    mask = torch.zeros(states.shape[:2], dtype=torch.bool)
    for k, example in enumerate(batch):
        mask[k, :len(example.ids)] = True
    markers = padded([example.markers for example in batch], 0, device) if batch[0].markers is not None else None
    return model(states, mask.to(device), markers), markers


def gather(states, places):
    return torch.gather(states, 1, places[..., None].expand(-1, -1, states.shape[-1]))


def syntax_loss(model, batch, device):
    states, _ = body(model, batch, device)
    loss = states.new_zeros((), dtype=torch.float32)
    trees = [k for k, example in enumerate(batch) if example.item.words is not None]
    if trees:
        chosen = states[trees]
        items = [batch[k].item for k in trees]
        tokens = padded([batch[k].first for k in trees], 0, device)
        tags = padded([item.tags for item in items], -100, device)
        loss = loss + F.cross_entropy(model.tag(model.drop(gather(chosen, tokens))).float().flatten(0, 1), tags.flatten())
        places = padded([[batch[k].first[word] for word in batch[k].item.words] for k in trees], 0, device)
        heads, relations = padded([item.heads for item in items], -100, device), padded([item.relations for item in items], -100, device)
        mask = heads >= 0
        scores, of_dependent, of_head = model.arcs(gather(chosen, places), mask)
        loss = loss + F.cross_entropy(scores.flatten(0, 1), heads.flatten())
        found = model.relations(of_dependent, of_head, heads.clamp(min=0))
        loss = loss + F.cross_entropy(found.flatten(0, 1), relations.flatten())
    for weight, kind in ((0.15, "happened"), (0.3, "asserted")):
        marked = [(k, batch[k].first[token], value) for k, example in enumerate(batch) for token, value in getattr(example.item, kind).items()]
        if marked:
            rows, places, values = zip(*marked)
            value = model.happened(model.drop(states[list(rows), list(places)])).float()[:, 0]
            gold = torch.tensor(values, dtype=torch.float32, device=device)
            one = (F.smooth_l1_loss(value, gold) if kind == "happened"
                   else F.binary_cross_entropy_with_logits(model.fact[0] * value + model.fact[1], gold))
            loss = loss + weight * one * min(1.0, len(marked) / 8)
    return loss


def pair_loss(model, batch, device, smoothing):
    states, markers = body(model, batch, device)
    task = batch[0].item.task
    scores = (model.event if task == "event" else model.leaning)(model.pooled(states, markers)).float()
    return F.cross_entropy(scores, torch.tensor([example.item.label for example in batch], device=device), label_smoothing=smoothing)


def swapped(items, share, chance):
    """Event pairs with the words of another pair's source and target in the place of their own."""
    out = []
    for item in items:
        if item.source and item.target and chance.random() < share:
            other = chance.choice(items)
            if other.source and other.target:
                words, spans, at = [], {}, 0
                for span, which in sorted([(item.source, "source"), (item.target, "target")]):
                    if span[0] < at:
                        break
                    taken = other.words[slice(*getattr(other, which))]
                    words += item.words[at:span[0]]
                    spans[which] = (len(words), len(words) + len(taken))
                    words += taken
                    at = span[1]
                else:
                    item = corpora.Pair(words + item.words[at:], spans["source"], spans["target"], item.label, item.task)
        out.append(item)
    return out


@torch.inference_mode()
def fitted_temperature(model, examples, body, device):
    """The temperature that makes the gold labels likeliest."""
    with torch.autocast(device, torch.bfloat16):
        scores = torch.stack(pair_scores(model, examples, body))
    return calibrate([scores], [example.item.label for example in examples])


def dequantised(model):
    """The model with its matrices as the runtime sees them."""
    state = model.state_dict()
    for name, tensor in state.items():
        if name.startswith("layer.") and tensor.dim() == 2 or name == "views.weight":
            quantised, scale = rows_int8(tensor)
            state[name] = quantised.float() * scale[:, None]
    return state


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance = corpora.generator(o.seed)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    under = Shared(o.first, Pieces(tokenizer), o.device)
    repeat = {task: float(times) for task, times in (entry.split("=") for entry in o.repeat)}

    documents, events, stories, leanings, dev = [], [], [], {}, {}
    if "syntax" in o.tasks:
        trees = corpora.treebank("ewt-train.conllu.gz")[:o.limit]
        corpora.add_factuality(trees, "uds-factuality-train.jsonl.gz")
        documents = trees + corpora.treebank("gum-train.conllu.gz", corpora.free_gum("train"))[:o.limit] + corpora.meantime("meantime-train.jsonl")[:o.limit]
        dev["ewt"] = corpora.treebank("ewt-dev.conllu")[:o.limit]
        corpora.add_factuality(dev["ewt"], "uds-factuality-dev.jsonl")
        dev["gum"] = corpora.treebank("gum-dev.conllu", corpora.free_gum("dev"))[:o.limit]
        dev["meantime"] = corpora.meantime("meantime-dev.jsonl")
    if "event" in o.tasks:
        events, stories = corpora.plv("plv-train.jsonl")[:o.limit], corpora.synthetic_events("ngec-synth-train.jsonl.gz")
        dev["plv"] = corpora.plv("plv-dev.jsonl")
    if "leaning" in o.tasks:
        both_ways = corpora.dse("dse-train.jsonl.gz")
        leanings = {"newsmtsc": corpora.newsmtsc("newsmtsc-train.jsonl.gz")[:o.limit], "dse": [item for item in both_ways if item.label != 1][:o.limit],
                    "neutral": [item for item in both_ways if item.label == 1][:o.limit]}
        dev["newsmtsc"], dev["dse"] = corpora.newsmtsc("newsmtsc-dev.jsonl"), corpora.dse("dse-dev.jsonl")
    dev = {name: (under.sentences if name in ("ewt", "gum", "meantime") else under.pairs)(items) for name, items in dev.items()}

    model = Judge(o.first, o.layers, o.dropout)
    if o.start:
        model.load_state_dict(torch.load(o.start, map_location="cpu", weights_only=True)["state"])
    else:
        model.start_from(reader_state())
    model.to(o.device)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, {len(documents)} documents, {len(events)} events, {sum(map(len, leanings.values()))} leanings", flush=True)

    def batches(examples):
        chance.shuffle(examples)
        return [batch for k in range(0, len(examples), 1500) for batch in by_length(examples[k:k + 1500], o.batch)]

    def drawn(items, name):
        times = repeat.get(name, 1.0)
        return [item for _ in range(int(times)) for item in items] + chance.sample(items, round(times % 1 * len(items)))

    def schedule():
        out = []
        if documents:
            out += batches(under.sentences(drawn(documents, "syntax"), chance))
        if events:
            told = chance.sample(stories, int(o.synthetic * len(events)))
            out += batches(under.pairs(swapped(drawn(events, "event") + told, o.swap, chance), chance))
        if leanings:
            out += batches(under.pairs([item for name, items in leanings.items() for item in drawn(items, name)], chance))
        chance.shuffle(out)
        return out

    def figures_on_dev(part=3):
        """Of trees every third sentence alone while training goes on: decoding is slow."""
        model.eval()
        out = {}
        with torch.inference_mode(), torch.autocast(o.device, torch.bfloat16):
            for name, examples in dev.items():
                figures = syntax_figures if name in ("ewt", "gum", "meantime") else pair_figures
                out[name] = figures(model, examples[::part if name in ("ewt", "gum") else 1], lambda batch: body(model, batch, o.device), name)
        return out

    groups = {}
    for name, parameter in model.named_parameters():
        groups.setdefault((not name.startswith("layer."), parameter.dim() >= 2), []).append(parameter)
    optimiser = torch.optim.AdamW([{"params": parameters, "scale": 3.0 if head else 1.0, "weight_decay": 0.01 if decay else 0.0}
                                   for (head, decay), parameters in groups.items()], lr=o.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    curve, begun, step, total, seen, temperature = [], time.time(), 0, None, {}, {}

    def save():
        """What there is so far."""
        o.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"temperature": temperature, "state": {k: v.cpu() for k, v in model.state_dict().items()}, "curve": curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)

    for n in range(o.passes):
        steps = schedule()
        total = total or len(steps) * o.passes
        warmup = max(1, min(100, total // 10))
        model.train()
        for batch in steps:
            spent = (time.time() - begun) / 60 / o.minutes
            if spent >= 1:
                break
            factor = min((step + 1) / warmup, max(0.02, min(total - step, (1 - spent) * total) / (total - warmup)))
            for group in optimiser.param_groups:
                group["lr"] = o.rate * factor * group["scale"]
            task = getattr(batch[0].item, "task", "syntax")
            with torch.autocast(o.device, torch.bfloat16):
                loss = syntax_loss(model, batch, o.device) if task == "syntax" else pair_loss(model, batch, o.device, o.smoothing)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            step += 1
            seen.setdefault(task, []).append(loss.item())
            if step % 50 == 0:
                shown = {task: round(sum(losses[-100:]) / len(losses[-100:]), 3) for task, losses in seen.items()}
                print(f"pass {n + 1} step {step}/{total} {shown} {time.time() - begun:.0f} s", flush=True)
                save()
        curve.append({"pass": n + 1, "seconds": round(time.time() - begun), **figures_on_dev()})
        print(json.dumps(curve[-1]), flush=True)
        save()
        if time.time() - begun >= o.minutes * 60:
            break
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model.load_state_dict(dequantised(model))
    curve.append({"int8 weights": figures_on_dev(1)})
    print(json.dumps(curve[-1]), flush=True)
    temperature = {task: fitted_temperature(model, dev[name], lambda batch: body(model, batch, o.device), o.device)
                   for task, name in (("event", "plv"), ("leaning", "newsmtsc")) if name in dev}
    model.load_state_dict(kept)
    save()


if __name__ == "__main__":
    main()
