//! Which slots form families, and of what kind.
//!
//! Slots are planned in blocks of 256, each from its own seed: to know the family of a slot, at most one block is
//! walked through. Families lie side by side and do not cross the end of a block, which makes the few largest ones
//! somewhat smaller than drawn.

use crate::kind::Kind;
use crate::parameters::Hot;
use crate::random::{Random, seed_of};

const BLOCK_SLOTS: u64 = 256;
/// Families of negatives begun per slot.
const NEGATIVES_PER_SLOT: f64 = 0.03;

/// Sizes of families of copies of a whole text, each as likely as its count: mostly pairs, some up to eight.
const USUAL_SIZES: [u64; 100] = {
    let mut sizes = [2; 100];
    let more = [3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8];
    let mut idx = 0;
    while idx < more.len() {
        sizes[idx] = more[idx];
        idx += 1;
    }
    sizes
};
/// Three in a thousand are stories that everybody prints.
const LARGE_PERMILLE: u64 = 3;
const LARGE_SIZES: [u64; 6] = [10, 14, 20, 28, 40, 50];
const WIRE_SIZES: [u64; 10] = [3, 3, 3, 3, 3, 3, 3, 4, 4, 5];
const REVISION_SIZES: [u64; 10] = [2, 2, 2, 2, 2, 2, 2, 3, 3, 4];
const NEGATIVE_SIZES: [u64; 5] = [2, 2, 2, 3, 4];

/// Documents that share a text, or one alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Family {
    pub(crate) first_slot: u64,
    pub(crate) n_members: u64,
    /// The kind of its first copy; `None` of a document alone.
    pub(crate) kind: Option<Kind>,
    pub(crate) seed: u64,
}

/// The families of a collection.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    n_slots: u64,
    seed: u64,
    hot: Option<Hot>,
    copies: Vec<Kind>,
    negatives: Vec<Kind>,
    /// Probabilities, in 2^-32, that a slot begins a family of copies, or of negatives.
    copies_chance: u64,
    negatives_chance: u64,
}

impl Plan {
    /// A plan with `related` pairs of copies a document; `Err` has the largest value that `kinds` allow.
    pub(crate) fn new(
        n_slots: u64,
        seed: u64,
        related: f64,
        kinds: &[Kind],
        hot: Option<Hot>,
    ) -> Result<Self, f64> {
        let (copies, negatives): (Vec<Kind>, Vec<Kind>) =
            kinds.iter().copied().partition(|kind| kind.is_copy());
        let mut plan = Self { n_slots, seed, hot, copies, negatives, copies_chance: 0, negatives_chance: 0 };
        if hot.is_some() {
            return Ok(plan);
        }
        let begun = if plan.negatives.is_empty() { 0.0 } else { NEGATIVES_PER_SLOT };
        plan.negatives_chance = chance(begun);
        if plan.copies.is_empty() {
            return Ok(plan);
        }
        // `begin * pairs = related * documents`, where a step of the walk makes a family or a document alone.
        let (pairs, documents) = mean_family(&plan.copies);
        let others = 1.0 + begun * (mean(&NEGATIVE_SIZES, |size| size) - 1.0);
        let begin = related * others / (pairs - related * (documents - 1.0));
        if !(0.0..=1.0 - begun).contains(&begin) {
            let most = 1.0 - begun;
            return Err(most * pairs / (others + most * (documents - 1.0)));
        }
        plan.copies_chance = chance(begin);
        Ok(plan)
    }

    /// The family that a slot belongs to.
    pub(crate) fn family(&self, slot: u64) -> Family {
        let mut walk = self.block(slot / BLOCK_SLOTS);
        let found = walk.find(|place| slot < place.first_slot + place.n_members);
        self.at(found.expect("the families of a block cover its slots"))
    }

    /// All families of at least two documents, in order of their slots.
    pub(crate) fn families(&self) -> impl Iterator<Item = Family> {
        let blocks = 0..self.n_slots.div_ceil(BLOCK_SLOTS);
        let blocks = blocks.take_while(|block| self.hot.is_none() || *block == 0);
        let places = blocks.flat_map(|block| self.block(block)).filter(|place| place.n_members > 1);
        places.map(|place| self.at(place))
    }

    fn at(&self, place: Place) -> Family {
        let Place { first_slot, n_members, kind } = place;
        Family { first_slot, n_members, kind, seed: seed_of(&[self.seed, 0xfa, first_slot]) }
    }

    fn block(&self, block: u64) -> Walk<'_> {
        let first = block * BLOCK_SLOTS;
        let next = match self.hot {
            Some(Hot::Identical) => 0,
            Some(Hot::OneStory) if first < Hot::STORY_OUTLETS_MAX => 0,
            _ => first,
        };
        let end = (first + BLOCK_SLOTS).min(self.n_slots);
        Walk { plan: self, random: Random::of(&[self.seed, 0xb10c, block]), next, end }
    }
}

