"""Learns which events are told and who their sides are, from events of training texts that annotators judged (events.tsv).

  python events.py                        figures of a cross-validation over documents, then the weights file
  python events.py --evidence seen.jsonl  the same, from what the program was asked before

The program says what it sees of each candidate (`cargo run --release -p resolve --example event_evidence`): hashed features of the
question whether the event is told, and of each who may be a side. Three linear models share one table of int8 weights: a logistic one for
"told, of this type, and as true as it says", and for each side a conditional logit over the choices (McFadden 1974).

events.tsv, made by annotators who read the text around each event (see MODEL_CARD.md): document, type, offsets of the words, hashes of the
names that the program gave as actor and recipient ("-": none), factuality as given; then what is right: "ok", another type or "none";
actor and recipient ("=" as given, "-" nobody, offsets of the right words, "?" somebody whose words were not found); factuality.
Offsets are code points. A judgement is used for a candidate of the same words and type, whose sides may have changed since.
"""
import argparse
import json
import re
import subprocess
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from files import lines

HERE = Path(__file__).parent
TEXTS = {"polnear-train.jsonl.gz": "id", "wwn-train.jsonl.gz": "id", "newsmtsc-train.jsonl.gz": "id", "dse-train.jsonl.gz": "id", "plv-train.jsonl": "doc"}
BITS = 18
ROLES = ("actor", "recipient")
SHARED = 0.8    # words of a candidate and of a judgement overlap at least so much


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--evidence", type=Path, help="what the example printed; asked anew when not given")
    parser.add_argument("--judged", type=Path, default=HERE / "events.tsv")
    parser.add_argument("--out", type=Path, default=HERE / "../crates/resolve/data/events.bin")
    parser.add_argument("--told", type=float, default=5.0, help="how strongly the weights of the first question are held near zero")
    parser.add_argument("--side", type=float, default=3.0, help="the same for the sides")
    parser.add_argument("--folds", type=int, default=4, help="parts of the cross-validation; 0 leaves it out")
    parser.add_argument("--doubted", type=float, default=1.57, help="candidates that the rules doubt, to those of them that were judged")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def name_hash(name):
    """FNV-1a, folded to 32 bits."""
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{(value ^ value >> 32) & 0xFFFFFFFF:08x}"


def texts(wanted):
    """{document: (text, date)} of the documents that were judged."""
    out, seen = {}, set()
    for name, key in TEXTS.items():
        for record in lines(name):
            text = record["text"] if "date" in record or name.startswith("wwn") else record["text"].strip()
            if record[key] in wanted and text not in seen:
                out[record[key]] = (text, record.get("date"))
                seen.add(text)
    return out


def asked(documents):
    """What the program sees, as JSON lines."""
    given = "".join(json.dumps({"id": name, "text": text, "published": date}) + "\n" for name, (text, date) in documents.items())
    command = ["cargo", "run", "--release", "-q", "-p", "resolve", "--example", "event_evidence"]
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True, cwd=HERE / "..").stdout.splitlines()


def plain(name):
    return re.sub(r"^(the|a|an) ", "", name.lower()).strip(" .,“”\"'’")


def overlap(one, other):
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


class Example:
    """A candidate with what is right. `right[role]` are the indices of the right choices, none where nobody knows."""

    def __init__(self, seen, judged, text):
        _, _, _, *hashes, factuality, verdict, actor, recipient, truth = judged
        self.document, self.told, self.doubted = seen["document"], seen["features"], bool(seen["doubts"])
        self.is_told = verdict == "ok" and seen["factuality"] == (factuality if truth == "=" else truth)
        self.choices, self.right, self.own = {}, {}, {}
        for role, gold, given in zip(ROLES, (actor, recipient), hashes):
            choices = seen[role]["choices"]
            self.choices[role] = [choice["features"] for choice in choices]
            self.own[role] = int(seen[role]["given"] is not None)
            self.right[role] = [] if verdict == "none" else self.matching(choices, gold, given, text)

    @staticmethod
    def matching(choices, gold, given, text):
        people = list(enumerate(choices))[1:]
        if gold == "-" or gold == "=" and given == "-":
            return [0]
        if gold == "=":
            return [k for k, choice in people if name_hash(choice["side"]["name"]) == given]
        if gold == "?":
            return []
        start, end = map(int, gold.split("-"))
        words = plain(text[start:end])
        out = []
        for k, choice in people:
            name, span = plain(choice["side"]["name"]), choice["side"]["span"]
            there = span and text[span[0]:span[1]] and (overlap(span, (start, end)) or plain(text[span[0]:span[1]]) == words)
            if name_hash(choice["side"]["name"]) != given and there or len(words) > 3 and len(name) > 3 and (name in words or words in name):
                out.append(k)
        return out


def examples(evidence, judged, documents):
    """Candidates that were judged, each with the judgement of the words that overlap most."""
    by_place = {}
    for row in judged:
        by_place.setdefault((row[0], row[1]), []).append(row)
    out = []
    for line in evidence:
        seen = json.loads(line)
        best, most = None, SHARED
        for row in by_place.get((seen["document"], seen["type"]), []):
            span = tuple(map(int, row[2].split("-")))
            shared = overlap(span, seen["evidence"])
            share = shared / max(span[1] - span[0], seen["evidence"][1] - seen["evidence"][0], 1)
            same = [name_hash(seen[role]["given"]["name"]) if seen[role]["given"] else "-" for role in ROLES] == list(row[3:5])
            share += 0.5 * same + 0.1 * (row[5] == seen["factuality"])
            if share > most and shared:
                best, most = row, share
        if best:
            out.append(Example(seen, best, documents[seen["document"]][0]))
    return out


