"""Learns which events are told and who their sides are, from events of training texts that annotators judged (events.tsv).

  python events.py --out runs/events              figures of a cross-validation over documents, then the weights files
  python events.py --out runs/events --folds 0    the weights files alone

The program says what it sees of each candidate (`cargo run --release -p resolve --example event_evidence`): hashed features of the
event, and of each who may be a side; and the full model's states of the words. Four questions are learned together: of which type the
event is (the rules', another, or none), how true the words say it is, and for each side a conditional logit over the choices (McFadden
1974), of which the first is nobody and the last somebody who is not listed. Each is the sum of a linear model, over one shared table of
int8 weights, and of a hidden layer over views of the word that tells of the event and of the heads of two sides. The hidden layer is left
out now and then, so that the linear model alone is right too: it decides where a smaller model parsed, and says no other type.

events.tsv, made by annotators who read the text around each event (see MODEL_CARD.md): document, type, offsets of the words, hashes of the
names that the program gave as actor and recipient ("-": none), factuality as given; then what is right: "ok", another type or "none";
actor and recipient ("=" as given, "-" nobody, offsets of the right words, "?" somebody whose words were not found); factuality.
Offsets are code points. A judgement is used for a candidate of the same words and type, whose sides may have changed since.
"""
import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import event_examples
from event_examples import BITS, KINDS, NONE, ROLES, TRUTHS, WIDTH
from export import about_reader

HERE = Path(__file__).parent
WEIGHTS = HERE / "../crates/annotate/weights"
# The hidden layers in the order of the weights file, with their numbers of answers: the rules' type and each type; each degree of truth.
ANSWERS = {"kind": 1 + len(KINDS), "truth": len(TRUTHS), **{role: 1 for role in ROLES}}
# As in verdict.rs: the power of the probabilities of truth and recipient, from what probability on an event is told as a fact against the rules,
# and what the features of each degree of truth are multiplied by.
LENIENT = 0.5
CERTAIN = 0.9
TRUTH_FACTORS = (0x9E37, 0x85EB, 0xC2B3, 0x27D5, 0x1657)
NEVER = -1e4


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder of what the program sees; it is asked anew when that is not there")
    parser.add_argument("--judged", type=Path, default=HERE / "events.tsv")
    parser.add_argument("--table", type=Path, default=HERE / "../crates/resolve/data/events.bin")
    parser.add_argument("--views", type=Path, default=WEIGHTS / "event-views.safetensors")
    parser.add_argument("--reader", type=Path, default=WEIGHTS / "reader.safetensors")
    parser.add_argument("--version", default="1")
    parser.add_argument("--shrink", type=float, default=4.0, help="how strongly the table's weights are held near zero")
    parser.add_argument("--dropout", type=float, default=0.4, help="of the states")
    parser.add_argument("--unseen", type=float, default=0.3, help="how often the hidden layer is left out")
    parser.add_argument("--passes", type=int, default=12)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--folds", type=int, default=4, help="parts of the cross-validation; 0 leaves it out")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def ask(documents, reader, folder):
    """What the program sees, into `folder`: evidence.jsonl, and the states of the words in rows.f32."""
    folder.mkdir(parents=True, exist_ok=True)
    name, wide = about_reader(reader)
    # Views that are the states themselves.
    identity = folder / "states.safetensors"
    save_file({"view.weight": torch.eye(wide), "view.bias": torch.zeros(wide)}, str(identity), metadata={"reader": name, "width": str(wide)})
    given = "".join(json.dumps({"id": name, "text": text, "published": date}) + "\n" for name, (text, date) in documents.items())
    command = ["cargo", "run", "--release", "-q", "-p", "resolve", "--example", "event_evidence", "--", str(identity.resolve()), str((folder / "rows.f32").resolve())]
    with open(folder / "evidence.part", "w", encoding="utf-8") as file:
        subprocess.run(command, input=given, stdout=file, text=True, check=True, cwd=HERE / "..")
    (folder / "evidence.part").rename(folder / "evidence.jsonl")


