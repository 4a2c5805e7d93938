"""What teachers say about every token of all that is learned from (corpora.sources): the labels that the reader and the student learn from.

  python label.py --attribution runs/attribution-1.pt runs/attribution-2.pt --out runs/labels-attribution.npz
  python label.py --entities runs/entities-1.pt runs/entities-2.pt --out runs/labels-entities.npz
  python label.py --syntax runs/syntax.pt --out runs/labels-syntax.npz
  python label.py --attribution READER --entities READER --syntax READER --window 128 --out runs/labels-reader.npz

The last of these takes READER, a reader's weights file, as the teacher of everything.

Logits are the mean over the teachers named. Names and shapes are those of `rows.Tables`.
"""
import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

import corpora
from corpora import ATTRIBUTION, ENTITIES
from model import base_folder
from rows import NONE, Pieces, Rows, Tables, by_length, collate, padded, pieces_of, tensors
from train import load
from treebank import CONTINUES


@torch.inference_mode()
def batches(path, items, window, device):
    """Runs a teacher: (model, states [tokens, hidden], rows of the tables, tokens' sentences as ranges of them)."""
    model = load(path, 0.0, device).eval()
    for batch in by_length([one for rows in items for one in rows.windows(window)], 32768, pieces_of):
        with torch.autocast(device, torch.bfloat16):
            t = tensors(collate(batch), device)
            yield model, model(t["ids"], t["features"], t["mask"]).flatten(0, 1)[t["place"]], batch


def rows_of(batch):
    return np.concatenate([np.arange(rows.base + first, rows.base + last) for rows, first, last in batch])


@torch.inference_mode()
def parse(model, states, batch, starts, out):
    """Writes tags, heads, relations and factuality of the batch's tokens into `out`."""
    at = rows_of(batch)
    tags = model.syntax.tag(states).float()
    begins = starts[at].copy()
    begins[np.cumsum([0] + [last - first for _, first, last in batch])[:-1]] = True
    tags[torch.from_numpy(np.flatnonzero(begins)).to(tags.device), CONTINUES] = -1e9
    tags = tags.argmax(-1).cpu().numpy()
    out["tag"][at], out["happened"][at] = tags, model.syntax.happened(states)[:, 0].float().cpu().numpy()
    is_word = tags != CONTINUES
    sentences = np.split(np.arange(len(at)), np.flatnonzero(begins)[1:])
    words = sorted((tokens[is_word[tokens]] for tokens in sentences), key=len)
    for first in range(0, len(words), 256):
        part = [one for one in words[first:first + 256] if len(one) <= 300]
        if not part:
            continue
        places = torch.from_numpy(padded(part, 0)).to(states.device)
        mask = torch.from_numpy(padded(part, NONE) >= 0).to(states.device)
        scores, of_dependent, of_head = model.syntax.arcs(states[places], mask)
        heads = scores.argmax(-1)
        relations = model.syntax.relations(of_dependent, of_head, heads).argmax(-1).cpu().numpy()
        heads = heads.cpu().numpy()
        for one, head, relation in zip(part, heads, relations):
            head = head[:len(one)]
            out["head"][at[one]] = np.where(head == 0, 0, one[np.maximum(head - 1, 0)] - one)
            out["relation"][at[one]] = relation[:len(one)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for task in ("attribution", "entities", "syntax"):
        parser.add_argument(f"--{task}", type=Path, nargs="+" if task != "syntax" else None, default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--window", type=int, default=256)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    o = parser.parse_args()
    torch.set_num_threads(o.threads)
    pieces = Pieces(Tokenizer.from_file(str(base_folder() / "tokenizer.json")))
    articles = [article for part in corpora.sources(o.limit).values() for article in part]
    tables = Tables(articles)
    items = [Rows(article, pieces, base) for article, base in zip(articles, tables.bases.tolist())]
    total, out = len(tables.tag), {}
    logits = {"attribution": o.attribution, "entities": o.entities}
    for task, names in (("attribution", ATTRIBUTION), ("entities", ENTITIES)):
        if logits[task]:
            out[task] = np.zeros((total, len(names)), np.float16)
    if o.syntax:
        out |= {"tag": np.full(total, NONE, np.int8), "relation": np.full(total, NONE, np.int8), "head": np.full(total, NONE, np.int16),
                "happened": np.zeros(total, np.float32)}
    for path in dict.fromkeys([*o.attribution, *o.entities, *([o.syntax] if o.syntax else [])]):
        for model, states, batch in batches(path, items, o.window, o.device):
            states = states.float()
            for task in (task for task, paths in logits.items() if path in paths):
                with torch.inference_mode():
                    out[task][rows_of(batch)] += (model.head[task].float()(states) / len(logits[task])).half().cpu().numpy()
            if path == o.syntax:
                parse(model, states, batch, tables.starts, out)
        print(f"{path}: {total} tokens", flush=True)
    np.savez(o.out, **out)


if __name__ == "__main__":
    main()
