//! What is told of a cluster: its original, its agency, its weakest link and the member to keep.
//!
//! All of it follows from the pairs that tie members and from where each member stands, so that clusters of a run and
//! clusters made anew from a report are described alike.

use ahash::{HashMap, HashSet};

use super::{Cluster, Related};
use crate::cluster::Star;
use crate::document::DocIdx;
use crate::origin::Origins;
use crate::relation::Relation;

/// A pair that joins two documents, as far as it tells of their cluster.
#[derive(Clone, Debug)]
pub struct Tie<'t> {
    /// The document whose id sorts first.
    pub a: DocIdx,
    /// The other one.
    pub b: DocIdx,
    /// Why they share text.
    pub relation: Relation,
    /// The document that had it first, where evidence tells.
    pub original: Option<DocIdx>,
    /// Names of the evidence, strongest first.
    pub evidence: Vec<&'t str>,
    /// The agency whose copy both carry.
    pub agency: Option<&'t str>,
    /// The larger of the two coverages.
    pub coverage: f64,
}

impl<'t> Tie<'t> {
    /// The tie of a pair, `None` if it joins nothing.
    #[must_use]
    pub fn of(related: &'t Related) -> Option<Self> {
        let verdict = &related.verdict;
        verdict.relation.joins().then(|| Self {
            a: related.pair.a,
            b: related.pair.b,
            relation: verdict.relation,
            original: related.original(),
            evidence: verdict.evidence.clone(),
            agency: related.evidence.agency.as_deref(),
            coverage: related.coverage(),
        })
    }

    /// The other one of the two documents.
    fn other(&self, doc: DocIdx) -> DocIdx {
        if self.a == doc { self.b } else { self.a }
    }
}

/// Where a document stands among others of its cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Rank among versions, as in [`crate::facts::Facts`].
    pub version_rank: u32,
    /// When it was last changed or published, as text that sorts by time; empty where it states neither.
    pub latest_date: String,
    /// Whether it states when it was published.
    pub is_dated: bool,
    /// Words of its main text.
    pub n_words: usize,
    /// Whether its outlet took it back.
    pub is_withdrawn: bool,
}

impl Standing {
    /// The standing of a document of a run.
    #[must_use]
    pub fn of(origins: &Origins, doc: DocIdx) -> Self {
        let origin = origins.of(doc);
        Self {
            version_rank: u32::from(origin.version_rank),
            latest_date: origin.latest_date(),
            is_dated: origin.published().is_some(),
            n_words: origin.n_words as usize,
            is_withdrawn: origin.is_withdrawn,
        }
    }
}

/// The clusters of the stars, in their order. Of `ties` those count that lie inside a star; each star has one with its centre.
#[must_use]
pub fn describe(stars: Vec<Star>, ties: &[Tie<'_>], standing: impl Fn(DocIdx) -> Standing) -> Vec<Cluster> {
    let inside = ties_inside(&stars, ties);
    stars.into_iter().zip(inside).map(|(star, ties)| describe_one(star, &ties, &standing)).collect()
}

fn ties_inside<'r, 't>(stars: &[Star], ties: &'r [Tie<'t>]) -> Vec<Vec<&'r Tie<'t>>> {
    let star_of: HashMap<DocIdx, usize> = stars
        .iter()
        .enumerate()
        .flat_map(|(idx, star)| star.members.iter().map(move |doc| (*doc, idx)))
        .collect();
    let mut inside = vec![Vec::new(); stars.len()];
    for tie in ties {
        if let (Some(a), Some(b)) = (star_of.get(&tie.a), star_of.get(&tie.b))
            && a == b
        {
            inside[*a].push(tie);
        }
    }
    inside
}

