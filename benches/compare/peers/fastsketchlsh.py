"""FastSketchLSH: sketches and bands in C++. `own` is the candidates, as in its example; `exact` checks Jaccard."""
import sys

import numpy as np
from FastSketchLSH import LSH, FastSimilaritySketch

from common import BANDS_USED_UP, Documents, shingles

BATCH = 1000

documents = Documents()
bands, rows = BANDS_USED_UP[documents.threshold]
sketcher = FastSimilaritySketch(size=bands * rows, seed=42)
batch, matrices = [], []


def sketch_batch():
    matrices.append(np.asarray(sketcher.batch(batch, num_threads=1)))
    batch.clear()


for text in documents:
    batch.append(list(set(shingles(text))))
    if len(batch) == BATCH:
        sketch_batch()
if batch:
    sketch_batch()
matrix = np.ascontiguousarray(np.concatenate(matrices))
lsh = LSH(num_perm=bands * rows, num_bands=bands, num_threads=1)
lsh.insert(matrix)
candidates = {
    (position, int(other))
    for position, found in enumerate(lsh.query(matrix))
    for other in found
    if position < other
}
documents.write(candidates)
