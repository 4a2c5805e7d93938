"""Corpora as articles with labels. Train on `-train` files only; `-dev` files choose and measure."""
import bisect
import re
from dataclasses import replace
from pathlib import Path

import treebank
from files import lines
from text import article_of, tokens_of

ROLES = ["source", "cue", "content"]
KINDS = ["person", "organisation", "place", "group", "other"]
ATTRIBUTION = ["O"] + [f"{p}-{role}" for role in ROLES for p in "BI"]
ENTITIES = ["O"] + [f"{p}-{kind}" for kind in KINDS for p in "BI"]

WWN = {"Person": "person", "Organization": "organisation", "Location": "place", "Facility": "place", "NORP": "group",
       "Misc": "other", "Product": "other"}
CROSSNER = {"politician": "person", "person": "person", "politicalparty": "organisation", "organisation": "organisation",
            "location": "place", "country": "place", "election": "other", "event": "other", "misc": "other"}


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
    """PolNeAR, first annotator. Returns [article]."""
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
        out.append(article_of(record["text"], attribution=bio(len(tokens), spans, ATTRIBUTION)))
    return out


def with_names(text, names, task="entities"):
    """The article of a text whose `names` are (kind, start, end) in code points, as labels of `task`."""
    tokens = tokens_of(text)
    starts = [start for start, _ in tokens]
    spans = {(kind, *token_range(tokens, starts, start, end)) for kind, start, end in names}
    return article_of(text, **{task: bio(len(tokens), {span for span in spans if span[2] > span[1]}, ENTITIES)})


def entities(name, mapping):
    """A named-entity corpus. Returns [article]."""
    return [with_names(record["text"], [(mapping[entity["type"]], entity["start"], entity["end"])
                                        for entity in record["entities"] if entity["type"] in mapping]) for record in lines(name)]


WRITTEN, MARKED = Path(__file__).parent / "names.txt", re.compile(r"\[([^\[\]|\n]+)\|([POLGM])\]")
WRITTEN_KINDS = dict(zip("POLGM", KINDS))


def written_names():
    """News of many countries that was written for this, with its names marked in place: "[Rundu|L]". Returns [article]."""
    out = []
    for part in re.split(r"^### .*\n", WRITTEN.read_text(encoding="utf-8"), flags=re.M)[1:]:
        text, names, end = "", [], 0
        for mark in MARKED.finditer(part):
            text += part[end:mark.start()]
            names.append((WRITTEN_KINDS[mark[2]], len(text), len(text) + len(mark[1])))
            text, end = text + mark[1], mark.end()
        out.append(with_names(text + part[end:], names, "written"))
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
    return replace(article, words=words)


def curled(words):
    """The words with curled quotation marks and apostrophes, as newspapers print them."""
    out, inside = [], False
    for word in words:
        if word == "'":
            word = "’"
        elif word == '"':
            word = "”" if inside else "“"
            inside = not inside
        out.append(word)
    return out


def varied(article, name, share, chance):
    """An article of the source `name` with the marks of one pass: of attributions that `share` in another style, of treebanks half curled."""
    if name == "attribution" and chance.random() < share:
        return restyled(article, chance)
    if name == "syntax" and chance.random() < 0.5:
        return replace(article, words=curled(article.words))
    return article


PLAIN = ["gap-train.jsonl", "newsmtsc-train.jsonl.gz", "dse-train.jsonl.gz", "policystance-train.jsonl.gz", "plv-train.jsonl",
         "ngec-synth-train.jsonl.gz", "timex-wikiwars-train.jsonl", "litbank-train.jsonl.gz"]


def plain():
    """Articles without labels, each text once; sentences without context are articles too."""
    seen, out = set(), []
    for name in PLAIN:
        for record in lines(name):
            if record.get("lang", "en") != "en":
                continue
            text = record["text"]
            if name.startswith("policystance"):
                text = " ".join(record[part] for part in ("context_before", "text", "context_after") if record[part])
            if text and text not in seen:
                seen.add(text)
                out.append(article_of(text))
    return out


def sources(limit=None):
    """All that is learned from: {name: [article]}. Labels are stored for these articles in this order."""
    trees = treebank.treebank("ewt-train.conllu.gz")
    treebank.add_factuality(trees, "uds-factuality-train.jsonl.gz")
    trees += treebank.treebank("gum-train.conllu.gz", treebank.free_gum("train")) + treebank.meantime("meantime-train.jsonl")
    parts = {"attribution": polnear("train"), "entities": entities("wwn-train.jsonl.gz", WWN) + entities("crossner-politics-train.jsonl", CROSSNER),
             "written": written_names(), "syntax": trees, "plain": plain()}
    return {name: articles[:limit] for name, articles in parts.items()}


def dev(limit=None):
    """The sets that choose: {name: [article]}."""
    ewt = treebank.treebank("ewt-dev.conllu")
    treebank.add_factuality(ewt, "uds-factuality-dev.jsonl")
    parts = {"attribution": polnear("dev"), "entities": entities("wwn-dev.jsonl", WWN), "ewt": ewt,
             "gum": treebank.treebank("gum-dev.conllu", treebank.free_gum("dev")), "meantime": treebank.meantime("meantime-dev.jsonl")}
    return {name: articles[:limit] for name, articles in parts.items()}


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
