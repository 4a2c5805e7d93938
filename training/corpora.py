"""Corpora as articles with labels. Train on `-train` files only; `-dev` files choose and measure."""
import bisect
import gzip
import json
import random
from pathlib import Path

from text import Article, blocks_of, tokens_of

ROLES = ["source", "cue", "content"]
KINDS = ["person", "organisation", "place", "group", "other"]
ATTRIBUTION = ["O"] + [f"{p}-{role}" for role in ROLES for p in "BI"]
ENTITIES = ["O"] + [f"{p}-{kind}" for kind in KINDS for p in "BI"]
FOLDER = Path(__file__).parent / "../../shared/corpora"

WWN = {"Person": "person", "Organization": "organisation", "Location": "place", "Facility": "place", "NORP": "group",
       "Misc": "other", "Product": "other"}
CROSSNER = {"politician": "person", "person": "person", "politicalparty": "organisation", "organisation": "organisation",
            "location": "place", "country": "place", "election": "other", "event": "other", "misc": "other"}


def lines(name):
    path = FOLDER / name
    if not path.exists():
        raise SystemExit(f"{path}: no such corpus; see README.md of the training folder for where corpora are looked for")
    with (gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8")) as stream:
        return [json.loads(line) for line in stream if line.strip()]


def token_range(tokens, starts, start, end):
    first = bisect.bisect_left(starts, start)
    if first > 0 and tokens[first - 1][1] > start:
        first -= 1
    return first, bisect.bisect_left(starts, end)


def bio(length, spans, names):
    """Label indices; where spans overlap the shorter one, written later, wins."""
    out = [0] * length
    for name, first, last in sorted(spans, key=lambda span: (span[1], span[1] - span[2])):
        for k in range(first, last):
            out[k] = names.index(("B-" if k == first else "I-") + name)
    return out


def polnear(split):
    """PolNeAR, first annotator. Returns [(article, record)]."""
    out = []
    for record in lines("polnear-train.jsonl.gz" if split == "train" else "polnear-dev.jsonl"):
        tokens = tokens_of(record["text"])
        starts = [start for start, _ in tokens]
        spans = set()
        for attribution in record["annotations"][0]["attributions"]:
            for role in ROLES:
                for start, end in attribution[role]:
                    first, last = token_range(tokens, starts, start, end)
                    if last > first:
                        spans.add((role, first, last))
        words = [record["text"][start:end] for start, end in tokens]
        article = Article(words, blocks_of(record["text"], tokens), attribution=bio(len(words), spans, ATTRIBUTION))
        out.append((article, record))
    return out


def entities(name, mapping):
    """A named-entity corpus. Returns [article]."""
    out = []
    for record in lines(name):
        tokens = tokens_of(record["text"])
        starts = [start for start, _ in tokens]
        spans = set()
        for entity in record["entities"]:
            kind = mapping.get(entity["type"])
            first, last = token_range(tokens, starts, entity["start"], entity["end"])
            if kind and last > first:
                spans.add((kind, first, last))
        words = [record["text"][start:end] for start, end in tokens]
        out.append(Article(words, blocks_of(record["text"], tokens), entities=bio(len(words), spans, ENTITIES)))
    return out


STYLES = [("“", "”", "‘", "’"), ('"', '"', "'", "'"), ("‘", "’", "“", "”"), ("'", "'", '"', '"'), ("«", "»", "“", "”"), ("“", "”", "'", "'")]


def restyled(article, chance):
    """The article with its double quotation marks in another style (British single, straight, guillemets).

    PolNeAR is American: without this the model knows no other marks. Labels stay, since one mark replaces one mark.
    """
    opening, closing, inner_opening, inner_closing = chance.choice(STYLES)
    words = list(article.words)
    for first, last in article.blocks:
        inside = False
        for k in range(first, last):
            word = words[k]
            if word == "“":
                words[k], inside = opening, True
            elif word == "”":
                words[k], inside = closing, False
            elif word == '"':
                words[k] = closing if inside else opening
                inside = not inside
            elif word == "‘" and inside:
                words[k] = inner_opening
    return Article(words, article.blocks, article.attribution, article.entities, article.soft)


def span_sets(labels, names):
    """{(name, first, last)} of a BIO sequence of label indices."""
    out, current = set(), None
    for k, label in enumerate(list(labels) + [0]):
        text = names[label]
        if current and not (text[0] == "I" and text[2:] == current[0]):
            out.add((current[0], current[1], k))
            current = None
        if text != "O" and current is None:
            current = (text[2:], k)
    return out


def generator(seed):
    return random.Random(seed)
