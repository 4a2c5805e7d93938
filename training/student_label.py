"""Soft labels: what large models say about every token of the gold articles and of plenty of plain text.

  python student_label.py --attribution runs/teacher.pt --out runs/labels.npz                                   for the reader
  python student_label.py --attribution runs/teacher.pt --entities runs/reader.pt --out runs/student-labels.npz   for the student

`logits` has one row of float16 for each token, first the attribution tags, then the entity tags; `lengths` are the tokens of the articles,
which come in the order of `student_text.sources()`.
"""
import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from evaluate import logits
from model import base_folder
from student_text import sources
from text import Pieces
from train import load


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attribution", type=Path, required=True)
    parser.add_argument("--entities", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation(), tokenizer.no_padding()
    pieces = Pieces(tokenizer)
    articles = [article for part in sources() for article, _ in part]
    columns = []
    for task in ("attribution", "entities"):
        path, rows = getattr(options, task), []
        model = load(path, 0.0, device) if path else None
        for first in range(0, len(articles) if model else 0, 200):
            rows += [row.half().numpy() for row in logits(model, articles[first:first + 200], pieces, task, device)]
            print(f"{task}: {len(rows)} of {len(articles)} articles", flush=True)
        columns += [np.concatenate(rows)] if rows else []
    np.savez(options.out, logits=np.concatenate(columns, 1), lengths=np.array([len(article.words) for article in articles]))


if __name__ == "__main__":
    main()