fn describe_one(star: Star, ties: &[&Tie<'_>], standing: &impl Fn(DocIdx) -> Standing) -> Cluster {
    let original = original(ties);
    let mut agencies: Vec<&str> =
        ties.iter().filter(|tie| tie.relation == Relation::SharedWire).filter_map(|tie| tie.agency).collect();
    agencies.sort_unstable();
    let most = agencies.chunk_by(|x, y| x == y).max_by_key(|run| (run.len(), std::cmp::Reverse(run[0])));
    let agency = most.map(|run| run[0].to_owned());
    let keep = keep(&star, original.as_ref(), ties, standing);
    let to_centre = ties.iter().filter(|tie| tie.a == star.centre || tie.b == star.centre);
    let weakest = to_centre
        .map(|tie| (tie.other(star.centre), tie.coverage))
        .min_by(|x, y| x.1.total_cmp(&y.1).then(x.0.cmp(&y.0)))
        .expect("a star has a pair with its centre");
    Cluster { star, original, agency, keep, weakest }
}

/// Evidence for an original, strongest first.
const EVIDENCE_RANKS: [&str; 6] =
    ["credit", "agency_original", "truncation", "date", "update_mark", "self_reference"];

/// The member that pairs name as original and no pair names as a copy; of several, the one with the strongest evidence,
/// then the most pairs, then the first id.
fn original(ties: &[&Tie<'_>]) -> Option<(DocIdx, Vec<&'static str>)> {
    let rank = |name: &str| EVIDENCE_RANKS.iter().position(|known| *known == name);
    let mut named: HashMap<DocIdx, (usize, usize, Vec<usize>)> = HashMap::default();
    let mut copies: HashSet<DocIdx> = HashSet::default();
    for tie in ties {
        let Some(original) = tie.original else { continue };
        copies.insert(tie.other(original));
        let entry = named.entry(original).or_insert((usize::MAX, 0, Vec::new()));
        entry.1 += 1;
        for rank in tie.evidence.iter().filter_map(|name| rank(name)) {
            entry.0 = entry.0.min(rank);
            if !entry.2.contains(&rank) {
                entry.2.push(rank);
            }
        }
    }
    let first = named
        .into_iter()
        .filter(|(doc, _)| !copies.contains(doc))
        .min_by_key(|(doc, (rank, n_pairs, _))| (*rank, std::cmp::Reverse(*n_pairs), *doc));
    first.map(|(doc, (_, _, mut ranks))| {
        ranks.sort_unstable();
        (doc, ranks.into_iter().map(|rank| EVIDENCE_RANKS[rank]).collect())
    })
}

/// The document to keep: the latest version of the original, the original, the fullest text, the earliest, the first. What was
/// taken back is kept only if all of it was.
fn keep(
    star: &Star,
    original: Option<&(DocIdx, Vec<&'static str>)>,
    ties: &[&Tie<'_>],
    standing: &impl Fn(DocIdx) -> Standing,
) -> (DocIdx, &'static str) {
    let all_withdrawn = star.members.iter().all(|doc| standing(*doc).is_withdrawn);
    let may_stay = |doc: &DocIdx| all_withdrawn || !standing(*doc).is_withdrawn;
    if let Some((original, names)) = original {
        let revisions = ties.iter().filter(|tie| tie.relation == Relation::Revision);
        let later = revisions.filter(|tie| tie.original == Some(*original)).map(|tie| tie.other(*original));
        let latest = later.filter(may_stay).max_by_key(|doc| {
            let standing = standing(*doc);
            (standing.version_rank, standing.latest_date, std::cmp::Reverse(*doc))
        });
        if let Some(latest) = latest {
            return (latest, "latest version of the original");
        }
        if may_stay(original) {
            let reason = if names.contains(&"agency_original") {
                "agency original"
            } else if names.contains(&"credit") {
                "credited original"
            } else {
                "original by evidence"
            };
            return (*original, reason);
        }
    }
    let members: Vec<DocIdx> = star.members.iter().copied().filter(may_stay).collect();
    let fullest = members.iter().map(|doc| standing(*doc).n_words).max().expect("a star has members");
    let full: Vec<DocIdx> = members.into_iter().filter(|doc| standing(*doc).n_words == fullest).collect();
    if let [only] = full[..] {
        return (only, "fullest text");
    }
    let dated = full.iter().copied().filter(|doc| standing(*doc).is_dated);
    let earliest = dated.min_by_key(|doc| (standing(*doc).latest_date, *doc));
    let alone = earliest.filter(|doc| {
        let date = standing(*doc).latest_date;
        full.iter().filter(|other| standing(**other).latest_date == date).count() == 1
    });
    alone.map_or((full[0], "first id among equals"), |doc| (doc, "earliest of the fullest texts"))
}
