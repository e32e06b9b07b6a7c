//! Credits of pictures: who took one and for whom, which tells nothing of where the text comes from.
//!
//! A line is such a credit if it opens with a word for pictures and goes on with nothing but names ("Photo: Jane Roe/AP",
//! "Foto Ana Ríos/EFE"), or if it is a person and an agency with a slash between them ("(Jane Roe/PA)"). A byline holds the
//! same names, but opens with a word of its own or has a comma or a bar there. Captions in other wordings are left to
//! `furniture`.

use std::ops::Range;

use super::bylines::opener_end;
use super::lexicon::NameHit;
use super::line::Line;
use super::names::{skip_spaces, word_at};
use super::persons::persons;
use super::script::{is_spaceless, opens_name};
use super::words::{Class, Words};

const LINE_BYTES_MAX: usize = 200;
/// Words of the names in the longest such credit; in a script without spaces, characters of the whole of it.
const NAME_WORDS_MAX: usize = 12;
const DENSE_CHARS_MAX: usize = 24;
/// A word may stand before that for the picture ("AP Photo", "Crédit photo").
const LABEL_WORDS_MAX: usize = 2;

/// Bytes of the words between that word and its colon ("Foto des Tages:").
const LABEL_BYTES_MAX: usize = 24;

/// Marks that part a label from names, and names from one another.
const MARKS: [char; 14] = [' ', ':', '/', '=', '＝', '©', '-', ',', '.', '|', '&', '+', '(', ')'];

/// Whether `line` credits a picture and says nothing else, or is a caption that ends in such a credit.
pub(super) fn is_picture_line(line: &Line<'_>) -> bool {
    let text = line.text;
    if text.len() > LINE_BYTES_MAX {
        return false;
    }
    let is_outer = |c: char| " ()[]*_.©-".contains(c);
    let start = text.len() - text.trim_start_matches(is_outer).len();
    let end = text.trim_end_matches(is_outer).len();
    if start >= end {
        return false;
    }
    let may_be_signed = !line.hits.names.is_empty() && text.contains('/');
    let is_credit = is_labelled(line, start..end)
        || is_taken_by(line, start..end)
        || may_be_signed
            && (is_signed(line, skip_small(line, start..end).0..end) || is_signed_caption(line, end));
    is_credit && opener_end(line, start).is_none()
}

/// "Photo: Jane Roe/AP", "AP Photo/Jane Roe", "Photo by Jane Roe": without a mark or a small word after the label the agency
/// must stand apart from the other names, as in no headline ("Video Maker Sues Reuters").
fn is_labelled(line: &Line<'_>, range: Range<usize>) -> bool {
    let Some(label_end) = label_end(line, range.clone()) else { return false };
    let (at, is_marked) = skip_small(line, label_end..range.end);
    let before = |hit: &NameHit| line.text[at..hit.start].trim_end();
    let stands_apart = |hit: &&NameHit| hit.start == at || before(hit).ends_with(['/', ',', '|', '(']);
    let mut after = line.hits.names.iter().filter(|hit| hit.start >= at && hit.end <= range.end);
    (is_marked || after.any(|hit| stands_apart(&hit))) && is_names_only(line, at..range.end)
}

/// End of the label for a picture that the line opens with: of its word, or of its colon ("Foto des Tages:").
fn label_end(line: &Line<'_>, range: Range<usize>) -> Option<usize> {
    let text = &line.text[..range.end];
    let mut at = range.start;
    for _ in 0..LABEL_WORDS_MAX {
        let word = word_at(text, at);
        let label = text[word.clone()].split(['=', '＝']).next().unwrap_or_default();
        if line.words.is_like(label, Class::Picture) {
            let end = word.start + label.len();
            return Some(colon_after(line, end..range.end).unwrap_or(end));
        }
        at = skip_spaces(text, word.end);
    }
    None
}

/// The colon that ends a label of some words, unless these credit the text as well ("Foto und Text:").
fn colon_after(line: &Line<'_>, range: Range<usize>) -> Option<usize> {
    let (label, _) = line.text[range.clone()].split_once(':')?;
    let is_of_text = |word: &str| line.words.is_any(word, &[Class::Genre, Class::Prelude]);
    let is_one = label.len() <= LABEL_BYTES_MAX && !label.contains([',', '/', '|', ';', '-']);
    (is_one && !label.split(' ').any(is_of_text)).then_some(range.start + label.len())
}

