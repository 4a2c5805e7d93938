"""Adds lists of names to the names that are known before a text is read (crates/annotate/data/known-names.tsv).

    python known_names.py LIST...     a list has a line `## organisation` (person, place, group, other), then one name a line, and so on

Names are folded as `known_names.rs` folds them, and the kinds of all lists stand beside each other. A surname or given name that is also a
place of the gazetteer is a place too, and any other name that is also one of its large towns or a unit: lists of people and clubs do not say
so. What is a surname in names.txt is a person's as well. Without a LIST the file is brought in order, after a hand has edited it."""

import collections
import struct
import sys
import unicodedata
from pathlib import Path

from corpora import MARKED, WRITTEN, WRITTEN_KINDS
from gazetteer.make import ADMIN2, HEADER, MAGIC, PLACE, key

CRATES = Path(__file__).parent.parent / "crates"
NAMES, GAZETTEER = CRATES / "annotate/data/known-names.tsv", CRATES / "resolve/data/gazetteer.bin"
LETTERS = {kind: letter for letter, kind in WRITTEN_KINDS.items()}
LONGEST = 8  # words
LARGE = 20_000  # inhabitants


def folded(name):
    """Lower case, no accents, straight apostrophes, single spaces, no "the" in front."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.lower().replace("’", "'").split()).removeprefix("the ")


def read_list(path, names):
    kind = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        if line.startswith("##"):
            kind = LETTERS.get(line[2:].strip().lower())
            if not kind:
                sys.exit(f"{path}:{number}: {line!r} names no kind of {', '.join(LETTERS)}")
        elif line:
            if not kind:
                sys.exit(f"{path}:{number}: a name stands before the first line that begins with ##")
            name = folded(line)
            if len(name) > 1 and any(c.isalpha() for c in name) and len(name.split()) <= LONGEST:
                names[name].add(kind)


def places():
    """Hashes of the names in the gazetteer, and of those of units and of towns that are large."""
    file = GAZETTEER.read_bytes()
    names, places = struct.unpack_from("<II", file, len(MAGIC))
    begin = HEADER + 8 * names
    entries = [entry for entry, in struct.iter_unpack("<Q", file[HEADER:begin])]
    rows = PLACE.iter_unpack(file[begin:begin + PLACE.size * places])
    prominent = [kind <= ADMIN2 or population >= LARGE for _, _, _, population, _, _, kind, *_ in rows]
    return {entry >> 24 for entry in entries}, {entry >> 24 for entry in entries if prominent[entry & 0xFFFFFF]}


def main():
    names = collections.defaultdict(set)
    if NAMES.exists():
        for line in NAMES.read_text(encoding="utf-8").splitlines():
            name, letters = line.split("\t")
            names[name] |= set(letters)
    for path in sys.argv[1:]:
        read_list(Path(path), names)
    known, large = places()
    marked = MARKED.findall(WRITTEN.read_text(encoding="utf-8"))
    surnames = {folded(name.split(" ")[-1]) for name, letter in marked if letter == "P" and " " in name}
    for name, letters in names.items():
        if name in surnames:
            letters.add("P")
        if key(name) in (known if "P" in letters else large):
            letters.add("L")
    lines = sorted((name.encode(), "".join(letter for letter in LETTERS.values() if letter in letters)) for name, letters in names.items())
    NAMES.write_bytes(b"".join(name + b"\t" + letters.encode() + b"\n" for name, letters in lines))
    print(f"{len(lines)} names, {sum(len(kinds) > 1 for _, kinds in lines)} of several kinds")


if __name__ == "__main__":
    main()
