"""Decoding of trees and their figures on the `-dev` files."""
import copy

import numpy as np
import torch

from treebank import CONTINUES


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


@torch.inference_mode()
def syntax_figures(head, articles, states, whole):
    """Tags, segmentation, UAS and LAS as F1 over words, and how `happened` fits. `states` are those of each article's tokens; `whole`
    says of tokens from..to of an article whether they were read together."""
    counts = dict(words=0, found=0, same=0, tag=0, uas=0, las=0)
    happened, asserted = [], []
    head = copy.deepcopy(head).float().eval().cpu()
    for n, (article, rows) in enumerate(zip(articles, states)):
        for item in article.sentences:
            if not whole(n, item.start, item.end):
                continue
            row = rows[item.start:item.end]
            for values, gold in ((happened, item.happened), (asserted, item.asserted)):
                for token, value in gold.items():
                    values.append((head.happened(row[token]).item(), float(value)))
            if item.words is None:
                continue
            tags, words, heads, relations = parse(head, row)
            ends = lambda firsts: dict(zip(firsts, firsts[1:] + [len(tags)]))
            gold_ends, found_ends = ends(item.words), ends(words)
            place = {token: k for k, token in enumerate(item.words)}
            counts["words"] += len(item.words)
            counts["found"] += len(words)
            for k, token in enumerate(words):
                if gold_ends.get(token) != found_ends[token]:
                    continue
                counts["same"] += 1
                gold = place[token]
                counts["tag"] += item.tags[token] == tags[token]
                above = words[heads[k] - 1] if heads[k] else -1
                wanted = item.words[item.heads[gold] - 1] if item.heads[gold] else -1
                if above == wanted:
                    counts["uas"] += 1
                    counts["las"] += relations[k] == item.relations[gold]
    out = {}
    if counts["words"]:
        out = {key: round(200 * counts[key] / (counts["words"] + counts["found"]), 2) for key in ("same", "tag", "uas", "las")}
    if happened:
        a, b = np.array(happened).T
        out["happened r"] = round(float(np.corrcoef(a, b)[0, 1]), 3)
    if asserted:
        out |= precision_at(asserted)
    return out


def parse(head, row):
    """Tags of a sentence's tokens; its words' first tokens, heads (0 the root) and relations."""
    tags = head.tag(row)
    tags[0, CONTINUES] = -1e9
    tags = tags.argmax(-1).tolist()
    words = [token for token, tag in enumerate(tags) if tag != CONTINUES]
    scores, of_dependent, of_head = head.arcs(row[words][None], torch.ones(1, len(words), dtype=torch.bool))
    heads = tree(scores[0].log_softmax(-1).numpy())
    relations = head.relations(of_dependent, of_head, torch.tensor(np.array(heads))[None])[0].argmax(-1).tolist()
    return tags, words, heads, relations


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