/// Where names may begin in `range`, after marks and the small words of such credits, and whether there are any.
fn skip_small(line: &Line<'_>, range: Range<usize>) -> (usize, bool) {
    let text = &line.text[..range.end];
    let mut at = range.start;
    let mut is_marked = false;
    loop {
        let next = text.len() - text[at..].trim_start_matches(MARKS).len();
        is_marked |= text[at..next].contains([':', '/', '=', '＝', '©']);
        let word = word_at(text, next);
        if word.is_empty() || !line.words.is(&text[word.clone()], Class::PictureBy) {
            return (next, is_marked);
        }
        is_marked = true;
        at = word.end;
    }
}

/// "新华社记者陆向宁摄": the agency first, the word for taking a picture last.
fn is_taken_by(line: &Line<'_>, range: Range<usize>) -> bool {
    let text = &line.text[range.clone()];
    let last = text.char_indices().next_back().map_or(text, |(at, _)| &text[at..]);
    last.starts_with(is_spaceless)
        && line.words.is_like(last, Class::Picture)
        && line.hits.names.iter().any(|hit| hit.start == range.start)
        && text.chars().count() <= DENSE_CHARS_MAX
}

/// "Jane Roe/PA", "REUTERS/Jane Roe", "Jane Roe/AFP via Getty Images".
fn is_signed(line: &Line<'_>, range: Range<usize>) -> bool {
    let text = &line.text[range.clone()];
    let Some(slash) = text.find('/') else { return false };
    let first = trimmed(line, range.start..range.start + slash);
    let second = trimmed(line, range.start + slash + 1..range.end);
    let is_agency = |part: &Range<usize>| {
        line.hits.names.iter().any(|hit| hit.start == part.start) && is_names_only(line, part.clone())
    };
    let is_person = |part: &Range<usize>| {
        let name = &line.text[part.clone()];
        let is_free = |hit: &NameHit| hit.end <= part.start || part.end <= hit.start;
        line.hits.names.iter().all(is_free) && persons(name).first() == Some(&(0..name.len()))
    };
    is_person(&first) && is_agency(&second) || is_agency(&first) && is_person(&second)
}

/// "The pool on a quiet morning (Jane Roe/PA)": what a sentence and its full stop precede is no caption.
fn is_signed_caption(line: &Line<'_>, end: usize) -> bool {
    let Some(open) = line.text[..end].rfind('(') else { return false };
    let caption = line.text[..open].trim_end();
    caption.ends_with(char::is_alphanumeric) && is_signed(line, open + 1..end)
}

fn trimmed(line: &Line<'_>, range: Range<usize>) -> Range<usize> {
    let part = &line.text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..(range.start + part.trim_end().len()).max(start)
}

/// Whether names stand in `range`, and with them only marks and the small words of such credits.
fn is_names_only(line: &Line<'_>, range: Range<usize>) -> bool {
    let text = &line.text[..range.end];
    if text[range.clone()].contains([':', ';']) || line.sentence_end(range.start) < range.end {
        return false;
    }
    let n_dense = text[range.clone()].chars().filter(|c| is_spaceless(*c)).count();
    let (mut at, mut n_words, mut n_names) = (range.start, 0, 0);
    while at < text.len() {
        let word = word_at(text, at);
        let Some(first) = text[word.clone()].chars().next() else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let hit = line.hits.names.iter().find(|hit| hit.start == word.start && hit.end <= range.end);
        let is_name = hit.is_some() || opens_name(first);
        let small = [Class::Join, Class::PictureBy];
        if !is_name && first.is_alphabetic() && !line.words.is_any(&text[word.clone()], &small) {
            return false;
        }
        n_words += 1;
        n_names += usize::from(is_name);
        at = hit.map_or(word.end, |hit| hit.end.max(word.end));
    }
    n_names > 0 && n_words <= NAME_WORDS_MAX && n_dense <= DENSE_CHARS_MAX
}

