"""Decoding and the figures by which a run is chosen. The score card's figures come from the released binary, not from here."""
import numpy as np
import torch

from corpora import ATTRIBUTION, ENTITIES, ROLES, span_sets
from text import windows

NAMES = {"attribution": ATTRIBUTION, "entities": ENTITIES}


def collate(batch, device):
    length = max(len(window.ids) for window in batch)
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    features = torch.zeros(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    for k, window in enumerate(batch):
        n = len(window.ids)
        ids[k, :n], features[k, :n], mask[k, :n] = torch.tensor(window.ids), torch.tensor(window.features), True
    return ids.to(device), features.to(device), mask.to(device)


def by_length(items, pieces_in_batch):
    """Batches of windows of like length, at most `pieces_in_batch` pieces each, padding included."""
    batches, batch, longest = [], [], 0
    for window in sorted(items, key=lambda window: len(window.ids)):
        longest_now = max(longest, len(window.ids))
        if batch and (len(batch) + 1) * longest_now > pieces_in_batch:
            batches.append(batch)
            batch, longest_now = [], len(window.ids)
        batch.append(window)
        longest = longest_now
    return batches + [batch] if batch else batches


@torch.inference_mode()
def logits(model, articles, pieces, task, device="cpu", autocast=True):
    """[tokens, labels] logits for each article."""
    model.eval()
    out = [torch.zeros(len(article.words), len(NAMES[task])) for article in articles]
    index = {id(article): k for k, article in enumerate(articles)}
    items = [window for article in articles for window in windows(article, pieces)]
    with torch.autocast(device, torch.bfloat16, enabled=autocast):
        for batch in by_length(items, 8192):
            hidden = model(*collate(batch, device))
            for k, window in enumerate(batch):
                first = torch.tensor(window.first, device=device)
                out[index[id(window.article)]][window.start:window.end] = model.head[task](hidden[k, first]).float().cpu()
    return out


def transitions(names):
    """0 where the second label may follow the first, a large negative number where it may not."""
    table = np.zeros((len(names), len(names)), dtype=np.float32)
    for i, before in enumerate(names):
        for j, after in enumerate(names):
            if after[0] == "I" and not (before != "O" and before[2:] == after[2:]):
                table[i, j] = -1e9
    return table


def viterbi(scores, names):
    """The best allowed label sequence."""
    if not len(scores):
        return []
    table = transitions(names)
    start = np.array([-1e9 if name[0] == "I" else 0 for name in names], dtype=np.float32)
    scores = torch.log_softmax(scores, -1).numpy()
    best, back = scores[0] + start, []
    for row in scores[1:]:
        candidates = best[:, None] + table
        back.append(candidates.argmax(0))
        best = candidates.max(0) + row
    path = [int(best.argmax())]
    for pointer in reversed(back):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


def f1(right, found, wanted):
    return 200 * right / (found + wanted) if found + wanted else 0.0


def attribution_figures(articles, scores):
    """Token F1 and exact-span F1 for each role."""
    counts = {(kind, role): [0, 0, 0] for kind in ("token", "span") for role in ROLES}
    for article, row in zip(articles, scores):
        predicted, gold = viterbi(row, ATTRIBUTION), article.attribution
        a, b = span_sets(predicted, ATTRIBUTION), span_sets(gold, ATTRIBUTION)
        for role in ROLES:
            x, y = {s for s in a if s[0] == role}, {s for s in b if s[0] == role}
            counts["span", role] = [p + q for p, q in zip(counts["span", role], (len(x & y), len(x), len(y)))]
            x = {k for k, label in enumerate(predicted) if ATTRIBUTION[label][2:] == role}
            y = {k for k, label in enumerate(gold) if ATTRIBUTION[label][2:] == role}
            counts["token", role] = [p + q for p, q in zip(counts["token", role], (len(x & y), len(x), len(y)))]
    figures = {f"{kind} {role}": round(f1(*c), 1) for (kind, role), c in counts.items()}
    figures["mean"] = round(sum(figures.values()) / 6, 2)
    return figures


def entity_figures(articles, scores):
    """Exact span and type F1, over all kinds and for each."""
    total = {}
    for article, row in zip(articles, scores):
        a, b = span_sets(viterbi(row, ENTITIES), ENTITIES), span_sets(article.entities, ENTITIES)
        for kind in {s[0] for s in a | b} | {"all"}:
            x = {s for s in a if kind in ("all", s[0])}
            y = {s for s in b if kind in ("all", s[0])}
            total[kind] = [p + q for p, q in zip(total.get(kind, [0, 0, 0]), (len(x & y), len(x), len(y)))]
    return {kind: round(f1(*c), 1) for kind, c in sorted(total.items())}
