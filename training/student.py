"""Trains the student of the fast effort on gold labels and on a teacher's soft labels.

  python student_label.py --attribution runs/teacher.pt --entities runs/reader.pt --out runs/student-labels.npz
  python student.py --labels runs/student-labels.npz --out runs/student.pt
  python student_export.py runs/student.pt ../crates/annotate/weights/student.safetensors --name NAME --version VERSION
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

from corpora import ATTRIBUTION, ENTITIES, restyled
from evaluate import attribution_figures, entity_figures
from model import base_folder
from student_model import GAP, Student
from student_text import labelled_dev, rows, sources
from text import UNK, Pieces
from train import calibrate

TAGS = {"attribution": len(ATTRIBUTION), "entities": len(ENTITIES)}


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="go on from this run's weights")
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.4, help="share of the steps over which the rate falls to zero")
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--inner", type=int, default=192)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--hide", type=float, default=0.05, help="share of tokens whose pieces are hidden")
    parser.add_argument("--batch", type=int, default=4096, help="tokens in a batch")
    parser.add_argument("--restyle", type=float, default=0.3, help="share of articles whose quotation marks are changed")
    parser.add_argument("--plain", type=float, default=0.4, help="share of the plain text that a pass sees")
    parser.add_argument("--soft", type=float, default=0.7, help="weight of the soft labels against the gold labels")
    parser.add_argument("--temperature", type=float, default=2.0)
    parser.add_argument("--entities", type=float, default=0.4, help="weight of the entity head's loss")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def published():
    """Word embeddings of MiniLM and of MPNet side by side, each with unit variance; both have BERT's vocabulary."""
    import teacher
    small = load_file(base_folder() / "model.safetensors")
    name = next(name for name in small if name.endswith("word_embeddings.weight"))
    small = small[name].float()
    large = teacher.published()["embeddings.word_embeddings.weight"].float()[4:4 + len(small)]
    large = torch.cat([large, large.new_zeros(len(small) - len(large), large.shape[1])])
    return torch.cat([small / small.std(), large / large.std()], 1).to(torch.bfloat16)


class Rows:
    """The rows of an article with its labels. `attribution` and `entities` are -100 where nobody labelled by hand."""

    def __init__(self, article, spaced, pieces, soft):
        ids, self.features, self.contexts = rows(article.words, article.blocks, spaced, pieces)
        self.counts = (ids > 0).sum(1).astype(np.uint8)
        self.pieces = ids[ids > 0]
        self.soft = soft
        none = np.full(len(article.words), -100, dtype=np.int8)
        self.attribution = none if article.attribution is None else np.array(article.attribution, dtype=np.int8)
        self.entities = none if article.entities is None else np.array(article.entities, dtype=np.int8)

    def __len__(self):
        return len(self.features)


def joined(batch, device, chance=None, hide=0.0):
    """The tensors of several articles one after the other, with gaps."""
    gap = np.zeros(GAP, dtype=np.int64)
    columns = {}
    for name in ("counts", "features", "contexts"):
        columns[name] = np.concatenate([part for item in batch for part in (getattr(item, name), gap)])
    for name in ("attribution", "entities"):
        columns[name] = np.concatenate([part for item in batch for part in (getattr(item, name), gap - 100)])
    columns["real"] = np.concatenate([part for item in batch for part in (np.ones(len(item), np.float32), gap)])[:, None]
    pieces = np.concatenate([item.pieces for item in batch]).astype(np.int64)
    if hide:
        hidden = chance.random(len(columns["counts"])) < hide
        pieces[np.repeat(hidden, columns["counts"].astype(np.int64))] = UNK
    tensors = {name: torch.from_numpy(column.astype(np.float32 if name == "real" else np.int64)).to(device) for name, column in columns.items()}
    tensors["pieces"] = torch.from_numpy(pieces).to(device)
    if batch[0].soft is not None:
        empty = np.zeros((GAP, sum(TAGS.values())), dtype=np.float16)
        tensors["soft"] = torch.from_numpy(np.concatenate([part for item in batch for part in (item.soft, empty)])).to(device)
    return tensors


def batches(items, size, chance):
    items = list(items)
    chance.shuffle(items)
    batch, tokens = [], 0
    for item in items:
        batch.append(item)
        tokens += len(item)
        if tokens >= size:
            yield batch
            batch, tokens = [], 0
    if batch:
        yield batch


def states(model, t, device):
    with torch.autocast(device, torch.bfloat16):
        hidden = model(t["pieces"], t["counts"], t["features"], t["contexts"], t["real"])
        return {task: model.head[task](hidden).float() for task in TAGS}


