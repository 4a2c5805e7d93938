"""The judge: layers of its own on the states that the shipped reader's lowest layers give, with heads for syntax, factuality,
types of event and leaning. The shared part is read from the weights file that ships, so that training sees what the program computes.
"""
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file

from judge_corpora import EVENTS, LEANINGS, RELATIONS, TAGS
from model import Layer, Reader

READER = Path(__file__).parent / "../crates/annotate/weights/reader.safetensors"
PART = 128      # width of each of the four views of a word: as dependent and as head, for arcs and for relations
SOURCE, TARGET = 1, 2


def reader_state(path=READER):
    """The weights of the reader, dequantised."""
    tensors, out = load_file(path), {}
    for name, tensor in tensors.items():
        if tensor.dtype == torch.int8:
            tensor = tensor.float() * tensors[name.replace(".weight", ".scale")][:, None]
        name = {"embedding.words.weight": "words.weight", "embedding.positions": "positions.weight", "embedding.features": "features.weight"}.get(name, name.removeprefix("embedding."))
        if name != "vocabulary" and not name.endswith(".scale"):
            out[name] = tensor
    return out


def shared(layers):
    """The reader up to its layer `layers`, frozen."""
    model = Reader(layers=layers, dropout=0.0)
    state = {name: tensor for name, tensor in reader_state().items() if not (name.startswith("layer.") and int(name.split(".")[1]) >= layers)}
    model.load_state_dict(state)
    return model.requires_grad_(False).eval()


class Judge(nn.Module):
    def __init__(self, first=2, layers=4, dropout=0.1, hidden=384):
        super().__init__()
        self.first = first
        self.layer = nn.ModuleList(Layer(hidden, 4 * hidden, 12, dropout, 1e-12) for _ in range(layers))
        self.drop = nn.Dropout(dropout)
        self.marker = nn.Embedding(3, hidden, padding_idx=0)
        nn.init.normal_(self.marker.weight, std=0.1)
        with torch.no_grad():
            self.marker.weight[0] = 0
        self.tag = nn.Linear(hidden, len(TAGS) + 1)
        self.happened = nn.Linear(hidden, 1)
        self.fact = nn.Parameter(torch.tensor([1.0, 0.0]))   # slope and shift from `happened` to the logit of "stated as a fact"; not shipped
        self.views = nn.Linear(hidden, 4 * PART)
        self.root = nn.Parameter(torch.randn(2, PART) * 0.1)
        self.arc = nn.Linear(PART, PART)
        self.relation = nn.Linear(PART, len(RELATIONS))
        self.event = nn.Linear(3 * hidden, len(EVENTS))
        self.leaning = nn.Linear(3 * hidden, len(LEANINGS))
        nn.init.eye_(self.arc.weight)
        with torch.no_grad():
            self.arc.weight *= PART ** -0.5

    def start_from(self, state):
        """Takes the layers above the shared ones from a reader."""
        for n, layer in enumerate(self.layer):
            prefix = f"layer.{self.first + n}."
            layer.load_state_dict({name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)})

    def forward(self, states, mask, markers=None):
        """States [n, length, hidden] of the shared part to the judge's own; `mask` is True at real pieces."""
        x = states
        if markers is not None:
            x = x + self.marker(markers).to(x.dtype)
        bias = torch.zeros(mask.shape, device=x.device).masked_fill(~mask, -1e9)[:, None, None, :].to(x.dtype)
        for layer in self.layer:
            x = layer(x, bias)
        return x

    def arcs(self, words, mask):
        """Scores [n, dependents, heads] of words' states, head 0 the root; and the views that the relations need."""
        dependent, head, of_dependent, of_head = self.views(words).split(PART, -1)
        dependent, head = self.drop(F.relu(dependent)), self.drop(F.relu(head))
        root = self.root[0].to(head.dtype).expand(head.shape[0], 1, PART)
        scores = (self.arc(dependent) @ torch.cat([root, head], 1).transpose(1, 2)).float()
        seen = torch.cat([mask.new_ones(mask.shape[0], 1), mask], 1)
        scores = scores.masked_fill(~seen[:, None], -1e9)
        itself = torch.arange(mask.shape[1], device=mask.device)
        scores[:, itself, itself + 1] = -1e9
        return scores, of_dependent, torch.cat([self.root[1].to(head.dtype).expand(head.shape[0], 1, PART), of_head], 1)

    def relations(self, of_dependent, of_head, heads):
        """Scores of the relations to the given heads."""
        above = torch.gather(of_head, 1, heads[..., None].expand(-1, -1, PART))
        return self.relation(self.drop(F.relu(of_dependent + above))).float()

    def pooled(self, states, markers):
        """First state, mean over the source, mean over the target; where there is none, zeros."""
        parts = [states[:, 0]]
        for which in (SOURCE, TARGET):
            weight = (markers == which).to(states.dtype)
            parts.append((states * weight[..., None]).sum(1) / weight.sum(1, keepdim=True).clamp(min=1))
        return self.drop(torch.cat(parts, -1))
