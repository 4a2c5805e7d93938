"""The peer of the page table: trafilatura takes text and metadata out of each page (`html_base64`) of standard input.

Prints one JSON object: CPU seconds (this process, user and system) of the extraction alone, pages.
"""
import base64
import json
import sys
import time

import trafilatura

pages = [base64.b64decode(json.loads(line)["html_base64"]) for line in sys.stdin]
start = time.process_time()
for page in pages:
    trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
seconds = time.process_time() - start
print(json.dumps({"cpu_seconds": seconds, "pages": len(pages)}))
