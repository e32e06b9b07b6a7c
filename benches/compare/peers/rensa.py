"""rensa: RMinHash and RMinHashLSH.

`own` keeps candidates of a sufficient estimate, as its deduplicator does; `exact` checks the Jaccard of candidates.
Its other pipeline, rho, samples positions and only flags documents; it names no pairs.
"""
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from rensa import RMinHash, RMinHashLSH  # noqa: E402

sys.path.append(here)
from common import BANDS_USED_UP, Documents, shingles  # noqa: E402

documents = Documents()
bands, rows = BANDS_USED_UP[documents.threshold]
sketches = RMinHash.from_token_sets(map(shingles, documents), num_perm=bands * rows, seed=42)
lsh = RMinHashLSH(threshold=float(documents.threshold), num_perm=bands * rows, num_bands=bands)
lsh.insert_many(sketches)
candidates = {
    (position, other)
    for position, found in enumerate(lsh.query_all(sketches))
    for other in found
    if position < other
}
if documents.mode == "own":
    candidates = [(a, b) for a, b in candidates if lsh.is_similar(sketches[a], sketches[b])]
documents.write(candidates)
