"""Precision and recall by kind of a list of pairs against what the generator planted."""
from peers.common import roots

# Near misses: to list such a pair is an error.
NEGATIVES = ("template", "same_topic", "same_house")
# One passage inside a different story; whole-text methods do not look for these.
PASSAGES = ("wire_passage_150", "wire_passage_60")


def read_pairs(lines):
    """The set of unordered pairs in the first two columns."""
    pairs = set()
    for line in lines:
        a, b = line.rstrip("\n").split("\t")[:2]
        if a != b:
            pairs.add((min(a, b), max(a, b)))
    return pairs


def read_planted(lines):
    """The kind of each planted pair."""
    planted = {}
    for line in lines:
        a, b, kind = line.rstrip("\n").split("\t")
        planted[min(a, b), max(a, b)] = kind
    return planted


def score(listed, planted):
    """A flat dictionary of counts and shares.

    A listed pair is right if it was planted as a copy, or if planted copies connect its documents (two members of one
    family). A pair planted as a near miss is wrong whatever else connects it. Recall counts planted copies only.
    """
    copies = {pair for pair, kind in planted.items() if kind not in NEGATIVES}
    family = roots(copies)
    right = false = 0
    wrong_by_kind = dict.fromkeys(NEGATIVES, 0)
    for pair in listed:
        kind = planted.get(pair)
        if kind in wrong_by_kind:
            wrong_by_kind[kind] += 1
        elif pair in copies or (pair[0] in family and family[pair[0]] == family.get(pair[1])):
            right += 1
        else:
            false += 1

    kinds = sorted(set(planted.values()) - set(NEGATIVES))
    of_kind = {kind: {pair for pair in copies if planted[pair] == kind} for kind in kinds}
    whole = {pair for pair in copies if planted[pair] not in PASSAGES}
    scores = {
        "pairs": len(listed),
        "precision": _share(right, len(listed)),
        "recall": _share(len(listed & copies), len(copies)),
        "recall_whole": _share(len(listed & whole), len(whole)),
    }
    scores |= {f"recall:{kind}": _share(len(listed & pairs), len(pairs)) for kind, pairs in of_kind.items()}
    scores |= {f"false:{kind}": count for kind, count in wrong_by_kind.items()}
    scores["false:unplanted"] = false
    return scores


def planted_counts(planted):
    """How many pairs of each kind there are."""
    counts = {}
    for kind in planted.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def _share(part, whole):
    return part / whole if whole else None
