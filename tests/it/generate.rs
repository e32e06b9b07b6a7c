//! News-like texts, made up and the same on every machine: what recall is measured on and what the benches time.
//!
//! Words are invented from syllables and drawn by rank, each octave of ranks equally often (Zipf's law); stories have
//! sentences, paragraphs, names, numbers, quotations, words of their own topic and stock phrases that all stories share.
//! Outlets print a story as a plain page or as HTML between their own furniture. Integer arithmetic throughout.

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        wireprint::hash::mix(self.0)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// Words of the invented language, as a power of two.
const VOCABULARY_OCTAVES: usize = 15;

/// The word of a rank, 1 the commonest; ranks have words of their own.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 32] = [
        "ta", "re", "no", "li", "sa", "mo", "ke", "du", "vi", "ra", "te", "lo", "ni", "pa", "so", "me",
        "bri", "cal", "den", "fer", "gos", "hal", "jun", "kor", "lem", "mar", "nes", "por", "ral", "ster",
        "tun", "ver",
    ];
    let mut rest = rank;
    let mut word = String::new();
    while word.is_empty() || rest > 0 {
        word.push_str(SYLLABLES[rest % 32]);
        rest /= 32;
    }
    word
}

fn any_word(random: &mut Random) -> String {
    let octave = random.below(VOCABULARY_OCTAVES);
    word((1 << octave) + random.below(1 << octave))
}

