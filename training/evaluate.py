"""Decoding and the figures by which a run is chosen. The score card's figures come from the released binary, not from here."""
import numpy as np
import torch

from corpora import ATTRIBUTION, ENTITIES, ROLES, span_sets
from rows import by_length, collate, pieces_of, tensors

@torch.inference_mode()
def states(model, items, device, limit):
    """For each article (as Rows) the states [tokens, hidden] of its tokens, as the program's windows give them; and the windows."""
    model.eval()
    windows = [window for rows in items for window in rows.windows(limit)]
    out = {id(rows): [None] * len(rows) for rows in items}
    with torch.autocast(device, torch.bfloat16):
        for batch in by_length(windows, 16384, pieces_of):
            t = tensors(collate(batch), device)
            found = model(t["ids"], t["features"], t["mask"]).flatten(0, 1)[t["place"]].float().cpu()
            for (rows, first, last), part in zip(batch, found.split([last - first for _, first, last in batch])):
                out[id(rows)][first:last] = part
    return [torch.stack(out[id(rows)]) for rows in items], windows


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