def loss_of(model, t, o):
    scores, real = states(model, t, o.device), t["real"][:, 0]
    total, first, temperature = 0.0, 0, o.temperature
    for task, weight in (("attribution", 1.0), ("entities", o.entities)):
        taught = t["soft"][:, first:first + TAGS[task]].float() / temperature
        first += TAGS[task]
        gap = F.kl_div(F.log_softmax(scores[task] / temperature, -1), F.log_softmax(taught, -1), reduction="none", log_target=True).sum(-1)
        soft = temperature ** 2 * (gap * real).sum() / real.sum()
        labelled = (t[task] != -100).sum().clamp(min=1)
        hard = F.cross_entropy(scores[task], t[task], ignore_index=-100, reduction="sum") / labelled
        total = total + weight * (o.soft * soft + (1 - o.soft) * hard)
    return total


@torch.inference_mode()
def logits(model, items, device):
    """{task: [one tensor for each article]}"""
    model.eval()
    out = {task: [] for task in TAGS}
    for first in range(0, len(items), 16):
        part = items[first:first + 16]
        scores = states(model, joined(part, device), device)
        for task in TAGS:
            at = 0
            for item in part:
                out[task].append(scores[task][at:at + len(item)].cpu())
                at += len(item) + GAP
    return out


def figures(model, dev, device):
    attribution, named = dev
    return {**attribution_figures([a for a, _ in attribution], logits(model, [r for _, r in attribution], device)["attribution"]),
            "entities": entity_figures([a for a, _ in named], logits(model, [r for _, r in named], device)["entities"])}


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance, noise = random.Random(o.seed), np.random.default_rng(o.seed)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    pieces = Pieces(tokenizer)
    taught = np.load(o.labels)
    ends = np.cumsum(taught["lengths"])
    soft = iter(np.split(taught["logits"], ends[:-1]))
    gold, named, plain = [[(article, spaced, next(soft)) for article, spaced in part] for part in sources()]
    for article, _, said in gold + named + plain:
        assert len(article.words) == len(said), "these labels were made from other texts"
    rows_of = lambda entry: Rows(entry[0], entry[1], pieces, entry[2])
    named, plain = [rows_of(entry) for entry in named], [rows_of(entry) for entry in plain]
    gold_rows = [rows_of(entry) for entry in gold]
    dev = [[(article, Rows(article, spaced, pieces, None)) for article, spaced in part] for part in labelled_dev()]
    model = Student(published(), o.width, o.inner, o.dropout).to(o.device)
    if o.start:
        model.load_state_dict(torch.load(o.start, map_location="cpu", weights_only=True)["state"])
    dense = [p for name, p in model.named_parameters() if name != "words.weight"]
    optimisers = [torch.optim.AdamW(dense, lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01),
                  torch.optim.SparseAdam([model.words.weight], lr=o.rate)]
    a_pass = sum(map(len, gold_rows)) + sum(map(len, named)) + o.plain * sum(map(len, plain))
    total, step, curve, begun = round(o.passes * a_pass / o.batch), 0, [], time.process_time()
    print(f"{sum(p.numel() for p in dense) / 1e6:.2f} M parameters beside the table, {a_pass / 1e6:.1f} M tokens a pass, {total} steps", flush=True)
    for n in range(o.passes):
        model.train()
        seen = summed = 0.0
        now = [rows_of((restyled(entry[0], chance), entry[1], entry[2])) if chance.random() < o.restyle else item for entry, item in zip(gold, gold_rows)]
        for batch in batches(now + named + chance.sample(plain, round(o.plain * len(plain))), o.batch, chance):
            factor = min((step + 1) / 100, max(0.0, (total - step) / (o.decay * total)), 1.0)
            for optimiser in optimisers:
                for group in optimiser.param_groups:
                    group["lr"] = o.rate * max(factor, 1e-3)
                optimiser.zero_grad(set_to_none=True)
            loss = loss_of(model, joined(batch, o.device, noise, o.hide), o)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(dense, 1.0)
            for optimiser in optimisers:
                optimiser.step()
            step, seen, summed = step + 1, seen + 1, summed + loss.item()
            if step % 50 == 0:
                print(f"pass {n + 1} step {step}/{total} loss {summed / seen:.4f} {time.process_time() - begun:.0f} CPU s", flush=True)
        curve.append({"pass": n + 1, "loss": round(summed / seen, 4), "seconds": round(time.process_time() - begun), **figures(model, dev, o.device)})
        print(json.dumps(curve[-1]), flush=True)
        o.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "curve": curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)
    save(model, dev, curve, o)


@torch.inference_mode()
def save(model, dev, curve, o):
    """The trained student with its folded table and the temperatures that make the probabilities of dev's labels likeliest."""
    scores = [logits(model, [item for _, item in part], o.device)[task] for part, task in zip(dev, TAGS)]
    gold = [[label for article, _ in part for label in getattr(article, task)] for part, task in zip(dev, TAGS)]
    temperature = {task: calibrate(s, g) for task, s, g in zip(TAGS, scores, gold)}
    curve.append({"temperature": temperature})
    print(json.dumps(curve[-1]), flush=True)
    torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "table": model.table().cpu(), "temperature": temperature,
                "curve": curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)


if __name__ == "__main__":
    main()
