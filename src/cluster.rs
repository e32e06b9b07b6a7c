//! Clusters: stars of documents around a centre.
//!
//! Takes the pairs that join documents, each with its weight in shared words, gives groups in which every member is tied
//! to the centre by a verified pair. The centre is the member that the others share most words with (ties by id); it
//! takes its neighbours, and the rest is clustered again. Chains never join: that two documents resemble a third says
//! nothing of the two. In the OCR profile, where a document is often a piece of a story cut at another place in each
//! paper, stars are then merged when enough pairs across them are verified (see [`merge`]).

use std::collections::BinaryHeap;

use ahash::{HashMap, HashSet};

use crate::document::DocIdx;

/// A verified pair that joins two documents.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// One document.
    pub a: DocIdx,
    /// The other.
    pub b: DocIdx,
    /// Equal words in passages.
    pub shared_words: usize,
    /// The larger of the two coverages.
    pub coverage: f64,
}

/// Documents around a centre.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Star {
    /// The member that the others share most words with.
    pub centre: DocIdx,
    /// All members in id order, the centre among them; two or more.
    pub members: Vec<DocIdx>,
}

/// Groups documents into stars, in the order of their first members.
#[must_use]
pub fn stars(links: &[Link]) -> Vec<Star> {
    let mut neighbours: HashMap<DocIdx, Vec<(DocIdx, usize)>> = HashMap::default();
    for link in links {
        neighbours.entry(link.a).or_default().push((link.b, link.shared_words));
        neighbours.entry(link.b).or_default().push((link.a, link.shared_words));
    }
    let mut assigned: HashSet<DocIdx> = HashSet::default();
    let weight = |doc: DocIdx, assigned: &HashSet<DocIdx>| -> usize {
        neighbours[&doc].iter().filter(|(other, _)| !assigned.contains(other)).map(|(_, words)| words).sum()
    };
    // Weights only sink as documents are taken: one that is out of date is weighed again when it comes up.
    let mut heap: BinaryHeap<_> =
        neighbours.keys().map(|&doc| (weight(doc, &assigned), std::cmp::Reverse(doc))).collect();
    let mut stars = Vec::new();
    while let Some((weighed, std::cmp::Reverse(centre))) = heap.pop() {
        if assigned.contains(&centre) {
            continue;
        }
        let now = weight(centre, &assigned);
        if now < weighed {
            heap.push((now, std::cmp::Reverse(centre)));
            continue;
        }
        let free =
            neighbours[&centre].iter().map(|(other, _)| *other).filter(|other| !assigned.contains(other));
        let mut members: Vec<_> = free.chain([centre]).collect();
        members.sort_unstable();
        members.dedup();
        assigned.extend(&members);
        if members.len() > 1 {
            stars.push(Star { centre, members });
        }
    }
    stars.sort_unstable_by_key(|star| star.members[0]);
    stars
}

/// Merges stars when at least `share_min` of the pairs across them are links of at least `coverage_min`, the best
/// tied first; the centre of the heavier star stays.
#[must_use]
pub fn merge(stars: Vec<Star>, links: &[Link], coverage_min: f64, share_min: f64) -> Vec<Star> {
    let star_of: HashMap<DocIdx, usize> = stars
        .iter()
        .enumerate()
        .flat_map(|(idx, star)| star.members.iter().map(move |doc| (*doc, idx)))
        .collect();
    let mut across: HashMap<(usize, usize), usize> = HashMap::default();
    for link in links.iter().filter(|link| link.coverage >= coverage_min) {
        if let (Some(&x), Some(&y)) = (star_of.get(&link.a), star_of.get(&link.b))
            && x != y
        {
            *across.entry((x.min(y), x.max(y))).or_default() += 1;
        }
    }
    let mut joins: Vec<_> = across.into_iter().collect();
    joins.sort_unstable_by_key(|&(pair, n_links)| (std::cmp::Reverse(n_links), pair));
    let mut root: Vec<usize> = (0..stars.len()).collect();
    for ((x, y), n_links) in joins {
        let n_pairs = stars[x].members.len() * stars[y].members.len();
        if n_links as f64 >= share_min * n_pairs as f64 {
            let (x, y) = (find(&mut root, x), find(&mut root, y));
            let (keep, gone) = if stars[x].members.len() >= stars[y].members.len() { (x, y) } else { (y, x) };
            root[gone] = keep;
        }
    }
    let mut merged: HashMap<usize, Star> = HashMap::default();
    for idx in 0..stars.len() {
        let keep = find(&mut root, idx);
        let star =
            merged.entry(keep).or_insert_with(|| Star { centre: stars[keep].centre, members: Vec::new() });
        star.members.extend(&stars[idx].members);
    }
    let mut merged: Vec<Star> = merged.into_values().collect();
    for star in &mut merged {
        star.members.sort_unstable();
    }
    merged.sort_unstable_by_key(|star| star.members[0]);
    merged
}

