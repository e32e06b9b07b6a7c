//! Credits told by their shape alone: version marks before a headline, initials of AFP's desks, and lines or closing
//! brackets that hold nothing but agencies.

use super::agencies::{Agencies, NameKind};
use super::finding::Finding;
use super::line::Line;
use super::places::Spot;
use super::sources::Source;
use super::words::Class;
use crate::document::AttributionKind;

const VERSION_WORDS: [&str; 14] = [
    "UPDATE",
    "WRAPUP",
    "CORRECTED",
    "REFILE",
    "REPEAT",
    "RPT",
    "CORRECTION",
    "OFFICIAL",
    "REFILED",
    "ADVISORY",
    "WITHDRAWN",
    "KORREKTUR",
    "BERICHTIGUNG",
    "ZUSAMMENFASSUNG",
];

const INITIALS_BYTES_MAX: usize = 40;
/// Bytes that may follow the last agency in a closing bracket.
const CLOSING_BYTES_MAX: usize = 16;

/// End of the version marks that `headline` begins with ("CORRECTED-UPDATE 2-").
pub(super) fn version_mark_end(headline: &str) -> Option<usize> {
    let mut end = 0;
    loop {
        let rest = &headline[end..];
        let word_len = rest.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(rest.len());
        if !VERSION_WORDS.contains(&&rest[..word_len]) {
            break;
        }
        let after = rest[word_len..].trim_start_matches([' ', '(', ')']);
        let after = after.strip_prefix("OFFICIAL").unwrap_or(after).trim_start_matches([' ', ')']);
        let number = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let after = after[number..].trim_start_matches(' ');
        let Some(after) = after.strip_prefix(['-', ':']) else { break };
        end = headline.len() - after.len();
    }
    (end > 0).then_some(end)
}

/// The credits that `line` makes by its shape.
pub(super) fn find(line: &Line<'_>, spot: Spot, agencies: &Agencies, found: &mut Vec<Finding>) {
    if spot.head || spot.headline {
        let end = version_mark_end(line.text);
        found.extend(end.map(|end| Finding::new(AttributionKind::VersionMark, 0..end)));
    }
    if spot.tail && !spot.headline && !spot.furniture {
        found.extend(desk_initials(line, agencies).or_else(|| closing_agencies(line, spot, agencies)));
    }
}

/// "bur-jh/mlr/kb", alone in a line: AFP's reporters and desks.
fn desk_initials(line: &Line<'_>, agencies: &Agencies) -> Option<Finding> {
    if line.text.len() > INITIALS_BYTES_MAX {
        return None;
    }
    let text = line.text.trim();
    let is_initials =
        |part: &str| (2..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    let n_parts = text.split(['/', '-']).count();
    let fits = (3..=8).contains(&n_parts) && text.contains('/');
    if !fits || !text.split(['/', '-']).all(is_initials) || matches!(text, "and/or/not") {
        return None;
    }
    let start = line.text.len() - line.text.trim_start().len();
    let mut finding = Finding::new(AttributionKind::Tagline, start..start + text.len());
    finding.agency = agencies.name_idx("AFP");
    Some(finding)
}

/// "(sda/dpa)" at the end of the line, or a short line of agencies alone.
fn closing_agencies(line: &Line<'_>, spot: Spot, agencies: &Agencies) -> Option<Finding> {
    let last = line.hits.names.last()?;
    if last.end + CLOSING_BYTES_MAX < line.text.len() {
        return None;
    }
    let text = line.text.trim_end();
    let closed = text.strip_suffix('.').unwrap_or(text);
    let (start, inner_start, inner_end) = match closed.strip_suffix([')', ']']) {
        Some(body) => (body.rfind(['(', '['])?, body.rfind(['(', '['])? + 1, body.len()),
        None if spot.short && closed.len() <= 40 => (0, 0, closed.len()),
        None => return None,
    };
    let mut at = inner_start;
    let mut finding = Finding::new(AttributionKind::Tagline, start..closed.len());
    for &hit in line.hits.names.iter().filter(|hit| hit.start >= inner_start && hit.end <= inner_end) {
        if hit.kind == NameKind::Not || !is_joint(line, &text[at..hit.start]) {
            return None;
        }
        finding.credit(
            &Source { hit: Some(hit), name: hit.start..hit.end, outer: hit.start..hit.end },
            agencies,
        );
        at = hit.end;
    }
    let rest = &text[at..inner_end];
    // "(dpa/lby)" names the regional desk, "(AFP/abc)" an editor.
    let is_desk = rest.is_empty()
        || is_joint(line, rest)
        || rest.len() <= 8 && rest.starts_with(['/', '-']) && !rest.contains(' ');
    (finding.agency.is_some() && is_desk).then_some(finding)
}

fn is_joint(line: &Line<'_>, between: &str) -> bool {
    // Beside a slash a few small letters are an editor's initials or a desk ("red/dpa").
    let is_initials = |word: &str| {
        between.contains('/') && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    between
        .split([' ', '/', ',', '-', '+', '&', '.', ':', '、', '|'])
        .all(|word| word.is_empty() || is_initials(word) || line.words.is(word, Class::Staff))
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Hits;
    use super::*;

    fn check_tail(text: &str, expected: Option<&str>) {
        let agencies = &*super::super::tests::AGENCIES;
        let folded = super::super::fold::Folded::new(text, 0..text.len());
        let mut hits = Hits::default();
        agencies.lexicon.scan(folded.text(), &mut hits);
        let line = Line { text: folded.text(), hits: &hits, words: &agencies.lexicon.words };
        let mut found = Vec::new();
        find(&line, Spot { tail: true, short: true, ..Spot::default() }, agencies, &mut found);
        let found = found.pop().map(|f| f.into_attribution(text, &folded, agencies));
        assert_eq!(found.map(|a| a.phrase).as_deref(), expected, "{text}");
    }

    #[test]
    fn version_marks_before_a_headline() {
        let check = |headline: &str, expected: Option<&str>| {
            assert_eq!(version_mark_end(headline).map(|end| &headline[..end]), expected, "{headline}");
        };
        check("UPDATE 1-Fire halts loading", Some("UPDATE 1-"));
        check("CORRECTED-UPDATE 2-Fire", Some("CORRECTED-UPDATE 2-"));
        check("CORRECTED (OFFICIAL)-Fire", Some("CORRECTED (OFFICIAL)-"));
        check("REFILE-Fire", Some("REFILE-"));
        check("CORRECTED: Fire", Some("CORRECTED:"));
        check("UPDATE your browser", None);
        check("Update 1-nil", None);
        check("", None);
    }

    #[test]
    fn closing_brackets_and_lines_of_agencies() {
        check_tail("Das Schiff liegt fest. (sda/dpa)", Some("(sda/dpa)"));
        check_tail("(dpa/lby)", Some("(dpa/lby)"));
        check_tail("（共同通信）", Some("（共同通信）"));
        check_tail("red/dpa", Some("red/dpa"));
        check_tail("AFP", Some("AFP"));
        check_tail("bur-lgo/mdr/cel", Some("bur-lgo/mdr/cel"));
        check_tail("The winner with her loaf (Danny Marr/PA)", None);
        check_tail("He sat in the spa (see above)", None);
        check_tail("and/or", None);
        check_tail("The AP exam", None);
    }
}
