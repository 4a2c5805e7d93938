"""Articles as arrays, and from these the batches of the encoders.

All labels lie in tables with one row for each token of all articles, one article after the other (`Tables`); a batch says which rows
its tokens have. So an article in other marks or in other windows needs no labels of its own.
"""
import gc
import os
import pickle
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import corpora
from corpora import ATTRIBUTION, ENTITIES
from files import base_folder
from text import BLOCK_START, CLOSING, CLS, MAX_PIECES, QUOTE, SEP, UNK, case_of, sentence_starts
from treebank import CONTINUES, RELATIONS

LABELS = {"attribution": ATTRIBUTION, "entities": ENTITIES, "written": ENTITIES}   # what a head answers about every token
SOFT = ("attribution", "entities")   # and what the models that ship answer
NONE = -100             # no label
LONGEST = 100           # words of a sentence that is learned from as a tree
ROWS, COLUMNS = 4, 16   # a batch's windows, and their length, are multiples of these


class Pieces:
    """Word pieces of a token, remembered."""

    def __init__(self):
        tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        tokenizer.no_truncation(), tokenizer.no_padding()
        self.tokenizer, self.known = tokenizer, {}

    def __call__(self, word):
        ids = self.known.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES] or [UNK]
            self.known[word] = ids
        return ids


