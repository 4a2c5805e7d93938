"""Trains the reader model.

  python train.py --out runs/teacher.pt --model teacher --tasks attribution --rate 6e-5 --frozen 3 --window 256 --passes 3   the teacher
  python train.py --out runs/gold.pt                                      the reader from gold labels alone
  python train.py --out runs/reader.pt --start runs/gold.pt --labels runs/labels.npz --soft 0.8 --dropout 0 --passes 5 --seed 2
                                                                          the reader that also learns from the teacher (student_label.py)

Every pass sees each PolNeAR article once, cut into other windows and with a chance of other quotation marks, and each entity
article once. Runs on CPU or GPU; the figures after every pass are on the `-dev` files.
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import corpora
from corpora import ATTRIBUTION, CROSSNER, WWN, restyled
from evaluate import attribution_figures, by_length, collate, entity_figures, logits
from export import dequantised
import model as reader
import teacher
from model import base_folder
from text import Pieces, windows


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", choices=["reader", "teacher"], default="reader")
    parser.add_argument("--tasks", nargs="+", choices=["attribution", "entities"], default=["attribution", "entities"])
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that are not trained")
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the encoder; heads take three times as much")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--window", type=int, default=160, help="most word pieces in a window")
    parser.add_argument("--batch", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--restyle", type=float, default=0.3, help="share of articles whose quotation marks are changed")
    parser.add_argument("--labels", type=Path, help="the teacher's logits for every article, from student_label.py")
    parser.add_argument("--soft", type=float, default=0.7, help="weight of the teacher's labels against the gold labels")
    parser.add_argument("--start", type=Path, help="go on from this run's weights instead of the published encoder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, help="use only so many articles of each corpus (for a quick test)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


PRETRAINED = {"reader": reader.pretrained, "teacher": teacher.pretrained}


def load(path, dropout, device):
    saved = torch.load(path, map_location="cpu", weights_only=True)
    model = PRETRAINED[saved["options"].get("model", "reader")](dropout)
    model.load_state_dict(saved["state"])
    return model.to(device)


def label_softly(path, articles):
    """Gives each article the teacher's probabilities of its attribution tags."""
    saved = np.load(path)
    lengths = saved["lengths"][:len(articles)].tolist()
    assert lengths == [len(article.words) for article in articles], "the labels are of other articles"
    rows = torch.softmax(torch.from_numpy(saved["logits"][:sum(lengths), :len(ATTRIBUTION)]).float(), -1).half()
    for article, labels in zip(articles, rows.split(lengths)):
        article.soft["attribution"] = labels


def loss_of(model, batch, device, weight_of_soft):
    hidden = model(*collate(batch, device))
    total = 0.0
    for task in ("attribution", "entities"):
        rows, gold, soft_rows, soft = [], [], [], []
        for k, window in enumerate(batch):
            first = torch.tensor(window.first, device=device)
            labels = getattr(window.article, task)
            if labels is not None:
                rows.append(hidden[k, first])
                gold += labels[window.start:window.end]
            if task in window.article.soft:
                soft_rows.append(hidden[k, first])
                soft.append(window.article.soft[task][window.start:window.end].float())
        mixed = weight_of_soft if soft else 0.0
        if rows:
            scores = model.head[task](torch.cat(rows)).float()
            total = total + (1 - mixed) * F.cross_entropy(scores, torch.tensor(gold, device=device))
        if soft:
            scores = model.head[task](torch.cat(soft_rows)).float()
            total = total + mixed * F.cross_entropy(scores, torch.cat(soft).to(device))
    return total


