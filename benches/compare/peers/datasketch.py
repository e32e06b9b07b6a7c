"""datasketch: MinHash and MinHashLSH as in its documentation; `exact` adds the check of Jaccard that it recommends."""
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from datasketch import MinHash, MinHashLSH  # noqa: E402

sys.path.append(here)
from common import PERMUTATIONS, Documents, shingles  # noqa: E402

documents = Documents()
lsh = MinHashLSH(threshold=float(documents.threshold), num_perm=PERMUTATIONS)
candidates = set()
for position, text in enumerate(documents):
    sketch = MinHash(num_perm=PERMUTATIONS)
    sketch.update_batch([shingle.encode() for shingle in set(shingles(text))])
    candidates.update((other, position) for other in lsh.query(sketch))
    lsh.insert(position, sketch)
documents.write(candidates)
