"""datasketch: MinHash and MinHashLSH as in its documentation; `exact` adds the check of Jaccard that it recommends."""
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from datasketch import MinHash, MinHashLSH  # noqa: E402

sys.path.append(here)
from common import PERMUTATIONS, arguments, read, shingles, verified, write  # noqa: E402

documents, out, mode, threshold = arguments()
lsh = MinHashLSH(threshold=float(threshold), num_perm=PERMUTATIONS)
ids, texts, candidates = [], [], set()
for position, (name, text) in enumerate(read(documents)):
    sketch = MinHash(num_perm=PERMUTATIONS)
    sketch.update_batch([shingle.encode() for shingle in set(shingles(text))])
    candidates.update((other, position) for other in lsh.query(sketch))
    lsh.insert(position, sketch)
    ids.append(name)
    if mode == "exact":
        texts.append(text)
if mode == "exact":
    candidates = verified(candidates, texts, float(threshold))
write(out, candidates, ids)
