// What the report's names mean, in plain words.

const RELATIONS = {
  exact_duplicate: ['exact duplicate', 'The same words, from one source or one address.'],
  revision: ['revision', 'Another version of a story by the same source or agency: an update, correction or write-through.'],
  shared_wire: ['shared wire', 'Both carry an agency’s copy, or three or more sources hold the same uncredited text.'],
  reprint: ['reprint', 'One republishes the other.'],
  excerpt: ['excerpt', 'A copied block inside a text that is mostly its own.'],
  translation: ['translation', 'A credit or a link names a text in another language.'],
  near_duplicate: ['near duplicate', 'Almost wholly the same, and nothing tells more.'],
  shared_passage: ['shared passage', 'A passage is shared, and nothing tells more.'],
  quotation: ['quotation', 'Both quote the same statement; the words around it are their own.'],
  background: ['background', 'One source repeats explanatory paragraphs in different stories.'],
  template: ['template', 'One frame filled with other facts, as in market or weather reports.'],
  boilerplate: ['boilerplate', 'Only page furniture or a link to the other story is shared.'],
  unrelated: ['unrelated', 'Nothing is shared that would relate the two.'],
  fragment: ['fragment', 'No more than a sentence is shared.'],
};
const EXTENTS = {
  identical: ['identical', 'Every word of the two main texts is equal.'],
  near_full: ['near full', 'At least four fifths of both texts are shared.'],
  contained: ['contained', 'At least four fifths of one text are in the other.'],
  partial: ['partial', 'A substantial part is shared.'],
  none: ['none', 'No substantial part is shared.'],
};
const EVIDENCE = {
  credit: 'a credit in the other text names it',
  agency_original: 'it is the agency’s own text',
  truncation: 'the other text is its beginning, cut short',
  date: 'it is dated earlier',
  update_mark: 'the other carries a later version mark',
  excerpt_frame: 'the other introduces it as an excerpt',
  self_reference: 'its outlet’s name stands in the shared words',
  translation_credit: 'the other credits it as what was translated',
  agency_credit: 'an agency is credited for the text',
  outlet_credit: 'both credit one outlet',
  several_sources: 'three or more sources hold the same text',
};
const KINDS = {
  dateline: 'dateline', byline: 'byline', tagline: 'tagline', in_text: 'in the text', reprint_credit: 'reprint credit',
  translation_credit: 'translation credit', excerpt_frame: 'excerpt frame', version_mark: 'version mark',
};
const REASONS = {
  unreadable: 'Could not be opened or read to its end', empty: 'Nothing but white space', binary: 'Not text',
  undecodable: 'Text in no encoding that could be recognised', too_short: 'Fewer words of main text than the limit',
  too_long: 'Larger than the limit', malformed_record: 'No JSON object, or one without text',
  repeated_id: 'Another document with the same id was kept', unsupported_type: 'A kind of file that is not read',
  decompression_limit: 'Unpacks to more than is allowed', truncated: 'Compressed data that ends early or is damaged',
};

const inWords = (name) => name.replaceAll('_', ' ');
const relationName = (name) => (RELATIONS[name] ? RELATIONS[name][0] : inWords(name));
const evidenceWords = (names) => names.map((name) => EVIDENCE[name] || inWords(name));

// The evidence for an original, as a sentence without its end.
function because(names) {
  const words = evidenceWords(names);
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')}, and ${words.at(-1)}`;
}

// Whom a document credits, short.
function credits(attributions) {
  const names = new Set();
  for (const credit of attributions) {
    if (credit.kind !== 'version_mark') [credit.agency, credit.outlet].forEach((name) => name && names.add(name));
  }
  return [...names];
}

function creditWords(pair) {
  if (pair.credited === null) return null;
  if (pair.credited) return pair.relation === 'shared_wire' ? 'agency credited' : 'credited';
  return 'no credit found';
}
