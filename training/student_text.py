"""Text as the student sees it: one row of numbers for each token, and the plain text that it learns from.

`crates/annotate/src/student` computes the same rows; `rows.json` there, which this file writes, holds the two together.
"""
import gzip
import json

import numpy as np

import corpora
from corpora import CROSSNER, FOLDER, WWN, lines
from text import BLOCK_START, QUOTE, Article, blocks_of, case_of, tokens_of

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


def rows(words, blocks, spaced, pieces):
    """([tokens, PIECES] word pieces, 0 where there are fewer; [tokens] features; [tokens] contexts)."""
    ids = np.zeros((len(words), PIECES), dtype=np.uint16)
    features = np.zeros(len(words), dtype=np.uint8)
    for k, word in enumerate(words):
        known = pieces(word)[:PIECES]
        ids[k, :len(known)] = known
        features[k] = case_of(word) + 8 * QUOTE.get(word, 0) + SPACED * spaced[k]
    for first, _ in blocks:
        features[first] += BLOCK_START
    return ids, features, contexts(words, blocks)


def spacing(text, tokens):
    """For each token whether white space, or nothing, stands before it."""
    return np.array([start == 0 or text[start - 1].isspace() for start, _ in tokens], dtype=np.uint8)


def paragraphs(name):
    """Texts of the sets that may be trained on, one for each document; sentences without context are documents."""
    if name == "ewt-train.conllu.gz":
        with gzip.open(FOLDER / name, "rt", encoding="utf-8") as stream:
            text = ""
            for line in stream:
                if line.startswith("# newdoc") and text:
                    yield text
                    text = ""
                elif line.startswith("# newpar") and text:
                    text += "\n\n"
                elif line.startswith("# text = "):
                    text += ("" if text.endswith("\n") or not text else " ") + line[9:].strip()
            yield text
        return
    for record in lines(name):
        if name.startswith("gum") and not record["commercial_ok"] or record.get("lang", "en") != "en":
            continue
        if name.startswith("policystance"):
            yield " ".join(record[part] for part in ("context_before", "text", "context_after") if record[part])
        else:
            yield record["text"]


PLAIN = ["gum-train.jsonl.gz", "gap-train.jsonl", "newsmtsc-train.jsonl.gz", "dse-train.jsonl.gz", "policystance-train.jsonl.gz",
         "meantime-train.jsonl", "plv-train.jsonl", "ngec-synth-train.jsonl.gz", "timex-wikiwars-train.jsonl",
         "ewt-train.conllu.gz", "litbank-train.jsonl.gz"]


def plain():
    """Articles without labels, each text once: [(article, spacing)]."""
    seen, out = set(), []
    for name in PLAIN:
        for text in paragraphs(name):
            if text and text not in seen:
                seen.add(text)
                tokens = tokens_of(text)
                out.append((Article([text[a:b] for a, b in tokens], blocks_of(text, tokens)), spacing(text, tokens)))
    return out


def with_spacing(articles, name):
    return [(article, spacing(record["text"], tokens_of(record["text"]))) for article, record in zip(articles, lines(name))]


def sources():
    """What the student learns from, as [(article, spacing)]: gold attributions, gold entities, plain text."""
    attribution = [(article, spacing(record["text"], tokens_of(record["text"]))) for article, record in corpora.polnear("train")]
    named = [pair for name, mapping in (("wwn-train.jsonl.gz", WWN), ("crossner-politics-train.jsonl", CROSSNER))
             for pair in with_spacing(corpora.entities(name, mapping), name)]
    return attribution, named, plain()


def labelled_dev():
    """The same of the sets that choose: gold attributions, gold entities."""
    attribution = [(article, spacing(record["text"], tokens_of(record["text"]))) for article, record in corpora.polnear("dev")]
    return attribution, with_spacing(corpora.entities("wwn-dev.jsonl", WWN), "wwn-dev.jsonl")


FIXTURE = [
    "“We will rebuild the bridge,” the harbourmaster, Ottoline Brask-O’Rourke, said.",
    'She (nobody else) called it "a \'wild\' guess": 3.5% — £40m…\nNATO’s e-mail reads: "Unclosed in this block\nand closed in none.',
    "Élan vital — «trois mots» ‘single’ iPhone ½ ²\tx_y\u00a0McKay 東京 unpronounceablesupercalifragilistic",
]


def fixture():
    """Rows of invented sentences, which the runtime's test computes too."""
    from tokenizers import Tokenizer
    from model import base_folder
    from text import Pieces
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    pieces, out = Pieces(tokenizer), []
    for text in FIXTURE:
        tokens = tokens_of(text)
        words = [text[start:end] for start, end in tokens]
        ids, features, inside = rows(words, blocks_of(text, tokens), spacing(text, tokens), pieces)
        table = [[[int(piece) for piece in row if piece], int(f), int(c)] for row, f, c in zip(ids, features, inside)]
        out.append({"text": text, "rows": table})
    return out


if __name__ == "__main__":  # python student_text.py > ../crates/annotate/src/student/rows.json
    print(json.dumps(fixture(), ensure_ascii=False))
