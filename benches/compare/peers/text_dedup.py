"""text-dedup: its command `text_dedup.minhash`, one process. Its answer is clusters: every pair in a cluster counts as listed.

Its releases on the registry have no check of candidates in this command; `exact` adds ours.
"""
import os
import pickle
import shutil
import subprocess
import sys

here = sys.path.pop(0)
sys.path.append(here)
from common import PERMUTATIONS, SHINGLE_WORDS, Documents, components  # noqa: E402

documents = Documents()
work = documents.pairs + ".work"
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
flags = {
    "path": "json", "data_files": documents.path, "split": "train", "column": "text", "cache_dir": f"{work}/cache",
    "output": f"{work}/out", "num_proc": 1, "ngram": SHINGLE_WORDS, "num_perm": PERMUTATIONS,
    "threshold": documents.threshold, "hash_func": "xxh3", "hash_bits": 32,
}  # fmt: skip
# With `--debug` it writes its clusters, not only what is left.
command = [sys.executable, "-m", "text_dedup.minhash", "--debug"]
for name, value in flags.items():
    command += [f"--{name}", str(value)]
environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": f"{work}/cache", "HF_HOME": f"{work}/home"}
subprocess.run(command, check=True, cwd=work, env=environment, stdout=sys.stderr)

documents.load()
with open(f"{work}/out/uf.pkl", "rb") as saved:
    dump = pickle.load(saved)
parent = dump.parent if hasattr(dump, "parent") else dump
candidates = set(components((int(a), int(b)) for a, b in parent.items() if a != b))
documents.write(candidates)
shutil.rmtree(work)
