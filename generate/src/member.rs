//! What is known of a document before its text is written: outlet, date, credit, and how it came to be.
//!
//! Labels follow from these facts alone, so that gold for millions of documents is written without making their texts.

use crate::calendar::Moment;
use crate::credit::{AGENCIES, Credit};
use crate::kind::Kind;
use crate::parameters::Hot;
use crate::plan::Family;
use crate::random::Random;

/// A document of a family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    /// Its number in the family; 0 is the original where there is one.
    pub(crate) idx: u64,
    /// How it differs from the original; `None` of the original itself and of a document alone.
    pub(crate) kind: Option<Kind>,
    /// The same page as the original's, byte for byte.
    pub(crate) is_twin: bool,
    pub(crate) outlet: usize,
    pub(crate) moment: Moment,
    pub(crate) credit: Credit,
    pub(crate) has_published: bool,
    pub(crate) has_url: bool,
    /// What its page is drawn from; a twin's is the original's.
    pub(crate) page_seed: u64,
}

/// Makes the facts of members.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    pub(crate) n_outlets: usize,
    /// Kinds that further copies in a large family may have.
    pub(crate) light_kinds: Vec<Kind>,
    pub(crate) hot: Option<Hot>,
}

/// Whom the pages of a family credit.
#[derive(Clone, Copy)]
enum Policy {
    Nobody,
    Agency(usize),
    FirstOutlet,
}

impl Members {
    /// The facts of a member.
    pub(crate) fn member(&self, family: &Family, idx: u64) -> Member {
        let mut of_family = Random::of(&[family.seed, 1]);
        let mut of_member = Random::of(&[family.seed, 2, idx]);
        let first_outlet = of_family.below(self.n_outlets);
        let step = of_family.between(1, self.n_outlets - 1);
        let begin = of_family.below(Moment::SPAN_MINUTES) as u64;
        let policy = policy(family, &mut of_family);
        let kind = if idx == 0 { None } else { self.kind(family, idx, &mut of_member) };
        let is_twin =
            self.hot == Some(Hot::Identical) || (kind == Some(Kind::Exact) && of_member.percent(50));
        if is_twin && idx > 0 {
            let url = of_member.percent(90);
            return Member { idx, kind, is_twin, has_url: url, ..self.member(family, 0) };
        }
        let stays = matches!(family.kind, Some(Kind::Revision | Kind::Template | Kind::SameHouse));
        Member {
            idx,
            kind,
            is_twin: false,
            // The number of outlets is prime, so that these are distinct.
            outlet: if stays { first_outlet } else { (first_outlet + idx as usize * step) % self.n_outlets },
            moment: Moment(begin + delay(family, idx, &mut of_member)),
            credit: credit(policy, family, idx, first_outlet, &mut of_member),
            has_published: of_member.percent(88),
            has_url: of_member.percent(90),
            page_seed: of_member.next(),
        }
    }

    fn kind(&self, family: &Family, idx: u64, random: &mut Random) -> Option<Kind> {
        let is_of_whole = family.kind.is_some_and(Kind::is_of_whole);
        if idx > 1 && is_of_whole && !self.light_kinds.is_empty() && self.hot.is_none() {
            Some(random.pick(&self.light_kinds))
        } else {
            family.kind
        }
    }
}

fn policy(family: &Family, random: &mut Random) -> Policy {
    let drawn = random.below(100);
    let agency = random.below(AGENCIES.len());
    match family.kind {
        Some(Kind::Template | Kind::SameHouse) => Policy::Nobody,
        Some(Kind::WirePassage150 | Kind::WirePassage60) if drawn < 60 => Policy::Agency(agency),
        Some(Kind::WirePassage150 | Kind::WirePassage60) => Policy::Nobody,
        Some(kind) if kind.is_of_whole() && drawn >= 65 => Policy::FirstOutlet,
        _ if drawn < 25 => Policy::Agency(agency),
        _ => Policy::Nobody,
    }
}

fn credit(policy: Policy, family: &Family, idx: u64, first_outlet: usize, random: &mut Random) -> Credit {
    let is_passage = matches!(family.kind, Some(Kind::WirePassage150 | Kind::WirePassage60));
    match policy {
        // The agency's text is credited somewhere, but not by everyone.
        Policy::Agency(agency) if random.percent(80) || (idx == 0 && !is_passage) => Credit::Agency(agency),
        Policy::FirstOutlet if idx > 0 => Credit::Outlet(first_outlet),
        _ => Credit::None,
    }
}

/// Minutes between the first member and this one.
fn delay(family: &Family, idx: u64, random: &mut Random) -> u64 {
    const DAY: u64 = 24 * 60;
    if idx == 0 {
        return 0;
    }
    match family.kind {
        Some(Kind::Revision) => (idx - 1) * 700 + random.between(40, 600) as u64,
        Some(Kind::Template) => idx * DAY,
        Some(Kind::SameHouse) => random.between(1, 90) as u64 * DAY,
        _ => random.between(20, 4 * DAY as usize) as u64,
    }
}