class Bags:
    """Rows of features for embedding_bag."""

    def __init__(self, rows):
        self.places = torch.from_numpy(np.concatenate(rows))
        self.starts = torch.from_numpy(np.cumsum([0] + [len(row) for row in rows[:-1]], dtype=np.int32))

    def scores(self, weights, factor=1):
        """Sums of the weights at the rows' places; or at these places times an odd factor."""
        places = self.places if factor == 1 else (self.places.long() * factor % (1 << BITS)).int()
        return F.embedding_bag(places, weights[:, None], self.starts, mode="sum")[:, 0]


class Batch:
    """Candidates as tensors. `group` says whose each choice is; words are rows of the states, the last of which is nobody's."""

    def __init__(self, items):
        self.number = len(items)
        self.event = Bags([item.told for item in items])
        self.kind, self.truth, self.right_kind, self.word = (torch.tensor([getattr(item, name) for item in items]) for name in ("kind", "truth", "right_kind", "word"))
        self.is_told = self.right_kind != NONE
        self.right_truth = torch.tensor([item.right_truth for item in items if item.right_truth is not None], dtype=torch.long)
        self.own, self.choices, self.head, self.group, self.unlisted, self.right, self.known = {}, {}, {}, {}, {}, {}, {}
        for role in ROLES:
            self.own[role] = torch.tensor([item.heads[role][item.own[role]] for item in items])
            self.choices[role] = Bags([row for item in items for row in item.choices[role]])
            self.head[role] = torch.tensor([head for item in items for head in item.heads[role]])
            self.group[role] = torch.tensor([k for k, item in enumerate(items) for _ in item.choices[role]])
            each = [(item, n) for item in items for n in range(len(item.choices[role]))]
            self.unlisted[role] = torch.tensor([n == item.unlisted[role] for item, n in each])
            self.right[role] = torch.tensor([n in item.right[role] for item, n in each])
            self.known[role] = torch.tensor([bool(item.right[role]) for item in items])


class Model(torch.nn.Module):
    """All four questions. `states` are standardised; `view` looks at them, and the hidden layers see its views."""

    def __init__(self, states, dropout):
        super().__init__()
        nn = torch.nn
        self.states, self.drop, self.drop_hidden = states, nn.Dropout(dropout), nn.Dropout(0.1)
        self.table = nn.Parameter(torch.zeros(1 << BITS))
        self.view = nn.Linear(states.shape[1], WIDTH, bias=False)
        self.words = nn.ModuleDict({question: nn.ModuleList(nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(3)) for question in ANSWERS})
        self.kind, self.truth, self.unlisted = (nn.ModuleDict({question: nn.Embedding(number, WIDTH) for question in ANSWERS}) for number in (len(KINDS), len(TRUTHS), 1))
        self.output = nn.ModuleDict({question: nn.Linear(WIDTH, answers) for question, answers in ANSWERS.items()})
        for embedding in (*self.kind.values(), *self.truth.values(), *self.unlisted.values()):
            nn.init.normal_(embedding.weight, std=0.1)
        # Another type than the rules' is rare.
        nn.init.constant_(self.output["kind"].bias[1:], -3.0)

    def look(self, rows):
        return self.view(self.drop(self.states[rows]))

    def hidden(self, question, batch, views, group=slice(None), unlisted=None):
        total = self.kind[question](batch.kind[group]) + self.truth[question](batch.truth[group])
        total = total + sum(word(view) for word, view in zip(self.words[question], views))
        if unlisted is not None:
            total = total + unlisted[:, None] * self.unlisted[question].weight
        return self.output[question](self.drop_hidden(F.relu(total)))

    def forward(self, batch, seen):
        """Logarithms of the probabilities of types (the last is none), of degrees of truth and of the choices; the hidden layers count where `seen`."""
        word, own = self.look(batch.word), {role: self.look(batch.own[role]) for role in ROLES}
        views = (word, own["actor"], own["recipient"])
        first, *others = self.hidden("kind", batch, views).T
        others = torch.stack(others, 1).masked_fill(seen[:, None] == 0, NEVER)
        own_kind = batch.event.scores(self.table) + seen * first
        others = others.scatter(1, batch.kind[:, None], own_kind[:, None])
        out = {"kind": F.log_softmax(torch.cat([others, torch.zeros(batch.number, 1)], 1), 1)}
        truths = torch.stack([batch.event.scores(self.table, factor) for factor in TRUTH_FACTORS], 1)
        out["truth"] = F.log_softmax(truths + seen[:, None] * self.hidden("truth", batch, views), 1)
        for role, other in zip(ROLES, ROLES[::-1]):
            group = batch.group[role]
            views = (word[group], self.look(batch.head[role]), own[other][group])
            hidden = self.hidden(role, batch, views, group, batch.unlisted[role])[:, 0]
            out[role] = log_softmax(batch.choices[role].scores(self.table) + seen[group] * hidden, group, batch.number)
        return out

    def loss(self, batch, seen):
        out = self(batch, seen)
        # What a smaller model parsed is of the rules' type or none.
        possible = (seen > 0) | (batch.right_kind == batch.kind)
        total = F.nll_loss(out["kind"], torch.where(possible, batch.right_kind, NONE), reduction="sum")
        total = total + F.nll_loss(out["truth"][batch.is_told], batch.right_truth, reduction="sum")
        for role in ROLES:
            right = torch.zeros(batch.number).scatter_add(0, batch.group[role], out[role].exp() * batch.right[role])
            total = total - (right.clamp(min=1e-9).log() * batch.known[role]).sum()
        return total


