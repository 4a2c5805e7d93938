"""Where a training stands after a pass: one that was cut off and is started again with the same options goes on from there."""
import os
import time
from pathlib import Path

import torch

OFTEN = 300   # seconds between two times that a training is kept: a pass of a GPU is shorter, and a teacher's state has a gigabyte


class Progress:
    """`parts` are what learns (models, optimisers), `chance` is what the passes draw from, `noise` a NumPy generator where there is one."""

    def __init__(self, out, parts, chance, noise=None):
        self.out, self.file = out, Path(f"{out}.progress")
        self.parts, self.chance, self.noise = parts, chance, noise
        self.passes, self.step, self.total, self.curve, self.begun = 0, 0, None, [], time.time()
        self.last = self.begun

    def restore(self):
        """Takes up what was kept, if anything was. Returns the next pass, the step, the steps in all (None at first), the curve, and when
        the training would have begun if it had not been cut off."""
        if self.file.exists():
            kept = torch.load(self.file, weights_only=False)
            for part, state in zip(self.parts, kept["parts"], strict=True):
                part.load_state_dict(state)
            self.chance.setstate(kept["chance"])
            torch.set_rng_state(kept["torch"])
            if self.noise is not None:
                self.noise.bit_generator.state = kept["noise"]
            self.passes, self.step, self.total, self.curve = (kept[name] for name in ("passes", "step", "total", "curve"))
            self.begun -= kept["seconds"]
            print(f"goes on behind pass {self.passes}, step {self.step} of {self.total} ({self.file})", flush=True)
        return self.passes, self.step, self.total, self.curve, self.begun

    def tell(self, n, step, total, summed, seen):
        """Says every hundred steps where the nth pass stands, whose losses so far are `summed` over `seen` steps; ends a training that came to NaN."""
        if step % 100:
            return
        print(f"pass {n} step {step}/{total} loss {summed.item() / seen:.4f} {time.time() - self.begun:.0f} s", flush=True)
        if not summed.isfinite():
            raise SystemExit(f"{self.out}: the loss is no number any more: nothing can be learned from here")

    def keep(self, passes, step, total, curve):
        if time.time() - self.last < OFTEN:
            return
        self.last = time.time()
        self.file.parent.mkdir(parents=True, exist_ok=True)
        written = Path(f"{self.file}.new")
        torch.save({"parts": [part.state_dict() for part in self.parts], "chance": self.chance.getstate(), "torch": torch.get_rng_state(),
                    "noise": self.noise.bit_generator.state if self.noise is not None else None, "passes": passes, "step": step, "total": total,
                    "curve": curve, "seconds": time.time() - self.begun}, written)
        os.replace(written, self.file)

    def done(self):
        self.file.unlink(missing_ok=True)
