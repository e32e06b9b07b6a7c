//! Names of months, weekdays and time zones, and the words that stand beside a printed date.

/// Month names and abbreviations in lower case. A name that means different months in two languages is given the
/// month of the larger press (`listopada` is Polish here, not Croatian).
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &[
        "january", "jan", "januar", "jänner", "jän", "janvier", "janv", "enero", "ene", "janeiro",
        "gennaio", "gen", "января", "январь", "янв", "січня", "stycznia", "styczeń", "ocak", "januari",
        "ledna", "ianuarie", "يناير", "كانون الثاني", "جانفي",
    ],
    &[
        "february", "feb", "februar", "feber", "février", "févr", "fév", "febrero", "fevereiro", "fev",
        "febbraio", "февраля", "февраль", "февр", "фев", "лютого", "lutego", "luty", "şubat", "februari",
        "února", "februarie", "فبراير", "شباط", "فيفري",
    ],
    &[
        "march", "mar", "märz", "mär", "mrz", "mars", "marzo", "março", "марта", "март", "мар", "березня",
        "marca", "marzec", "mart", "maart", "maret", "března", "martie", "مارس", "آذار", "اذار",
    ],
    &[
        "april", "apr", "avril", "avr", "abril", "abr", "aprile", "апреля", "апрель", "апр", "квітня",
        "kwietnia", "kwiecień", "nisan", "dubna", "aprilie", "أبريل", "ابريل", "إبريل", "نيسان", "أفريل",
    ],
    &[
        "may", "mai", "mayo", "maio", "maggio", "mag", "мая", "май", "травня", "maja", "maj", "mayıs",
        "mei", "května", "مايو", "أيار", "ايار", "ماي",
    ],
    &[
        "june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu", "июня", "июнь", "июн", "червня",
        "czerwca", "czerwiec", "haziran", "června", "iunie", "يونيو", "حزيران", "جوان",
    ],
    &[
        "july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "июля", "июль", "июл",
        "липня", "lipca", "lipiec", "temmuz", "července", "iulie", "يوليو", "تموز", "جويلية",
    ],
    &[
        "august", "aug", "août", "aout", "agosto", "ago", "августа", "август", "авг", "серпня", "sierpnia",
        "sierpień", "ağustos", "augustus", "agustus", "augusti", "srpna", "أغسطس", "اغسطس", "آب", "أوت",
    ],
    &[
        "september", "sep", "sept", "septembre", "septiembre", "setembro", "set", "settembre", "сентября",
        "сентябрь", "сент", "сен", "вересня", "września", "wrzesień", "eylül", "září", "septembrie",
        "سبتمبر", "أيلول", "ايلول",
    ],
    &[
        "october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott",
        "октября", "октябрь", "окт", "жовтня", "października", "październik", "ekim", "října", "octombrie",
        "أكتوبر", "اكتوبر", "تشرين الأول", "تشرين الاول",
    ],
    &[
        "november", "nov", "novembre", "noviembre", "novembro", "ноября", "ноябрь", "нояб", "ноя",
        "листопада", "listopada", "listopad", "kasım", "noiembrie", "نوفمبر", "تشرين الثاني",
    ],
    &[
        "december", "dec", "dezember", "dez", "décembre", "déc", "diciembre", "dic", "dezembro",
        "dicembre", "декабря", "декабрь", "дек", "грудня", "grudnia", "grudzień", "aralık", "desember",
        "prosince", "decembrie", "ديسمبر", "كانون الأول", "كانون الاول",
    ],
];

/// The number of the month that `name` (lower case) stands for.
pub(super) fn month(name: &str) -> Option<i8> {
    (1..).zip(MONTHS).find(|(_, names)| names.contains(&name)).map(|(month, _)| month)
}

#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues",
    "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonnabend", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
    "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "segunda", "terça",
    "quarta", "quinta", "sexta", "feira", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье", "pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar",
    "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota",
];

const CJK_WEEKDAYS: &[&str] = &["星期", "曜日", "周", "요일"];

/// Whether `word` (lower case) names a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word) || CJK_WEEKDAYS.iter().any(|mark| word.contains(mark))
}

/// Hours east of Greenwich of a zone's abbreviation. Abbreviations that several zones share (`CST`, `IST`) have none.
pub(super) fn zone_hours(name: &str) -> Option<i8> {
    Some(match name {
        "gmt" | "utc" | "z" | "wet" => 0,
        "bst" | "cet" | "mez" | "wat" => 1,
        "cest" | "mesz" | "eet" | "sast" | "cat" => 2,
        "eest" | "msk" | "мск" | "trt" | "eat" => 3,
        "pkt" => 5,
        "hkt" | "sgt" | "awst" => 8,
        "jst" | "kst" => 9,
        "aest" => 10,
        "edt" => -4,
        "est" | "cdt" => -5,
        "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    })
}

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
