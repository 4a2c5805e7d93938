"""Trains the reader model.

  python train.py --out runs/reader.pt                 one model from the published encoder
  python train.py --out runs/student.pt --teachers runs/a.pt runs/b.pt   the same, learning from teachers' soft labels too

Every pass sees each PolNeAR article once, cut into other windows and with a chance of other quotation marks, and each entity
article once. Runs on CPU or GPU; the figures after every pass are on the `-dev` files.
"""
import argparse
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import corpora
from corpora import CROSSNER, WWN, restyled
from evaluate import attribution_figures, by_length, collate, entity_figures, logits
from export import dequantised
from model import base_folder, pretrained
from text import Pieces, windows


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the encoder; heads take three times as much")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--batch", type=int, default=2048, help="word pieces in a batch")
    parser.add_argument("--restyle", type=float, default=0.3, help="share of articles whose quotation marks are changed")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[])
    parser.add_argument("--soft", type=float, default=0.7, help="weight of the teachers' labels against the gold labels")
    parser.add_argument("--start", type=Path, help="go on from this run's weights instead of the published encoder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, help="use only so many articles of each corpus (for a quick test)")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return parser.parse_args()


def load(path, dropout, device):
    model = pretrained(dropout)
    model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["state"])
    return model.to(device)


def label_softly(teachers, articles, pieces, device):
    """Mean probabilities of the teachers for both tasks, kept with each article."""
    for path in teachers:
        model = load(path, 0.0, device)
        for task in ("attribution", "entities"):
            for article, row in zip(articles, logits(model, articles, pieces, task, device)):
                probabilities = torch.softmax(row, -1) / len(teachers)
                article.soft[task] = article.soft.get(task, 0) + probabilities


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
                soft.append(window.article.soft[task][window.start:window.end])
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
    attribution_dev = [article for article, _ in corpora.polnear("dev")][:o.limit]
    named_dev = corpora.entities("wwn-dev.jsonl", WWN)[:o.limit]
    if o.teachers:
        label_softly(o.teachers, attribution + named, pieces, o.device)
    model = load(o.start, o.dropout, o.device) if o.start else pretrained(o.dropout).to(o.device)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, {len(attribution)} + {len(named)} articles, {o.device}", flush=True)

    def schedule():
        """Batches of one pass."""
        articles = [restyled(article, chance) if chance.random() < o.restyle else article for article in attribution + named]
        items = [window for article in articles for window in windows(article, pieces, shift=chance)]
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
    for n in range(o.passes):
        model.train()
        seen = summed = 0.0
        for batch in schedule():
            factor = min((step + 1) / warmup, max(0.0, (total - step) / (total - warmup)))
            for group in optimiser.param_groups:
                group["lr"] = o.rate * factor * group["scale"]
            with torch.autocast(o.device, torch.bfloat16):
                loss = loss_of(model, batch, o.device, o.soft if o.teachers else 0.0)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            step, seen, summed = step + 1, seen + 1, summed + loss.item()
            if step % 100 == 0:
                print(f"pass {n + 1} step {step}/{total} loss {summed / seen:.4f} {time.time() - begun:.0f} s", flush=True)
        figures = {"pass": n + 1, "loss": round(summed / seen, 4), "seconds": round(time.time() - begun),
                   **attribution_figures(attribution_dev, logits(model, attribution_dev, pieces, "attribution", o.device)),
                   "entities": entity_figures(named_dev, logits(model, named_dev, pieces, "entities", o.device))}
        curve.append(figures)
        print(json.dumps(figures), flush=True)
        o.out.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"state": {k: v.cpu() for k, v in model.state_dict().items()}, "curve": curve, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)

    model.load_state_dict(dequantised(model.state_dict()))
    scores = {"attribution": logits(model, attribution_dev, pieces, "attribution", o.device),
              "entities": logits(model, named_dev, pieces, "entities", o.device)}
    saved = torch.load(o.out, map_location="cpu", weights_only=True)
    saved["temperature"] = {"attribution": calibrate(scores["attribution"], [x for a in attribution_dev for x in a.attribution]),
                            "entities": calibrate(scores["entities"], [x for a in named_dev for x in a.entities])}
    saved["curve"].append({"int8 weights": attribution_figures(attribution_dev, scores["attribution"]),
                           "entities": entity_figures(named_dev, scores["entities"]), "temperature": saved["temperature"]})
    print(json.dumps(saved["curve"][-1]), flush=True)
    torch.save(saved, o.out)


if __name__ == "__main__":
    main()
