"""What the adapters share: reading, 5-word shingles, bands, and the exact check.

An adapter is run as `python ADAPTER docs.jsonl pairs.tsv MODE THRESHOLD` and writes one `a<TAB>b` a line.
"""
import json
import re
import sys

PERMUTATIONS = 128
SHINGLE_WORDS = 5
WORD = re.compile(r"\w+")

# (bands, rows) by threshold: what datasketch and text-dedup choose of themselves for 128 values (least sum of both error
# areas), and the nearest for libraries whose signature must be used up by its bands.
BANDS = {"0.7": (14, 9), "0.5": (25, 5), "0.3": (37, 3)}
BANDS_USED_UP = {"0.7": (16, 8), "0.5": (32, 4), "0.3": (37, 3)}


class Documents:
    """The documents of an adapter's command line: their texts in order, and what is needed to write pairs of positions."""

    def __init__(self):
        self.path, self.pairs, self.mode, self.threshold = sys.argv[1:5]
        self.ids, self.texts = [], []

    def __iter__(self):
        for name, text in read(self.path):
            self.ids.append(name)
            if self.mode == "exact":
                self.texts.append(text)
            yield text

    def load(self):
        """Reads the documents, for an adapter that hands their file on."""
        for _ in self:
            pass

    def write(self, candidates):
        """Writes candidate pairs of positions as pairs of ids, in the mode `exact` those of sufficient Jaccard."""
        if self.mode == "exact":
            candidates = verified(candidates, self.texts, float(self.threshold))
        with open(self.pairs, "w", encoding="utf-8") as out:
            for a, b in sorted(candidates):
                out.write(f"{self.ids[a]}\t{self.ids[b]}\n")


def read(path):
    """Yields (id, text) of each record."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["id"], record["text"]


def shingles(text):
    """The 5-word shingles of a text, as strings, in order; a shorter text is one shingle."""
    words = WORD.findall(text.lower())
    last = max(len(words) - SHINGLE_WORDS, 0)
    return [" ".join(words[start : start + SHINGLE_WORDS]) for start in range(last + 1)]


def verified(candidates, texts, threshold):
    """The candidate pairs of positions whose shingle sets have an exact Jaccard of at least `threshold`."""
    sets = {}

    def shingle_set(position):
        if position not in sets:
            sets[position] = set(map(hash, shingles(texts[position])))
        return sets[position]

    return ((a, b) for a, b in sorted(candidates) if similar(shingle_set(a), shingle_set(b), threshold))


def similar(in_a, in_b, threshold):
    """Whether the Jaccard similarity of two sets is at least `threshold`."""
    shared = len(in_a & in_b)
    return shared >= threshold * (len(in_a) + len(in_b) - shared)


def roots(edges):
    """For each node of `edges` one that stands for all that they connect it with, directly or through others."""
    parent = {}

    def root(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in edges:
        parent[root(a)] = root(b)
    return {node: root(node) for node in list(parent)}


def components(edges):
    """Every pair of positions that `edges` connect, directly or through others."""
    members = {}
    for node, root in roots(edges).items():
        members.setdefault(root, []).append(node)
    for group in members.values():
        group.sort()
        for position, a in enumerate(group):
            for b in group[position + 1 :]:
                yield a, b
