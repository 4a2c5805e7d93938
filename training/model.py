"""The reader model: a BERT encoder with case, quotation-mark and block features, and one linear head for each task.

Parameter names are those of the weights file (see export.py), so that there is one vocabulary for both.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

from files import base_folder
from rows import LABELS, SOFT
from syntax_model import SyntaxHead
from text import POSITIONS, has_capital

ROWS = 256   # rows that go through a part of a layer are filled up to a multiple of this: see rows.collate


class Chosen:
    """The places of a batch whose tokens have a capital letter or stand at a window's ends, and all others."""

    def __init__(self, features, mask):
        capital = has_capital(features) & mask
        self.places = [of.flatten().nonzero()[:, 0] for of in (capital, ~capital)]
        self.filled = [F.pad(part, (0, -len(part) % ROWS)) for part in self.places]
        self.back = torch.argsort(torch.cat(self.places))

    def apply(self, parts, x):
        """One part of a layer for these, another for those."""
        flat = x.flatten(0, 1)
        found = [part(flat[filled])[:len(places)] for part, filled, places in zip(parts, self.filled, self.places)]
        return torch.cat(found)[self.back].view(x.shape)


class Layer(nn.Module):
    """`width` is that of a head; `small`, the inner units of a second feed-forward part, for words without a capital letter, or 0 where there
    is one part for all."""

    def __init__(self, hidden, intermediate, heads, dropout, epsilon, width, small=0):
        super().__init__()
        self.heads, self.width, self.dropout = heads, width, nn.Dropout(dropout)
        if small:
            self.small_up, self.small_down = nn.Linear(hidden, small), nn.Linear(small, hidden)
        self.qkv = nn.Linear(hidden, 3 * heads * width)
        self.attention_output = nn.Linear(heads * width, hidden)
        self.attention_norm = nn.LayerNorm(hidden, eps=epsilon)
        self.up = nn.Linear(hidden, intermediate)
        self.down = nn.Linear(intermediate, hidden)
        self.output_norm = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, x, bias, chosen=None):
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, self.heads, self.width).permute(2, 0, 3, 1, 4)
        if x.is_cuda and bias.shape[1:3] == (self.heads, length):
            y = F.scaled_dot_product_attention(q, k, v, bias)
        else:   # written out: on a CPU the fused kernel's backward pass is several times slower, and on an H200 readers came to NaN with it
            y = torch.softmax(q @ k.transpose(-1, -2) * self.width ** -0.5 + bias, -1) @ v
        y = y.transpose(1, 2).reshape(n, length, self.heads * self.width)
        x = self.attention_norm(x + self.attention_output(y))
        if hasattr(self, "small_up"):
            y = chosen.apply((self.wide, lambda rows: self.small_down(F.gelu(self.small_up(rows)))), x)
        else:
            y = self.wide(x)
        return self.output_norm(x + self.dropout(y))

    def wide(self, x):
        return self.down(F.gelu(self.up(x)))


