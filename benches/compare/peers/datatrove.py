"""datatrove: the signature and bucket stages of its MinHash pipeline, in a local executor with one worker.

`own`: the pairs that meet in a bucket (the stage writes each with its neighbour; chains within one bucket are closed here,
as all in them have the same values). It has no check of candidates; `exact` adds ours.
"""
import os
import shutil
import struct
import sys

# This file would shadow the library that it adapts.
here = sys.path.pop(0)
from datatrove.executor.local import LocalPipelineExecutor  # noqa: E402
from datatrove.pipeline.dedup import MinhashDedupSignature  # noqa: E402
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets  # noqa: E402
from datatrove.pipeline.readers import JsonlReader  # noqa: E402

sys.path.append(here)
from common import BANDS, SHINGLE_WORDS, Documents, components  # noqa: E402


def main():
    documents = Documents()
    bands, rows = BANDS[documents.threshold]
    config = MinhashConfig(n_grams=SHINGLE_WORDS, num_buckets=bands, hashes_per_bucket=rows)
    work = documents.pairs + ".work"
    shutil.rmtree(work, ignore_errors=True)

    reader = JsonlReader(os.path.dirname(documents.path), glob_pattern=os.path.basename(documents.path))
    signatures = MinhashDedupSignature(output_folder=f"{work}/signatures", config=config)
    LocalPipelineExecutor([reader, signatures], tasks=1, workers=1, logging_dir=f"{work}/log1").run()
    buckets = MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config)
    LocalPipelineExecutor([buckets], tasks=bands, workers=1, logging_dir=f"{work}/log2").run()

    candidates = set()
    for name in os.listdir(f"{work}/buckets"):
        with open(f"{work}/buckets/{name}", "rb") as records:
            edges = [(a, b) for _, a, _, b in struct.iter_unpack("<4I", records.read())]
        candidates.update(components(edges))
    documents.load()
    documents.write(candidates)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
