"""Trains the student of the fast effort on gold labels and on teachers' answers (train.py --answers).

  python student.py --labels runs/answers-*.npz --out runs/student.pt
  python student_export.py runs/student.pt ../crates/annotate/weights/student.safetensors --name NAME --version VERSION
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

import corpora
import teacher
from evaluate import attribution_figures, entity_figures
from export import state_of
from files import base_folder
from progress import Progress
from rows import NONE, SOFT, Pieces, learned_from, padded, tensors
from student_model import DILATIONS, GAP, Student
from student_text import StudentRows
from syntax_evaluate import syntax_figures
from text import UNK
from train import TREES, calibrate, shared_options


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, nargs="+", required=True, help="teachers' answers about every token")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--go-on", type=Path, help="a student's weights file to go on from, of the same shape")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the weights that it went on from in the mean of both that is saved")
    parser.add_argument("--passes", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.6, help="share of the steps over which the rate falls to zero")
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--inner", type=int, default=192)
    parser.add_argument("--dilations", type=int, nargs="+", default=list(DILATIONS), help="how far to either side each layer reads")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--hide", type=float, default=0.05, help="share of tokens whose pieces are hidden")
    parser.add_argument("--soft", type=float, default=0.7, help="weight of the soft labels against the gold labels")
    parser.add_argument("--temperature", type=float, default=2.0)
    parser.add_argument("--entities", type=float, default=0.4, help="weight of the entity head's loss")
    parser.add_argument("--syntax", type=float, default=0.1, help="weight of the syntax head's loss")
    parser.add_argument("--trees", type=float, default=1.0, help="share of the batches whose trees are learned: on a CPU they take most of the time")
    parser.add_argument("--look", type=int, default=1, help="passes between figures on dev; 0: at the end alone, and none of trees, which take half a minute")
    parser.add_argument("--batch", type=int, default=4096, help="tokens in a batch")
    parser.add_argument("--restyle", type=float, default=0.3, help="share of articles whose quotation marks are changed")
    parser.add_argument("--plain", type=float, default=0.4, help="share of the plain text that a pass sees")
    shared_options(parser)
    return parser.parse_args()


class Texts:
    """All that a student learns from and is measured on, with the tables of labels."""

    def __init__(self, o):
        self.o, self.pieces = o, Pieces()
        self.sources, self.tables = learned_from(o.limit, self.pieces, StudentRows)
        self.plain = self.sources.pop("plain")
        self.dev = {name: [StudentRows(article, self.pieces) for article in articles] for name, articles in corpora.dev(o.limit).items()
                    if o.look or name not in TREES}

    def tokens(self):
        """Tokens that a pass sees, about."""
        return sum(len(rows) for part in self.sources.values() for rows in part) + self.o.plain * sum(map(len, self.plain))

    def items(self, chance):
        """The articles of a pass, with its marks."""
        def varied(name, rows):
            article = corpora.varied(rows.article, name, self.o.restyle, chance)
            return rows if article is rows.article else StudentRows(article, self.pieces, rows.base)
        labelled = [varied(name, rows) for name, part in self.sources.items() for rows in part]
        return labelled + chance.sample(self.plain, round(self.o.plain * len(self.plain)))

    def temperatures(self, scores):
        """That of each head by which its scores on dev say best how sure they are."""
        labels = {task: [label for rows in self.dev[task] for label in getattr(rows.article, task)] for task in SOFT}
        return {task: calibrate(scores[task], labels[task]) for task in SOFT}


def published():
    """Word embeddings of MiniLM and of MPNet side by side, each with unit variance; both have BERT's vocabulary."""
    small = load_file(base_folder() / "model.safetensors")
    name = next(name for name in small if name.endswith("word_embeddings.weight"))
    small = small[name].float()
    large = teacher.published()["embeddings.word_embeddings.weight"].float()[4:4 + len(small)]
    large = torch.cat([large, large.new_zeros(len(small) - len(large), large.shape[1])])
    return torch.cat([small / small.std(), large / large.std()], 1).to(torch.bfloat16)


def joined(batch, chance=None, hide=0.0, tables=None):
    """Several articles one after the other, with gaps, as arrays; `place` and `token` of each token; trees, where there are `tables`."""
    gap = np.zeros(GAP, dtype=np.int64)
    out = {name: np.concatenate([part for rows in batch for part in (getattr(rows, name), gap)]) for name in ("counts", "features", "contexts")}
    starts = np.cumsum([0] + [len(rows) + GAP for rows in batch])[:-1]
    places = [np.arange(start, start + len(rows)) for start, rows in zip(starts, batch)]
    out["place"], out["token"] = np.concatenate(places), np.concatenate([np.arange(rows.base, rows.base + len(rows)) for rows in batch])
    out["real"] = np.zeros((len(out["counts"]), 1), dtype=np.float32)
    out["real"][out["place"]] = 1.0
    out["pieces"] = np.concatenate([rows.pieces for rows in batch])
    if hide:
        hidden = chance.random(len(out["counts"])) < hide
        out["pieces"][np.repeat(hidden, out["counts"])] = UNK
    trees = [tree for rows, place in zip(batch, places) for tree in tables.trees(rows.base, rows.base + len(rows), place)] if tables else []
    if trees:
        words, heads, relations = zip(*trees)
        out |= {"words": padded(words, 0), "heads": padded(heads, NONE), "relations": padded(relations, NONE)}
    return out