def calibrate(scores, gold):
    """The temperature that makes the probabilities of the gold labels likeliest."""
    scores, gold = torch.cat(scores), torch.tensor(gold)
    grid = [0.7 + 0.05 * k for k in range(40)]
    return min(grid, key=lambda t: F.cross_entropy(scores / t, gold).item())


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance = random.Random(o.seed)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    pieces = Pieces(tokenizer)
    attribution = [article for article, _ in corpora.polnear("train")][:o.limit]
    named = (corpora.entities("wwn-train.jsonl.gz", WWN) + corpora.entities("crossner-politics-train.jsonl", CROSSNER))[:o.limit]
    if "entities" not in o.tasks:
        named = []
    dev = {"attribution": [article for article, _ in corpora.polnear("dev")][:o.limit], "entities": corpora.entities("wwn-dev.jsonl", WWN)[:o.limit]}

    def figures_on_dev(model):
        scores = {task: logits(model, dev[task], pieces, task, o.device) for task in o.tasks}
        figures = attribution_figures(dev["attribution"], scores["attribution"]) if "attribution" in o.tasks else {}
        if "entities" in o.tasks:
            figures["entities"] = entity_figures(dev["entities"], scores["entities"])
        return figures, scores

    if o.labels:
        label_softly(o.labels, attribution + named)
    model = load(o.start, o.dropout, o.device) if o.start else PRETRAINED[o.model](o.dropout).to(o.device)
    for layer in model.layer[:o.frozen]:
        layer.requires_grad_(False)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, {len(attribution)} + {len(named)} articles, {o.device}", flush=True)

    def schedule():
        """Batches of one pass."""
        articles = [restyled(article, chance) if chance.random() < o.restyle else article for article in attribution + named]
        items = [window for article in articles for window in windows(article, pieces, o.window, chance)]
        chance.shuffle(items)
        batches = [b for k in range(0, len(items), 200) for b in by_length(items[k:k + 200], o.batch)]
        chance.shuffle(batches)
        return batches

    groups = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        head = name.startswith(("head.", "features."))
        groups.setdefault((head, parameter.dim() >= 2), []).append(parameter)
    optimiser = torch.optim.AdamW([{"params": parameters, "scale": 3.0 if head else 1.0, "weight_decay": 0.01 if decay else 0.0}
                                   for (head, decay), parameters in groups.items()], lr=o.rate, betas=(0.9, 0.98), eps=1e-6, fused=True)
    trained = [parameter for group in optimiser.param_groups for parameter in group["params"]]
    steps_in_pass = len(schedule())
    total, warmup, step, curve = steps_in_pass * o.passes, max(1, steps_in_pass // 2), 0, []
    begun = time.time()

    def save():
        o.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "curve": curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)

    for n in range(o.passes):
        model.train()
        seen = summed = 0.0
        for batch in schedule():
            factor = min((step + 1) / warmup, max(0.0, (total - step) / (total - warmup)))
            for group in optimiser.param_groups:
                group["lr"] = o.rate * factor * group["scale"]
            with torch.autocast(o.device, torch.bfloat16):
                loss = loss_of(model, batch, o.device, o.soft if o.labels else 0.0)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            step, seen, summed = step + 1, seen + 1, summed + loss.item()
            if step % 100 == 0:
                print(f"pass {n + 1} step {step}/{total} loss {summed / seen:.4f} {time.time() - begun:.0f} s", flush=True)
                save()
        figures = {"pass": n + 1, "loss": round(summed / seen, 4), "seconds": round(time.time() - begun),
                   **figures_on_dev(model)[0]}
        curve.append(figures)
        print(json.dumps(figures), flush=True)
        save()

    if o.model == "teacher":
        return
    model.load_state_dict(dequantised(model.state_dict()))
    figures, scores = figures_on_dev(model)
    saved = torch.load(o.out, map_location="cpu", weights_only=True)
    saved["temperature"] = {task: calibrate(scores[task], [label for article in dev[task] for label in getattr(article, task)]) for task in o.tasks}
    saved["curve"].append({"int8 weights": figures, "temperature": saved["temperature"]})
    print(json.dumps(saved["curve"][-1]), flush=True)
    torch.save(saved, o.out)


if __name__ == "__main__":
    main()