fn rare_word(random: &mut Random) -> String {
    word((1 << 10) + random.below(31 << 10))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Words of paragraphs, punctuation attached.
#[derive(Clone)]
pub(crate) struct Story {
    pub(crate) title: String,
    paragraphs: Vec<Vec<String>>,
}

impl Story {
    /// A story of about `n_words` words.
    pub(crate) fn new(random: &mut Random, n_words: usize) -> Self {
        let names: Vec<String> = (0..4)
            .map(|_| format!("{} {}", capitalised(&rare_word(random)), capitalised(&rare_word(random))))
            .collect();
        let topic: Vec<String> = (0..30).map(|_| rare_word(random)).collect();
        let title: Vec<String> = (0..7).map(|_| any_word(random)).collect();
        let mut paragraphs = Vec::new();
        let mut n_written = 0;
        while n_written < n_words {
            let mut paragraph = Vec::new();
            for _ in 0..1 + random.below(3) {
                push_sentence(random, &names, &topic, &mut paragraph);
            }
            paragraph.truncate(n_words - n_written);
            n_written += paragraph.len();
            paragraphs.push(paragraph);
        }
        Self { title: capitalised(&title.join(" ")), paragraphs }
    }

    /// The story with `percent` of its words substituted, deleted or followed by a new one, as often each.
    pub(crate) fn edited(&self, random: &mut Random, percent: usize) -> Self {
        let mut edited = self.clone();
        edited.paragraphs =
            self.paragraphs.iter().map(|words| edited_words(words, random, percent)).collect();
        edited
    }

    /// The first `n_words` words.
    pub(crate) fn truncated(&self, n_words: usize) -> Self {
        let mut rest = n_words;
        let mut cut = self.clone();
        for paragraph in &mut cut.paragraphs {
            paragraph.truncate(rest);
            rest -= paragraph.len();
        }
        cut.paragraphs.retain(|paragraph| !paragraph.is_empty());
        cut
    }

    /// Puts `n_words` consecutive words of `other`, `percent` of them edited, between two paragraphs.
    pub(crate) fn take_passage(&mut self, random: &mut Random, other: &Self, n_words: usize, percent: usize) {
        let words = other.paragraphs.concat();
        let start = random.below(words.len() - n_words + 1);
        let passage = edited_words(&words[start..start + n_words], random, percent);
        self.paragraphs.insert(random.below(self.paragraphs.len() + 1), passage);
    }

    /// The text with an empty line between paragraphs.
    pub(crate) fn text(&self) -> String {
        self.paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n")
    }
}

fn push_sentence(random: &mut Random, names: &[String], topic: &[String], paragraph: &mut Vec<String>) {
    let is_quoted = random.percent(12);
    let start = paragraph.len();
    let n_words = 8 + random.below(22);
    while paragraph.len() < start + n_words {
        match random.below(100) {
            0..6 => paragraph.extend(names[random.below(names.len())].split(' ').map(str::to_owned)),
            6..9 => paragraph.push(random.below(3000).to_string()),
            9..11 => paragraph.extend(stock_phrase(random.below(200))),
            11..30 => paragraph.push(topic[random.below(topic.len())].clone()),
            30..35 => paragraph.push(any_word(random) + ","),
            _ => paragraph.push(any_word(random)),
        }
    }
    paragraph[start] = capitalised(&paragraph[start]);
    let last = paragraph.len() - 1;
    if is_quoted {
        paragraph[start].insert(0, '\u{201c}');
        paragraph[last].push_str(",\u{201d}");
        paragraph.push("said".to_owned());
        paragraph.push(format!("{}.", names[0].split(' ').next_back().unwrap_or_default()));
    } else {
        paragraph[last].push('.');
    }
}

/// Three to five words that any story may use.
fn stock_phrase(idx: usize) -> Vec<String> {
    let mut random = Random::new(0x5706 + idx as u64);
    (0..3 + random.below(3)).map(|_| any_word(&mut random)).collect()
}

fn edited_words(words: &[String], random: &mut Random, percent: usize) -> Vec<String> {
    let mut edited = Vec::with_capacity(words.len());
    for word in words {
        if !random.percent(percent) {
            edited.push(word.clone());
            continue;
        }
        match random.below(3) {
            0 => edited.push(any_word(random)),
            1 => {}
            _ => edited.extend([word.clone(), any_word(random)]),
        }
    }
    edited
}

/// A newspaper: its name, and the furniture that it prints round every story.
pub(crate) struct Outlet {
    pub(crate) name: String,
    sections: Vec<String>,
    plea: String,
}

impl Outlet {
    pub(crate) fn new(random: &mut Random) -> Self {
        let name =
            format!("{} {}", capitalised(&rare_word(random)), ["Post", "Herald", "Times"][random.below(3)]);
        let sections = (0..6).map(|_| capitalised(&rare_word(random))).collect();
        let plea: Vec<String> = (0..25).map(|_| any_word(random)).collect();
        Self { name, sections, plea: capitalised(&plea.join(" ")) + "." }
    }

    fn head(&self, story: &Story) -> String {
        format!("{}\n\n{}\n\nShare this article\n\n", self.sections.join(" | "), story.title)
    }

    fn tail(&self) -> [String; 4] {
        [
            self.plea.clone(),
            "Sign up for our newsletter".to_owned(),
            format!("\u{a9} 2025 {}. All rights reserved.", self.name),
            "Privacy policy | Terms of use | Contact us".to_owned(),
        ]
    }

    /// The story as a plain page.
    pub(crate) fn plain(&self, story: &Story) -> String {
        format!("{}{}\n\n{}\n", self.head(story), story.text(), self.tail().join("\n\n"))
    }

    /// The story as an HTML page.
    pub(crate) fn html(&self, story: &Story) -> String {
        let elements = |name: &str, texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| format!("<{name}>{text}</{name}>\n")).collect::<String>()
        };
        let title = &story.title;
        format!(
            "<!DOCTYPE html>\n<html><head><title>{title} - {}</title></head>\n<body><nav><ul>{}</ul></nav>\n\
             <article><h1>{title}</h1>\n{}</article>\n<footer>{}</footer></body></html>\n",
            self.name,
            elements("li", &mut self.sections.iter().map(|section| format!("<a href=\"/\">{section}</a>"))),
            elements("p", &mut story.paragraphs.iter().map(|words| words.join(" "))),
            elements("p", &mut self.tail().into_iter()),
        )
    }
}

/// One document of a collection.
pub(crate) struct Page {
    pub(crate) id: String,
    source: String,
    field: &'static str,
    body: String,
}

impl Page {
    /// A story as its outlet prints it: every third page is HTML.
    pub(crate) fn new(idx: usize, outlet: &Outlet, story: &Story) -> Self {
        let (field, body) =
            if idx.is_multiple_of(3) { ("html", outlet.html(story)) } else { ("text", outlet.plain(story)) };
        Self { id: format!("doc{idx:06}"), source: outlet.name.clone(), field, body }
    }
}

/// The pages as JSON Lines.
pub(crate) fn json_lines(pages: &[Page]) -> String {
    let record =
        |page: &Page| serde_json::json!({"id": page.id, "source": page.source, page.field: page.body});
    pages.iter().map(|page| record(page).to_string() + "\n").collect()
}
