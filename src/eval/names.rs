//! When two spellings in a report and its gold are one name or one date.

use std::sync::LazyLock;

use crate::date::DocDate;
use crate::extract::attribution::Agencies;
use crate::normalize::words;
use crate::outlet::OutletKey;

static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);

/// A role and a name in it.
pub(super) type Name<'n> = (&'static str, &'n str);

/// Whether both are in one role and name one agency, outlet or person: an agency by any name it goes by, an outlet with or
/// without its article, either in another grammatical form or script.
pub(super) fn same_name(gold: Name<'_>, found: Name<'_>) -> bool {
    gold.0 == found.0
        && match gold.0 {
            "agency" => agency(gold.1) == agency(found.1),
            _ => same_outlet(gold.1, found.1),
        }
}

fn agency(name: &str) -> Vec<u64> {
    hashes(AGENCIES.agency_of_source(name).unwrap_or(name))
}

/// Whether both name one outlet or person.
pub(super) fn same_outlet(gold: &str, found: &str) -> bool {
    let keys = OutletKey::new(gold).zip(OutletKey::new(found));
    hashes(gold) == hashes(found) || keys.is_some_and(|(gold, found)| found.is_written_for(&gold))
}

fn hashes(name: &str) -> Vec<u64> {
    words(name).iter().map(|word| word.hash).collect()
}

/// Whether both are one instant, or the gold states the day alone.
pub(super) fn same_date(gold: &str, found: &str) -> bool {
    let parsed = DocDate::parse_machine(gold).zip(DocDate::parse_machine(found));
    gold == found
        || found.strip_prefix(gold).is_some_and(|time| time.starts_with('T'))
        || parsed.is_some_and(|(gold, found)| gold == found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_equal() {
        assert!(same_name(("agency", "Associated Press"), ("agency", "AP")));
        assert!(same_name(("agency", "新华社"), ("agency", "Xinhua")));
        assert!(same_name(("outlet", "The Harbour Post"), ("outlet", "harbour-post")));
        assert!(same_name(("author", "Нина Сторожева"), ("author", "Нины Сторожевой")));
        assert!(same_date("2025-03-04T06:10:00+00:00", "2025-03-04T06:10:00Z"));
        assert!(same_date("2025-03-04", "2025-03-04T06:10:00Z"));
    }

    #[test]
    fn other_names_roles_and_dates_are_not() {
        assert!(!same_name(("agency", "AP"), ("agency", "AFP")));
        assert!(!same_name(("outlet", "Harbour Post"), ("author", "Harbour Post")));
        assert!(!same_name(("author", "Jane Doe"), ("author", "Jane Roe")));
        assert!(!same_date("2025-03-04T06:10:00Z", "2025-03-04"));
    }
}
