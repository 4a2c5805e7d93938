"""Fits the two numbers of `crates/resolve/src/confidence.rs` (Platt scaling) on PolNeAR dev.

  onrecord read polnear.jsonl --no-store --format jsonl > records.jsonl
  python calibrate.py records.jsonl --shift SHIFT --slope SLOPE      # the numbers that the program has now

Fits on every other article and reports the expected calibration error (10 bins) on the rest, before and after. Right means
matched as a relation, with the definitions of the reference scorer.
"""
import argparse
import json
import math
import sys
from pathlib import Path

SHARED = Path(__file__).parent / "../../shared"
sys.path.insert(0, str(SHARED / "scorers"))
import score  # noqa: E402


def judged(records):
    """[[(confidence, right)] of an article] in order of the corpus."""
    out = []
    for line in open(SHARED / "corpora/polnear-dev.jsonl", encoding="utf-8"):
        article = json.loads(line)
        words = score.words_of(article["text"])
        spans = lambda item: {role: score.cover(words, item[role]) for role in ("source", "content")}
        gold = [spans(item) for item in article["annotations"][0]["attributions"] if item["content"]]
        found = [item for item in records[article["id"]]["statements"] if not item["nested_in"]]
        right = lambda a, b: bool(a["content"] & b["content"]) and (bool(a["source"] & b["source"]) or not (a["source"] or b["source"]))
        matched = score.matching([[k for k, b in enumerate(gold) if right(spans(item), b)] for item in found], len(gold))
        out.append([(item["confidence"], k in matched) for k, item in enumerate(found)])
    return out


def logit(p):
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def squash(x):
    return 1 / (1 + math.exp(-x))


def error(pairs):
    """Expected calibration error in points."""
    bins = {}
    for p, right in pairs:
        bins.setdefault(min(int(p * 10), 9), []).append((p, right))
    return 100 * sum(abs(sum(p - right for p, right in b)) for b in bins.values()) / len(pairs)


def fit(pairs):
    """Shift and slope of the likeliest logistic curve over the logit, by gradient descent."""
    shift, slope = 0.0, 1.0
    for _ in range(4000):
        errors = [(squash(shift + slope * logit(p)) - right, logit(p)) for p, right in pairs]
        shift -= 0.5 * sum(e for e, _ in errors) / len(errors)
        slope -= 0.2 * sum(e * x for e, x in errors) / len(errors)
    return shift, slope


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records")
    parser.add_argument("--shift", type=float, required=True)
    parser.add_argument("--slope", type=float, required=True)
    options = parser.parse_args()
    articles = judged(score.load_records(options.records))
    train, test = [pair for a in articles[::2] for pair in a], [pair for a in articles[1::2] for pair in a]
    shift, slope = fit(train)
    after = [(squash(shift + slope * logit(p)), right) for p, right in test]
    print(f"expected calibration error on the other half: {error(test):.1f} before, {error(after):.1f} after")
    print(f"shift {shift + slope * options.shift:.3f} slope {slope * options.slope:.3f}")