class Bags:
    """Rows of features for embedding_bag."""

    def __init__(self, rows):
        self.places = torch.from_numpy(np.fromiter((place for row in rows for place in row), dtype=np.int64))
        lengths = np.array([0] + [len(row) for row in rows[:-1]])
        self.starts = torch.from_numpy(np.cumsum(lengths))

    def scores(self, weights):
        return F.embedding_bag(self.places, weights[:, None], self.starts, mode="sum")[:, 0]


def log_softmax(scores, group, groups):
    """Over the rows of each group."""
    most = torch.full((groups,), -1e9).scatter_reduce(0, group, scores, "amax")
    total = torch.zeros(groups).scatter_add(0, group, (scores - most[group]).exp())
    return scores - (most + total.log())[group]


def fitted(loss, strength):
    weights = torch.zeros(1 << BITS, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=60, history_size=8, line_search_fn="strong_wolfe")

    def closure():
        optimiser.zero_grad()
        value = loss(weights) + strength / 2 * weights.square().sum()
        (value / 1000).backward()
        return value / 1000

    optimiser.step(closure)
    return weights.detach()


def told_model(items, strength):
    bags, told = Bags([item.told for item in items]), torch.tensor([float(item.is_told) for item in items])
    return fitted(lambda weights: F.binary_cross_entropy_with_logits(bags.scores(weights), told, reduction="sum"), strength)


def choices_of(items, role):
    """The choices of all items, one after the other, and whose each is."""
    return Bags([row for item in items for row in item.choices[role]]), torch.tensor([k for k, item in enumerate(items) for _ in item.choices[role]])


def side_model(items, role, strength):
    known = [item for item in items if item.right[role]]
    bags, group = choices_of(known, role)
    right = torch.tensor([n in item.right[role] for item in known for n in range(len(item.choices[role]))])

    def loss(weights):
        likely = log_softmax(bags.scores(weights), group, len(known))
        return -torch.zeros(len(known)).scatter_add(0, group, likely.exp() * right).clamp(min=1e-9).log().sum()

    return fitted(loss, strength)


def models(items, o):
    return {"told": told_model(items, o.told), **{role: side_model(items, role, o.side) for role in ROLES}}


def judged_by(weights, items):
    """[(told and done by its actor, recipient right, whether all is right, whether all was right by the rules)] of items, as verdict.rs does it."""
    told = torch.sigmoid(Bags([item.told for item in items]).scores(weights["told"])).tolist()
    out = [[p, 1.0, item.is_told, item.is_told and not item.doubted] for p, item in zip(told, items)]
    for place, role in enumerate(ROLES):
        bags, group = choices_of(items, role)
        likely = log_softmax(bags.scores(weights[role]), group, len(items)).exp().tolist()
        at = 0
        for row, item in zip(out, items):
            mine = likely[at:at + len(item.choices[role])]
            at += len(mine)
            best = max(range(len(mine)), key=mine.__getitem__)
            row[place] *= mine[best]
            row[2] = row[2] and best in item.right[role]
            row[3] = row[3] and item.own[role] in item.right[role]
    return out


def cross_validation(items, o):
    """Each document's events judged by models that did not learn from it. What the rules doubt was judged in part alone, and counts more."""
    documents = sorted({item.document for item in items})
    chance = np.random.default_rng(1)
    fold = dict(zip(documents, chance.permutation(len(documents)) % o.folds))
    rows = []
    for k in range(o.folds):
        weights = models([item for item in items if fold[item.document] != k], o)
        rest = [item for item in items if fold[item.document] == k]
        rows += [(*row, o.doubted if item.doubted else 1.0) for row, item in zip(judged_by(weights, rest), rest)]
    given = sum(1 for item in items if not item.doubted)
    right = sum(row[3] for row in rows)
    print(json.dumps({"candidates": len(rows), "told by the rules alone": given, "of them right": round(right / given, 3)}))
    for likely, conceivable in ((0.5, 0.35), (0.6, 0.35), (0.7, 0.35), (0.8, 0.35), (0.7, 0.5), (0.8, 0.6), (0.9, 0.6)):
        kept = [row for row in rows if row[0] >= likely and row[1] >= conceivable]
        number, good = sum(row[4] for row in kept), sum(row[4] for row in kept if row[2])
        print(json.dumps({"told and done by its actor": likely, "recipient": conceivable, "kept": round(number), "right": round(good / number, 3),
                          "right ones, to those of the rules": round(good / right, 2)}))


def main():
    o = options()
    torch.set_num_threads(o.threads)
    judged = [line.rstrip("\n").split("\t") for line in open(o.judged, encoding="utf-8") if not line.startswith("#")]
    documents = texts({row[0] for row in judged})
    evidence = open(o.evidence, encoding="utf-8") if o.evidence else asked(documents)
    items = examples(evidence, judged, documents)
    print(f"{len(judged)} judgements, {len(items)} candidates judged", flush=True)
    if o.folds:
        cross_validation(items, o)
    weights = models(items, o)
    table = sum(weights.values())
    scale = float(table.abs().max()) / 127
    o.out.write_bytes(np.float32(scale).tobytes() + torch.round(table / scale).to(torch.int8).numpy().tobytes())
    print(json.dumps({"bytes": o.out.stat().st_size, "scale": scale}))


if __name__ == "__main__":
    main()