class Rows:
    """An article's word pieces and features. `base` is its first token's row in the tables."""

    def __init__(self, article, pieces, base=0):
        self.article, self.base = article, base
        found = [pieces(word) for word in article.words]
        self.counts = np.array([len(ids) for ids in found], dtype=np.int64)
        self.pieces = np.array([piece for ids in found for piece in ids], dtype=np.int64)
        self.at = np.concatenate([[0], np.cumsum(self.counts)])
        self.features = np.array([case_of(word) + 8 * QUOTE.get(word, 0) for word in article.words], dtype=np.int64)
        self.firsts = [first for first, _ in article.blocks]
        self.of_pieces = np.repeat(self.features, self.counts)
        self.of_pieces[self.at[self.firsts]] += BLOCK_START

    def __len__(self):
        return len(self.counts)

    def windows(self, limit, chance=None):
        """Consecutive blocks packed greedily as [(rows, first token, last + 1)]; a block that does not fit alone is cut after a
        sentence, else at the limit. `chance` draws a smaller limit for each window, so that training sees other cuts in every pass."""
        room, units = limit - 2, []
        for first, last in self.article.blocks:
            while self.at[last] - self.at[first] > room:
                cut = int(np.searchsorted(self.at, self.at[first] + room, side="right")) - 1
                stop = next((k for k in range(cut, first + (cut - first) // 3, -1) if self.ends_sentence(k - 1)), cut)
                stop = max(stop, first + 1)
                units.append((first, stop))
                first = stop
            units.append((first, last))
        out, current, cap = [], None, room
        for first, last in units:
            if current is not None and self.at[last] - self.at[current] > cap:
                out.append((self, current, first))
                current = None
            if current is None:
                current, cap = first, room if chance is None else int(chance.uniform(0.3, 1.0) * room)
        if current is not None:
            out.append((self, current, units[-1][1]))
        return out

    def ends_sentence(self, k):
        words = self.article.words
        return words[k] in (".", "?", "!") or words[k] in CLOSING and k > 0 and words[k - 1] in (".", "?", "!")


class Tables:
    """Labels of all articles: gold, and what a teacher says. `tree` holds for each token its word's tag, its relation and how far its
    head lies away (0 for the root), or NONE where the token begins no word."""

    def __init__(self, articles):
        lengths = [len(article.words) for article in articles]
        self.bases = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        total = int(self.bases[-1])
        self.gold = {task: np.full(total, NONE, dtype=np.int8) for task in LABELS}
        self.tag, self.relation = np.full(total, NONE, dtype=np.int8), np.full(total, NONE, dtype=np.int8)
        self.head = np.full(total, NONE, dtype=np.int16)
        self.happened, self.asserted = np.full(total, np.nan, dtype=np.float32), np.full(total, NONE, dtype=np.int8)
        self.starts, self.soft = np.zeros(total, dtype=bool), None
        for article, base in zip(articles, self.bases.tolist()):
            for task, table in self.gold.items():
                labels = getattr(article, task)
                if labels is not None:
                    table[base:base + len(labels)] = labels
            if article.sentences is None:
                self.starts[[base + start for start in sentence_starts(article)]] = True
                continue
            for sentence in article.sentences:
                first = base + sentence.start
                self.starts[first] = True
                for token, value in sentence.happened.items():
                    self.happened[first + token] = value
                for token, value in sentence.asserted.items():
                    self.asserted[first + token] = value
                if sentence.words is not None:
                    self.tag[first:base + sentence.end] = sentence.tags
                    for word, head, relation in zip(sentence.words, sentence.heads, sentence.relations):
                        self.head[first + word] = sentence.words[head - 1] - word if head else 0
                        self.relation[first + word] = relation

    def learn(self, paths):
        """Adds teachers' answers (train.py --answers) about every token: soft labels, of several teachers their mean, and trees where
        there are none by hand."""
        saved = {}
        for path in paths:
            for name, table in np.load(path).items():
                assert len(table) == len(self.tag), f"{path} was made from other texts"
                saved.setdefault(name, []).append(table)
        self.soft = {task: sum(table / np.float16(len(saved[task])) for table in saved[task]) for task in SOFT}
        unparsed = self.tag == NONE
        for name in ("tag", "relation", "head"):
            getattr(self, name)[unparsed] = saved[name][0][unparsed]
        unjudged = np.isnan(self.happened)
        self.happened[unjudged] = saved["happened"][0][unjudged]

    def to(self, device):
        """The tables that a loss gathers from."""
        out = {"tag": torch.from_numpy(self.tag).long(), "happened": torch.from_numpy(self.happened), "asserted": torch.from_numpy(self.asserted).long()}
        out |= {task: torch.from_numpy(table).long() for task, table in self.gold.items()}
        out |= {f"soft {task}": torch.from_numpy(table) for task, table in (self.soft or {}).items()}
        return {name: table.to(device) for name, table in out.items()}

    def trees(self, first, last, place):
        """Trees of the whole sentences among the rows `first` to `last`, as (places of the words, heads, relations); `place` are the tokens' places."""
        starts = (np.flatnonzero(self.starts[first:last]) + first).tolist()
        out = []
        for start, end in zip(starts, starts[1:] + [last]):
            words = np.flatnonzero(self.head[start:end] != NONE)
            if not 0 < len(words) <= LONGEST or end == last < len(self.starts) and not self.starts[last]:
                continue
            away = self.head[start:end][words]
            heads = np.where(away == 0, 0, np.searchsorted(words, words + away) + 1)
            out.append((place[start - first + words], heads, self.relation[start:end][words].astype(np.int64)))
        return out


def learned_from(limit, pieces, kind=Rows):
    """All that is learned from (corpora.sources) as rows of a kind, and the tables of its labels. Where $TEXTS names a folder they are kept there
    for the next that asks: to read all texts takes twenty seconds, in each of a dozen steps."""
    kept = os.environ.get("TEXTS") and Path(os.environ["TEXTS"]) / f"{kind.__name__}-{limit}.pickle"
    if kept and kept.exists():
        gc.disable()   # it would look through millions of new objects, over and over
        with open(kept, "rb") as stream:
            found = pickle.load(stream)
        gc.freeze(), gc.enable()
        return found
    sources = corpora.sources(limit)
    tables = Tables([article for part in sources.values() for article in part])
    bases = iter(tables.bases.tolist())
    found = {name: [kind(article, pieces, next(bases)) for article in part] for name, part in sources.items()}, tables
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        with open(part, "wb") as stream:
            pickle.dump(found, stream, pickle.HIGHEST_PROTOCOL)
        part.rename(kept)
    return found


def by_length(items, size, length):
    """Batches of items of like length, at most `size` in all, padding included."""
    batches, batch, longest = [], [], 0
    for item in sorted(items, key=length):
        longest_now = max(longest, length(item))
        if batch and (len(batch) + 1) * longest_now > size:
            batches.append(batch)
            batch, longest_now = [], length(item)
        batch.append(item)
        longest = longest_now
    return batches + [batch] if batch else batches


def pieces_of(window):
    rows, first, last = window
    return int(rows.at[last] - rows.at[first]) + 2


def rounded_up(number, multiple):
    return -(-number // multiple) * multiple


def padded(rows, value, multiple=1):
    out = np.full((len(rows), rounded_up(max(map(len, rows)), multiple)), value, dtype=np.int64)
    for k, row in enumerate(rows):
        out[k, :len(row)] = row
    return out


def collate(windows, tables=None):
    """A batch as arrays: ids, features and mask of windows; `place` and `token` of each token; and trees, where there are `tables`. There are
    few shapes, for which some windows of one piece are added: on a CPU the code for a product of a new shape is made first (ROWS, COLUMNS)."""
    count, length = rounded_up(len(windows), ROWS), rounded_up(max(map(pieces_of, windows)), COLUMNS)
    ids, features = np.zeros((count, length), dtype=np.int64), np.zeros((count, length), dtype=np.int64)
    lengths, places, tokens, trees = np.ones(count, dtype=np.int64), [], [], []
    for k, (rows, first, last) in enumerate(windows):
        start, end = rows.at[first], rows.at[last]
        ids[k, 0], ids[k, 1:1 + end - start], ids[k, 1 + end - start] = CLS, rows.pieces[start:end], SEP
        features[k, 1:1 + end - start] = rows.of_pieces[start:end]
        lengths[k] = end - start + 2
        places.append(rows.at[first:last] - start + 1 + k * length)
        tokens.append(np.arange(rows.base + first, rows.base + last))
        if tables is not None:
            trees += tables.trees(rows.base + first, rows.base + last, places[-1])
    out = {"ids": ids, "features": features, "mask": np.arange(length)[None] < lengths[:, None],
           "place": np.concatenate(places), "token": np.concatenate(tokens)}
    if trees:
        words, heads, relations = zip(*trees)
        out |= {"words": padded(words, 0), "heads": padded(heads, NONE), "relations": padded(relations, NONE)}
    return out


def tensors(batch, device):
    return {name: torch.from_numpy(array).pin_memory().to(device, non_blocking=True) if device == "cuda" else torch.from_numpy(array)
            for name, array in batch.items()}


assert CONTINUES < 127 and len(RELATIONS) < 127 and len(ATTRIBUTION) < 127 and len(ENTITIES) < 127
