//! Credits that a document's metadata states: byline, credit line, dateline, and marks of a version in the title.

use super::agencies::Agencies;
use super::bylines;
use super::datelines;
use super::fold::Folded;
use super::lexicon::Hits;
use super::line::Line;
use super::marks::version_mark_end;
use super::persons::{is_names, persons};
use super::places::Spot;
use crate::document::{Attribution, AttributionKind, Metadata};

/// The credits of `meta`, without spans.
pub(super) fn find(meta: &Metadata, agencies: &Agencies) -> Vec<Attribution> {
    let mut found = Vec::new();
    let of_site = |text: &str| meta.source.as_deref().is_some_and(|source| same_name(source, text));
    if let Some(byline) = present(meta.byline.as_ref()).filter(|byline| !of_site(byline)) {
        found.push(byline_of(byline, agencies));
    }
    if let Some(credit) = present(meta.credit.as_ref()).filter(|credit| !of_site(credit)) {
        found.extend(credit_of(credit, agencies));
    }
    if let Some(dateline) = present(meta.dateline.as_ref()) {
        found.extend(dateline_of(dateline, agencies));
    }
    if let Some(end) = meta.title.as_deref().and_then(version_mark_end) {
        let phrase = meta.title.as_deref().unwrap_or_default()[..end].to_owned();
        found.push(bare(AttributionKind::VersionMark, phrase));
    }
    found
}

/// Drops what the text says as well: the text's own words are the better evidence.
pub(super) fn drop_repeated(from_metadata: &mut Vec<Attribution>, from_text: &[Attribution]) {
    from_metadata.retain(|meta| {
        !from_text.iter().any(|text| {
            let same_person = text.author.is_some() && text.author == meta.author;
            let same_agency = meta.author.is_none() && text.agency.is_some() && text.agency == meta.agency;
            text.kind == meta.kind && (same_person || same_agency || text.phrase == meta.phrase)
        })
    });
}

/// Whether two names are one but for case and a leading article.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let bare = |name: &str| {
        let lower = name.trim().to_lowercase();
        lower.strip_prefix("the ").map_or(lower.clone(), str::to_owned)
    };
    bare(a) == bare(b)
}

fn present(field: Option<&String>) -> Option<&str> {
    field.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn bare(kind: AttributionKind, phrase: String) -> Attribution {
    Attribution { kind, agency: None, outlet: None, author: None, is_free: false, phrase, span: None }
}

/// What metadata calls a byline is one, opened by a word or not.
fn byline_of(byline: &str, agencies: &Agencies) -> Attribution {
    let found = with_line(byline, agencies, |line, folded| {
        let spot = Spot { head: true, short: true, byline: true, ..Spot::default() };
        bylines::find(line, spot, agencies).map(|finding| finding.into_attribution(byline, folded, agencies))
    });
    let mut attribution = bare(AttributionKind::Byline, byline.to_owned());
    match found {
        Some(found) => {
            attribution.agency = found.agency;
            attribution.outlet = found.outlet;
            attribution.author = found.author;
        }
        None => name_freely(&mut attribution, byline, agencies),
    }
    attribution
}

/// A byline of no known form: an agency that it names, and the persons, if it is more than names.
fn name_freely(attribution: &mut Attribution, byline: &str, agencies: &Agencies) {
    let agency = with_line(byline, agencies, |line, _| {
        let hit = line.hits.names.iter().find(|hit| !hit.loose)?;
        agencies.canonical(hit.name)
    });
    attribution.agency = agencies.agency_of_source(byline).or(agency).map(str::to_owned);
    attribution.author = if attribution.agency.is_none() && is_names(byline) && !byline.contains(':') {
        Some(byline.to_owned())
    } else {
        persons(byline).first().map(|name| byline[name.clone()].to_owned())
    };
}

/// A credit line counts where it names an agency: a copyright holder is often the publisher's company.
fn credit_of(credit: &str, agencies: &Agencies) -> Option<Attribution> {
    let agency = with_line(credit, agencies, |line, _| {
        let hit = line.hits.names.iter().find(|hit| !hit.loose || hit.end - hit.start == credit.len());
        hit.and_then(|hit| agencies.canonical(hit.name)).map(str::to_owned)
    })?;
    Some(Attribution { agency: Some(agency), ..bare(AttributionKind::Tagline, credit.to_owned()) })
}

fn dateline_of(dateline: &str, agencies: &Agencies) -> Option<Attribution> {
    // The dash belongs to the text that follows a dateline; metadata may leave it out.
    let text = if dateline.ends_with(['-', '–', '—', '.']) {
        dateline.to_owned()
    } else {
        format!("{dateline} -")
    };
    let found = with_line(&text, agencies, |line, folded| {
        datelines::find(line, true, agencies).map(|finding| finding.into_attribution(&text, folded, agencies))
    })?;
    Some(Attribution { span: None, phrase: dateline.to_owned(), ..found })
}

fn with_line<T>(text: &str, agencies: &Agencies, ask: impl Fn(&Line<'_>, &Folded<'_>) -> T) -> T {
    let folded = Folded::new(text, 0..text.len());
    let mut hits = Hits::default();
    agencies.lexicon.scan(folded.text(), &mut hits);
    ask(&Line { text: folded.text(), hits: &hits, words: &agencies.lexicon.words }, &folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_names_authors_and_agencies() {
        let agencies = Agencies::builtin();
        let meta = Metadata {
            title: Some("UPDATE 2-Fire".to_owned()),
            source: Some("Vale Post".to_owned()),
            byline: Some("Jane Doe, AP".to_owned()),
            credit: Some("Reuters".to_owned()),
            dateline: Some("LONDON, March 3 (Reuters)".to_owned()),
            ..Metadata::default()
        };
        let found = find(&meta, &agencies);
        let who: Vec<_> = found.iter().map(|a| (a.kind, a.agency.as_deref(), a.author.as_deref())).collect();
        assert_eq!(
            who,
            [
                (AttributionKind::Byline, Some("AP"), Some("Jane Doe")),
                (AttributionKind::Tagline, Some("Reuters"), None),
                (AttributionKind::Dateline, Some("Reuters"), None),
                (AttributionKind::VersionMark, None, None),
            ]
        );
        assert!(found.iter().all(|a| a.span.is_none()));
    }

    #[test]
    fn the_site_itself_is_no_credit() {
        let agencies = Agencies::builtin();
        let name = || Some("Vale Post".to_owned());
        let meta = Metadata { source: name(), byline: name(), credit: name(), ..Metadata::default() };
        assert!(find(&meta, &agencies).is_empty());
        let meta = Metadata { credit: Some("Vale Media Holdings".to_owned()), ..Metadata::default() };
        assert!(find(&meta, &agencies).is_empty());
    }
}
