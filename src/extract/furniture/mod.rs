//! Furniture: tells an article's main text from the page around it, by rules that need one document only.
//!
//! Takes the blocks of a text with what a page extractor knows of them, gives each its role. Four things are looked
//! at: structure (widgets, links, what the extractor dropped), line shape (sentences or not, counters, clocks),
//! vocabulary (labels, notices, captions, appeals in which an outlet speaks of itself to its reader), and position
//! (what stands before the first sentence, and after a heading that opens the tail). What only a collection can teach is
//! left to [`learn`](crate::learn).

mod line;
mod vocabulary;

use crate::document::{Block, Metadata, Role, Shape};
use crate::normalize::Word;
use crate::outlet::OutletKey;
use crate::page::PageWords;

use line::{Credit, Line};

/// Sets the role of every block. `words` are those of the blocks. `is_credit_line` tells which blocks are credits and nothing
/// else: these are no headlines, and furniture only where the page's structure says so.
///
/// It is asked for few blocks only: to tell a credit costs more than all that is looked at here.
pub fn classify(
    text: &str,
    blocks: &mut [Block],
    words: &PageWords,
    is_credit_line: &dyn Fn(usize) -> bool,
    meta: &Metadata,
) {
    let lines = describe(text, blocks, words, is_credit_line);
    let title = meta.title.as_deref().map(words_of).filter(|words| !words.is_empty());
    // An extractor drops the headline and the byline with the page's head; these are told apart below.
    let first_kept = blocks.iter().zip(&lines).position(|(block, line)| block.kept && line.is_prose());
    for (idx, (block, line)) in blocks.iter_mut().zip(&lines).enumerate() {
        let may_be_headline = first_kept.is_some_and(|first| idx < first) && !line.is_sentence();
        let furniture = is_structural(block, line, may_be_headline) || line.is_furniture_by_itself();
        block.role = if furniture { Role::Furniture } else { Role::Body };
    }
    // A banner above the headline is no running text of the story.
    mark_appeals(blocks, &lines);
    mark_headlines(blocks, &lines, title.as_deref(), meta);
    mark_head(blocks, &lines);
    mark_tail(blocks, &lines);
    mark_boxes(blocks, &lines);
    mark_teasers(blocks, &lines);
}

fn describe<'w>(
    text: &'w str,
    blocks: &[Block],
    words: &'w PageWords,
    is_credit_line: &'w dyn Fn(usize) -> bool,
) -> Vec<Line<'w>> {
    let line = |(idx, block): (usize, &Block)| {
        Line::new(text, block.span, words.of_block(idx), Credit::new(idx, is_credit_line))
    };
    blocks.iter().enumerate().map(line).collect()
}

fn words_of(text: &str) -> Vec<u64> {
    crate::normalize::words(text).iter().map(|word| word.hash).collect()
}

fn hashes(words: &[Word]) -> Vec<u64> {
    words.iter().map(|word| word.hash).collect()
}

/// What the page's structure tells: widgets, comments, captions, link lists, blocks that the extractor dropped.
fn is_structural(block: &Block, line: &Line<'_>, may_be_headline: bool) -> bool {
    match block.shape {
        Shape::Widget | Shape::Comment | Shape::Caption => true,
        _ if !block.kept && !may_be_headline => true,
        _ => block.link_share > 0.6 && !line.is_sentence() || block.link_share > 0.9 && line.n_words() < 40,
    }
}

/// Lines above the first running text among which the headline is looked for.
const HEAD_LINES: usize = 5;

