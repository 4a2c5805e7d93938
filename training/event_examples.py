"""Candidates of events with what is right: what the program sees of them, put together with what annotators judged (events.tsv)."""
import json
import re

import numpy as np

from files import lines

TEXTS = {"polnear-train.jsonl.gz": "id", "wwn-train.jsonl.gz": "id", "newsmtsc-train.jsonl.gz": "id", "dse-train.jsonl.gz": "id", "plv-train.jsonl": "doc",
         "ngec-synth-train.jsonl.gz": "doc", "gum-train.jsonl.gz": "id", "meantime-train.jsonl": "id", "timex-wikiwars-train.jsonl": "doc"}
ROLES = ("actor", "recipient")
BITS, WIDTH = 18, 64    # of the table of features, and of views and hidden layers: as in the program
KINDS = ["ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REJECT", "REQUEST", "RETREAT",
         "SANCTION", "SUPPORT", "THREATEN"]
TRUTHS = ["alleged", "asserted", "denied", "hypothetical", "planned"]
NONE = len(KINDS)
SHARED = 0.8    # words of a candidate and of a judgement overlap at least so much


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


def plain(name):
    return re.sub(r"^(the|a|an) ", "", name.lower()).strip(" .,“”\"'’")


def overlap(one, other):
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


class Example:
    """A candidate with what is right. `kind` and `truth` are as the rules say, `right_kind` (NONE: no event is told) and `right_truth` (None where no
    event is told) as annotators say; `right[role]` are the indices of the right choices, none where nobody knows; `word` and `heads` are rows of the
    states, `nobody` where there is no word, and `unlisted` the index of the choice that is somebody who is not listed."""

    def __init__(self, seen, judged, text, nobody):
        _, _, _, *hashes, factuality, verdict, actor, recipient, truth = judged
        row = lambda row: nobody if row is None else row
        self.document, self.told, self.doubted = seen["document"], np.array(seen["features"], dtype=np.int32), bool(seen["doubts"])
        self.kind, self.truth, self.word = KINDS.index(seen["type"]), TRUTHS.index(seen["factuality"]), row(seen["told_by"]["row"])
        self.right_kind = NONE if verdict == "none" else self.kind if verdict == "ok" else KINDS.index(verdict)
        self.right_truth = None if verdict == "none" else TRUTHS.index(factuality if truth == "=" else truth)
        self.choices, self.heads, self.right, self.own, self.unlisted = {}, {}, {}, {}, {}
        for role, gold, given in zip(ROLES, (actor, recipient), hashes):
            choices = seen[role]["choices"]
            self.choices[role] = [np.array(choice["features"], dtype=np.int32) for choice in choices]
            self.heads[role] = [row(choice["row"]) for choice in choices]
            self.own[role], self.unlisted[role] = int(seen[role]["given"] is not None), len(choices) - 1
            self.right[role] = [] if verdict == "none" else self.matching(choices, gold, given, text)

    @staticmethod
    def matching(choices, gold, given, text):
        people = list(enumerate(choices))[1:-1]
        if gold == "-" or gold == "=" and given == "-":
            return [0]
        if gold == "=":
            return [k for k, choice in people if name_hash(choice["side"]["name"]) == given]
        unlisted = [len(choices) - 1]
        if gold == "?":
            return unlisted
        start, end = map(int, gold.split("-"))
        words = plain(text[start:end])
        out = []
        for k, choice in people:
            name, span = plain(choice["side"]["name"]), choice["side"]["span"]
            there = span and text[span[0]:span[1]] and (overlap(span, (start, end)) or plain(text[span[0]:span[1]]) == words)
            if name_hash(choice["side"]["name"]) != given and there or len(words) > 3 and len(name) > 3 and (name in words or words in name):
                out.append(k)
        return out or unlisted


def examples(evidence, judged, documents, nobody):
    """Candidates that were judged, each with the judgement of the words that overlap most. `evidence` are lines of JSON."""
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
            out.append(Example(seen, best, documents[seen["document"]][0], nobody))
    return out
