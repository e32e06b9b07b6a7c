//! Forty short invented articles in eight languages, with the credits that a reader finds in them.
//!
//! They were written after the rules. `§` stands for a paragraph of running text in the article's language.

use super::*;

const EN: &str = "The harbour board met on Monday evening and voted to keep the old keeper's house, which has stood empty \
                  since the lamp was automated, as a shelter for walkers caught by the tide.";
const DE: &str = "Der Gemeinderat hat am Montagabend beschlossen, das alte Wärterhaus zu erhalten, das seit der Umstellung \
                  des Feuers leer steht, und es Wanderern als Unterstand zu überlassen.";
const FR: &str = "Le conseil du port a décidé lundi soir de garder la vieille maison du gardien, vide depuis que le feu est \
                  automatique, pour abriter les promeneurs surpris par la marée.";
const ES: &str = "La junta del puerto decidió el lunes por la noche conservar la vieja casa del farero, vacía desde que la luz \
                  es automática, como refugio de caminantes sorprendidos por la marea.";
const IT: &str = "Il consiglio del porto ha deciso lunedì sera di conservare la vecchia casa del guardiano, vuota da quando il \
                  faro è automatico, come riparo per chi viene sorpreso dalla marea.";
const RU: &str = "Совет порта в понедельник вечером решил сохранить старый дом смотрителя, который пустует с тех пор, как \
                  маяк стал автоматическим, и отдать его путникам, застигнутым приливом.";
const ZH: &str = "港务委员会周一晚间决定保留灯塔旁的旧看守人小屋。自从灯塔改为自动运行以来，小屋一直空置，今后将供被潮水困住的行人避风躲雨。";
const AR: &str = "قرر مجلس الميناء مساء الاثنين الإبقاء على بيت الحارس القديم الذي ظل خاليا منذ أصبح المنار آليا، ليكون مأوى للمارة \
                  الذين يفاجئهم المد.";

/// Expected: `kind agency|outlet|author` for each credit in text order, the kind by its first letters.
fn check(prose: &str, article: &str, expected: &[&str]) {
    let text = article.replace('§', prose);
    let found: Vec<String> = credits_of(&text).iter().map(brief).collect();
    assert_eq!(found, expected, "{article}");
}

fn brief(credit: &Attribution) -> String {
    let kind = format!("{:?}", credit.kind);
    let name = |name: &Option<String>| name.clone().unwrap_or_default();
    format!("{} {}|{}|{}", kind, name(&credit.agency), name(&credit.outlet), name(&credit.author))
}

#[test]
fn english_articles() {
    let check = |article: &str, expected: &[&str]| check(EN, article, expected);
    check(
        "#Keeper's house stays\nSPURN, England, Oct 3 (Reuters) - §\n§\n(Reporting by Ada Finch; Editing by Tom Roe)",
        &["Dateline Reuters||", "Tagline ||Ada Finch"],
    );
    check(
        "By ADA FINCH, Associated Press\nSPURN, England (AP) — §\n§\n§\n___\nAP writer Tom Roe in Hull contributed to this report.",
        &["Byline AP||ADA FINCH", "Dateline AP||", "Tagline AP||Tom Roe"],
    );
    check("#House\nBy Petra Field\n§\n§", &["Byline ||Petra Field"]);
    check("#House\nBy Petra Field, Petra\n§\n§", &["Byline Petra||Petra Field"]);
    check("#House\nBy Reuters Staff\n§\n§", &["Byline Reuters||"]);
    check("#House\n§\n§\n§\nPublished by Humber Media Ltd. Printed in Hull.", &[]);
    check(
        "#House\n§\n§\n§\nThis story was first carried by The Humber Mail.",
        &["ReprintCredit |The Humber Mail|"],
    );
    check(
        "#House\n§\n§\nA version of this article ran in the Yorkshire Weekly Post.",
        &["ReprintCredit |Yorkshire Weekly Post|"],
    );
    check(
        "#House\n§\n§\nThis piece appears here by permission of the Tidal Review.",
        &["ReprintCredit |Tidal Review|"],
    );
    check(
        "#House\nStaff and agencies\n§\n§ The clerk told the BBC that the roof was sound.\n§",
        &["Byline ||", "InText |BBC|"],
    );
    check(
        "UPDATE 3-House to stay\n(Adds quote from clerk, background)\nSPURN, Oct 3 (Reuters) - §\n§",
        &["VersionMark ||", "VersionMark ||", "Dateline Reuters||"],
    );
    check(
        "#House\n§\nThe Humber Mail reports Keeper's House Saved At Last\n§\nRead the whole thing at The Humber Mail.",
        &["ExcerptFrame |The Humber Mail|", "ExcerptFrame |The Humber Mail|"],
    );
    check(
        "#House\nBy Ada Finch\n§\n%The house at dusk. Tom Roe/AFP via Getty Images\nReuters shares rose on Monday. §\n>Source: Reuters",
        &["Byline ||Ada Finch"],
    );
    check(
        "#House\n§\n§ Local media reported that goats had been seen.\n§\n~Related: Reuters reports storm\n~© 2024 Humber Mail Ltd. All rights reserved.",
        &["InText ||"],
    );
}

