"""Makes the layers of a student narrower: keeps the inner units that do most, and learns the states and scores of the wide one.

  python student_narrow.py runs/student.pt --out runs/student-narrow.pt --inner 128
  python student_export.py runs/student-narrow.pt ../crates/annotate/weights/student.safetensors --name NAME --version VERSION

Only the layers and the two classifiers learn, from any text: tables and the syntax head stay those of the wide student, whose states
they go on to read. An exported student (.safetensors) can be made narrower as well. Takes about twenty minutes of a processor core.
"""
import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open

from rows import tensors
from student import TAGS, Texts, batches, figures, joined, shared_options
from student_model import Student


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wide", type=Path, help="a run of student.py, or an exported student")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--inner", type=int, default=128)
    parser.add_argument("--passes", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--states", type=float, default=0.5, help="weight of the states of all layers against the scores")
    parser.add_argument("--gold", type=float, default=0.2, help="weight of gold labels against the wide student's scores")
    shared_options(parser)
    return parser.parse_args()


def loaded(path):
    """State and table of a trained or of an exported student."""
    if path.suffix != ".safetensors":
        saved = torch.load(path, map_location="cpu", weights_only=True)
        return {name: value.float() for name, value in saved["state"].items()}, saved["table"].float()
    with safe_open(path, "pt") as file:
        raw = {name: file.get_tensor(name) for name in file.keys()}
    state = {}
    for name, value in raw.items():
        scale = raw.get(name.replace(".weight", ".scale"))
        if value.dtype == torch.int8:
            state[name] = value.float() * scale[:, None]
        elif not name.endswith(".scale") and name != "vocabulary":
            state[name] = value.float()
    table = state.pop("embedding.words.weight")
    names = {"embedding.features": "features.weight", "embedding.contexts": "contexts.weight"}
    return {names.get(name, name.removeprefix("embedding.")): value for name, value in state.items()}, table


class Reader(torch.nn.Module):
    """A student's layers and heads over a table that does not learn."""

    def __init__(self, state, table, inner):
        super().__init__()
        width = state["norm.weight"].shape[0]
        student = Student(torch.zeros(1, 1, dtype=torch.bfloat16), width, inner, 0.0)
        self.table, self.layer, self.head, self.syntax = table, student.layer, student.head, student.syntax
        self.first = {name: state[name] for name in ("features.weight", "contexts.weight", "norm.weight", "norm.bias")}
        own = {name: value for name, value in state.items() if name.startswith(("layer.", "head.", "syntax."))}
        shown = self.state_dict()
        self.load_state_dict({name: value.reshape(shown[name].shape) for name, value in own.items() if name in shown}, strict=False)

    def embed(self, t):
        starts = torch.cumsum(t["counts"], 0) - t["counts"]
        x = F.embedding_bag(t["pieces"], self.table, starts, mode="sum")
        x = x + self.first["features.weight"][t["features"]] + self.first["contexts.weight"][t["contexts"]]
        return F.layer_norm(x, x.shape[1:], self.first["norm.weight"], self.first["norm.bias"], 1e-12) * t["real"]

    def states(self, t):
        out = [self.embed(t)]
        for layer in self.layer:
            out.append(layer(out[-1], t["real"]))
        return out

    def forward(self, pieces, counts, features, contexts, real):
        return self.states({"pieces": pieces, "counts": counts, "features": features, "contexts": contexts, "real": real})[-1]


@torch.inference_mode()
def narrowed(wide, state, t, inner):
    """The state with the `inner` units of each layer that add most to the states of a batch; the mean of the others goes into the bias."""
    out, x = dict(state), wide.embed(t)
    for k, layer in enumerate(wide.layer):
        units = layer.units(x)[t["place"]]
        added = units.var(0) * layer.down.weight.square().sum(0)
        kept = added.topk(inner).indices.sort().values
        lost = torch.ones(len(added), dtype=torch.bool).index_fill(0, kept, False)
        name = f"layer.{k}."
        out[name + "up.weight"], out[name + "up.bias"] = layer.up.weight[kept].clone(), layer.up.bias[kept].clone()
        out[name + "down.weight"] = layer.down.weight[:, kept].clone()
        out[name + "down.bias"] = layer.down.bias + layer.down.weight[:, lost] @ units.mean(0)[lost]
        x = layer(x, t["real"])
    return out


def loss_of(narrow, wide, t, tables, o):
    with torch.no_grad():
        aims = wide.states(t)
        scores = {task: wide.head[task](aims[-1][t["place"]]) for task in TAGS}
    states = narrow.states(t)
    last, total = states[-1][t["place"]], 0.0
    for state, aim in zip(states[1:], aims[1:]):
        total = total + o.states * F.mse_loss(state[t["place"]], aim[t["place"]])
    for task, weight in (("attribution", 1.0), ("entities", 0.5)):
        own, gold = narrow.head[task](last), tables[task][t["token"]]
        taught = F.log_softmax(scores[task] / 2, -1)
        total = total + weight * 4 * F.kl_div(F.log_softmax(own / 2, -1), taught, reduction="batchmean", log_target=True)
        total = total + weight * o.gold * F.cross_entropy(own, gold, reduction="sum") / (gold >= 0).sum().clamp(min=1)
    return total


def main():
    o = options()
    torch.manual_seed(o.seed)
    torch.set_num_threads(o.threads)
    chance, noise = random.Random(o.seed), np.random.default_rng(o.seed)
    texts = Texts(o)
    gold = texts.tables.to("cpu")
    state, table = loaded(o.wide)
    wide = Reader(state, table, state["layer.0.up.bias"].shape[0]).requires_grad_(False)
    begun = time.time()
    some = [rows for part in texts.sources.values() for rows in chance.sample(part, min(20, len(part)))]
    narrow = Reader(narrowed(wide, state, tensors(joined(some), "cpu"), o.inner), table, o.inner)
    narrow.syntax.requires_grad_(False)
    for name, reader in (("wide", wide), ("cut", narrow)):
        print(json.dumps({name: figures(reader, texts.dev, "cpu")[0]}), flush=True)
    optimiser = torch.optim.AdamW([p for p in narrow.parameters() if p.requires_grad], lr=o.rate, betas=(0.9, 0.98), weight_decay=0.01)
    total, step, summed = max(round(o.passes * texts.tokens() / o.batch), 1), 0, 0.0

    def spent():
        return max(step / total, (time.time() - begun) / o.seconds)

    while spent() < 1:
        narrow.train()
        for batch in batches(texts.items(chance), o.batch, chance):
            if spent() >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = o.rate * max(min((step + 1) / 100, (1 - spent()) / 0.7, 1.0), 1e-3)
            optimiser.zero_grad(set_to_none=True)
            loss = loss_of(narrow, wide, tensors(joined(batch, noise, 0.03), "cpu"), gold, o)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(narrow.parameters(), 1.0)
            optimiser.step()
            step, summed = step + 1, summed + loss.item()
            if step % 100 == 0:
                print(f"step {step}/{total} loss {summed / 100:.4f} {time.time() - begun:.0f} s", flush=True)
                summed = 0.0
    found, scores = figures(narrow, texts.dev, "cpu", 1)
    print(json.dumps({"narrow": found}), flush=True)
    temperature = texts.temperatures(scores)
    print(json.dumps({"temperature": temperature}), flush=True)
    o.out.parent.mkdir(parents=True, exist_ok=True)
    own = {name: value for name, value in state.items() if not name.startswith(("layer.", "head."))}
    own |= {name: value.detach() for name, value in narrow.state_dict().items() if name.startswith(("layer.", "head."))}
    torch.save({"state": own, "table": table, "temperature": temperature, "options": {k: str(v) for k, v in vars(o).items()}}, o.out)


if __name__ == "__main__":
    main()
