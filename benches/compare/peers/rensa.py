"""rensa: RMinHash and RMinHashLSH. `own` keeps candidates of a sufficient estimate, as its deduplicator does; `exact` checks Jaccard.

Its other pipeline, rho, samples positions and only flags documents; it names no pairs.
"""
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from rensa import RMinHash, RMinHashLSH  # noqa: E402

sys.path.append(here)
from common import BANDS_OF_128, PERMUTATIONS, arguments, read, shingles, verified, write  # noqa: E402

documents, out, mode, threshold = arguments()
ids, texts = [], []


def token_sets():
    for name, text in read(documents):
        ids.append(name)
        if mode == "exact":
            texts.append(text)
        yield shingles(text)


sketches = RMinHash.from_token_sets(token_sets(), num_perm=PERMUTATIONS, seed=42)
bands, _rows = BANDS_OF_128[threshold]
lsh = RMinHashLSH(threshold=float(threshold), num_perm=PERMUTATIONS, num_bands=bands)
lsh.insert_many(sketches)
candidates = {
    (position, other)
    for position, found in enumerate(lsh.query_all(sketches))
    for other in found
    if position < other
}
if mode == "exact":
    candidates = verified(candidates, texts, float(threshold))
else:
    candidates = [(a, b) for a, b in candidates if lsh.is_similar(sketches[a], sketches[b])]
write(out, candidates, ids)
