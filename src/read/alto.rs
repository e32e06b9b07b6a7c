//! ALTO (Library of Congress, versions 2 to 4) and hOCR: what was recognised on scanned pages, as plain text.
//!
//! A line of the page is a line, a block or paragraph is a paragraph. Words that ALTO marks as parted at a line's end are
//! joined again on the line where they begin. Places, fonts and confidences are left out.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::xml::{Child, Element};

/// The text of an `alto` file; `None` if there is none on its pages.
pub(super) fn text_of_alto(alto: Element<'_, '_>) -> Option<String> {
    let mut text = String::new();
    for block in alto.descendants("TextBlock") {
        let mut joins_next = false;
        for line in block.all("TextLine") {
            push_line(line, &mut joins_next, &mut text);
        }
        text.truncate(text.trim_end().len());
        text.push_str("\n\n");
    }
    text.truncate(text.trim_end().len());
    (!text.is_empty()).then_some(text + "\n")
}

/// Adds the words of a line. `joins_next` says that the line before ended in the first part of a word that is not written
/// out, whose rest is taken up there.
fn push_line(line: Element<'_, '_>, joins_next: &mut bool, text: &mut String) {
    let mut is_first = true;
    let mut ends_in_hyphen = false;
    for child in line.children() {
        let Child::Element(element) = child else { continue };
        ends_in_hyphen |= element.name() == "HYP";
        if element.name() != "String" {
            continue;
        }
        let whole = element.attribute("SUBS_CONTENT");
        let content = match (element.attribute("SUBS_TYPE").as_deref(), whole) {
            (Some("HypPart2"), Some(_)) => continue,
            (Some("HypPart1"), Some(whole)) => {
                push_word(&whole, &mut is_first, std::mem::take(joins_next), text);
                // What follows is the sign that the word was parted by.
                return text.push('\n');
            }
            _ => element.attribute("CONTENT"),
        };
        if let Some(content) = content {
            push_word(&content, &mut is_first, std::mem::take(joins_next), text);
        }
    }
    if ends_in_hyphen {
        *joins_next = true;
    } else if !is_first {
        text.push('\n');
    }
}

fn push_word(word: &str, is_first: &mut bool, joins: bool, text: &mut String) {
    if !*is_first && !joins {
        text.push(' ');
    }
    *is_first = false;
    text.push_str(word);
}

/// The text of an hOCR page; `None` for HTML that has no element of the class `ocr_page`, or no text in one.
pub(super) fn text_of_hocr(html: &str) -> Option<String> {
    memchr::memmem::find(html.as_bytes(), b"ocr_page")?;
    let tokenizer = Tokenizer::new(Hocr::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // A sink that asks for nothing is never handed back to.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let page = tokenizer.sink.page.into_inner();
    let text = page.text.trim();
    (page.is_found && !text.is_empty()).then(|| format!("{text}\n"))
}

/// What is taken from the tokens of a page. No tree is needed: classes tell where lines and paragraphs begin.
#[derive(Default)]
struct Hocr {
    page: RefCell<Page>,
}

#[derive(Default)]
struct Page {
    is_found: bool,
    text: String,
    /// Line ends to be written before the next word.
    n_line_ends: usize,
    has_space: bool,
}

impl TokenSink for Hocr {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut page = self.page.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => page.begin(&tag),
            Token::CharacterTokens(text) if page.is_found => page.push(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn begin(&mut self, tag: &Tag) {
        let class = tag.attrs.iter().find(|attribute| &*attribute.name.local == "class");
        for class in class.into_iter().flat_map(|class| class.value.split_ascii_whitespace()) {
            let n_line_ends = match class {
                "ocr_page" => {
                    self.is_found = true;
                    2
                }
                "ocr_carea" | "ocr_par" | "ocrx_block" => 2,
                "ocr_line" | "ocrx_line" | "ocr_header" | "ocr_caption" | "ocr_textfloat" => 1,
                _ => 0,
            };
            self.n_line_ends = self.n_line_ends.max(n_line_ends);
        }
    }

    fn push(&mut self, text: &str) {
        self.has_space |= text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            if self.n_line_ends > 0 {
                self.text.extend(std::iter::repeat_n('\n', std::mem::take(&mut self.n_line_ends)));
            } else if self.has_space {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.has_space = true;
        }
        self.has_space = text.ends_with(char::is_whitespace) || (self.has_space && text.trim().is_empty());
    }
}