/// A family without its seed, which costs more than the rest.
struct Place {
    first_slot: u64,
    n_members: u64,
    kind: Option<Kind>,
}

/// The families of a block, one after the other.
struct Walk<'p> {
    plan: &'p Plan,
    random: Random,
    next: u64,
    end: u64,
}

impl Iterator for Walk<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        if self.next >= self.end {
            return None;
        }
        let plan = self.plan;
        let first_slot = self.next;
        let (kind, n_members) = match plan.hot {
            Some(Hot::Identical) => (None, plan.n_slots),
            Some(Hot::OneStory) if first_slot == 0 => {
                (Some(Kind::Reprint), plan.n_slots.min(Hot::STORY_OUTLETS_MAX))
            }
            Some(_) => (None, 1),
            None => self.draw(),
        };
        self.next += n_members;
        Some(Place { first_slot, n_members, kind })
    }
}

impl Walk<'_> {
    fn draw(&mut self) -> (Option<Kind>, u64) {
        let plan = self.plan;
        let drawn = self.random.next() >> 32;
        let kinds = if drawn < plan.copies_chance {
            &plan.copies
        } else if drawn < plan.copies_chance + plan.negatives_chance {
            &plan.negatives
        } else {
            return (None, 1);
        };
        let kind = self.random.pick(kinds);
        let n_members = size(kind, &mut self.random).min(self.end - self.next);
        let n_least = if kind == Kind::WirePassage150 { 3 } else { 2 };
        if n_members < n_least { (None, 1) } else { (Some(kind), n_members) }
    }
}

fn size(kind: Kind, random: &mut Random) -> u64 {
    match kind {
        Kind::WirePassage150 => random.pick(&WIRE_SIZES),
        Kind::WirePassage60 => 2,
        Kind::Revision => random.pick(&REVISION_SIZES),
        kind if !kind.is_copy() => random.pick(&NEGATIVE_SIZES),
        _ if random.below(1000) < LARGE_PERMILLE as usize => random.pick(&LARGE_SIZES),
        _ => random.pick(&USUAL_SIZES),
    }
}

/// Pairs and documents of a family of copies on average.
fn mean_family(kinds: &[Kind]) -> (f64, f64) {
    let of_kind = |kind: &Kind, of: fn(f64) -> f64| match kind {
        Kind::WirePassage150 => mean(&WIRE_SIZES, of),
        Kind::WirePassage60 => of(2.0),
        Kind::Revision => mean(&REVISION_SIZES, of),
        _ => {
            let large = LARGE_PERMILLE as f64 / 1000.0;
            (1.0 - large) * mean(&USUAL_SIZES, of) + large * mean(&LARGE_SIZES, of)
        }
    };
    let of_all =
        |of: fn(f64) -> f64| kinds.iter().map(|kind| of_kind(kind, of)).sum::<f64>() / kinds.len() as f64;
    (of_all(|size| size * (size - 1.0) / 2.0), of_all(|size| size))
}

fn mean(sizes: &[u64], of: fn(f64) -> f64) -> f64 {
    sizes.iter().map(|size| of(*size as f64)).sum::<f64>() / sizes.len() as f64
}

/// A probability in 2^-32.
fn chance(probability: f64) -> u64 {
    (probability * 4_294_967_296.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_pairs(related: f64) {
        let n = 200_000;
        let plan = Plan::new(n, 5, related, &Kind::ALL, None).unwrap();
        let copies = plan.families().filter(|family| family.kind.is_some_and(Kind::is_copy));
        let pairs: u64 = copies.map(|family| family.n_members * (family.n_members - 1) / 2).sum();
        let planted = pairs as f64 / n as f64;
        assert!((planted / related - 1.0).abs() < 0.15, "{planted} for {related}");
    }

    #[test]
    fn as_many_pairs_are_planted_as_asked_for() {
        check_pairs(0.05);
        check_pairs(0.2);
        check_pairs(0.8);
        assert!(Plan::new(1000, 5, 3.0, &Kind::ALL, None).is_err_and(|most| most > 1.0));
    }

    #[test]
    fn families_cover_all_slots() {
        let plan = Plan::new(1000, 6, 0.5, &Kind::ALL, None).unwrap();
        let mut slot = 0;
        while slot < 1000 {
            let family = plan.family(slot);
            assert_eq!(family.first_slot, slot);
            slot += family.n_members;
            assert_eq!(plan.family(slot - 1), family);
        }
        assert_eq!(slot, 1000);
    }
}
