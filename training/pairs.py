"""Questions about words between a source and a target: PLOVER types and leanings. Train on `-train` files only."""
import re
from dataclasses import dataclass

from files import lines
from text import tokens_of

EVENTS = ["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
          "MOBILIZE", "COERCE", "ASSAULT"]
QUAD = [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]
LEANINGS = ["negative", "neutral", "positive"]


@dataclass
class Pair:
    """A text with spans of tokens: whoever does or says something, and to whom or about what."""
    words: list
    source: tuple | None
    target: tuple | None
    label: int
    task: str


def token_span(tokens, start, end):
    inside = [k for k, (a, b) in enumerate(tokens) if a < end and b > start]
    return (inside[0], inside[-1] + 1) if inside else None


def pair(text, source, target, label, task):
    tokens = tokens_of(text)
    spans = [token_span(tokens, *span) if span else None for span in (source, target)]
    return Pair([text[a:b] for a, b in tokens], *spans, label, task)


def plv(name):
    out = []
    for record in lines(name):
        text, spans, at = "", {}, 0
        for mark in re.finditer(r"</?([st])>", record["marked"]):
            text += record["marked"][at:mark.start()]
            at = mark.end()
            if mark.group(0)[1] == "/":
                spans[mark.group(1)][1] = len(text)
            else:
                spans[mark.group(1)] = [len(text), len(text)]
        text += record["marked"][at:]
        out.append(pair(text, spans.get("s"), spans.get("t"), EVENTS.index(record["root"]), "event"))
        out[-1].quad = record["quad"]
    return out


def synthetic_events(name):
    """NGEC's synthetic stories, without source and target."""
    alias = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
    return [pair(record["text"], None, None, EVENTS.index(alias.get(record["event"], record["event"])), "event") for record in lines(name)]


def newsmtsc(name):
    return [pair(record["text"], None, (target["start"], target["end"]), LEANINGS.index(target["polarity"]), "leaning")
            for record in lines(name) for target in record["targets"]]


def dse(name):
    """Both ways of each pair; `record` tells which belong together."""
    out = []
    for n, record in enumerate(lines(name)):
        if record.get("text_in_train"):
            continue
        for way, (source, target) in enumerate([("e1", "e2"), ("e2", "e1")]):
            label = record["polarity"] if record["direction"] == f"{source}->{target}" else "neutral"
            out.append(pair(record["text"], record[source], record[target], LEANINGS.index(label), "leaning"))
            out[-1].record, out[-1].way = n, way
    return out
