"""Trains an encoder: a teacher for one task, or the reader that ships for all of them.

  python train.py --out runs/attribution.pt --model teacher --tasks attribution --rate 6e-5 --window 256 --passes 6
  python train.py --out runs/reader.pt --labels runs/answers-*.npz --passes 16

Every pass sees each article once, cut into other windows and with a chance of other quotation marks, and where there are teachers'
answers also the news that was written for this and a share of the plain text. A teacher can be asked for its answers when it has
learned (`--answers`). `--seconds` ends it early, with the rate at zero. Cut off and started again it goes on where it was (progress.py).
Runs on CPU or GPU; figures are on `-dev` files.
"""
import argparse
import json
import random
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

import corpora
import model as reader
import teacher
from evaluate import attribution_figures, entity_figures, states
from export import dequantised, state_of
from label import answers
from progress import Progress
from rows import NONE, Pieces, Rows, by_length, collate, learned_from, pieces_of, tensors
from syntax_evaluate import syntax_figures
from text import RUNTIME_WINDOW

PRETRAINED = {"reader": reader.pretrained, "teacher": teacher.pretrained}
TREES = ("ewt", "gum", "meantime")
LABEL_WINDOW = 256     # word pieces that a teacher reads at a time when it answers
MARK = 1.0             # log odds that a mark in the written news adds to a teacher's answer


def shared_options(parser):
    """What every training is told."""
    parser.add_argument("--seconds", type=float, default=1e9, help="the rate falls to zero, and training ends, after so long at the latest")
    machine_options(parser)


def machine_options(parser):
    """What all that runs a model on the corpora is told."""
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, help="use only so many articles of each corpus (for a quick test)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", choices=["reader", "teacher"], default="reader")
    parser.add_argument("--go-on", type=Path, nargs="+", help="readers' weights files: goes on from their mean")
    parser.add_argument("--copy", type=Path, help="the weights file of a wider reader: learns its answers and its states instead of teachers' labels")
    parser.add_argument("--frozen", type=int, default=0, help="so many of the lowest layers stay as they are, but for their parts for words without a capital letter; the reader to copy has the same")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the weights that it went on from in the mean of both that is saved")
    parser.add_argument("--layers", type=int, help="fewer than the published encoder has: the lowest")
    parser.add_argument("--tasks", nargs="+", choices=["attribution", "entities", "written", "syntax"], default=["attribution", "entities", "syntax"])
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=3e-4, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=3.0, help="the heads' rate as a multiple of the encoder's")
    parser.add_argument("--words-rate", type=float, default=1.0, help="the word embeddings' share of the rate; 0 freezes them and what is added to them")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--window", type=int, default=160, help="most word pieces in a window")
    parser.add_argument("--batch", type=int, default=4096, help="word pieces in a batch")
    parser.add_argument("--restyle", type=float, default=0.3, help="share of articles whose quotation marks are changed")
    parser.add_argument("--labels", type=Path, nargs="*", default=[], help="teachers' answers about every token, to learn from")
    parser.add_argument("--answers", type=Path, help="where this model's answers about every token go, for others to learn from")
    parser.add_argument("--workers", type=int, default=2 if torch.cuda.is_available() else 0, help="processes that prepare batches")
    parser.add_argument("--soft", type=float, default=0.8, help="weight of the teacher's labels against the gold labels")
    parser.add_argument("--plain", type=float, default=0.3, help="share of the plain text that a pass sees")
    parser.add_argument("--written", type=float, default=1.0, help="share of the news written for this that a pass sees")
    parser.add_argument("--entities", type=float, default=1.0, help="weight of the entity head's loss")
    parser.add_argument("--syntax", type=float, default=0.3, help="weight of the syntax head's loss beside other tasks")
    parser.add_argument("--trees", type=float, default=1.0, help="share of the batches whose trees are learned: on a CPU they take time")
    parser.add_argument("--look", type=int, default=1, help="passes between figures on dev; 0: at the end alone, and none of trees, which take half a minute")
    shared_options(parser)
    return parser.parse_args()


def mean(states, shares=None):
    """Of state dictionaries of one shape: between models that began alike it reads better than each of them (Wortsman et al. 2022)."""
    shares = shares or [1 / len(states)] * len(states)
    return {name: sum(share * state[name] for share, state in zip(shares, states)) for name in states[0]}


def of_tokens(part, flat, batch):
    """What a part says of the tokens. All pieces go through it: batches have few shapes, and on a CPU each new one costs time."""
    return part(flat)[batch["place"]].float()


def task_loss(model, flat, batch, tables, task, weight, answers=None):
    """Cross entropy with gold labels and with a teacher's (`answers` about the batch's tokens, or what is in the tables), `weight` of it the
    latter where there are both."""
    scores, gold = of_tokens(model.head[task], flat, batch), tables[task][batch["token"]]
    hard = F.cross_entropy(scores, gold, reduction="sum") / (gold >= 0).sum().clamp(min=1)
    if answers is None and f"soft {task}" in tables:
        answers = tables[f"soft {task}"][batch["token"]].float()
    if answers is None:
        return hard
    return (1 - weight) * hard + weight * F.cross_entropy(scores, torch.softmax(answers, -1))


