"""What a model says about every token of all that is learned from (corpora.sources): the labels that the reader and the student learn from."""
import os
import time
from pathlib import Path

import numpy as np
import torch

from progress import OFTEN
from rows import LABELS, NONE, SOFT, by_length, collate, padded, pieces_of, tensors
from treebank import CONTINUES


@torch.inference_mode()
def answers(model, tasks, items, starts, window, device, kept):
    """Logits of the tasks that have them, and trees: arrays with one row for each token of `items`, named and shaped as in `rows.Tables`.
    `starts` says which tokens begin sentences. On a CPU it takes a teacher most of an hour: `kept` is a file with what it has said so far, from
    which it goes on where it was cut off; whoever has stored the answers removes it."""
    out, model = {task: np.zeros((len(starts), len(LABELS[task])), np.float16) for task in tasks if task in SOFT}, model.eval()
    if "syntax" in tasks:
        out |= {"tag": np.full(len(starts), NONE, np.int8), "relation": np.full(len(starts), NONE, np.int8),
                "head": np.full(len(starts), NONE, np.int16), "happened": np.zeros(len(starts), np.float32)}
    begun, last = 0, time.time()
    if kept.exists():
        out = dict(np.load(kept))
        begun = int(out.pop("batches"))
    batches = by_length([one for rows in items for one in rows.windows(window)], 32768, pieces_of)
    for n, batch in enumerate(batches[begun:], begun):
        with torch.autocast(device, torch.bfloat16):
            t = tensors(collate(batch), device)
            states = model(t["ids"], t["features"], t["mask"]).flatten(0, 1)[t["place"]]
        states, at = states.float(), np.concatenate([np.arange(rows.base + first, rows.base + last) for rows, first, last in batch])
        for task in SOFT:
            if task in out:
                out[task][at] = model.head[task](states).half().cpu().numpy()
        if "syntax" in tasks:
            parse(model, states, batch, at, starts, out)
        if time.time() - last >= OFTEN:
            keep(kept, n + 1, out)
            print(f"answers: {n + 1} of {len(batches)} batches", flush=True)
            last = time.time()
    return out


def keep(path, batches, out):
    written = Path(f"{path}.new")
    with open(written, "wb") as stream:
        np.savez(stream, batches=batches, **out)
    os.replace(written, path)


def parse(model, states, batch, at, starts, out):
    """Writes tags, heads, relations and factuality of the batch's tokens, which have the rows `at`, into `out`."""
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
