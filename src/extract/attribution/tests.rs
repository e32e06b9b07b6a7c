//! Credits in whole articles: position, form and name together.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::document::Role;

mod articles;

pub(super) static AGENCIES: LazyLock<Agencies> = LazyLock::new(Agencies::builtin);

fn find(text: &str, blocks: &[Block], meta: &Metadata) -> Vec<Attribution> {
    let page = ScannedPage::of(text, blocks, &PageWords::of(text, blocks), &AGENCIES);
    let mut blocks = blocks.to_vec();
    page.mark_captions(&mut blocks);
    page.find(&blocks, meta)
}

/// What `look` finds in one line and the lexicon's hits in it.
pub(super) fn on_line<T>(text: &str, look: impl FnOnce(&Line<'_>, &Folded<'_>) -> T) -> T {
    let folded = Folded::new(text, 0..text.len());
    let mut hits = Hits::default();
    AGENCIES.lexicon.scan(folded.text(), &mut hits);
    look(&Line { text: folded.text(), hits: &hits, words: &AGENCIES.lexicon.words }, &folded)
}

/// One block a line; `~` in front makes it furniture, `#` a headline, `%` a caption, `>` a comment.
fn blocks_of(text: &str) -> Vec<Block> {
    let mut start = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        let (shape, role) = match line.chars().next() {
            Some('~') => (Shape::Paragraph, Role::Furniture),
            Some('#') => (Shape::Heading, Role::Headline),
            Some('%') => (Shape::Caption, Role::Furniture),
            Some('>') => (Shape::Comment, Role::Furniture),
            _ => (Shape::Paragraph, Role::Body),
        };
        let marked = usize::from(line.starts_with(['~', '#', '%', '>']));
        if !line.trim().is_empty() {
            let span = Span::new(start + marked, start + line.len());
            blocks.push(Block { span, shape, link_share: 0.0, kept: true, role });
        }
        start += line.len() + 1;
    }
    blocks
}

fn credits_of(text: &str) -> Vec<Attribution> {
    find(text, &blocks_of(text), &Metadata::default())
}

const PROSE: &str = "The harbour board met on Monday evening and voted to keep the old keeper's house as a shelter for walkers.";

/// Expected: the phrases of one kind; `§` stands for a paragraph of running text.
fn check(kind: AttributionKind, article: &str, expected: &[&str]) {
    let text = article.replace('§', PROSE);
    let credits = credits_of(&text);
    let found: Vec<&str> = credits.iter().filter(|c| c.kind == kind).map(|c| c.phrase.as_str()).collect();
    assert_eq!(found, expected, "{article}");
}

/// A line at the tail of an article.
fn check_tail(kind: AttributionKind, line: &str, expected: &[&str]) {
    check(kind, &format!("#T\n§\n§\n§\n{line}"), expected);
}

/// A sentence within a paragraph in the middle of an article.
fn check_text(sentence: &str, expected: &[&str]) {
    check(AttributionKind::InText, &format!("#T\n§\n§\n§ {sentence} §\n§\n§"), expected);
}

#[test]
fn reprint_credits_are_sentences_of_their_own() {
    let check = |line: &str, expected: &[&str]| check_tail(AttributionKind::ReprintCredit, line, expected);
    check("Originally published in the Vale Post", &["Originally published in the Vale Post"]);
    check(
        "Republished with permission from The Vale Post.",
        &["Republished with permission from The Vale Post"],
    );
    check(
        "Reproduced with kind permission of the Vale Post",
        &["Reproduced with kind permission of the Vale Post"],
    );
    check("Courtesy of Mish.", &["Courtesy of Mish"]);
    check("Cross-posted\u{a0}from  Naked Truth", &["Cross-posted\u{a0}from  Naked Truth"]);
    check("Via ZeroHedge", &["Via ZeroHedge"]);
    check("Produced in association with the Tidal Trust", &["Produced in association with the Tidal Trust"]);
    check("Zuerst erschienen bei Wattpost", &["Zuerst erschienen bei Wattpost"]);
    check("Dieser Text ist in der Wattpost erschienen.", &["Dieser Text ist in der Wattpost erschienen"]);
    check("Mit freundlicher Genehmigung der Wattpost", &["Mit freundlicher Genehmigung der Wattpost"]);
    check("Publicado originalmente en El Timón", &["Publicado originalmente en El Timón"]);
    check("Publié initialement sur Le Phare", &["Publié initialement sur Le Phare"]);
    check("Pubblicato originariamente su Il Molo", &["Pubblicato originariamente su Il Molo"]);
    check("Publicado originalmente no Jornal do Cais", &["Publicado originalmente no Jornal do Cais"]);
    check("Перепечатано из «Полярного вестника»", &["Перепечатано из «Полярного вестника»"]);
    check("本文转载自海边网", &["本文转载自海边网"]);
    check("نقلا عن صحيفة المرفأ", &["نقلا عن صحيفة المرفأ"]);
    check("Overgenomen uit De Havenkrant", &["Overgenomen uit De Havenkrant"]);
    check("The novel was first published in London.", &[]);
    check("His first story was originally published in The Vale Post in 1925.", &[]);
    check("via email and post", &[]);
    check("No part may be reproduced without permission.", &[]);
    check(">Originally published in the Vale Post", &[]);
    check("%Courtesy of Mish", &[]);
}

