"""Text as the models see it: tokens, word pieces, features.

The Rust runtime (`crates/annotate`) computes the same things.
"""
import re
from dataclasses import dataclass

import numpy as np

CLS, SEP, UNK = 101, 102, 100
RUNTIME_WINDOW = 128  # word pieces of a window in the program, CLS and SEP included: as right as 256, and attention costs half
POSITIONS = 256       # word pieces of the longest window that is learned from: a teacher's
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


def has_capital(features):
    """Whether features, or an array of them, are of a word that may be a name, for it has a capital letter or its letters have no case, or are of
    a window's ends. What is no word, a number, and a word in small letters are not."""
    case = features % 8
    return (case == 0) | (case > 3)


def spacing(text, tokens):
    """For each token whether white space, or nothing, stands before it."""
    return np.array([start == 0 or text[start - 1].isspace() for start, _ in tokens], dtype=np.uint8)


@dataclass
class Article:
    """Tokens with labels. `attribution`, `entities` and `written` (names marked by others, after habits that differ in places) are
    label indices for each token, or None where not annotated; `sentences` are those of a treebank."""
    words: list
    blocks: list
    spaced: list
    attribution: list | None = None
    entities: list | None = None
    written: list | None = None
    sentences: list | None = None
    id: str = ""


def article_of(text, **labels):
    tokens = tokens_of(text)
    return Article([text[start:end] for start, end in tokens], blocks_of(text, tokens), spacing(text, tokens), **labels)


ABBREVIATIONS = set("mr mrs ms dr prof rev gov sen rep gen lt col capt sgt st jr sr vs etc inc ltd co corp no jan feb mar apr jun jul aug sep sept oct nov dec".split())
CLOSING = {"”", '"', "’", "'", ")", "]", "»"}


def sentence_starts(article):
    """First tokens of the sentences of a text that no treebank has cut, by stops and capitals: good enough to learn from."""
    words, starts = article.words, []
    for first, last in article.blocks:
        starts.append(first)
        for k in range(first, last - 1):
            if words[k] not in (".", "?", "!"):
                continue
            before = words[k - 1] if k > first else ""
            if words[k] == "." and (before.lower() in ABBREVIATIONS or len(before) == 1 and before.isupper()):
                continue
            after = k + 1
            while after < last and words[after] in CLOSING and not article.spaced[after]:
                after += 1
            if after < last and article.spaced[after] and not words[after][0].islower():
                starts.append(after)
    return starts
