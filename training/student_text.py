"""Text as the student sees it: one row of numbers for each token.

`crates/annotate/src/student` computes the same rows; `rows.json` there, which this file writes, holds the two together.
"""
import json

import numpy as np

from rows import Pieces
from text import BLOCK_START, QUOTE, article_of, case_of

PIECES = 4            # word pieces that are read of a token
SPACED = 128          # added to a token's feature when white space stands before it
FEATURES = 256
CONTEXTS = 3          # outside of double quotation marks, at one, inside
OPENING, CLOSING = "“«", "”»"


def contexts(words, blocks):
    """For each token whether it is outside (0), at (1) or inside (2) double quotation marks, counted anew in each block."""
    out = np.zeros(len(words), dtype=np.uint8)
    for first, last in blocks:
        inside = False
        for k in range(first, last):
            word = words[k]
            if word in OPENING or word in CLOSING or word == '"':
                inside = word in OPENING or (word == '"' and not inside)
                out[k] = 1
            elif inside:
                out[k] = 2
    return out


class StudentRows:
    """The rows of an article: all word pieces one after the other, how many each token has, features, contexts.
    `base` is its first token's row in the tables of labels."""

    def __init__(self, article, pieces, base=0):
        self.article, self.base = article, base
        found = [pieces(word)[:PIECES] for word in article.words]
        self.counts = np.array([len(ids) for ids in found], dtype=np.int64)
        self.pieces = np.array([piece for ids in found for piece in ids], dtype=np.int64)
        self.features = np.array([case_of(word) + 8 * QUOTE.get(word, 0) for word in article.words], dtype=np.int64)
        self.features += SPACED * np.array(article.spaced, dtype=np.int64)
        self.features[[first for first, _ in article.blocks]] += BLOCK_START
        self.contexts = contexts(article.words, article.blocks).astype(np.int64)

    def __len__(self):
        return len(self.features)


FIXTURE = [
    "“We will rebuild the bridge,” the harbourmaster, Ottoline Brask-O’Rourke, said.",
    'She (nobody else) called it "a \'wild\' guess": 3.5% — £40m…\nNATO’s e-mail reads: "Unclosed in this block\nand closed in none.',
    "Élan vital — «trois mots» ‘single’ iPhone ½ ²\tx_y\u00a0McKay 東京 unpronounceablesupercalifragilistic",
]


def fixture():
    """Rows of invented sentences, which the runtime's test computes too."""
    pieces, out = Pieces(), []
    for text in FIXTURE:
        rows = StudentRows(article_of(text), pieces)
        ids = np.split(rows.pieces, np.cumsum(rows.counts)[:-1])
        table = [[[int(piece) for piece in row], int(f), int(c)] for row, f, c in zip(ids, rows.features, rows.contexts)]
        out.append({"text": text, "rows": table})
    return out


if __name__ == "__main__":  # python student_text.py > ../crates/annotate/src/student/rows.json
    print(json.dumps(fixture(), ensure_ascii=False))
