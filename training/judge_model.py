"""What answers questions about words between a source and a target: the judge, which has layers of its own on the states that the shipped
reader's lowest layers give, and its teacher. The shared part is read from a weights file, so that training sees what the program computes.
"""
import torch
import torch.nn as nn

import teacher
from export import state_of
from model import Layer, Reader
from pairs import EVENTS, LEANINGS

SOURCE, TARGET = 1, 2


class Questions(nn.Module):
    """Heads over the first state and the means over source and target, and what marks these."""

    def __init__(self, hidden, dropout):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.marker = nn.Embedding(3, hidden, padding_idx=0)
        nn.init.normal_(self.marker.weight, std=0.1)
        with torch.no_grad():
            self.marker.weight[0] = 0
        self.event = nn.Linear(3 * hidden, len(EVENTS))
        self.leaning = nn.Linear(3 * hidden, len(LEANINGS))

    def answers(self, states, markers):
        """Scores of event and leaning. Where there is no source or target, zeros stand for its mean."""
        parts = [states[:, 0]]
        for which in (SOURCE, TARGET):
            weight = (markers == which).to(states.dtype)
            parts.append((states * weight[..., None]).sum(1) / weight.sum(1, keepdim=True).clamp(min=1))
        pooled = self.drop(torch.cat(parts, -1))
        return self.event(pooled).float(), self.leaning(pooled).float()


class Judge(Questions):
    def __init__(self, reader, first=2, layers=4, dropout=0.1, hidden=384):
        super().__init__(hidden, dropout)
        state = state_of(reader)
        self.shared = Reader(shapes=((12, 4 * hidden, 0),) * first, dropout=0.0)
        self.shared.load_state_dict({name: tensor for name, tensor in state.items() if name in self.shared.state_dict()}, strict=False)
        self.shared.requires_grad_(False).eval()
        self.layer = nn.ModuleList(Layer(hidden, 4 * hidden, 12, dropout, 1e-12, 32) for _ in range(layers))
        for n, layer in enumerate(self.layer):
            prefix = f"layer.{first + n}."
            layer.load_state_dict({name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)})

    def train(self, mode=True):
        super().train(mode)
        self.shared.eval()
        return self

    def forward(self, ids, features, mask, markers):
        with torch.no_grad():
            x = self.shared(ids, features, mask)
        x = x + self.marker(markers).to(x.dtype)
        bias = torch.zeros(mask.shape, device=x.device).masked_fill(~mask, -1e9)[:, None, None, :].to(x.dtype)
        for layer in self.layer:
            x = layer(x, bias)
        return self.answers(x, markers)


class PairTeacher(Questions):
    """MPNet with the marks at its entry."""

    def __init__(self, dropout=0.1):
        super().__init__(768, dropout)
        self.encoder = teacher.pretrained(dropout)

    def forward(self, ids, features, mask, markers):
        return self.answers(self.encoder(ids, features, mask, self.marker(markers)), markers)