#[test]
fn furniture_below_the_story_may_hold_a_credit_line() {
    let check = |line: &str, expected: &[&str]| check_tail(AttributionKind::ReprintCredit, line, expected);
    check(
        "~This article originally appeared in The Vale Post.",
        &["This article originally appeared in The Vale Post"],
    );
    check("~Old keeper's house saved, republished from The Vale Post", &[]);
    check_tail(AttributionKind::InText, "~Reuters reports storm", &[]);
    check_tail(AttributionKind::ExcerptFrame, "~Read more at The Vale Post", &[]);
    check_tail(AttributionKind::Tagline, "~© 2024 Vale Post Ltd. All rights reserved.", &[]);
}

#[test]
fn translation_credits_name_the_translator() {
    let check =
        |line: &str, expected: &[&str]| check_tail(AttributionKind::TranslationCredit, line, expected);
    check("Translated from the Spanish by Jane Doe", &["Translated from the Spanish by Jane Doe"]);
    check(
        "It has been translated from Ukrainian by Jane Doe.",
        &["It has been translated from Ukrainian by Jane Doe"],
    );
    check("Translation: Jane Doe", &["Translation: Jane Doe"]);
    check("Aus dem Englischen von Imke Hansen", &["Aus dem Englischen von Imke Hansen"]);
    check("Traducido por Lucía Varela", &["Traducido por Lucía Varela"]);
    check("Traduit de l’anglais par Anne Morel", &["Traduit de l’anglais par Anne Morel"]);
    check("Traduzione di Marta Sala", &["Traduzione di Marta Sala"]);
    check("Перевод: Анна Лебедева", &["Перевод: Анна Лебедева"]);
    check("编译：林小舟", &["编译：林小舟"]);
    check("ترجمة: سامي حداد", &["ترجمة: سامي حداد"]);
    check("Çeviri: Elif Kaya", &["Çeviri: Elif Kaya"]);
    check("Vertaald door Anna de Wit", &["Vertaald door Anna de Wit"]);
    check("Translated and republished by Vale Post", &["Translated and republished by Vale Post"]);
    check("Traduit et republié par Le Phare", &["Traduit et republié par Le Phare"]);
    check("Republished by Vale Post", &[]);
    check("The speech was translated and published by hand.", &[]);
    check("The speech was translated from the Spanish for the visitors.", &[]);
    check("Translated into money, that is little.", &[]);
}

#[test]
fn taglines_close_the_story() {
    let check = |line: &str, expected: &[&str]| check_tail(AttributionKind::Tagline, line, expected);
    check(
        "(Reporting by Jane Doe in Hull; Editing by Tom Roe)",
        &["(Reporting by Jane Doe in Hull; Editing by Tom Roe)"],
    );
    check("With files from The Canadian Press", &["With files from The Canadian Press"]);
    check(
        "Copyright 2024 The Associated Press. All rights reserved.",
        &["Copyright 2024 The Associated Press. All rights reserved."],
    );
    check("© Agence France-Presse", &["© Agence France-Presse"]);
    check("Mit Material der dpa", &["Mit Material der dpa"]);
    check("avec AFP", &["avec AFP"]);
    check("Con información de EFE", &["Con información de EFE"]);
    check("Fonte: ANSA", &["Fonte: ANSA"]);
    check("Источник: ТАСС", &["Источник: ТАСС"]);
    check("（据新华社）", &["（据新华社）"]);
    check("المصدر: رويترز", &["المصدر: رويترز"]);
    check("Kaynak: Anadolu Ajansı", &["Kaynak: Anadolu Ajansı"]);
    check("Źródło: PAP", &["Źródło: PAP"]);
    check("Bron: ANP", &["Bron: ANP"]);
    check("(c) 2024, The Washington Post", &["(c) 2024, The Washington Post"]);
    check("Jane Doe reported from Hull.", &["Jane Doe reported from Hull"]);
    check("The committee reported from time to time.", &[]);
    check("Photo: Jane Doe/Reuters", &[]);
    check("Foto: dpa", &[]);
    check("Copyright 2024 Vale Post. All rights reserved.", &[]);
    check("%© Reuters", &[]);
    check(">Source: Reuters", &[]);
    check("With the AP exam behind her she slept.", &[]);
}

