//! The words that stand beside a printed date.

use crate::date::printed::{is_weekday, zone_hours};

/// Words that say that an article was published, and little words around dates.
#[rustfmt::skip]
const BESIDE_DATES: &[&str] = &[
    "published", "publish", "posted", "date", "dated", "issued", "first", "originally", "updated",
    "update", "modified", "last", "edited", "on", "at", "the", "of", "am", "pm", "a", "m", "p", "et", "pt",
    "ct", "ist", "cst", "hrs", "local", "time", "gmt", "utc", "in", "news", "veröffentlicht", "erschienen",
    "aktualisiert", "stand", "um", "uhr", "vom", "den", "publié", "mis", "à", "jour", "le", "modifié",
    "mise", "h", "publicado", "actualizado", "el", "las", "hora", "de", "del", "atualizado", "em", "às",
    "pubblicato", "aggiornato", "il", "alle", "ore", "опубликовано", "обновлено", "дата", "публикации",
    "в", "г", "года", "мск", "opublikowano", "aktualizacja", "godz", "yayınlanma", "güncelleme", "tarihi",
    "saat", "gepubliceerd", "bijgewerkt", "om", "th", "st", "nd", "rd", "نشر", "نُشر", "بتاريخ", "تاريخ",
    "发布时间",
];

/// Whether `word` (lower case) may stand beside a printed date.
pub(super) fn stands_beside_date(word: &str) -> bool {
    const CJK: &[&str] = &[
        "年", "月", "日", "时", "時", "分", "秒", "发布", "發布", "公開", "更新", "配信", "掲載", "来源",
        "년", "일",
    ];
    BESIDE_DATES.contains(&word)
        || is_weekday(word)
        || zone_hours(word).is_some()
        || CJK.iter().any(|mark| word.starts_with(mark))
}

/// Whether `word` says that the date is that of a later change.
pub(super) fn marks_update(word: &str) -> bool {
    const UPDATES: &[&str] = &[
        "updated",
        "update",
        "modified",
        "edited",
        "aktualisiert",
        "mis",
        "mise",
        "modifié",
        "actualizado",
        "atualizado",
        "aggiornato",
        "обновлено",
        "aktualizacja",
        "güncelleme",
        "bijgewerkt",
        "更新",
    ];
    UPDATES.contains(&word) || word.starts_with("更新")
}

/// Whether `word` says that the date is that of the first publication.
pub(super) fn marks_publication(word: &str) -> bool {
    const MARKS: &[&str] = &[
        "published",
        "posted",
        "issued",
        "veröffentlicht",
        "erschienen",
        "publié",
        "publicado",
        "pubblicato",
        "опубликовано",
        "opublikowano",
        "yayınlanma",
        "gepubliceerd",
        "نشر",
        "نُشر",
        "发布时间",
        "发布",
    ];
    MARKS.contains(&word)
}

/// Whether `word` opens a byline.
pub(super) fn opens_byline(word: &str) -> bool {
    matches!(
        word,
        "by" | "von" | "por" | "par" | "di" | "автор" | "door" | "autor" | "text" | "记者" | "作者" | "文"
    )
}

/// Whether `word` shows that the date is not that of the article.
pub(super) fn speaks_of_other_date(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "since",
        "until",
        "till",
        "from",
        "through",
        "before",
        "after",
        "join",
        "register",
        "event",
        "events",
        "upcoming",
        "deadline",
        "expires",
        "copyright",
        "rights",
        "reserved",
        "born",
        "died",
        "seit",
        "bis",
        "ab",
        "depuis",
        "jusqu",
        "desde",
        "hasta",
        "dal",
        "fino",
        "начиная",
        "с",
        "до",
        "截止",
        "版权",
    ];
    OTHERS.contains(&word)
}