fn find(root: &mut [usize], mut idx: usize) -> usize {
    while root[idx] != idx {
        root[idx] = root[root[idx]];
        idx = root[idx];
    }
    idx
}

/// Sets of documents connected by links, each in id order and of two documents or more.
#[must_use]
pub fn components(links: &[Link]) -> Vec<Vec<DocIdx>> {
    let mut docs: Vec<DocIdx> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    docs.sort_unstable();
    docs.dedup();
    let place = |doc: DocIdx| docs.binary_search(&doc).expect("every linked document is listed");
    let mut root: Vec<usize> = (0..docs.len()).collect();
    for link in links {
        let (x, y) = (find(&mut root, place(link.a)), find(&mut root, place(link.b)));
        root[x.max(y)] = x.min(y);
    }
    let mut members: Vec<Vec<DocIdx>> = vec![Vec::new(); docs.len()];
    for (idx, doc) in docs.iter().enumerate() {
        members[find(&mut root, idx)].push(*doc);
    }
    members.retain(|component| !component.is_empty());
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(u32, u32, usize)]) -> Vec<Link> {
        let link = |&(a, b, shared_words): &(u32, u32, usize)| Link {
            a: DocIdx(a),
            b: DocIdx(b),
            shared_words,
            coverage: 0.9,
        };
        pairs.iter().map(link).collect()
    }

    fn check(pairs: &[(u32, u32, usize)], expected: &[(u32, &[u32])]) {
        let found = stars(&links(pairs));
        let found: Vec<_> = found
            .iter()
            .map(|star| (star.centre.0, star.members.iter().map(|doc| doc.0).collect::<Vec<_>>()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(centre, members)| (*centre, members.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_centre_is_the_document_that_the_others_share_most_with() {
        check(&[(1, 2, 100), (2, 3, 100), (1, 3, 10)], &[(2, &[1, 2, 3])]);
        check(&[(1, 2, 100)], &[(1, &[1, 2])]);
        check(&[], &[]);
    }

    #[test]
    fn chains_do_not_join() {
        check(&[(1, 2, 100), (2, 3, 90), (3, 4, 100)], &[(2, &[1, 2, 3])]);
        check(&[(1, 2, 100), (2, 3, 10), (3, 4, 100), (4, 5, 100)], &[(1, &[1, 2]), (4, &[3, 4, 5])]);
    }

    #[test]
    fn stars_merge_when_enough_pairs_across_them_are_verified() {
        let pairs = links(&[(1, 2, 100), (2, 3, 10), (3, 4, 100), (4, 5, 100)]);
        assert_eq!(merge(stars(&pairs), &pairs, 0.65, 0.15).len(), 1);
        assert_eq!(merge(stars(&pairs), &pairs, 0.65, 0.5).len(), 2);
        assert_eq!(merge(stars(&pairs), &pairs, 0.95, 0.05).len(), 2);
    }

    #[test]
    fn components_follow_chains() {
        let found = components(&links(&[(1, 2, 1), (3, 2, 1), (7, 8, 1)]));
        assert_eq!(found, [vec![DocIdx(1), DocIdx(2), DocIdx(3)], vec![DocIdx(7), DocIdx(8)]]);
    }
}
