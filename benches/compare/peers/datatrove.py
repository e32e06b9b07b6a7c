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
from common import BANDS, SHINGLE_WORDS, arguments, components, read, verified, write  # noqa: E402


def main():
    documents, out, mode, threshold = arguments()
    bands, rows = BANDS[threshold]
    config = MinhashConfig(n_grams=SHINGLE_WORDS, num_buckets=bands, hashes_per_bucket=rows)
    work = out + ".work"
    shutil.rmtree(work, ignore_errors=True)

    reader = JsonlReader(os.path.dirname(documents), glob_pattern=os.path.basename(documents))
    signatures = MinhashDedupSignature(output_folder=f"{work}/signatures", config=config)
    LocalPipelineExecutor([reader, signatures], tasks=1, workers=1, logging_dir=f"{work}/log1").run()
    buckets = MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config)
    LocalPipelineExecutor([buckets], tasks=bands, workers=1, logging_dir=f"{work}/log2").run()

    candidates = set()
    for name in os.listdir(f"{work}/buckets"):
        with open(f"{work}/buckets/{name}", "rb") as records:
            edges = [(a, b) for _, a, _, b in struct.iter_unpack("<4I", records.read())]
        candidates.update(components(edges))
    ids, texts = [], []
    for name, text in read(documents):
        ids.append(name)
        if mode == "exact":
            texts.append(text)
    if mode == "exact":
        candidates = verified(candidates, texts, float(threshold))
    write(out, candidates, ids)
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