/// Whether the part of the line that holds `at`, between semicolons or bars, speaks of a picture.
pub(super) fn speaks_of_picture(text: &str, at: usize, words: &Words) -> bool {
    let divides = |c: char| matches!(c, ';' | '|' | '；');
    let start = text[..at].rfind(divides).map_or(0, |place| place + 1);
    let end = text[at..].find(divides).map_or(text.len(), |place| at + place);
    // "(First Last/PA)": who took it, and for whom.
    let signed = text[..at]
        .trim_end()
        .strip_suffix('/')
        .is_some_and(|name| name.trim_end().ends_with(char::is_lowercase));
    let speaks = |word: &str| {
        words.is_like(word, Class::Picture)
            || word.starts_with(is_spaceless) && words.classes_inside(word).has(Class::Picture)
    };
    let part = text.get(start..end).unwrap_or(text);
    signed || part.split(|c: char| !c.is_alphanumeric()).any(speaks)
}

#[cfg(test)]
mod tests {
    use super::super::tests::on_line;
    use super::*;

    fn check(text: &str, expected: bool) {
        assert_eq!(on_line(text, |line, _| is_picture_line(line)), expected, "{text}");
    }

    #[test]
    fn labels_with_names_are_credits_of_pictures() {
        check("Photo: Jane Roe/AP", true);
        check("Photo by Jane Roe/Reuters.", true);
        check("Photograph: Jane Roe/Reuters", true);
        check("Picture: Jane Roe/PA", true);
        check("File photo: Jane Roe/AP", true);
        check("AP Photo/Jane Roe", true);
        check("Photo Jane Roe/AP", true);
        check("Photo courtesy of Reuters", true);
        check("Photograph by Jane Roe for Reuters", true);
        check("Foto: Max Muster/dpa", true);
        check("Foto: dpa", true);
        check("Foto des Tages: Max Muster/dpa", true);
        check("Bild: Max Muster/dpa", true);
        check("Archivfoto: dpa", true);
        check("Crédit photo : Léa Dunand / AFP", true);
        check("Foto: Ana Ríos/EFE", true);
        check("Foto: Ana Lopes/Lusa", true);
        check("Foto: Dora Quilli/ANSA", true);
        check("Фото: Илья Сомов/ТАСС", true);
        check("fot. Jan Nowak/PAP", true);
        check("Fotoğraf: Elif Kaya/AA", true);
        check("Foto: Anna de Wit/ANP", true);
        check("图/新华社", true);
        check("图片来源：新华社", true);
        check("写真＝共同通信", true);
        check("新华社记者陆向宁摄", true);
        check("تصوير: سامي حداد/رويترز", true);
    }

    #[test]
    fn names_with_a_slash_are_credits_of_pictures() {
        check("(Jane Roe/PA)", true);
        check("Jane Roe / Reuters", true);
        check("REUTERS/Jane Roe", true);
        check("Credit: Jane Roe/AP", true);
        check("Jane Roe/AFP via Getty Images", true);
        check("The pool on a quiet morning (Jane Roe/PA)", true);
    }

    #[test]
    fn bylines_sentences_and_credits_of_texts_are_none() {
        check("By Jane Roe, AP", false);
        check("By Jane Roe/AP", false);
        check("Von Max Muster/dpa", false);
        check("Jane Roe, Associated Press", false);
        check("Jane Roe | Associated Press", false);
        check("dpa/AFP", false);
        check("red/dpa", false);
        check("(Reuters)", false);
        check("Source: Reuters", false);
        check("Foto und Text: Max Muster/dpa", false);
        check("(dpa/lby)", false);
        check("Text und Foto: Max Muster/dpa", false);
        check("Photo: Jane Roe | Text: Tom Poe/AP", false);
        check("The photo of the pool was sent to Reuters by a swimmer.", false);
        check("Photo of the pool wins the prize of Reuters", false);
        check("Picture of the year: Reuters names its best", false);
        check("Video Game Maker Sues Associated Press", false);
        check("She left the town. (Jane Roe/PA)", false);
        check("新华社拍摄的照片获奖", false);
    }
}
