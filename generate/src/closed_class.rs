//! The English words that hold sentences together, as often as they are needed: a word listed twice is drawn twice as
//! often. Each begins with the space that stands before it.

pub(crate) const DETERMINERS: [&str; 32] = [
    " the", " the", " the", " the", " the", " the", " the", " the", " the", " the", " the", " the", " the", " the",
    " a", " a", " a", " a", " a", " a", " its", " its", " his", " her", " their", " their", " this", " that",
    " another", " each", " every", " no",
];
pub(crate) const PLURAL_DETERMINERS: [&str; 32] = [
    " the", " the", " the", " the", " the", " the", " the", " the", " the", " the", " its", " its", " his", " her",
    " their", " their", " these", " those", " some", " some", " many", " several", " most", " other", " both",
    " all", " few", " such", " more", " our", " any", " many of the",
];
pub(crate) const PRONOUNS: [(&str, bool); 16] = [
    (" it", false), (" it", false), (" it", false), (" he", false), (" he", false), (" he", false),
    (" she", false), (" she", false), (" she", false), (" they", true), (" they", true), (" they", true),
    (" we", true), (" this", false), (" that", false), (" those", true),
];
pub(crate) const OBJECTS: [&str; 8] = [" it", " it", " him", " her", " them", " them", " us", " that"];
pub(crate) const PREPOSITIONS: [&str; 32] = [
    " in", " in", " in", " in", " in", " in", " to", " to", " to", " to", " for", " for", " for", " on", " on",
    " on", " with", " with", " with", " at", " at", " by", " from", " from", " after", " before", " over", " under",
    " against", " between", " through", " about",
];
pub(crate) const CONJUNCTIONS: [&str; 8] =
    [" and", " and", " and", " and", " but", " but", " while", " although"];
pub(crate) const SUBORDINATORS: [&str; 16] = [
    " as", " as", " after", " after", " when", " when", " because", " since", " although", " while", " if",
    " before", " until", " unless", " once", " though",
];
pub(crate) const RELATIVES: [&str; 4] = [" which", " which", " who", " that"];
pub(crate) const MODALS: [&str; 16] = [
    " will", " will", " will", " would", " would", " would", " could", " could", " may", " might", " should",
    " must", " can", " can", " did not", " would not",
];
pub(crate) const SAYING: [&str; 16] = [
    " said", " said", " said", " said", " said", " said", " said", " added", " added", " told reporters",
    " explained", " warned", " argued", " noted", " insisted", " recalled",
];
pub(crate) const LINKING: [&str; 8] =
    [" also", " still", " now", " already", " not", " never", " again", " however"];
/// Ends of sentences that any report may have.
pub(crate) const ADJUNCTS: [&str; 48] = [
    " on Monday", " on Tuesday", " on Wednesday", " on Thursday", " on Friday", " on Saturday", " on Sunday",
    " last week", " last month", " last year", " this year", " next month", " next week", " earlier this month",
    " in January", " in February", " in April", " in June", " in July", " in September", " in October",
    " in December", " two years ago", " a year earlier", " at the time", " at the end of the year",
    " for the first time", " for the first time since then", " so far", " as well", " in a statement",
    " in recent weeks", " in recent years", " over the past decade", " by the end of the month", " at least",
    " on Monday night", " on Friday morning", " late on Thursday", " in the coming days", " as a result",
    " in the meantime", " of course", " once more", " without delay", " in public", " for now", " in the end",
];
/// Openings of sentences, with what follows the comma left to the sentence.
pub(crate) const OPENINGS: [&str; 24] = [
    " In addition,", " In the meantime,", " By contrast,", " At the same time,", " For years,", " So far,",
    " According to the report,", " In a statement,", " On Monday,", " On Tuesday,", " On Wednesday,", " On Thursday,",
    " On Friday,", " Last year,", " As a result,", " At first,", " In the end,", " Even so,", " Since then,",
    " For now,", " Later,", " Earlier,", " Still,", " Of course,",
];
/// Words that stand alone and can take each other's place.
pub(crate) const PARTICLES: [&str; 24] = [
    "the", "a", "its", "their", "this", "that", "in", "on", "at", "by", "for", "with", "from", "to", "and", "but",
    "or", "also", "still", "now", "again", "already", "only", "then",
];
pub(crate) const UNITS: [&str; 12] = [
    " percent", " percent", " million", " million", " billion", " years", " days", " hours", " people", " people",
    " dollars", " kilometres",
];
pub(crate) const ROLES: [&str; 24] = [
    " mayor", " minister", " spokeswoman", " spokesman", " director", " chairwoman", " engineer", " lawyer",
    " farmer", " resident", " analyst", " economist", " teacher", " historian", " councillor", " coach", " captain",
    " judge", " officer", " campaigner", " researcher", " nurse", " shopkeeper", " professor",
];
pub(crate) const ORGANISATIONS: [&str; 24] = [
    " City Council", " Institute", " University", " Ministry", " Group", " Trust", " Bank", " Railway", " Authority",
    " Union", " Agency", " Commission", " Hospital", " District Court", " Museum", " Club", " Association", " Party",
    " Foundation", " Port", " Energy", " Foods", " Police", " Chamber",
];
/// Nouns of the genres whose reports repeat their frame: markets, weather, sports, earthquakes.
pub(crate) const GENRES: [[&str; 12]; 4] = [
    [
        "index", "share", "trader", "point", "yield", "bond", "price", "barrel", "gain", "loss", "investor",
        "session",
    ],
    [
        "temperature", "degree", "shower", "wind", "coast", "cloud", "front", "valley", "night", "gust", "forecast",
        "storm",
    ],
    ["match", "goal", "half", "minute", "side", "keeper", "corner", "table", "season", "win", "defeat", "crowd"],
    [
        "quake", "magnitude", "depth", "tremor", "epicentre", "warning", "damage", "aftershock", "building",
        "resident", "sea", "region",
    ],
];
pub(crate) const FIRST_NAMES: [&str; 64] = [
    "Anna", "Peter", "Maria", "John", "Elena", "David", "Laura", "Martin", "Sofia", "Thomas", "Clara", "Daniel",
    "Helen", "Paul", "Irene", "Mark", "Julia", "Simon", "Nina", "Robert", "Alice", "Victor", "Emma", "George",
    "Ruth", "Oscar", "Vera", "Henry", "Lucy", "Felix", "Rosa", "Adam", "Ingrid", "Leo", "Marta", "Hugo", "Diana",
    "Frank", "Olga", "Carl", "Teresa", "Ivan", "Nora", "Andrew", "Paula", "Erik", "Monica", "Samuel", "Greta",
    "Philip", "Amina", "Louis", "Hannah", "Omar", "Judith", "Boris", "Carmen", "Walter", "Stella", "Ralph", "Edith",
    "Jonas", "Petra", "Colin",
];
