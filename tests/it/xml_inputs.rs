//! Formats of XML and scanned pages: news items, stories, pages, and what is broken or hostile among them.

use wireprint::report::schema::Report;

use crate::folder::{Folder, LIGHTHOUSE, ORCHARD};
use crate::run::{ids, pairs, run, scan};

fn of_file(name: &str, text: &str) -> Report {
    scan(Folder::new().file(name, text).path())
}

/// Checks that a file gives no document and one skip.
#[track_caller]
fn check_skip(name: &str, text: &str, reason: &str, detail: &str) {
    let report = of_file(name, text);
    let skips: Vec<_> =
        report.skipped.iter().map(|skip| (&*skip.path, &*skip.reason, &*skip.detail)).collect();
    assert_eq!((report.documents.len(), skips), (0, vec![(name, reason, detail)]));
}

/// The body of the page that a scan takes the file for.
#[track_caller]
fn text_of(name: &str, text: &str) -> String {
    let folder = Folder::new().file(name, text);
    run(folder.path(), &["text", name, "--raw"]).exits(0).stdout_text().to_owned()
}

const NAR: &str = "xmlns=\"http://iptc.org/std/nar/2006-10-01/\"";

/// A story as paragraphs of XHTML.
fn paragraphs(story: &str) -> String {
    story.split("\n\n").map(|paragraph| format!("<p>{}</p>", paragraph.trim())).collect()
}

fn news_item(version: &str, management: &str, content: &str) -> String {
    format!(
        "<newsItem {NAR} guid=\"urn:newsml:harbour.example:20240305:17\" version=\"{version}\" xml:lang=\"en-GB\">
        <itemMeta><itemClass qcode=\"ninat:text\"/><provider literal=\"Harbour Wire\"/>
        <versionCreated>2024-03-06T09:00:00Z</versionCreated>{management}<pubStatus qcode=\"stat:usable\"/>
        <edNote>Never to be printed &amp; kept.</edNote></itemMeta>
        <contentMeta><contentCreated>2024-03-05T08:00:00Z</contentCreated><creditline>Harbour Wire/cd</creditline>
        <by>Dora Quill</by><by>Ned Lorn</by><dateline>CARROW</dateline><language tag=\"en\"/>
        <infoSource><name>Harbour Wire</name></infoSource><headline>Light returns</headline></contentMeta>
        <contentSet>{content}</contentSet></newsItem>"
    )
}

fn xhtml(story: &str) -> String {
    format!(
        "<inlineXML contenttype=\"application/xhtml+xml\"><h:html xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:body>{}</h:body></h:html></inlineXML>",
        paragraphs(story).replace("<p>", "<h:p>").replace("</p>", "</h:p>")
    )
}

#[test]
fn news_items_become_documents_with_their_metadata() {
    let management =
        "<firstCreated>2024-03-05T07:30:00Z</firstCreated><embargoed>2024-03-05T12:00:00Z</embargoed>
        <link rel=\"irel:derivedFrom\" residref=\"urn:newsml:coast.example:9\"/>";
    let item = news_item("2", management, &xhtml(LIGHTHOUSE));
    let folder =
        Folder::new().file("item.xml", format!("<?xml version=\"1.0\"?>{item}")).file("copy.txt", LIGHTHOUSE);
    let report = scan(folder.path());
    assert_eq!(ids(&report), ["copy.txt", "urn:newsml:harbour.example:20240305:17#2"]);
    assert_eq!(report.pairs.len(), 1);
    let found = &report.documents[1];
    assert_eq!(
        (found.title.as_deref(), found.source.as_deref()),
        (Some("Light returns"), Some("Harbour Wire"))
    );
    let dates = [&found.published, &found.modified].map(|date| date.as_ref().map(ToString::to_string));
    assert_eq!(
        dates.each_ref().map(Option::as_deref),
        [Some("2024-03-05T07:30:00Z"), Some("2024-03-06T09:00:00Z")]
    );
    assert_eq!((found.language.as_deref(), found.status.as_deref()), (Some("en"), Some("usable")));
    assert_eq!(found.extra["embargoed"], "2024-03-05T12:00:00Z");
    let whole = run(folder.path(), &["scan", "."]).exits(0);
    assert!(!whole.stdout_text().contains("Never to be printed"), "a note to editors is not published");
}

