"""Text as the reader model sees it: tokens, word pieces, features, windows.

The Rust runtime (`crates/annotate`) computes the same things; `export.py --check` compares the two on real text.
"""
import re
from dataclasses import dataclass, field

CLS, SEP, UNK = 101, 102, 100
WINDOW = 256          # word pieces in a window, CLS and SEP included
RUNTIME_WINDOW = 128  # in the program: as right as 256, and attention costs half
MAX_PIECES = 8        # word pieces kept of one token
TOKEN = re.compile(r"\w+|[^\w\s]")
QUOTE = {"“": 1, "”": 2, '"': 3, "‘": 4, "’": 5, "'": 6, "—": 7, "–": 7}
BLOCK_START = 64


def tokens_of(text):
    """Runs of alphanumeric characters and `_`, or one other character: [(start, end)] in code points."""
    return [match.span() for match in TOKEN.finditer(text)]


def blocks_of(text, tokens):
    """Token ranges [(first, last + 1)] of the paragraphs of `text` (lines)."""
    out, first = [], 0
    for k in range(1, len(tokens)):
        if "\n" in text[tokens[k - 1][1]:tokens[k][0]]:
            out.append((first, k))
            first = k
    if tokens:
        out.append((first, len(tokens)))
    return out


def case_of(word):
    if not word[0].isalnum():
        return 1
    if word.isdigit():
        return 2
    if word.islower():
        return 3
    if word.isupper() and len(word) > 1:
        return 4
    if word[0].isupper():
        return 5 if len(word) == 1 or word[1:].islower() else 6
    return 7


class Pieces:
    """Word pieces of a token, remembered."""

    def __init__(self, tokenizer):
        self.tokenizer, self.known = tokenizer, {}

    def __call__(self, word):
        ids = self.known.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES] or [UNK]
            self.known[word] = ids
        return ids


@dataclass
class Article:
    """Tokens with labels. `attribution` and `entities` are label indices for each token, or None where not annotated."""
    words: list
    blocks: list
    attribution: list | None = None
    entities: list | None = None
    soft: dict = field(default_factory=dict)


@dataclass
class Window:
    ids: list
    features: list
    first: list            # index of the first piece of every token
    start: int             # first token of the article
    end: int
    article: Article


def windows(article, pieces, limit=WINDOW, shift=None):
    """Consecutive blocks packed greedily; a block that does not fit alone is cut after a sentence end, else at the limit.

    `shift` (a random generator) draws a smaller limit for each window, so that training sees other cuts in every pass.
    """
    room = limit - 2
    length = [len(pieces(word)) for word in article.words]
    units = []
    for first, last in article.blocks:
        start, count, stop = first, 0, None
        k = first
        while k < last:
            if count + length[k] > room:
                cut = stop if stop is not None and stop > start else k
                units.append((start, cut))
                start, k, count, stop = cut, cut, 0, None
                continue
            count += length[k]
            if article.words[k] in (".", "?", "!", "”", '"') and article.words[k - (k > start)] in (".", "?", "!", "”", '"'):
                stop = k + 1
            k += 1
        units.append((start, last))
    starts = {first for first, _ in article.blocks}
    spans, current, count = [], None, 0
    cap = room
    for first, last in units:
        n = sum(length[first:last])
        if current and count + n > cap:
            spans.append(current)
            current = None
        if current is None:
            current, count = (first, last), n
            cap = room if shift is None else int(shift.uniform(0.3, 1.0) * room)
        else:
            current, count = (current[0], last), count + n
    if current:
        spans.append(current)
    out = []
    for first, last in spans:
        ids, features, heads = [CLS], [0], []
        for k in range(first, last):
            word = article.words[k]
            feature = case_of(word) + 8 * QUOTE.get(word, 0)
            heads.append(len(ids))
            for n, piece in enumerate(pieces(word)):
                ids.append(piece)
                features.append(feature + BLOCK_START * (n == 0 and k in starts))
        out.append(Window(ids + [SEP], features + [0], heads, first, last, article))
    return out
