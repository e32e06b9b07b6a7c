//! Wordings of page furniture, to be filled with an outlet's own names.
//!
//! `{outlet}`, `{paper}` (without the article), `{place}`, `{host}` and `{year}` stand for the outlet's; `{count}` and `{name}` change from page to page.
//! Some wordings are so common that many outlets print the same words, others name the outlet.

/// Sections of a navigation line.
pub(crate) const SECTIONS: [&str; 24] = [
    "Home",
    "News",
    "Local",
    "Politics",
    "Business",
    "Sport",
    "Culture",
    "Opinion",
    "World",
    "Weather",
    "Science",
    "Health",
    "Travel",
    "Letters",
    "Obituaries",
    "Podcasts",
    "Video",
    "Photos",
    "Jobs",
    "Property",
    "Education",
    "Courts",
    "Farming",
    "Puzzles",
];

/// What stands between the headline and the text.
pub(crate) const SHARING: [&str; 12] = [
    "Share this article",
    "FacebookTwitterWhatsAppEmail",
    "Share on Facebook Share on X Share by email Copy link",
    "Listen to this article",
    "{count} Shares",
    "Save article  Print",
    "Facebook  Telegram  LinkedIn  Print",
    "Follow {outlet} on social media",
    "Reading time: {count} minutes",
    "Make {outlet} your preferred source",
    "Comments ({count})",
    "Text size A A A",
];

/// Requests for money or an address.
pub(crate) const PLEAS: [&str; 18] = [
    "Sign up for our newsletter and get the day's top stories in your inbox every morning.",
    "Sign up for the {paper} newsletter: the five stories that matter in {place}, every weekday at six.",
    "Independent journalism costs money. If you value what we do, please consider a small monthly donation.",
    "{outlet} is funded by its readers. Become a supporter from as little as 3 a month and help us keep our \
     reporting free for everyone.",
    "Subscribe today and enjoy unlimited access to {host} and our apps.",
    "Already a subscriber? Log in to continue reading without advertisements.",
    "Never miss a story. Download the {paper} app and turn on notifications.",
    "Before you go: fewer than one in a hundred of our readers pay for what they read here. If everyone who reads \
     this gave a little, our future would be secure. Support {outlet} today.",
    "Get the best of {outlet} delivered to your door every Saturday. Try four weeks for the price of one.",
    "Enter your email address to receive our free daily briefing. By signing up you agree to our terms of use and \
     privacy policy.",
    "Do you have a story for us? Write to newsdesk@{host} or call the newsroom.",
    "Support local reporting in {place}. Join {outlet} as a member.",
    "You have read {count} of your free articles this month. Register to read on.",
    "Our reporters in {place} work for you, not for shareholders. Please chip in.",
    "Thank you for reading {outlet}. We have no paywall, because we think that everybody deserves news that they can \
     trust. That is only possible with your help.",
    "Follow our channel for breaking news as it happens.",
    "Join the conversation: become a member and comment on this story.",
    "Give the gift of good journalism. Give {outlet}.",
];

/// Notices about cookies, comments and corrections.
pub(crate) const NOTICES: [&str; 16] = [
    "We use cookies to improve your experience. By continuing to use this site you agree to our use of cookies.",
    "We and our partners store and access information on your device. Manage your preferences or accept all.",
    "Your email address will not be published. Required fields are marked *",
    "{count} Comments",
    "Leave a comment",
    "Comments are closed on this story.",
    "Please keep comments respectful. Our moderators remove remarks that break the rules of the house.",
    "Spotted a mistake? Tell the editors of {outlet} at corrections@{host}.",
    "Advertisement. Story continues below.",
    "Log in to reply",
    "This site is protected by a spam filter. Learn how your comment data is processed.",
    "{outlet} may earn a commission from links on this page.",
    "Notify me of follow-up comments by email.",
    "Topics: {name}, {name}, {name}",
    "Tags: {name}, {name}",
    "Filed under: {name}",
];

/// Headings of lists of other stories.
pub(crate) const MORE: [&str; 10] = [
    "Read more",
    "Related articles",
    "You may also like",
    "More from {outlet}",
    "Most read",
    "Also on {host}",
    "Don't miss",
    "Recommended for you",
    "Latest from {place}",
    "Trending now",
];

/// The last lines of a page.
pub(crate) const FOOTERS: [&str; 10] = [
    "\u{a9} {year} {outlet}. All rights reserved.",
    "Copyright {year} {outlet}. All rights reserved. Reproduction without written permission is prohibited.",
    "{outlet} is a registered trade mark of {place} Newspapers Ltd.",
    "About us  Contact  Privacy policy  Terms of use  Advertise",
    "Contact us | Imprint | Accessibility | Cookie settings",
    "Terms of service - Privacy - Corrections policy - Careers",
    "Back to top",
    "Published by {place} Media. Printed in {place}.",
    "All content on this site is the property of {outlet} and may not be republished.",
    "Privacy policy | Terms of use | Contact us",
];

/// Beginnings of an outlet's paragraphs about itself; a sentence of its own follows each.
pub(crate) const HOUSE: [&str; 8] = [
    "{outlet} is an independent newspaper for {place} and the surrounding region. It was founded in {year} and is \
     owned by a trust.",
    "About us: {outlet} has reported from {place} since {year}. Its newsroom of {count} covers councils, courts, \
     schools and sport.",
    "This story is part of a series in which {outlet} looks at how {place} is changing. Earlier parts are in our \
     archive.",
    "{outlet} asked readers in {place} for their questions; our reporters answer the most frequent ones every month.",
    "The newsroom of {outlet} follows a code of conduct that is published in full at {host}. Complaints are dealt with \
     by the readers' editor.",
    "Figures in our reports are those of the offices named. {outlet} rounds them to whole numbers, and corrects them \
     where a later count differs.",
    "{place} has had a newspaper of its own since {year}, when a printer bought a press at an auction. {outlet} \
     stands in that tradition.",
    "The work of {outlet} on local government is supported by the {place} Fund for Public Interest Reporting, which \
     has no say in what we print.",
];

/// Last words of outlets' names.
pub(crate) const OUTLET_KINDS: [&str; 20] = [
    "Herald",
    "Courier",
    "Gazette",
    "Post",
    "Tribune",
    "Observer",
    "Chronicle",
    "Standard",
    "Echo",
    "Mercury",
    "Journal",
    "Messenger",
    "Record",
    "Argus",
    "Dispatch",
    "Sentinel",
    "Examiner",
    "Star",
    "Monitor",
    "Today",
];