#[test]
fn messages_hold_several_items_and_pictures_are_told_apart() {
    let picture = format!(
        "<newsItem {NAR} guid=\"urn:picture\"><itemMeta><itemClass qcode=\"ninat:picture\"/></itemMeta><contentSet><remoteContent href=\"p.jpg\"/></contentSet></newsItem>"
    );
    let plain = format!("<inlineData contenttype=\"text/plain\">{ORCHARD}</inlineData>");
    let items = [news_item("1", "", &xhtml(LIGHTHOUSE)), news_item("3", "", &plain), picture].concat();
    let message = format!("<newsMessage {NAR}><header/><itemSet>{items}</itemSet></newsMessage>");
    let report = of_file("message.xml.gz", "");
    assert_eq!(report.skipped[0].reason.as_str(), "truncated");
    let report = of_file("message.xml", &message);
    let guid = "urn:newsml:harbour.example:20240305:17";
    assert_eq!(ids(&report), [guid, &format!("{guid}#3")]);
    let skip = &report.skipped[0];
    assert_eq!((&*skip.path, &*skip.reason), ("urn:picture", "unsupported_type"));
    check_skip("x.xml", &format!("<newsMessage {NAR}><itemSet/></newsMessage>"), "empty", "holds no item");
    let package = format!("<packageItem {NAR}><groupSet/></packageItem>");
    let no_text = "a `packageItem`, which holds no text of an article";
    check_skip("x.xml", &package, "unsupported_type", no_text);
    let concept = format!("<conceptItem {NAR} guid=\"urn:concept\"><concept/></conceptItem>");
    let message = format!("<newsMessage {NAR}><itemSet>{concept}</itemSet></newsMessage>");
    let report = of_file("message.xml", &message);
    assert_eq!((report.skipped[0].path.as_str(), report.skipped.len()), ("urn:concept", 1));
}

#[test]
fn nitf_stories_are_read_alone_and_inside_items() {
    let nitf = format!(
        "<nitf><head><docdata><doc-id id-string=\"n-1\"/><date.issue norm=\"20240305T080000Z\"/>
        <doc.copyright holder=\"Harbour Wire\"/></docdata><pubdata name=\"Carrow Post\"/></head>
        <body><body.head><hedline><hl1>Light returns</hl1></hedline><byline>By Dora Quill</byline></body.head>
        <body.content>{}<media><media-metadata name=\"x\" value=\"y\"/><media-reference source=\"p.jpg\">a reference</media-reference>
        <media-caption>The tower.</media-caption></media></body.content></body></nitf>",
        paragraphs(LIGHTHOUSE)
    );
    let doctype = "<!DOCTYPE nitf SYSTEM \"nitf-3-4.dtd\">";
    let report = of_file("story.xml", &format!("{doctype}{nitf}"));
    let found = &report.documents[0];
    assert_eq!((found.id.as_str(), found.title.as_deref()), ("n-1", Some("Light returns")));
    assert_eq!(found.source.as_deref(), Some("Carrow Post"));
    assert!(!text_of("story.xml", &nitf).contains("a reference"));
    let inside = news_item("1", "", &format!("<inlineXML>{nitf}</inlineXML>"));
    let report = scan(Folder::new().file("item.xml", inside).file("copy.txt", LIGHTHOUSE).path());
    assert_eq!(pairs(&report), [["copy.txt", "urn:newsml:harbour.example:20240305:17"]]);
}

/// A page of ALTO with these lines in one block.
fn alto(version: &str, lines: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><alto xmlns=\"http://www.loc.gov/standards/alto/ns-{version}#\"><Layout>
        <Page><PrintSpace><ComposedBlock><TextBlock ID=\"b1\">{lines}</TextBlock>
        <TextBlock ID=\"b2\"><TextLine><String CONTENT=\"Second\"/><SP/><String CONTENT=\"block.\"/></TextLine></TextBlock>
        </ComposedBlock></PrintSpace></Page></Layout></alto>"
    )
}

