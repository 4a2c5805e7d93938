"""The passes of a training over its texts, which all three trainings share: the rate, what is told, and where it stands, so that one that was
cut off and is started again with the same options goes on from there."""
import json
import math
import os
import time
from pathlib import Path

import torch

OFTEN = 300   # seconds between two times that a training is kept: a teacher's state has a gigabyte


class Progress:
    """`o` are the options (`out`, `passes`, `seconds`, `look`). `parts` are what learns (models, optimisers), `chance` is what passes and
    steps draw from, `noise` a NumPy generator where there is one. To be used as

        for n in progress:
            for batch in progress.steps(schedule):
                …
                progress.learned(loss)
            progress.tell(figures)
        progress.done()
    """

    def __init__(self, o, parts, chance, noise=None):
        self.o, self.file = o, Path(f"{o.out}.progress")
        self.parts, self.chance, self.noise = parts, chance, noise
        self.passed, self.at, self.step, self.total = 0, 0, 0, None   # passes behind, steps behind in this one and in all, steps there will be
        self.begins, self.summed, self.curve, self.spent, self.over = None, 0.0, [], 0.0, False
        self.begun = self.last = time.time()
        if self.file.exists():
            kept = torch.load(self.file, weights_only=False)
            for part, state in zip(self.parts, kept.pop("parts"), strict=True):
                part.load_state_dict(state)
            self.chance.setstate(kept.pop("chance"))
            self.torch = kept.pop("torch")
            noise = kept.pop("noise")
            if self.noise is not None:
                self.noise.bit_generator.state = noise
            self.begun -= kept.pop("seconds")
            vars(self).update(kept)
            print(f"goes on in pass {self.passed + 1} behind step {self.step} of {self.total} ({self.file})", flush=True)

    def __iter__(self):
        """The number of each pass, from 1. It is `over`, behind its steps, where no other will come."""
        while not self.over:
            yield self.passed + 1
            self.passed, self.at, self.summed, self.begins = self.passed + 1, 0, 0.0, None

    def steps(self, schedule, load=iter):
        """The batches of a pass as far as they have not been learned from, `load`ed. `schedule` draws them."""
        goes_on, now = self.begins is not None, self.chance.getstate()
        if goes_on:
            self.chance.setstate(self.begins)
        self.begins = self.chance.getstate()
        batches = schedule()
        self.total = self.total or max(1, len(batches) * self.o.passes)
        loaded = iter(load(batches[self.at:]))   # draws as well, from torch
        if goes_on:
            self.chance.setstate(now)
            torch.set_rng_state(self.torch)
        for batch in loaded:
            self.spent = max(self.step / self.total, self.seconds() / self.o.seconds)
            if self.spent >= 1:
                break
            yield batch
        self.over = self.passed + 1 == self.o.passes or self.seconds() >= self.o.seconds
        if self.over:
            self.keep()   # what comes behind it, answers above all, takes long as well

    def rate(self, warmup, decay=1.0):
        """The share of its peak that the learning rate has: it rises over `warmup` steps (a tenth of all, if they are few) and falls to zero
        over the share `decay` of the training."""
        return min((self.step + 1) / max(1, min(warmup, self.total // 10)), (1 - self.spent) / decay, 1.0)

    def learned(self, loss):
        """Counts a step; ends a training whose loss is no number any more."""
        self.summed = self.summed + loss.detach()
        self.step, self.at = self.step + 1, self.at + 1
        if self.step % 100 == 0:
            mean = float(self.summed) / self.at
            print(f"pass {self.passed + 1} step {self.step}/{self.total} loss {mean:.4f} {self.seconds():.0f} s", flush=True)
            if not math.isfinite(mean):
                raise SystemExit(f"{self.o.out}: the loss is no number any more: nothing can be learned from here")
        if time.time() - self.last >= OFTEN:
            self.keep()

    def seconds(self):
        return time.time() - self.begun

    def looks(self):
        """Whether figures are wanted behind this pass."""
        return self.over or self.o.look and (self.passed + 1) % self.o.look == 0

    def tell(self, figures):
        """Adds a pass to the curve."""
        self.curve.append({"pass": self.passed + 1, "loss": round(float(self.summed) / max(self.at, 1), 4), "seconds": round(self.seconds()), **figures})
        print(json.dumps(self.curve[-1]), flush=True)

    def keep(self):
        self.last = time.time()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        written = Path(f"{self.file}.new")
        torch.save({"parts": [part.state_dict() for part in self.parts], "chance": self.chance.getstate(), "torch": torch.get_rng_state(),
                    "noise": self.noise and self.noise.bit_generator.state, "seconds": self.seconds(),
                    **{name: getattr(self, name) for name in ("passed", "at", "step", "total", "begins", "summed", "curve")}}, written)
        os.replace(written, self.file)

    def done(self):
        """What is kept of a training is not needed any more."""
        self.file.unlink(missing_ok=True)
