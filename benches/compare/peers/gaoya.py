"""gaoya: MinHashStringIndex with its own analyser in Rust (words between white space, lower-cased, n-grams of 5).

`own`: `query` keeps candidates whose estimated Jaccard reaches the threshold; `exact` checks Jaccard of what it keeps.
"""
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from gaoya.minhash import MinHashStringIndex  # noqa: E402

sys.path.append(here)
from common import BANDS, SHINGLE_WORDS, Documents  # noqa: E402

documents = Documents()
bands, rows = BANDS[documents.threshold]
index = MinHashStringIndex(
    hash_size=32,
    jaccard_threshold=float(documents.threshold),
    num_bands=bands,
    band_size=rows,
    num_hashes=bands * rows,
    analyzer="word",
    lowercase=True,
    ngram_range=(SHINGLE_WORDS, SHINGLE_WORDS),
    id_container="smallvec",
)
candidates = set()
for position, text in enumerate(documents):
    # Queried before it is inserted: no document finds itself, and each pair is found once.
    candidates.update((other, position) for other in index.query(text))
    index.insert_document(position, text)
documents.write(candidates)
