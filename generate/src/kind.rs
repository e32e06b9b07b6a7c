//! The kinds of relation that are planted.

/// How two documents of a family relate.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// The same text: on another outlet's page, or the same page twice.
    Exact,
    /// The same text under another outlet's furniture, half of them with a credit.
    Reprint,
    /// 1 % of the words edited.
    Edits01,
    /// A reprint with 5 % of the words edited, sometimes without a paragraph.
    ReprintEdits,
    /// 5 % of the words edited.
    Edits05,
    /// 10 % of the words edited.
    Edits10,
    /// 2 % of the characters misrecognised.
    Ocr02,
    /// 20 % of the words edited.
    Edits20,
    /// The first 30 to 70 % of the text.
    Truncation,
    /// 30 % of the words edited.
    Edits30,
    /// A later version by the same outlet.
    Revision,
    /// 150 words of agency copy in three or more different articles.
    WirePassage150,
    /// 60 words of agency copy in two different articles.
    WirePassage60,
    /// The same frame with other facts; no copy.
    Template,
    /// Different stories about the same people and figures; no copy.
    SameTopic,
    /// Different stories of one outlet with the same furniture and house paragraph; no copy.
    SameHouse,
}

use Kind::*;

impl Kind {
    /// All kinds, the stronger of two changes of one text before the weaker.
    pub const ALL: [Self; 16] = [
        Exact,
        Reprint,
        Edits01,
        ReprintEdits,
        Edits05,
        Edits10,
        Ocr02,
        Edits20,
        Truncation,
        Edits30,
        Revision,
        WirePassage150,
        WirePassage60,
        Template,
        SameTopic,
        SameHouse,
    ];

    /// Its name in `planted.tsv` and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Exact => "exact",
            Reprint => "reprint",
            Edits01 => "edits_01",
            ReprintEdits => "reprint_edits",
            Edits05 => "edits_05",
            Edits10 => "edits_10",
            Ocr02 => "ocr_02",
            Edits20 => "edits_20",
            Truncation => "truncation",
            Edits30 => "edits_30",
            Revision => "revision",
            WirePassage150 => "wire_passage_150",
            WirePassage60 => "wire_passage_60",
            Template => "template",
            SameTopic => "same_topic",
            SameHouse => "same_house",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether documents so related share text because one is copied.
    #[must_use]
    pub fn is_copy(self) -> bool {
        !matches!(self, Template | SameTopic | SameHouse)
    }

    /// Whether the copy is one of a whole text, so that families of different kinds can have one text.
    pub(crate) fn is_of_whole(self) -> bool {
        self < Revision
    }

    /// Whether copies of copies would differ too much to say how they are related; a family has one such copy.
    pub(crate) fn is_heavy(self) -> bool {
        matches!(self, Ocr02 | Edits20 | Truncation | Edits30)
    }
}