class Reader(nn.Module):
    """`shapes` are for each layer its heads, its inner units, and those of its part for words without a capital letter or 0; `width` is that of
    a head."""

    def __init__(self, vocabulary=30522, hidden=384, shapes=((12, 1536, 0),) * 6, width=32, dropout=0.1, epsilon=1e-12, part=128):
        super().__init__()
        self.words = nn.Embedding(vocabulary, hidden)
        self.positions = nn.Embedding(POSITIONS, hidden)
        self.features = nn.Embedding(128, hidden)
        self.norm = nn.LayerNorm(hidden, eps=epsilon)
        self.layer = nn.ModuleList(Layer(hidden, intermediate, heads, dropout, epsilon, width, small) for heads, intermediate, small in shapes)
        self.drop = nn.Dropout(dropout)
        self.head = nn.ModuleDict({name: nn.Linear(hidden, len(LABELS[name])) for name in SOFT})
        self.syntax = SyntaxHead(hidden, part, dropout)

    def forward(self, ids, features, mask, marks=None, seen=None, lower=()):
        """Hidden states [n, length, hidden]; `mask` is True at real pieces. `marks` is added to what a piece is at first. What every layer
        gives is appended to `seen`, if it is given. `lower` is what the lowest layers gave, where that is known."""
        hidden_from = torch.zeros(mask.shape, device=mask.device).masked_fill(~mask, -1e9)[:, None, None, :]
        x = lower[-1] if lower else self.embed(ids, features, marks)
        bias = (hidden_from + self.bias(ids.shape[1])).to(x.dtype)
        if seen is not None:
            seen += lower
        chosen = None
        for layer in self.layer[len(lower):]:
            if hasattr(layer, "small_up"):
                chosen = chosen or Chosen(features, mask)
            x = layer(x, bias, chosen)
            if seen is not None:
                seen.append(x)
        return x

    def embed(self, ids, features, marks):
        x = self.words(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device)) + self.features(features)
        if marks is not None:
            x = x + marks
        x = self.drop(self.norm(x))
        if torch.is_autocast_enabled(x.device.type):
            x = x.to(torch.bfloat16)
        return x

    def bias(self, length):
        """What is added to the attention scores by distance: nothing here."""
        return 0.0


def layers_in(state, prefix="layer."):
    """How many layers a state dictionary has."""
    return 1 + max(int(name.removeprefix(prefix).split(".")[0]) for name in state if name.startswith(prefix))


def of_state(state, dropout=0.0, width=32):
    """The reader of a weights file's state (export.state_of)."""
    layers = layers_in(state)
    shapes = [(state[f"layer.{n}.attention_output.weight"].shape[1] // width, len(state[f"layer.{n}.up.bias"]),
               len(state.get(f"layer.{n}.small_up.bias", ()))) for n in range(layers)]
    model = Reader(shapes=shapes, width=width, dropout=dropout, part=state["syntax.root"].shape[1])
    missing = model.load_state_dict(state, strict=False)
    assert missing.missing_keys == ["syntax.fact"] and not missing.unexpected_keys, missing
    return model


def pretrained(dropout, layers=6):
    """The published MiniLM-L6 encoder with new features and heads; of fewer layers the lowest."""
    model = Reader(dropout=dropout, shapes=((12, 1536, 0),) * layers)
    state = from_bert(load_file(base_folder() / "model.safetensors"))
    model.load_state_dict({name: tensor for name, tensor in state.items() if name in model.state_dict()}, strict=False)
    nn.init.normal_(model.features.weight, std=0.005)
    model.positions.weight.requires_grad_(False)
    return model


def from_bert(weights, prefix=""):
    """Names of the published checkpoint to ours; token type 0 is folded into the positions."""
    w = {name.removeprefix(prefix): tensor.float() for name, tensor in weights.items()}
    out = {
        "words.weight": w["embeddings.word_embeddings.weight"],
        "positions.weight": w["embeddings.position_embeddings.weight"][:POSITIONS] + w["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": w["embeddings.LayerNorm.weight"],
        "norm.bias": w["embeddings.LayerNorm.bias"],
    }
    for n in range(layers_in(w, "encoder.layer.")):
        old, new = f"encoder.layer.{n}.", f"layer.{n}."
        for part in ("weight", "bias"):
            out[f"{new}qkv.{part}"] = torch.cat([w[f"{old}attention.self.{x}.{part}"] for x in ("query", "key", "value")])
            out[f"{new}attention_output.{part}"] = w[f"{old}attention.output.dense.{part}"]
            out[f"{new}attention_norm.{part}"] = w[f"{old}attention.output.LayerNorm.{part}"]
            out[f"{new}up.{part}"] = w[f"{old}intermediate.dense.{part}"]
            out[f"{new}down.{part}"] = w[f"{old}output.dense.{part}"]
            out[f"{new}output_norm.{part}"] = w[f"{old}output.LayerNorm.{part}"]
    return out