/// The article's title, and each repetition of it outside the widgets.
fn mark_headlines(blocks: &mut [Block], lines: &[Line<'_>], title: Option<&[u64]>, meta: &Metadata) {
    let first_prose =
        lines.iter().zip(&*blocks).position(|(line, block)| block.role == Role::Body && line.is_prose());
    let head = first_prose.unwrap_or(blocks.len());
    // Where none is stated: of the last few lines that may be one, the last of four words or more: a name or a place
    // below it is shorter, and a line in parts is a credit or a list.
    let head = if title.is_some() { 0 } else { head };
    let near = (0..head).rev().filter(|&idx| blocks[idx].role == Role::Body).take(HEAD_LINES);
    let printed = over_date(blocks, lines, head, meta).or_else(|| {
        let titles = near.filter(|&idx| lines[idx].is_title_like());
        titles.max_by_key(|&idx| (lines[idx].n_words().min(4), !lines[idx].is_divided(), idx))
    });
    let printed = printed.map(|idx| hashes(lines[idx].words));
    for (block, line) in blocks.iter_mut().zip(lines).filter(|(block, _)| block.role == Role::Body) {
        let n_words = line.words.len();
        let opens = |title: &[u64]| {
            n_words <= title.len() && line.words.iter().zip(title).all(|(word, hash)| word.hash == *hash)
        };
        let is_title = |title: &[u64]| opens(title) && (n_words == title.len() || n_words >= 4);
        let is_printed = |printed: &[u64]| n_words == printed.len() && opens(printed);
        if title.is_some_and(is_title) || (!line.is_prose() && printed.as_deref().is_some_and(is_printed)) {
            block.role = Role::Headline;
        }
    }
}

/// The title-like line right above the last line before `head` that is a date: what stands between a headline's date and
/// the story is a standfirst or a credit. A short line at the very top may be the outlet's name, which has the date of
/// the day under it.
fn over_date(blocks: &[Block], lines: &[Line<'_>], head: usize, meta: &Metadata) -> Option<usize> {
    let first = head.saturating_sub(HEAD_LINES);
    let date = (first..head).rev().find(|&idx| lines[idx].looks_like_date())?;
    // A line in parts between the two is a byline or a credit.
    let above = date.checked_sub(1)?;
    let above = if lines[above].is_divided() { above.checked_sub(1)? } else { above };
    let source = meta.source.as_deref().and_then(OutletKey::new).map(|source| words_of(source.name()));
    // "The Harbour Post" is "harbour-post".
    let is_name =
        |title: &Line<'_>| source.as_ref().is_some_and(|source| hashes(title.words).ends_with(source));
    let words_min = if above == 0 { TOP_TITLE_WORDS_MIN } else { TITLE_WORDS_MIN };
    let title = &lines[above];
    let is_open = blocks[above].role == Role::Body;
    (is_open && title.is_title_like() && title.n_words() >= words_min && !is_name(title)).then_some(above)
}

/// Words of the shortest headline over a date, and of the shortest one that is the first line of all.
const TITLE_WORDS_MIN: usize = 3;
const TOP_TITLE_WORDS_MIN: usize = 5;

/// Paragraphs in which the outlet addresses its readers and asks for something. Each looks at its neighbours: what
/// stands beside an appeal and speaks of "us" belongs to it.
fn mark_appeals(blocks: &mut [Block], lines: &[Line<'_>]) {
    let body: Vec<usize> = (0..blocks.len()).filter(|&idx| blocks[idx].role == Role::Body).collect();
    for &idx in &body {
        if lines[idx].is_appeal() {
            blocks[idx].role = Role::Furniture;
        }
    }
    let speaks_of_itself = |idx: usize| lines[idx].hits.we > 0 && lines[idx].hits.asks > 0;
    for (position, &idx) in body.iter().enumerate() {
        let near = [position.checked_sub(1), Some(position + 1)].into_iter().flatten();
        let beside = near.filter_map(|position| body.get(position)).any(|&other| lines[other].is_appeal());
        if beside && speaks_of_itself(idx) {
            blocks[idx].role = Role::Furniture;
        }
    }
}

/// Before the first running text stand the headline, the byline, and navigation.
fn mark_head(blocks: &mut [Block], lines: &[Line<'_>]) {
    let Some(first) =
        lines.iter().zip(&*blocks).position(|(line, block)| block.role == Role::Body && line.is_prose())
    else {
        return;
    };
    let last_heading = (0..first).rev().find(|&idx| blocks[idx].role == Role::Headline);
    for idx in 0..first {
        if blocks[idx].role != Role::Body || lines[idx].is_sentence() || lines[idx].is_credit() {
            continue;
        }
        // Below the headline a line may be the byline, a standfirst or a credit; above it, it is the page's.
        let below = last_heading.is_none_or(|heading| idx > heading);
        let tells = lines[idx].is_byline_like() || lines[idx].n_words() > 3;
        blocks[idx].role = if below && tells { Role::Byline } else { Role::Furniture };
    }
}

/// Everything after a heading that opens the tail, unless more of the story follows it than came before.
fn mark_tail(blocks: &mut [Block], lines: &[Line<'_>]) {
    let n_prose = |idx: usize, blocks: &[Block]| {
        let is_prose = blocks[idx].role == Role::Body && lines[idx].is_prose();
        if is_prose { lines[idx].n_words() } else { 0 }
    };
    let mut after: usize = (0..blocks.len()).map(|idx| n_prose(idx, blocks)).sum();
    let mut before = 0;
    for idx in 0..blocks.len() {
        let own = n_prose(idx, blocks);
        after -= own;
        if !lines[idx].opens_tail() || blocks[idx].shape == Shape::Widget {
            before += own;
            continue;
        }
        // "Read more at The Post" opens the tail and is a credit itself; a whole line of the vocabulary names nobody.
        let is_credit = !lines[idx].hits.is_opener && lines[idx].is_credit();
        let first = idx + usize::from(is_credit);
        let end = if before > 0 && before >= after { blocks.len() } else { idx + 1 };
        for block in &mut blocks[first..end] {
            block.role = Role::Furniture;
        }
        if end == blocks.len() {
            break;
        }
    }
}

/// Titles with one paragraph each at the end of a page are the leads of other stories, unless most of the page is made
/// of them: a column of news in brief is.
fn mark_teasers(blocks: &mut [Block], lines: &[Line<'_>]) {
    let open: Vec<usize> =
        (0..blocks.len()).filter(|&idx| blocks[idx].role == Role::Body && lines[idx].n_words() > 0).collect();
    let is_title =
        |idx: usize| lines[idx].is_title_like() && !lines[idx].is_sentence() && lines[idx].n_words() <= 14;
    let is_lead = |idx: usize| lines[idx].is_sentence() && lines[idx].n_words() <= TEASER_WORDS_MAX;
    let n_teasers = open.rchunks_exact(2).take_while(|pair| is_title(pair[0]) && is_lead(pair[1])).count();
    let teasers = &open[open.len() - 2 * n_teasers..];
    let n_words = |of: &[usize]| of.iter().map(|&idx| lines[idx].n_words()).sum::<usize>();
    // A story with subheadings has them further up as well; on a page with links a title is one.
    let story = &open[..open.len() - teasers.len()];
    let first_prose = story.iter().position(|&idx| lines[idx].is_prose()).unwrap_or(0);
    let has_subheads = story[first_prose..].iter().any(|&idx| is_title(idx));
    let has_links = blocks.iter().any(|block| block.link_share > 0.0);
    let is_linked = |pair: &[usize]| pair.iter().any(|&idx| blocks[idx].link_share > 0.0);
    if has_subheads || (has_links && !teasers.chunks(2).all(is_linked)) {
        return;
    }
    if n_teasers >= TEASERS_MIN && 2 * n_words(teasers) < n_words(&open) {
        for &idx in teasers {
            blocks[idx].role = Role::Furniture;
        }
    }
}

/// Titles with a lead in a row from which they are no subheadings of the story.
const TEASERS_MIN: usize = 2;
const TEASER_WORDS_MAX: usize = 45;

/// Titles in a row inside the story, below a heading such as "related articles" or beside other furniture.
fn mark_boxes(blocks: &mut [Block], lines: &[Line<'_>]) {
    // What is marked here is no prose, so that it stays where it is.
    let last_prose = (0..blocks.len()).rfind(|&idx| blocks[idx].role == Role::Body && lines[idx].is_prose());
    for idx in 1..blocks.len() {
        let line = &lines[idx];
        if blocks[idx].role != Role::Body || line.is_sentence() || line.n_words() > 25 || line.is_credit() {
            continue;
        }
        let under_box = blocks[idx - 1].role == Role::Furniture && lines[idx - 1].opens_tail();
        let lonely = lines[idx].n_words() <= 3 && last_prose.is_none_or(|last| last < idx);
        if under_box || lonely {
            blocks[idx].role = Role::Furniture;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Article;
    use crate::document::fixtures::article;

    /// Lines of `page`, each marked by what it must become: `+` body, `-` furniture, `h` headline, `b` byline, blank
    /// anything that is no body.
    fn check(page: &str) {
        let lines = page.lines().map(str::trim_start).filter(|line| !line.is_empty());
        let (marks, contents): (Vec<&str>, Vec<&str>) =
            lines.map(|line| line.split_at(1)).map(|(mark, content)| (mark, content.trim_start())).unzip();
        let Article { text, mut blocks, .. } = article("", &contents);
        let words = PageWords::of(&text, &blocks);
        classify(&text, &mut blocks, &words, &|_| false, &Metadata::default());
        for ((block, mark), content) in blocks.iter().zip(marks).zip(contents) {
            let right = match mark {
                "+" => block.role == Role::Body,
                "-" => block.role == Role::Furniture,
                "h" => block.role == Role::Headline,
                "b" => block.role == Role::Byline,
                _ => block.role != Role::Body,
            };
            assert!(right, "{mark} expected, {:?} found: {content}", block.role);
        }
    }

    #[test]
    fn clock_plea_and_tail_are_furniture() {
        check(
            "- 7.2 C
             - Ostmark
             - Friday, March 6, 2026
             - News
             h Council shelves plan for second bridge
             b By Ada Marsh
             + The town council on Thursday shelved a plan to build a second bridge over the Ister, citing a gap of four million in its accounts.
             + \"We cannot spend what we do not have,\" the mayor told your correspondent after the vote.
             - We are a small newsroom and we need your help. Please support us with a donation.
             + Work on the first bridge goes on, and the council will look at the plan again in the autumn of next year.
             - Related articles
             - Bridge toll to rise in spring
             - Drivers will pay two crowns more from April, the transport office announced after a long dispute.
             - 2 comments
             - Anna March 7, 2026 at 9:12 am
             - They never learn, and we all know who pays for it in the end, don't we.
             - Leave a Comment",
        );
    }

    #[test]
    fn a_story_about_donations_is_a_story() {
        check(
            "h Food bank asks for donations
             + The Ister food bank asked residents on Monday for donations, saying its subscribers and members could not meet the need.
             + \"We need your help and your support,\" its director said. \"Please donate what you can to our members.\"
             + It plans a newsletter and a membership drive for readers of all ages next month, she added.",
        );
    }

    #[test]
    fn widgets_run_together_are_furniture() {
        check(
            "h Ferry resumes
             - FacebookTwitterWhatsAppTelegram
             - 12,301FansLike
             - Image by harbour office
             + The ferry between the two banks resumed service on Sunday after repairs that took eleven weeks and cost twice the estimate.
             - x
             - 0",
        );
    }

    #[test]
    fn a_box_inside_the_story_does_not_end_it() {
        check(
            "h Mill reopens
             + The old mill reopened on Saturday as a museum, nine years after the flood that had closed it to the public.
             - Related articles
             - Flood of the century
             + Visitors can see the wheel, the stones and a room of photographs that the miller's family lent to the town.
             + The museum expects thirty thousand guests a year and has hired a baker who uses the flour that the stones grind.
             + Admission is free on the first Sunday of each month, and schools may book guided tours from the week after Easter.",
        );
    }

    #[test]
    fn a_label_over_an_advertisement_does_not_end_the_story() {
        check(
            "h Tram drives off
             + The tram left the depot on Monday without its driver and went round the station square for forty minutes, to everybody's delight.
             + Nobody was hurt, and the three passengers said afterwards that they had taken it for an improvement of the timetable.
             - Advertisement
             + A conductor on a bicycle caught up with it at last, and the depot has reprimanded two fitters over a brick on a pedal.",
        );
    }

    #[test]
    fn short_headlines_of_scripts_without_spaces_are_headlines() {
        let story = "市政府星期一宣布，位于老城中心的百年钟楼将从下月起封闭维修，预计工期为两年，期间周围街道也将限制车辆通行，居民可从东门出入。";
        check(&format!("h 钟楼将封闭维修\n+ {story}"));
        check(&format!("h 灯台廃止へ\n+ {story}"));
        check(&format!("- 首页\n- 新闻\nh 钟楼将封闭维修\n- 南汀\n+ {story}\n- 3"));
    }

    #[test]
    fn a_sentence_about_a_picture_is_no_caption() {
        check(
            "h Ferry resumes
             + The ferry between the two banks resumed service on Sunday after repairs that took eleven weeks and cost twice the estimate.
             + The photo of its captain went round the town.
             - Courtesy photo of the captain
             - Photo: the captain on Sunday
             + A second boat will follow in the summer, the harbour office said, if the council can find the money for a pilot.",
        );
    }

    #[test]
    fn titles_with_a_lead_below_the_story_are_other_stories() {
        check(
            "h Tram drives off
             + The tram left the depot on Monday without its driver and went round the station square for forty minutes, to everybody's delight.
             + Nobody was hurt, and the three passengers said afterwards that they had taken it for an improvement of the timetable.
             + A conductor on a bicycle caught up with it at last, and the depot has reprimanded two fitters over a brick on a pedal.
             - Goat comes down from the roof
             - A goat that had lived on a showroom's roof since October was brought down on Sunday with a bucket of biscuits.
             - Syrup on the road
             - Nobody had ordered syrup with the road, but by eight o'clock on Monday the road was covered in it.",
        );
        check(
            "h News in brief of the week
             + The council met on Monday evening in the old school and shelved the plan for a second bridge.
             + Goat comes down from the roof
             + A goat that had lived on a showroom's roof since October was brought down on Sunday with a bucket of biscuits.
             + Syrup on the road
             + Nobody had ordered syrup with the road, but by eight o'clock on Monday the road was covered in it.",
        );
    }

    #[test]
    fn the_line_over_a_date_is_the_headline() {
        check(
            "- Home | Region | Culture
             h The boat that sails backwards
             x 19 March 2026
             x Put into English for us by Ana Quill, from the Jornal do Cabo
             + On the lagoon there is a boat that sails only backwards, which a fisherman built in the year that his wife left him.",
        );
        check(
            "- THE HARBOUR POST
             - Friday, 19 March 2026
             h The boat that sails backwards
             + On the lagoon there is a boat that sails only backwards, which a fisherman built in the year that his wife left him.",
        );
    }
}