class Copied:
    """A wider reader of as many layers and as wide states, and how far a narrower one is from saying what it says."""

    def __init__(self, path, device):
        self.reader = reader.of_state(state_of(path)).to(device).eval().requires_grad_(False)

    def look(self, batch):
        """What it makes of a batch."""
        self.states = []
        flat = self.reader(batch["ids"], batch["features"], batch["mask"], seen=self.states).flatten(0, 1)
        self.answers = {task: of_tokens(head, flat, batch) for task, head in self.reader.head.items()}
        syntax = self.reader.syntax
        self.tags, self.views, self.happened = (of_tokens(part, flat, batch) for part in (syntax.tag, syntax.views, syntax.happened))

    def gap(self, model, states, batch, all_layers):
        """Squared distance of the states of tokens, as a share of the squares, of the last layer and `all_layers` times the mean over the
        others; the same of what the trees are read off; and the cross entropy of the tags."""
        def share(found, wanted):
            return (found - wanted).square().mean() / wanted.square().mean()
        place = batch["place"]
        gaps = [share(a.flatten(0, 1)[place].float(), b.flatten(0, 1)[place].float()) for a, b in zip(states, self.states, strict=True)]
        last, syntax = states[-1].flatten(0, 1), model.syntax
        return (gaps[-1] + all_layers * sum(gaps[:-1]) / (len(gaps) - 1) + share(of_tokens(syntax.views, last, batch), self.views)
                + 0.3 * F.cross_entropy(of_tokens(syntax.tag, last, batch), torch.softmax(self.tags, -1))
                + 0.15 * F.smooth_l1_loss(of_tokens(syntax.happened, last, batch), self.happened))


def calibrate(scores, gold):
    """The temperature that makes the probabilities of the gold labels likeliest."""
    scores, gold = torch.cat(scores), torch.as_tensor(gold)
    grid = [0.3 + 0.05 * k for k in range(48)]
    return min(grid, key=lambda t: F.cross_entropy(scores / t, gold).item())


def settled(answers, marks):
    """Answers about names, in the news that was written for this as sure as its marks bear out. The head that answers did not learn
    these texts, another did, and there it leaves most of the odds open: who learned from that would learn to hesitate. Where it wavers
    the mark tips the scales."""
    rows = np.flatnonzero(marks != NONE)
    scores, marks = torch.from_numpy(answers[rows]).float(), torch.from_numpy(marks[rows]).long()
    scores = scores / calibrate([scores], marks) + MARK * F.one_hot(marks, scores.shape[-1])
    answers[rows] = scores.half().numpy()
    return answers


class Dev:
    """The sets that choose."""

    def __init__(self, tasks, pieces, limit):
        wanted = [task for task in ("attribution", "entities") if task in tasks] + (list(TREES) if "syntax" in tasks else [])
        self.articles = {name: articles for name, articles in corpora.dev(limit).items() if name in wanted}
        self.rows = {name: [Rows(article, pieces) for article in articles] for name, articles in self.articles.items()}

    def figures(self, model, device, part=3):
        """Figures, and scores of the two heads; of the treebanks every `part`th document alone: decoding is slow."""
        out, scores = {}, {}
        for name, articles in self.articles.items():
            step = part if name in ("ewt", "gum") else 1
            articles, rows = articles[::step], self.rows[name][::step]
            found, windows = states(model, rows, device, RUNTIME_WINDOW)
            if name in TREES:
                out[name] = syntax_figures(model.syntax, articles, found, together(rows, windows))
                continue
            head = model.head[name]
            with torch.inference_mode():
                scores[name] = [head(part.to(device)).float().cpu() for part in found]
            figures = attribution_figures(articles, scores[name]) if name == "attribution" else {"entities": entity_figures(articles, scores[name])}
            out |= figures
        return out, scores

    def temperatures(self, scores):
        return {task: calibrate(scores[task], [label for article in self.articles[task] for label in getattr(article, task)]) for task in scores}