#[test]
fn running_text_credits_by_verb_and_name() {
    check_text("The roof fell, Interfax reported, citing a clerk.", &["Interfax reported"]);
    check_text(
        "It fell, reported Russian state news agency TASS.",
        &["reported Russian state news agency TASS"],
    );
    check_text("A clerk told Ekho Moskvy radio that it fell.", &["told Ekho Moskvy radio"]);
    check_text("According to the Vale Post, it fell.", &["According to the Vale Post"]);
    check_text("It fell, a news report said Tuesday.", &["a news report said"]);
    check_text("It fell, Russian media reported.", &["Russian media reported"]);
    check_text("It fell, Iraqi television reported.", &["Iraqi television reported"]);
    check_text(
        "Es sei gefallen, berichtet die Nachrichtenagentur dpa.",
        &["berichtet die Nachrichtenagentur dpa"],
    );
    check_text(
        "Einem Bericht der Süddeutschen Zeitung zufolge fiel es.",
        &["Einem Bericht der Süddeutschen Zeitung"],
    );
    check_text("Il est tombé, selon l’AFP.", &["selon l’AFP"]);
    check_text("Cayó, según informó EFE.", &["según informó EFE"]);
    check_text("È caduto, riferisce l'ANSA.", &["riferisce l'ANSA"]);
    check_text("Caiu, segundo a agência Lusa.", &["segundo a agência Lusa"]);
    check_text("Крыша упала, передаёт РИА Новости.", &["передаёт РИА Новости"]);
    check_text("Об этом рассказали газете «Дно».", &["рассказали газете «Дно»"]);
    check_text("据新华社报道，屋顶塌了。", &["据新华社报道"]);
    check_text("وذكرت وكالة رويترز أن السقف سقط.", &["ذكرت وكالة رويترز"]);
    check_text("共同通信によると、屋根が落ちた。", &["共同通信によると"]);
    check_text("Anadolu Ajansı'nın haberine göre çatı çöktü.", &["Anadolu Ajansı'nın haberine göre"]);
    check_text("Dach spadł, podała PAP.", &["podała PAP"]);
    check_text("Het dak viel, meldt persbureau Belga.", &["meldt persbureau Belga"]);
}

#[test]
fn agencies_as_news_and_other_speakers_are_no_credits() {
    check_text("Reuters shares rose.", &[]);
    check_text("Thomson Reuters reported quarterly earnings.", &[]);
    check_text("Reuters reported its best year.", &[]);
    check_text("She passed the AP exam.", &[]);
    check_text("The PA system failed, John Smith said.", &[]);
    check_text("The court ruled in Associated Press v. Meltwater.", &[]);
    check_text("TASS was founded in 1904.", &[]);
    check_text("They met at Reuters Street.", &[]);
    check_text("Efe Kaya said so, and his pa told the spa.", &[]);
    check_text("According to Putin it fell, the minister told the Senate.", &[]);
    check_text("“It fell, Reuters reported,” he said.", &[]);
    check_text("Republican Senator Jane Doe said it fell.", &[]);
    check_text("The network said it fell.", &[]);
}