def batches(items, size, chance):
    chance.shuffle(items)
    out, batch, tokens = [], [], 0
    for item in items:
        batch.append(item)
        tokens += len(item)
        if tokens >= size:
            out.append(batch)
            batch, tokens = [], 0
    return out + [batch] if batch else out


def run(model, t, device):
    with torch.autocast(device, torch.bfloat16):
        return model(t["pieces"], t["counts"], t["features"], t["contexts"], t["real"])


def loss_of(model, t, tables, o):
    with torch.autocast(o.device, torch.bfloat16):
        flat = run(model, t, o.device)
        hidden, total, temperature = flat[t["place"]], 0.0, o.temperature
        for task, weight in (("attribution", 1.0), ("entities", o.entities)):
            scores, gold = model.head[task](hidden).float(), tables[task][t["token"]]
            taught = F.log_softmax(tables[f"soft {task}"][t["token"]].float() / temperature, -1)
            gap = F.kl_div(F.log_softmax(scores / temperature, -1), taught, reduction="batchmean", log_target=True)
            hard = F.cross_entropy(scores, gold, reduction="sum") / (gold >= 0).sum().clamp(min=1)
            total = total + weight * (o.soft * temperature ** 2 * gap + (1 - o.soft) * hard)
        return total + o.syntax * model.syntax.loss(flat, t, tables)


@torch.inference_mode()
def states(model, items, device):
    """States of each article's tokens."""
    model.eval()
    out = []
    for first in range(0, len(items), 16):
        part = items[first:first + 16]
        t = tensors(joined(part), device)
        out += run(model, t, device)[t["place"]].float().cpu().split([len(rows) for rows in part])
    return out


@torch.inference_mode()
def figures(model, dev, device, part=3):
    """Figures, and the scores of the two heads. `dev` is {name: [rows]}."""
    out, scores = {}, {}
    for name, items in dev.items():
        items = items[::part] if name in ("ewt", "gum") else items
        found, articles = states(model, items, device), [rows.article for rows in items]
        if name in TREES:
            out[name] = syntax_figures(model.syntax, articles, found, lambda *_: True)
            continue
        scores[name] = [model.head[name](rows.to(device)).float().cpu() for rows in found]
        out |= attribution_figures(articles, scores[name]) if name == "attribution" else {"entities": entity_figures(articles, scores[name])}
    return out, scores


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance, noise = random.Random(o.seed), np.random.default_rng(o.seed)
    texts = Texts(o)
    texts.tables.learn(o.labels)
    model = Student(published(), o.width, o.inner, o.dropout, o.dilations)
    before = state_of(o.go_on) if o.go_on else None
    if before:
        model.take_over(before)
    model = model.to(o.device)
    on_device = texts.tables.to(o.device)
    dense = [p for name, p in model.named_parameters() if name != "words.weight" and p.requires_grad]
    optimisers = [torch.optim.AdamW(dense, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True),
                  torch.optim.SparseAdam([model.words.weight], lr=o.rate)]
    print(f"{sum(p.numel() for p in dense) / 1e6:.2f} M parameters beside the table, {texts.tokens() / 1e6:.1f} M tokens a pass, {o.device}", flush=True)
    progress = Progress(o, [model, *optimisers], chance, noise)

    for _ in progress:
        model.train()
        for batch in progress.steps(lambda: batches(texts.items(chance), o.batch, chance)):
            for optimiser in optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = o.rate * progress.rate(100, o.decay)
                optimiser.zero_grad(set_to_none=True)
            trees = texts.tables if chance.random() < o.trees else None
            loss = loss_of(model, tensors(joined(batch, noise, o.hide, trees), o.device), on_device, o)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(dense, 1.0)
            for optimiser in optimisers:
                optimiser.step()
            progress.learned(loss)
        if progress.over and before:
            model.keep(before, o.keep)
        found, scores = figures(model, texts.dev, o.device, 1 if progress.over else 3) if progress.looks() else ({}, {})
        progress.tell(found)
    temperature = texts.temperatures(scores)
    print(json.dumps({"temperature": temperature}), flush=True)
    o.out.parent.mkdir(parents=True, exist_ok=True)
    with torch.inference_mode():
        torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "table": model.table().cpu(), "temperature": temperature,
                    "curve": progress.curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)
    progress.done()


if __name__ == "__main__":
    main()
