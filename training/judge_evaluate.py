"""Decoding of the judge's scores and its figures on the `-dev` files."""
import numpy as np
import torch

from evaluate import by_length
from judge_corpora import CONTINUES, EVENTS, LEANINGS, QUAD


def tree(scores):
    """The best tree with exactly one root (Chu and Liu, Edmonds). `scores[d, h]`: word d under head h, 0 the root; heads are returned so."""
    n = len(scores)
    full = np.full((n + 1, n + 1), -1e9)
    full[1:, :] = scores
    full[1:, 0] -= 1e5     # as few roots as there can be: one
    np.fill_diagonal(full, -1e9)
    return spanning(full)[1:]


def spanning(scores):
    """Heads of the best tree over nodes 0..n, of which 0 is the root."""
    heads = scores.argmax(1)
    heads[0] = 0
    circle = find_circle(heads)
    if circle is None:
        return heads
    inside = np.zeros(len(scores), dtype=bool)
    inside[circle] = True
    outside = [k for k in range(len(scores)) if not inside[k]]
    total = sum(scores[k, heads[k]] for k in circle)
    new = len(outside)
    small = np.full((new + 1, new + 1), -1e9)
    enter, leave = np.zeros(new + 1, dtype=int), np.zeros(new + 1, dtype=int)
    for a, x in enumerate(outside):
        for b, y in enumerate(outside):
            small[a, b] = scores[x, y]
        best = max(circle, key=lambda c: scores[x, c])
        small[a, new], leave[a] = scores[x, best], best
        best = max(circle, key=lambda c: total - scores[c, heads[c]] + scores[c, x])
        small[new, a], enter[a] = total - scores[best, heads[best]] + scores[best, x], best
    found = spanning(small)
    out = heads.copy()
    for a, x in enumerate(outside):
        if x:
            out[x] = leave[a] if found[a] == new else outside[found[a]]
    entered = enter[found[new]]
    out[entered] = outside[found[new]]
    return out


def find_circle(heads):
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path, k = [], start
        while k and state[k] == 0:
            state[k] = 1
            path.append(k)
            k = heads[k]
        if k and state[k] == 1 and k in path:
            return path[path.index(k):]
        for k in path:
            state[k] = 2
    return None


def syntax_figures(model, examples, body, name):
    """Tags, segmentation, UAS and LAS as F1 over words, and how `happened` fits."""
    counts = dict(words=0, found=0, same=0, tag=0, uas=0, las=0)
    happened, asserted = [], []
    for batch in by_length(examples, 8192):
        states, _ = body(batch)
        for k, example in enumerate(batch):
            row = states[k, torch.tensor(example.first)]
            item = example.item
            for values, gold in ((happened, item.happened), (asserted, item.asserted)):
                for token, value in gold.items():
                    values.append((model.happened(row[token]).float().item(), float(value)))
            if item.words is None:
                continue
            tags = model.tag(row).float()
            tags[0, CONTINUES] = -1e9
            tags = tags.argmax(-1).tolist()
            words = [token for token, tag in enumerate(tags) if tag != CONTINUES]
            scores, of_dependent, of_head = model.arcs(row[words][None], torch.ones(1, len(words), dtype=torch.bool))
            heads = tree(scores[0].log_softmax(-1).numpy())
            relations = model.relations(of_dependent, of_head, torch.tensor(np.array(heads))[None])[0].argmax(-1).tolist()
            ends = lambda firsts: dict(zip(firsts, firsts[1:] + [len(tags)]))
            gold_ends, found_ends = ends(item.words), ends(words)
            place = {token: n for n, token in enumerate(item.words)}
            counts["words"] += len(item.words)
            counts["found"] += len(words)
            for n, token in enumerate(words):
                if gold_ends.get(token) != found_ends[token]:
                    continue
                counts["same"] += 1
                gold = place[token]
                counts["tag"] += item.tags[token] == tags[token]
                above = words[heads[n] - 1] if heads[n] else -1
                wanted = item.words[item.heads[gold] - 1] if item.heads[gold] else -1
                if above == wanted:
                    counts["uas"] += 1
                    counts["las"] += relations[n] == item.relations[gold]
    out = {}
    if counts["words"]:
        out = {key: round(200 * counts[key] / (counts["words"] + counts["found"]), 2) for key in ("same", "tag", "uas", "las")}
    if happened:
        a, b = np.array(happened).T
        out["happened r"] = round(float(np.corrcoef(a, b)[0, 1]), 3)
    if asserted:
        out |= precision_at(asserted)
    return out


def precision_at(pairs):
    """Recall of what is stated as a fact where its precision is 0.95, and the precision of taking everything for a fact."""
    pairs = sorted(pairs, reverse=True)
    right, best, limit = 0, 0.0, None
    total = sum(gold for _, gold in pairs)
    for n, (value, gold) in enumerate(pairs, 1):
        right += gold
        if right / n >= 0.95 and right / total > best:
            best, limit = right / total, value
    return {"facts": round(total / len(pairs), 3), "recall at precision 0.95": round(best, 3), "limit": limit and round(limit, 2)}


def macro_f1(gold, found, classes):
    """Over the classes that the gold labels have."""
    out = []
    for label in classes:
        right = sum(a == b == label for a, b in zip(gold, found))
        total = gold.count(label) + found.count(label)
        if gold.count(label):
            out.append(2 * right / total)
    return sum(out) / len(out)


def pair_scores(model, examples, body):
    """Log probabilities of each example's classes."""
    out = {}
    for batch in by_length(examples, 8192):
        states, markers = body(batch)
        head = model.event if batch[0].item.task == "event" else model.leaning
        for example, row in zip(batch, head(model.pooled(states, markers)).float().log_softmax(-1)):
            out[id(example)] = row
    return [out[id(example)] for example in examples]


def pair_figures(model, examples, body, name):
    scores = pair_scores(model, examples, body)
    gold = [example.item.label for example in examples]
    if name == "plv":
        found = [int(row.argmax()) for row in scores]
        quads = [example.item.quad for example in examples]
        return {"root": round(macro_f1(gold, found, range(len(EVENTS))), 3), "quad": round(macro_f1(quads, [QUAD[label] for label in found], range(1, 5)), 3),
                "accuracy": round(sum(a == b for a, b in zip(gold, found)) / len(gold), 3)}
    if name == "dse":
        return {"macro": round(dse_macro(examples, scores), 3)}
    return {"macro": round(macro_f1(gold, [int(row.argmax()) for row in scores], range(len(LEANINGS))), 3)}


def dse_macro(examples, scores):
    """Five classes: neither, or one praises or blames the other. The likeliest of the two ways' answers taken together."""
    records = {}
    for example, row in zip(examples, scores):
        records.setdefault(example.item.record, {})[example.item.way] = (example.item.label, row)
    gold, found = [], []
    for ways in records.values():
        if len(ways) < 2:
            continue
        (a, x), (b, y) = ways[0], ways[1]
        label = ("e1", LEANINGS[a]) if a != 1 else ("e2", LEANINGS[b]) if b != 1 else "neutral"
        options = {"neutral": x[1] + y[1]}
        for way, mine, other in (("e1", x, y), ("e2", y, x)):
            for n in (0, 2):
                options[way, LEANINGS[n]] = mine[n] + other[1]
        gold.append(label)
        found.append(max(options, key=options.get))
    return macro_f1(gold, found, set(gold))