#[test]
fn frames_and_marks_stand_in_lines_of_their_own() {
    check(
        AttributionKind::ExcerptFrame,
        "#T\n§\nThe Vale Post writes:\n§\nRead more at The Vale Post",
        &["The Vale Post writes:", "Read more at The Vale Post"],
    );
    check(AttributionKind::ExcerptFrame, "#T\n§\nWeiterlesen bei: Wattpost", &["Weiterlesen bei: Wattpost"]);
    check(
        AttributionKind::ExcerptFrame,
        "#T\nBegin Guest Post\n§\nEnd Guest Post",
        &["Begin Guest Post", "End Guest Post"],
    );
    check(
        AttributionKind::VersionMark,
        "#REFILE-UPDATE 2-House\n(Corrects spelling in paragraph 3)\n§",
        &["REFILE-UPDATE 2-", "(Corrects spelling in paragraph 3)"],
    );
    check(
        AttributionKind::VersionMark,
        "#T\n§\n§\nCorrection: the house has two floors.",
        &["Correction: the house has two floors."],
    );
    check(
        AttributionKind::VersionMark,
        "#T\nSperrfrist: 14. März, 6.00 Uhr\n§",
        &["Sperrfrist: 14. März, 6.00 Uhr"],
    );
    check(AttributionKind::VersionMark, "#T\nЭмбарго до 14 марта\n§", &["Эмбарго до 14 марта"]);
    check(AttributionKind::VersionMark, "#T\n§\n更正：小屋有两层。", &["更正：小屋有两层"]);
    check(AttributionKind::VersionMark, "#Update on the house\n§\nThe kill rate fell.", &[]);
    check(AttributionKind::VersionMark, "更正\n#小屋保留\n§", &["更正"]);
    check(AttributionKind::VersionMark, "#小屋保留\n§\n§\n更正", &["更正"]);
    check(AttributionKind::VersionMark, "#更正错误的人\n§", &[]);
}

#[test]
fn a_mark_before_a_headline_leaves_the_headline_out() {
    let check = |article: &str, expected: &[&str]| check(AttributionKind::VersionMark, article, expected);
    check("#更正：小屋保留\n§", &["更正："]);
    check("更正：小屋保留\n§", &["更正："]);
    check("Correction: House to stay\n§", &["Correction:"]);
    check("#Berichtigung: Haus bleibt stehen\n§", &["Berichtigung:"]);
    check("#T\nCorrection: the house has two floors\n§", &["Correction: the house has two floors"]);
    check("Correction: the house has two floors.\n§", &["Correction: the house has two floors."]);
    check(
        "#T\n§\n§\nBerichtigung: Das Haus hat zwei Stockwerke",
        &["Berichtigung: Das Haus hat zwei Stockwerke"],
    );
    check("Sperrfrist: 14. März, 6.00 Uhr\n§", &["Sperrfrist: 14. März, 6.00 Uhr"]);
}

#[test]
fn staff_of_an_outlet_with_others_is_a_byline() {
    let check = |article: &str, expected: &[&str]| check(AttributionKind::Byline, article, expected);
    check("#T\nCourier staff and wire reports\n§", &["Courier staff and wire reports"]);
    check("#T\nVale Post staff and agencies\n§", &["Vale Post staff and agencies"]);
    check("#T\nStaff and wire reports\n§", &["Staff and wire reports"]);
    let own = credits_of(&format!("#T\nCourier staff and wire reports\n{PROSE}"));
    assert!(own.iter().all(|credit| credit.outlet.is_none()), "{own:?}");
    check("#T\nPost staff and agencies clash over pay\n§", &[]);
    check("#T\n§\n§\nMore of it in the Courier staff and wire reports\n§", &[]);
}

#[test]
fn credits_of_pictures_are_none_of_texts() {
    let pictures = [
        "Photo: Jane Roe/AP",
        "(Jane Roe/PA)",
        "Foto: Max Muster/dpa",
        "Фото: Илья Сомов/ТАСС",
        "Photo courtesy of Reuters",
    ];
    for line in pictures {
        for article in
            [format!("#T\n{line}\n§\n§"), format!("#T\n§\n§\n§\n{line}\n§"), format!("#T\n§\n§\n{line}")]
        {
            let text = article.replace('§', PROSE);
            assert_eq!(credits_of(&text), [], "{article}");
        }
    }
    check(AttributionKind::Byline, "#T\nJane Roe, AP\n§", &["Jane Roe, AP"]);
    check(AttributionKind::Byline, "#T\nBy Jane Roe/AP\n§", &["By Jane Roe/AP"]);
    check(AttributionKind::Dateline, "#T\nHULL (AP) - §", &["HULL (AP) -"]);
    check_tail(AttributionKind::Tagline, "(Reuters)", &["(Reuters)"]);
    check_text("The photo was sent by a walker, Reuters reported.", &["Reuters reported"]);
}

#[test]
fn credits_in_long_paragraphs_end_with_their_sentence() {
    let found = "Copyright (c) 2024 Agence France-Presse.";
    check(AttributionKind::Tagline, &format!("#T\n§\n§\n§ {found} § § §"), &[found]);
    check(AttributionKind::Byline, "#T\n(By Associated Press.) §", &["(By Associated Press"]);
}