#[test]
fn scanned_pages_give_lines_and_blocks_with_parted_words_joined() {
    let words = |words: &str| {
        words.split(' ').map(|word| format!("<String CONTENT=\"{word}\"/>")).collect::<Vec<_>>().join("<SP/>")
    };
    let line = |inside: &str| format!("<TextLine>{inside}</TextLine>");
    let written_out = [
        line(&(words("The new") + "<SP/><String CONTENT=\"light\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"lighthouse\"/><HYP CONTENT=\"-\"/>")),
        line(&("<String CONTENT=\"house\" SUBS_TYPE=\"HypPart2\" SUBS_CONTENT=\"lighthouse\"/><SP/>".to_owned() + &words("stands &amp; shines"))),
    ]
    .concat();
    let marked = [
        line(&(words("The new light") + "<HYP CONTENT=\"\u{ad}\"/>")),
        line(&words("house stands &#38; shines")),
    ]
    .concat();
    for version in ["v2", "v3", "v4"] {
        let text = text_of("page.xml", &alto(version, &written_out));
        assert_eq!(text.trim_end(), "The new lighthouse\nstands & shines\n\nSecond block.");
        let text = text_of("page.xml", &alto(version, &marked));
        assert_eq!(text.trim_end(), "The new lighthouse stands & shines\n\nSecond block.");
    }
    check_skip("page.xml", "<alto><Layout/></alto>", "empty", "no text on the page");
    let story: String =
        LIGHTHOUSE.lines().filter(|text| !text.is_empty()).map(|text| line(&words(text))).collect();
    let folder = Folder::new().file("page.xml", alto("v4", &story)).file("copy.txt", LIGHTHOUSE);
    let report = run(folder.path(), &["scan", ".", "--profile", "ocr"]).exits(0).report();
    assert_eq!(pairs(&report), [["copy.txt", "page.xml"]]);
}

#[test]
fn recognised_pages_in_html_are_told_by_their_class() {
    let page = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"x.dtd\"><html><head><title>scan</title></head><body>
        <div class='ocr_page' title='bbox 0 0 1 1'><div class='ocr_carea'><p class='ocr_par'>
        <span class='ocr_line'><span class='ocrx_word'>The</span> <span class='ocrx_word'>new</span></span>
        <span class='ocr_line'><span class='ocrx_word'>light&amp;house</span><span>.</span></span></p>
        <p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Second</span> <em>block.</em></span></p></div></div></body></html>";
    for name in ["page.hocr", "page.html", "page.xml"] {
        assert_eq!(text_of(name, page).trim_end(), "The new\nlight&house.\n\nSecond block.", "{name}");
    }
    let about =
        format!("<html><body><article><p>Look for ocr_page in it. {LIGHTHOUSE}</p></article></body></html>");
    assert!(text_of("about.html", &about).contains("Look for ocr_page in it."), "a word is no class");
}

#[test]
fn other_xml_is_named_by_its_root() {
    check_skip("x.xml", "<rss version=\"2.0\"/>", "unsupported_type", "XML with the root `rss` is not read");
    let other = "<n:newsItem xmlns:n=\"http://other.example/\"/>";
    check_skip("x.xml", other, "unsupported_type", "XML with the root `newsItem` is not read");
}

#[test]
fn hostile_and_broken_xml_is_refused() {
    let bomb = "<!DOCTYPE nitf [<!ENTITY a \"words\"><!ENTITY b \"&a;&a;&a;&a;\">]><nitf>&b;</nitf>";
    check_skip("x.xml", bomb, "malformed_record", "its document type defines entities");
    let outside = "<!DOCTYPE nitf [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><nitf>&a;</nitf>";
    check_skip("x.xml", outside, "malformed_record", "its document type defines entities");
    let unknown = "the entity `&eacute;` is not one that XML predefines";
    check_skip("x.xml", "<nitf>caf&eacute;</nitf>", "malformed_record", unknown);
    let deep = "<a>".repeat(100_000);
    check_skip("x.xml", &deep, "malformed_record", "more than 256 elements inside one another");
    check_skip("x.xml", "<nitf><body>", "malformed_record", "ends inside 2 open elements");
    check_skip("x.xml", "<nitf/><nitf/>", "malformed_record", "something outside the root element at byte 7");
    check_skip("x.xml", "no markup", "malformed_record", "something outside the root element at byte 0");
    check_skip("x.xml", "<?xml version=\"1.0\"?>", "malformed_record", "no element");
    let many = format!("<alto>{}</alto>", "<a/>".repeat(2_000_001));
    check_skip("x.xml", &many, "malformed_record", "more than 2000000 elements and texts");
    let crossed = of_file("x.xml", "<nitf><a></b></nitf>");
    assert_eq!((crossed.documents.len(), crossed.skipped[0].reason.as_str()), (0, "malformed_record"));
}