def together(items, windows):
    """Whether tokens from..to of the nth article stand in one window."""
    starts = {id(rows): [] for rows in items}
    for rows, first, _ in windows:
        starts[id(rows)].append(first)
    return lambda n, start, end: not any(start < first < end for first in starts[id(items[n])])


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    pieces = Pieces()
    sources, tables = learned_from(o.limit, pieces)
    parts = [name for name in sources if name in o.tasks or (o.labels or o.copy) and name in ("written", "plain")]
    if o.labels:
        tables.learn(o.labels)
    dev = Dev([task for task in o.tasks if o.look or task != "syntax"], pieces, o.limit)
    if o.go_on:
        model = reader.of_state(mean([state_of(path) for path in o.go_on]), o.dropout)
    else:
        model = PRETRAINED[o.model](o.dropout, **({"layers": o.layers} if o.layers else {}))
    model = model.to(o.device)
    if o.go_on:
        before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    copied = o.copy and Copied(o.copy, o.device)
    if not o.words_rate:   # nor what is added to the words: what is before the first layer stays as it is
        for part in (model.words, model.positions, model.features, model.norm):
            part.requires_grad_(False)
    for name, parameter in model.layer[:o.frozen].named_parameters():
        parameter.requires_grad_(".small_" in name)
    # What those layers give that have nothing to learn is known from the reader to copy.
    known = 0 if any(parameter.requires_grad for parameter in model.layer[:o.frozen].parameters()) else o.frozen
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, { {name: len(sources[name]) for name in parts} }, {o.device}", flush=True)
    on_device = tables.to(o.device)

    def varied(name, rows):
        article = corpora.varied(rows.article, name, o.restyle, chance)
        return rows if article is rows.article else Rows(article, pieces, rows.base)

    def schedule():
        """Batches of one pass."""
        share = {"written": o.written, "plain": o.plain}
        items = [varied(name, rows) for name in parts for rows in chance.sample(sources[name], round(share.get(name, 1) * len(sources[name])))]
        windows = [window for rows in items for window in rows.windows(o.window, chance)]
        chance.shuffle(windows)
        batches = [b for k in range(0, len(windows), 1000) for b in by_length(windows[k:k + 1000], o.batch, pieces_of)]
        chance.shuffle(batches)
        return batches

    groups = {}
    for name, parameter in model.named_parameters():
        scale = o.head_rate if name.startswith(("head.", "features.", "syntax.")) else o.words_rate if name == "words.weight" else 1.0
        if parameter.requires_grad:
            groups.setdefault((scale, parameter.dim() >= 2 and name != "words.weight"), []).append(parameter)
    optimiser = torch.optim.AdamW([{"params": parameters, "scale": scale, "weight_decay": 0.01 if decay else 0.0}
                                   for (scale, decay), parameters in groups.items()], lr=o.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    trained = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    arrays = partial(collate, tables=tables if "syntax" in o.tasks else None)
    progress, temperature = Progress(o, [model, optimiser], chance), {}
    load = partial(DataLoader, batch_size=None, collate_fn=arrays, num_workers=o.workers)

    def save():
        o.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "curve": progress.curve, "temperature": temperature,
                    "options": {k: str(v) for k, v in vars(o).items()}}, o.out)

    for _ in progress:
        model.train()
        for batch in progress.steps(schedule, load):
            for group in optimiser.param_groups:
                group["lr"] = o.rate * progress.rate(300) * group["scale"]
            batch = tensors(batch, o.device)
            with torch.autocast(o.device, torch.bfloat16):
                states = []
                if copied:
                    with torch.no_grad():
                        copied.look(batch)
                flat = model(batch["ids"], batch["features"], batch["mask"], seen=states,
                             lower=copied.states[:known] if copied else []).flatten(0, 1)
                loss = sum((o.entities if task == "entities" else 1.0)
                           * task_loss(model, flat, batch, on_device, task, o.soft, copied.answers.get(task) if copied else None)
                           for task in o.tasks if task != "syntax")
                if copied:
                    loss = loss + copied.gap(model, states, batch, 1 - progress.spent)
                if "syntax" in o.tasks and (o.trees == 1 or chance.random() < o.trees):
                    loss = loss + (o.syntax if len(o.tasks) > 1 else 1.0) * model.syntax.loss(flat, batch, on_device)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            progress.learned(loss)
        if progress.over and o.go_on:
            model.load_state_dict(mean([before, model.state_dict()], [o.keep, 1 - o.keep]))
        progress.tell(dev.figures(model, o.device)[0] if progress.looks() else {})

    def answer(window):
        """Writes what the model says of all texts."""
        kept = Path(f"{o.answers}.progress")
        found = answers(model, o.tasks, [rows for part in sources.values() for rows in part], tables.starts, window, o.device, kept)
        if "written" in o.tasks:
            found["entities"] = settled(found["entities"], tables.gold["written"])
        np.savez(o.answers, **found)
        kept.unlink(missing_ok=True)

    if o.model == "teacher":
        save()
        if o.answers:
            answer(LABEL_WINDOW)
        progress.done()
        return
    kept = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    model.load_state_dict(dequantised(model.state_dict()))
    figures, scores = dev.figures(model, o.device, 1)
    temperature = dev.temperatures(scores)
    progress.curve.append({"int8 weights": figures, "temperature": temperature})
    print(json.dumps(progress.curve[-1]), flush=True)
    if o.answers:
        answer(RUNTIME_WINDOW)
    model.load_state_dict(kept)
    save()
    progress.done()


if __name__ == "__main__":
    main()