#[test]
fn metadata_comes_first_and_is_not_repeated() {
    let meta = Metadata { byline: Some("Jane Doe, Associated Press".to_owned()), ..Metadata::default() };
    let text = format!("By Jane Doe, Associated Press\n{PROSE}\n{PROSE}");
    let credits = find(&text, &blocks_of(&text), &meta);
    assert_eq!(credits.iter().map(|c| c.span.is_some()).collect::<Vec<_>>(), [true]);
    let text = format!("HULL, Oct 3 (AP) - {PROSE}\n{PROSE}");
    let credits = find(&text, &blocks_of(&text), &meta);
    assert_eq!(credits.iter().map(|c| c.span.is_some()).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn the_site_does_not_credit_itself() {
    let meta = Metadata { source: Some("The Vale Post".to_owned()), ..Metadata::default() };
    let text = format!("{PROSE}\n{PROSE} The clerk told the Vale Post so.\nRead more at The Vale Post");
    assert_eq!(find(&text, &blocks_of(&text), &meta), []);
}

#[test]
fn datelines_and_credit_lines_are_taken_out_of_the_measures() {
    let check = |article: &str, expected: &[&str]| {
        let text = article.replace('§', PROSE);
        let blocks = blocks_of(&text);
        let credits = find(&text, &blocks, &Metadata::default());
        let found: Vec<&str> =
            excluded_spans(&text, &blocks, &credits).iter().map(|span| span.of(&text)).collect();
        assert_eq!(found, expected, "{article}");
    };
    check(
        "HULL, Oct 3 (Reuters) - §\n§\n(Reporting by Jane Doe)",
        &["HULL, Oct 3 (Reuters) -", "(Reporting by Jane Doe)"],
    );
    check("§\n§ It fell, Reuters reported.\n§", &[]);
    check("§\n§\n§ (sda/dpa)", &["(sda/dpa)"]);
    check(
        "§\nOriginally published in the Vale Post. Translated by Jane Doe.",
        &["Originally published in the Vale Post. Translated by Jane Doe."],
    );
}

/// Pieces that credits are made of, to be spliced at random.
const PIECES: [&str; 24] = [
    "(Reuters) -",
    "LONDON, ",
    "By ",
    "AP",
    "according to ",
    " reported",
    "Originally published in ",
    "«ТАСС»",
    "据新华社",
    "报道",
    "ذكرت وكالة ",
    "【共同】",
    "l'AFP",
    "Translated from the ",
    " by ",
    "UPDATE 1-",
    "(Adds ",
    "\n",
    "“",
    "U.S. ",
    "é\u{301}",
    "\u{a0}",
    "電",
    ". ",
];

fn check_sound(text: &str) {
    let blocks = blocks_of(text);
    let credits = find(text, &blocks, &Metadata::default());
    for credit in &credits {
        assert_eq!(credit.span.map(|span| span.of(text)), Some(credit.phrase.as_str()));
    }
    let excluded = excluded_spans(text, &blocks, &credits);
    assert!(excluded.windows(2).all(|pair| pair[0].end <= pair[1].start), "{excluded:?}");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        check_sound(&text);
        let meta = Metadata { byline: Some(text.clone()), dateline: Some(text.clone()), credit: Some(text.clone()), title: Some(text), ..Metadata::default() };
        prop_assert!(find("", &[], &meta).iter().all(|credit| credit.span.is_none()));
    }

    #[test]
    fn any_splice_of_phrases_is_read_without_panic(
        pieces in prop::collection::vec((0..PIECES.len(), "\\PC{0,6}"), 0..24),
    ) {
        let text: String = pieces.iter().map(|(piece, noise)| format!("{}{noise}", PIECES[*piece])).collect();
        check_sound(&text);
    }
}

#[test]
fn agencies_beside_a_word_of_speaking_are_credits_in_any_wording() {
    check_text("Two officials confided it to Kyodo on Monday.", &["confided it to Kyodo"]);
    check_text("Dat was eerder bij het ANP te lezen, schreef men.", &["ANP te lezen"]);
    check_text("Lo riferì poi all'Ansa il portavoce.", &["riferì poi all'Ansa"]);
    check_text("Kyodo Shipping said it fell.", &[]);
    check_text("The Kyodo building fell.", &[]);
    check_text("Mr Tass Merrow came, and Tass said so.", &[]);
}
