"""The head that reads trees off the states of words: biaffine arcs and relations, tags, and whether what a word names happened."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from treebank import RELATIONS, TAGS


class SyntaxHead(nn.Module):
    """`part` is the width of each of the four views of a word: as dependent and as head, for arcs and for relations."""

    def __init__(self, hidden, part, dropout):
        super().__init__()
        self.part, self.drop = part, nn.Dropout(dropout)
        self.tag = nn.Linear(hidden, len(TAGS) + 1)
        self.happened = nn.Linear(hidden, 1)
        self.fact = nn.Parameter(torch.tensor([1.0, 0.0]))   # slope and shift from `happened` to the logit of "stated as a fact"; not shipped
        self.views = nn.Linear(hidden, 4 * part)
        self.root = nn.Parameter(torch.randn(2, part) * 0.1)
        self.arc = nn.Linear(part, part)
        self.relation = nn.Linear(part, len(RELATIONS))
        nn.init.eye_(self.arc.weight)
        with torch.no_grad():
            self.arc.weight *= part ** -0.5

    def arcs(self, words, mask):
        """Scores [n, dependents, heads] of words' states, head 0 the root; and the views that the relations need."""
        dependent, head, of_dependent, of_head = self.views(words).split(self.part, -1)
        dependent, head = self.drop(F.relu(dependent)), self.drop(F.relu(head))
        root = self.root[0].to(head.dtype).expand(head.shape[0], 1, self.part)
        scores = (self.arc(dependent) @ torch.cat([root, head], 1).transpose(1, 2)).float()
        seen = torch.cat([mask.new_ones(mask.shape[0], 1), mask], 1)
        scores = scores.masked_fill(~seen[:, None], -1e9)
        itself = torch.arange(mask.shape[1], device=mask.device)
        scores[:, itself, itself + 1] = -1e9
        return scores, of_dependent, torch.cat([self.root[1].to(head.dtype).expand(head.shape[0], 1, self.part), of_head], 1)

    def relations(self, of_dependent, of_head, heads):
        """Scores of the relations to the given heads."""
        above = torch.gather(of_head, 1, heads[..., None].expand(-1, -1, self.part))
        return self.relation(self.drop(F.relu(of_dependent + above))).float()

    def loss(self, flat, batch, tables):
        """Of a batch's states, one row for each place; the sum of what tags, arcs, relations and factuality cost."""
        of_tokens = flat[batch["place"]]
        tags = tables["tag"][batch["token"]]
        total = F.cross_entropy(self.tag(self.drop(of_tokens)).float(), tags, reduction="sum") / (tags >= 0).sum().clamp(min=1)
        if "words" in batch:
            heads, relations = batch["heads"], batch["relations"]
            words = (heads >= 0).sum()
            scores, of_dependent, of_head = self.arcs(flat[batch["words"]], heads >= 0)
            total = total + F.cross_entropy(scores.flatten(0, 1), heads.flatten(), reduction="sum") / words
            found = self.relations(of_dependent, of_head, heads.clamp(min=0))
            total = total + F.cross_entropy(found.flatten(0, 1), relations.flatten(), reduction="sum") / words
        value = self.happened(self.drop(of_tokens)).float()[:, 0]
        happened, asserted = tables["happened"][batch["token"]], tables["asserted"][batch["token"]]
        known, stated = (~happened.isnan()).float(), (asserted >= 0).float()
        gap = F.smooth_l1_loss(value, happened.nan_to_num(), reduction="none")
        total = total + 0.15 * (gap * known).sum() / known.sum().clamp(min=8)
        gap = F.binary_cross_entropy_with_logits(self.fact[0] * value + self.fact[1], asserted.clamp(min=0).float(), reduction="none")
        return total + 0.3 * (gap * stated).sum() / stated.sum().clamp(min=8)