#[test]
fn german_articles() {
    let check = |article: &str, expected: &[&str]| check(DE, article, expected);
    check(
        "#Haus bleibt\nBüsum (dpa/lno) - §\n§\n§\n© dpa-infocom, dpa:241003-930-1/1",
        &["Dateline dpa||", "Tagline dpa||"],
    );
    check(
        "#Haus bleibt\nVon Imke Hansen\n§\n§ Das sagte der Bürgermeister der Deutschen Presse-Agentur.\n§",
        &["Byline ||Imke Hansen", "InText dpa||"],
    );
    check(
        "#Haus bleibt\n§\n§\nDieser Beitrag ist zuerst in der Wattenpost erschienen.",
        &["ReprintCredit |Wattenpost|"],
    );
    check("#Haus bleibt\n§\n§\n§ (afp/dpa)", &["Tagline AFP||"]);
    check(
        "#Haus bleibt\n§\n§\nAus dem Niederländischen übersetzt von Imke Hansen.",
        &["TranslationCredit ||Imke Hansen"],
    );
}

#[test]
fn french_articles() {
    let check = |article: &str, expected: &[&str]| check(FR, article, expected);
    check("#La maison reste\nLe Havre (AFP) – §\n§\n§\nabc-def/gh/ij", &["Dateline AFP||", "Tagline AFP||"]);
    check("#La maison reste\nPar Ouest-France avec AFP\n§\n§", &["Byline AFP|Ouest-France|"]);
    check(
        "#La maison reste\n§\n§ « Elle tiendra », a-t-il confié à l'AFP.\n§\nCrédit : AFP",
        &["InText AFP||", "Tagline AFP||"],
    );
    check(
        "#La maison reste\n§\n§\nCet article est republié à partir de The Conversation sous licence Creative Commons.",
        &["ReprintCredit The Conversation||"],
    );
    check(
        "#La maison reste\n§\n§\nTraduit de l'allemand par Anne Morel pour Courrier international.",
        &["TranslationCredit |Courrier international|Anne Morel"],
    );
}

#[test]
fn spanish_articles() {
    let check = |article: &str, expected: &[&str]| check(ES, article, expected);
    check("#La casa se queda\nVigo, 3 oct (EFE).- §\n§", &["Dateline EFE||"]);
    check(
        "#La casa se queda\nAgencias\n§\n§ El alcalde dijo a Europa Press que no habrá obras.\n§",
        &["Byline ||", "InText Europa Press||"],
    );
    check(
        "#La casa se queda\nPor Lucía Varela\n§\n§\nEste reportaje fue publicado originalmente en La Voz del Faro.",
        &["Byline ||Lucía Varela", "ReprintCredit |La Voz del Faro|"],
    );
    check("#La casa se queda\n§\n§\nTraducción de Lucía Varela", &["TranslationCredit ||Lucía Varela"]);
    check("#La casa se queda\n§\n§ Según el diario El Timón, habrá un café.\n§", &["InText |El Timón|"]);
}

#[test]
fn italian_articles() {
    let check = |article: &str, expected: &[&str]| check(IT, article, expected);
    check("#La casa resta\n(ANSA) - GENOVA, 03 OTT - §\n§", &["Dateline ANSA||"]);
    check("#La casa resta\n§\n§ Lo riferisce l'agenzia Adnkronos.\n§", &["InText Adnkronos||"]);
    check(
        "#La casa resta\ndi Marta Sala\n§\n§\ncon informazioni ANSA",
        &["Byline ||Marta Sala", "Tagline ANSA||"],
    );
    check(
        "#La casa resta\n§\n§\nQuesto articolo è stato pubblicato per la prima volta sul Corriere del Faro.",
        &["ReprintCredit |Corriere del Faro|"],
    );
    check("#La casa resta\n§\n§ Il sindaco Reuterskiöld ha parlato alla stampa.\n§", &[]);
}

#[test]
fn russian_articles() {
    let check = |article: &str, expected: &[&str]| check(RU, article, expected);
    check("#Дом остаётся\nМУРМАНСК, 3 октября. /ТАСС/. §\n§", &["Dateline TASS||"]);
    check("#Дом остаётся\nМУРМАНСК, 3 окт — РИА Новости. §\n§", &["Dateline RIA Novosti||"]);
    check("#Дом остаётся\n§\n§ Об этом сообщил «Интерфаксу» источник в совете.\n§", &["InText Interfax||"]);
    check(
        "#Дом остаётся\n§\n§\nМатериал взят с сайта «Полярный вестник»",
        &["ReprintCredit |Полярный вестник|"],
    );
    check(
        "#Дом остаётся\n§\n§\nПеревод с норвежского: Анна Лебедева",
        &["TranslationCredit ||Анна Лебедева"],
    );
}

#[test]
fn chinese_articles() {
    let check = |article: &str, expected: &[&str]| check(ZH, article, expected);
    check("#小屋保留\n新华社厦门10月3日电（记者 林小舟）§\n§", &["Dateline Xinhua||林小舟"]);
    check("#小屋保留\n来源：中国新闻网\n§\n§", &["Byline China News Service||"]);
    check(
        "#小屋保留\n§\n综合新华社报道，§\n§\n（转自《海边周刊》）",
        &["InText Xinhua||", "ReprintCredit |海边周刊|"],
    );
}

#[test]
fn arabic_articles() {
    let check = |article: &str, expected: &[&str]| check(AR, article, expected);
    check("#البيت باق\nالإسكندرية (د ب أ) - §\n§", &["Dateline dpa||"]);
    check("#البيت باق\n§\n§ وفقا لوكالة فرانس برس.\n§\nالمصدر: وكالات", &["InText AFP||", "Tagline ||"]);
}
