"""The scoring on an example small enough to count by hand: `python3 -m unittest` in this folder."""
import unittest

from scoring import planted_counts, read_pairs, read_planted, score

PLANTED = read_planted(
    [
        # One family of three, of which the generator named two pairs.
        "a\tb\texact\n",
        "c\tb\tedits_10\n",
        "d\te\tedits_10\n",
        "f\tg\twire_passage_60\n",
        "h\ti\ttemplate\n",
        "j\tk\tsame_topic\n",
    ]
)


def scored(*pairs):
    return score(read_pairs(f"{pair[0]}\t{pair[1]}\n" for pair in pairs), PLANTED)


class Scoring(unittest.TestCase):
    def test_everything_planted_and_nothing_else(self):
        scores = scored("ab", "bc", "de", "fg")
        self.assertEqual((scores["precision"], scores["recall"], scores["recall_whole"]), (1.0, 1.0, 1.0))

    def test_recall_is_by_kind(self):
        scores = scored("ab", "bc")
        self.assertEqual(scores["recall:exact"], 1.0)
        self.assertEqual(scores["recall:edits_10"], 0.5)
        self.assertEqual(scores["recall:wire_passage_60"], 0.0)
        self.assertEqual(scores["recall"], 0.5)
        self.assertAlmostEqual(scores["recall_whole"], 2 / 3)

    def test_order_and_repetition_do_not_count(self):
        scores = scored("ab", "ba", "ab", "aa")
        self.assertEqual((scores["pairs"], scores["precision"]), (1, 1.0))

    def test_two_members_of_a_family_are_right_but_no_recall(self):
        scores = scored("ac")
        self.assertEqual((scores["precision"], scores["recall"]), (1.0, 0.0))

    def test_near_misses_are_counted_by_kind(self):
        scores = scored("ab", "hi", "jk", "hi")
        self.assertEqual((scores["false:template"], scores["false:same_topic"]), (1, 1))
        self.assertAlmostEqual(scores["precision"], 1 / 3)

    def test_documents_of_different_families_are_wrong(self):
        for pair in ("ad", "ax", "xy"):
            scores = scored(pair)
            self.assertEqual((scores["false:unplanted"], scores["precision"]), (1, 0.0), pair)

    def test_nothing_listed_has_no_precision(self):
        scores = scored()
        self.assertIsNone(scores["precision"])
        self.assertEqual(scores["recall"], 0.0)

    def test_counts(self):
        self.assertEqual(planted_counts(PLANTED)["edits_10"], 2)


if __name__ == "__main__":
    unittest.main()
