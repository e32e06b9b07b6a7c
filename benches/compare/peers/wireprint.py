"""wireprint: the whole of `scan`, one thread; the pairs are the report's `pairs`.

Run with the system's Python: reading the report is counted as ours, as the other adapters' output is theirs.
"""
import json
import os
import subprocess

from common import Documents

documents = Documents()
report = documents.pairs + ".json"
subprocess.run([os.environ["WIREPRINT"], "scan", documents.path, "--threads", "1", "-q", "-o", report], check=True)

# Each entry stands on a line of its own, so the list is read without holding the report.
with open(report, encoding="utf-8") as lines, open(documents.pairs, "w", encoding="utf-8") as out:
    for line in lines:
        if line.startswith('"pairs":['):
            break
    for line in lines:
        if not line.startswith("{"):
            break
        pair = json.loads(line.rstrip().removesuffix("],").removesuffix(","))
        out.write(f"{pair['a']}\t{pair['b']}\n")