def log_softmax(scores, group, groups):
    """Over the rows of each group."""
    most = torch.full((groups,), -1e9).scatter_reduce(0, group, scores, "amax")
    total = torch.zeros(groups).scatter_add(0, group, (scores - most[group]).exp())
    return scores - (most + total.log())[group]


def learned(items, states, o):
    torch.manual_seed(1)
    model, chance, size = Model(states, o.dropout), np.random.default_rng(0), 256
    rest = [parameter for name, parameter in model.named_parameters() if name != "table"]
    optimiser = torch.optim.AdamW([{"params": rest, "weight_decay": 0.01, "scale": 1.0}, {"params": [model.table], "weight_decay": 0.0, "scale": 4.0}], lr=o.rate, betas=(0.9, 0.99))
    steps, step = o.passes * -(-len(items) // size), 0
    for _ in range(o.passes):
        order = chance.permutation(len(items))
        for first in range(0, len(items), size):
            batch = Batch([items[k] for k in order[first:first + size]])
            for group in optimiser.param_groups:
                group["lr"] = o.rate * group["scale"] * min(1, (step + 1) / 50) * (1 - step / steps)
            loss = model.loss(batch, (torch.rand(batch.number) >= o.unseen).float()) / batch.number
            loss = loss + o.shrink / 2 * model.table.square().sum() / len(items)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
    return model.eval()


@torch.no_grad()
def judged_by(model, items, seen):
    """For each item: how sure the model is of it, whether type and sides are right, whether all is right, and whether all was right by the rules; as
    verdict.rs does it."""
    out = []
    for first in range(0, len(items), 1024):
        part = items[first:first + 1024]
        batch = Batch(part)
        scores = model(batch, torch.full((len(part),), float(seen)))
        rows = []
        for kinds, truths, item in zip(scores["kind"].exp().tolist(), scores["truth"].exp().tolist(), part):
            kind, truth = max(range(NONE), key=kinds.__getitem__), max(range(len(TRUTHS)), key=truths.__getitem__)
            if TRUTHS[truth] == "asserted" and truths[truth] < CERTAIN:
                truth = item.truth
            by_rule = item.kind == item.right_kind and item.truth == item.right_truth and not item.doubted
            rows.append([kinds[kind] * truths[truth] ** LENIENT, kind == item.right_kind, truth == item.right_truth, by_rule])
        for role, power in zip(ROLES, (1.0, LENIENT)):
            likely, at = scores[role].exp().tolist(), 0
            for row, item in zip(rows, part):
                mine = likely[at:at + len(item.choices[role])]
                at += len(mine)
                best = max(range(len(mine)), key=mine.__getitem__)
                # Somebody who is not listed cannot be named: nobody is, which is no wrong name, and not right here.
                row[0] *= (mine[best] + (mine[0] if best == item.unlisted[role] else 0.0)) ** power
                row[1] = row[1] and best in item.right[role] and best != item.unlisted[role]
                row[3] = row[3] and item.own[role] in item.right[role]
        out += [(sure, right, right and true, by_rule) for sure, right, true, by_rule in rows]
    return out


def cross_validation(items, states, o):
    """Each document's events judged by models that did not learn from it. Stories that were made up are learned from, and count for nothing here."""
    documents = sorted({item.document for item in items})
    fold = dict(zip(documents, np.random.default_rng(1).permutation(len(documents)) % o.folds))
    counted = [item for item in items if not item.document.startswith("ngec")]
    rows = {True: [], False: []}
    for k in range(o.folds):
        model = learned([item for item in items if fold[item.document] != k], states, o)
        for seen in rows:
            rows[seen] += judged_by(model, [item for item in counted if fold[item.document] == k], seen)
    given, right = sum(not item.doubted for item in counted), sum(row[3] for row in rows[True])
    print(json.dumps({"candidates": len(counted), "told by the rules alone": given, "of them right": round(right / max(given, 1), 3)}))
    for seen, judged in rows.items():
        for limit in (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
            kept = [row for row in judged if row[0] >= limit]
            if not kept or not right:
                continue
            sides, good = sum(row[1] for row in kept), sum(row[2] for row in kept)
            print(json.dumps({"with states": seen, "likely": limit, "kept": len(kept), "right type and sides": round(sides / len(kept), 3), "right": round(good / len(kept), 3),
                              "right ones, to those of the rules": round(good / right, 2)}), flush=True)


def write(model, mean, deviation, o):
    """The table and the hidden layers for `resolve`, the view for `annotate`. The view takes the standardisation with it."""
    table = model.table.detach()
    scale = float(table.abs().max()) / 127
    numbers = []
    for question in ANSWERS:
        parts = [*(word.weight for word in model.words[question]), model.kind[question].weight, model.truth[question].weight, model.unlisted[question].weight,
                 model.output[question].weight, model.output[question].bias]
        numbers += [part.detach().numpy().astype("<f4").tobytes() for part in parts]
    o.table.write_bytes(np.float32(scale).tobytes() + torch.round(table / scale).to(torch.int8).numpy().tobytes() + b"".join(numbers))
    weight = model.view.weight.detach() / deviation
    metadata = {"name": "event-views", "version": o.version, "reader": about_reader(o.reader)[0], "width": str(WIDTH)}
    save_file({"view.weight": weight.contiguous(), "view.bias": -(weight @ mean)}, str(o.views), metadata=metadata)
    print(json.dumps({"table": o.table.stat().st_size, "views": o.views.stat().st_size, "scale": scale}))


def main():
    o = options()
    torch.set_num_threads(o.threads)
    judged = [line.rstrip("\n").split("\t") for line in open(o.judged, encoding="utf-8") if not line.startswith("#")]
    documents = event_examples.texts({row[0] for row in judged})
    if not (o.out / "evidence.jsonl").exists():
        ask(documents, o.reader, o.out)
    states = torch.from_numpy(np.fromfile(o.out / "rows.f32", dtype="<f4").reshape(-1, about_reader(o.reader)[1]))
    items = event_examples.examples(open(o.out / "evidence.jsonl", encoding="utf-8"), judged, documents, nobody=len(states))
    print(f"{len(judged)} judgements, {len(items)} candidates judged, {len(states)} words", flush=True)
    mean, deviation = states.mean(0), states.std(0)
    states = torch.cat([(states - mean) / deviation, torch.zeros(1, states.shape[1])])
    if o.folds:
        cross_validation(items, states, o)
    write(learned(items, states, o), mean, deviation, o)


if __name__ == "__main__":
    main()
