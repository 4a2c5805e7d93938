"""The student: word-piece tables, then convolutions over tokens. Names are those of the weights file (see student_export.py).

Documents stand one after the other in one long sequence, with rows of zeros between them: no padding, and no document sees another.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from rows import LABELS, SOFT
from student_text import CONTEXTS, FEATURES
from syntax_model import SyntaxHead

DILATIONS = (1, 2, 4, 8, 16, 1)
GAP = max(DILATIONS)
PART = 96       # width of the syntax head's views


class Layer(nn.Module):
    """Reads a token and one on either side of it, `dilation` tokens away."""

    def __init__(self, width, inner, dilation):
        super().__init__()
        self.dilation = dilation
        self.up = nn.Linear(3 * width, inner)
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)

    def units(self, x):
        """The inner units, which `down` adds up to the update."""
        around = F.pad(x, (0, 0, self.dilation, self.dilation))
        return F.gelu(self.up(torch.cat([around[:len(x)], x, around[2 * self.dilation:]], -1)))

    def forward(self, x, real):
        return self.norm(x + self.down(self.units(x))) * real


class Student(nn.Module):
    """`published` are word embeddings of large models, side by side: a learned projection of them, plus what is learned for each
    piece alone, is the piece's row. So pieces that the training text lacks are not noise."""

    def __init__(self, published, width=192, inner=192, dropout=0.1, dilations=DILATIONS):
        super().__init__()
        self.register_buffer("published", published, persistent=False)
        self.projection = nn.Linear(published.shape[1], width, bias=False)
        self.words = nn.Embedding(len(published), width, sparse=True)
        nn.init.zeros_(self.words.weight)
        self.features = nn.Embedding(FEATURES, width)
        self.contexts = nn.Embedding(CONTEXTS, width)
        nn.init.normal_(self.features.weight, std=0.1)
        nn.init.normal_(self.contexts.weight, std=0.1)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.layer = nn.ModuleList(Layer(width, inner, dilation) for dilation in dilations)
        self.head = nn.ModuleDict({name: nn.Linear(width, len(LABELS[name])) for name in SOFT})
        self.syntax = SyntaxHead(width, PART, dropout)

    def take_over(self, state):
        """Goes on from the written `state`: what is learned for each piece is then its whole row."""
        nn.init.zeros_(self.projection.weight).requires_grad_(False)
        missing = self.load_state_dict(state, strict=False)
        assert missing.missing_keys == ["projection.weight", "syntax.fact"] and not missing.unexpected_keys, missing

    @torch.no_grad()
    def keep(self, state, share):
        """Moves back toward the `state` that it went on from by `share` of the way: the mean of both is often better than either
        (Wortsman et al. 2022, model soups)."""
        now = self.state_dict()
        for name, tensor in state.items():
            now[name].lerp_(tensor.to(now[name].device), share)

    def table(self):
        """The rows of all pieces, as the runtime reads them."""
        return self.projection(self.published.float()) + self.words.weight

    def forward(self, pieces, counts, features, contexts, real):
        """States [tokens, width]. `pieces` of all tokens follow each other, `counts` for each token; `real` is 0 in the gaps."""
        known, place = torch.unique(pieces, return_inverse=True)
        rows = self.projection(self.published[known]).float() + self.words(known)
        starts = torch.cumsum(counts, 0) - counts
        x = F.embedding_bag(place, rows, starts, mode="sum") + self.features(features) + self.contexts(contexts)
        x = self.drop(self.norm(x)) * real
        if torch.is_autocast_enabled(x.device.type):
            x, real = x.to(torch.bfloat16), real.to(torch.bfloat16)
        for layer in self.layer:
            x = layer(x, real)
        return x
