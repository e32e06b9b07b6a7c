//! Names of months, weekdays and time zones.

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
pub(crate) fn month(name: &str) -> Option<i8> {
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
pub(crate) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word) || CJK_WEEKDAYS.iter().any(|mark| word.contains(mark))
}

/// Hours east of Greenwich of a zone's abbreviation. Abbreviations that several zones share (`CST`, `IST`) have none.
pub(crate) fn zone_hours(name: &str) -> Option<i8> {
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
