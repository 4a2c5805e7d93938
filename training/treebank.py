"""Treebanks and factuality. Train on `-train` files only; `-dev` files choose and measure.

Universal Dependencies knows other words than On Record's tokens. A word here is the run of tokens that it covers; a token that two
words share ("can" + "not", "do" + "n't") belongs to the first, and a word that has no token left is taken out of the tree.
"""
import bisect
import gzip
from dataclasses import dataclass, field

from files import FOLDER, lines
from text import Article, spacing, tokens_of

TAGS = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"]
CONTINUES = len(TAGS)   # the tag of a token that continues the word before it
RELATIONS = ["acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc", "cc:preconj", "ccomp",
             "compound", "compound:prt", "conj", "cop", "csubj", "csubj:pass", "dep", "det", "det:predet", "discourse", "dislocated", "expl",
             "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod", "nmod:desc", "nmod:poss", "nmod:unmarked", "nsubj", "nsubj:outer",
             "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked", "orphan", "parataxis", "punct", "reparandum", "root",
             "vocative", "xcomp"]
RARE = {"nmod:npmod": "nmod:unmarked", "obl:npmod": "obl:unmarked", "obl:tmod": "obl:unmarked", "csubj:outer": "csubj"}


@dataclass
class Sentence:
    """Tokens `start` to `end` of a document; `words` are indices of words' first tokens, from the sentence's start."""
    start: int
    end: int
    words: list | None = None      # none: not parsed
    heads: list | None = None      # of each word: index of its head plus one, 0 for the root
    relations: list | None = None
    tags: list | None = None       # of each token
    happened: dict = field(default_factory=dict)   # token -> -3..3
    asserted: dict = field(default_factory=dict)   # token -> stated as a fact or not


def read_conllu(name):
    """[(document id, [(new paragraph, text, rows)])]"""
    documents, sentence, text, paragraph = [], [], "", False
    path = FOLDER / name
    with (gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8")) as stream:
        for line in stream:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                documents.append((line.split("=", 1)[1].strip(), []))
            elif line.startswith("# newpar"):
                paragraph = True
            elif line.startswith("# text ="):
                text = line.split("=", 1)[1].strip()
            elif line and line[0] != "#":
                cells = line.split("\t")
                if cells[0].isdigit():
                    sentence.append(cells)
            elif not line and sentence:
                documents[-1][1].append((paragraph, text, sentence))
                sentence, paragraph = [], False
    return documents


def parsed(text, rows):
    """(tokens, Sentence) or None where the words do not fit the text."""
    tokens = tokens_of(text)
    starts = [start for start, _ in tokens]
    at, first, taken = 0, [], {}
    for row in rows:
        start = text.find(row[1], at)
        if start < 0 or text[at:start].strip():
            return None
        at = start + len(row[1])
        k = bisect.bisect_right(starts, start) - 1
        if k < 0:
            return None
        if tokens[k][0] != start and k in taken or tokens[k][1] <= start:   # begins inside a token that is taken
            k += 1
        if k < len(tokens) and tokens[k][0] < at and k not in taken:
            taken[k] = True
            first.append(k)
        else:
            first.append(None)
    heads = [int(row[6]) for row in rows]
    for k, place in enumerate(first):
        if place is None:                     # its dependents go to its head; the root's place goes to its first dependent
            mine = [j for j in range(len(rows)) if heads[j] == k + 1 and first[j] is not None]
            if heads[k] == 0:
                if not mine:
                    return None
                heads[mine[0]] = 0
                rows[mine[0]][7] = "root"
                for j in mine[1:]:
                    heads[j] = mine[0] + 1
            else:
                for j in mine:
                    heads[j] = heads[k]
    kept = [k for k, place in enumerate(first) if place is not None]
    index = {k: n for n, k in enumerate(kept)}
    if not kept or first[kept[0]] != 0:
        return None
    out_heads = []
    for k in kept:
        head, steps = heads[k], 0
        while head and first[head - 1] is None:
            head, steps = heads[head - 1], steps + 1
            if steps > len(rows):
                return None
        out_heads.append(index[head - 1] + 1 if head else 0)
    if out_heads.count(0) != 1:
        return None
    tags = [CONTINUES] * len(tokens)
    relations = []
    for k in kept:
        tags[first[k]] = TAGS.index(rows[k][3])
        relation = RARE.get(rows[k][7], rows[k][7])
        relations.append(RELATIONS.index(relation if relation in RELATIONS else relation.split(":")[0]))
    return tokens, Sentence(0, len(tokens), [first[k] for k in kept], out_heads, relations, tags)


def treebank(name, wanted=None):
    """[Article] with trees."""
    out, left_out = [], 0
    for identity, sentences in read_conllu(name):
        if wanted is not None and identity not in wanted:
            continue
        document = Article([], [], [], sentences=[], id=identity)
        for paragraph, text, rows in sentences:
            found = parsed(text, rows)
            if found is None:
                left_out += 1
                continue
            tokens, sentence = found
            base = len(document.words)
            if paragraph or not document.blocks:
                document.blocks.append([base, base])
            document.words += [text[start:end] for start, end in tokens]
            document.spaced += spacing(text, tokens).tolist()
            document.blocks[-1][1] = len(document.words)
            sentence.start, sentence.end, sentence.text, sentence.offsets = base, len(document.words), text, tokens
            document.sentences.append(sentence)
        if document.words:
            out.append(document)
    print(f"{name}: {sum(len(d.sentences) for d in out)} sentences, {left_out} left out", flush=True)
    return out


def free_gum(split):
    name = "gum-train.jsonl.gz" if split == "train" else "gum-dev.jsonl"
    return {record["id"] for record in lines(name) if record["commercial_ok"]}


def add_factuality(documents, name):
    """Gives sentences of the English Web Treebank the values of UDS-IH."""
    known = {document.id: {sentence.text: sentence for sentence in document.sentences} for document in documents}
    found = total = 0
    for record in lines(name):
        sentences = known.get(record["id"].removeprefix("uds/"), {})
        for event in record["events"]:
            total += 1
            for start, end in record["sentences"]:
                if start <= event["start"] < end:
                    sentence = sentences.get(record["text"][start:end].strip())
                    if sentence is None:
                        break
                    offset = event["start"] - start
                    token = next((k for k, (a, b) in enumerate(sentence.offsets) if a <= offset < b), None)
                    if token is not None:
                        sentence.happened[token] = event["value"]
                        found += 1
                    break
    print(f"{name}: {found} of {total} predicates", flush=True)


def meantime(name):
    """[Article] with sentences that say which events are stated as facts."""
    out = []
    for record in lines(name):
        if record["lang"] != "en":
            continue
        document = Article([], [], [], sentences=[], id=record["id"])
        for start, end in record["sentences"]:
            text = record["text"][start:end]
            tokens = tokens_of(text)
            if not tokens:
                continue
            base = len(document.words)
            sentence = Sentence(base, base + len(tokens))
            for event in record["events"]:
                span = event["spans"][0]
                if start <= span[0] < end:
                    token = next((k for k, (a, b) in enumerate(tokens) if a <= span[0] - start < b), None)
                    if token is not None:
                        fact = event["certainty"] == "CERTAIN" and event["polarity"] == "POS" and event["time"] == "NON_FUTURE"
                        sentence.asserted[token] = fact
            document.words += [text[a:b] for a, b in tokens]
            document.spaced += spacing(text, tokens).tolist()
            document.blocks.append([base, len(document.words)])
            document.sentences.append(sentence)
        out.append(document)
    return out
