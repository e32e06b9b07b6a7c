// The text of a document with what is known of its parts: furniture dimmed, credits, quotations, shared passages.

// The text cut wherever one of the spans begins or ends; each piece with the spans that cover it.
function pieces(text, spans) {
  const cuts = new Set([0, text.bytes.length]);
  for (const { start, end } of spans) cuts.add(start).add(end);
  const places = [...cuts].sort((x, y) => x - y);
  const ordered = [...spans].sort((x, y) => x.start - y.start);
  const found = [];
  let [open, next] = [[], 0];
  for (let idx = 0; idx + 1 < places.length; idx += 1) {
    const [start, end] = [places[idx], places[idx + 1]];
    open = open.filter((span) => span.end > start);
    for (; next < ordered.length && ordered[next].start <= start; next += 1) if (ordered[next].end > start) open.push(ordered[next]);
    found.push({ start, end, spans: open });
  }
  return found;
}

// Spans of a document's own parts: asides that are not counted as main text, credits, quotations.
function partsOf(text, particulars) {
  const whole = particulars.main_text;
  const counted = (start, end) => whole.some((span) => span[0] <= start && end <= span[1]);
  const asides = text.asides.filter(([start, end]) => !counted(start, end)).map(([start, end, role]) => ({ start, end, kind: role }));
  const quoted = text.quoted.map(([start, end]) => ({ start, end, kind: 'quoted' }));
  const stated = particulars.attributions.filter((credit) => credit.span);
  return [...asides, ...quoted, ...stated.map((credit) => ({ start: credit.span[0], end: credit.span[1], kind: 'stated', credit }))];
}

const creditTitle = (credit) => {
  const names = [credit.agency, credit.outlet, credit.author].filter(Boolean).join(', ');
  return `${KINDS[credit.kind] || inWords(credit.kind)}${names ? `: ${names}` : ''}`;
};

// The article as paragraphs of pieces; `numbered` makes the button before a passage.
function articleText(doc, text, particulars, passages, numbered) {
  const spans = [...partsOf(text, particulars),
    ...passages.map(({ number, span }) => ({ start: span[0], end: span[1], kind: 'passage', number }))];
  const place = h('div', { class: 'text', dir: 'auto', lang: doc.language });
  const begun = new Set();
  let aside = null;
  for (const { start, end, spans: covering } of pieces(text, spans)) {
    const passage = covering.find((span) => span.kind === 'passage');
    const furniture = !passage && covering.find((span) => span.kind === 'furniture' && span.end - span.start > ASIDE_BYTES);
    if (furniture && (!aside || aside.span !== furniture)) {
      aside = { span: furniture, element: asideOf(cut(text, furniture.start, furniture.end)) };
      place.append(aside.element);
    }
    const words = cut(text, start, end);
    // What is folded stands on a line of its own; the empty lines after it would only be a gap.
    if (aside && place.lastChild === aside.element && !furniture && !words.trim()) continue;
    const lead = passage && !begun.has(passage.number) ? words.length - words.trimStart().length : words.length;
    if (lead < words.length) {
      if (lead) place.append(piece(words.slice(0, lead), covering));
      begun.add(passage.number);
      place.append(numbered(passage.number));
    }
    (furniture ? aside.element : place).append(piece(lead < words.length ? words.slice(lead) : words, covering));
  }
  return place;
}

// Furniture longer than this is folded away.
const ASIDE_BYTES = 48;

const asideOf = (words) => h('details', { class: 'aside' },
  h('summary', { dir: 'ltr' }, `Not counted: ${counted(wordsOf(words).length, 'word')} of furniture`));

function piece(words, covering) {
  const passage = covering.find((span) => span.kind === 'passage');
  const credit = covering.find((span) => span.kind === 'stated');
  const classes = new Set(covering.filter((span) => span !== passage).map((span) => span.kind));
  if (passage) classes.add('passage').add(`tone${passage.number % 6}`);
  const title = credit && creditTitle(credit.credit);
  const element = h(credit ? 'mark' : 'span', { class: [...classes].join(' ') || null, title }, words);
  if (passage) element.dataset.passage = passage.number;
  return element;
}

// The parts of the main text that no passage covers, each as text.
function uncovered(text, particulars, spans) {
  const covered = [...spans].sort((x, y) => x[0] - y[0]);
  const left = [];
  for (const [start, end] of particulars.main_text) {
    let from = start;
    for (const [a, b] of covered) {
      if (b <= from || a >= end) continue;
      if (a > from) left.push(cut(text, from, a));
      from = Math.max(from, b);
    }
    if (from < end) left.push(cut(text, from, end));
  }
  return left.map((part) => part.trim()).filter((part) => wordsOf(part).length);
}

const wordCount = (parts) => parts.reduce((sum, part) => sum + wordsOf(part).length, 0);

function creditList(attributions) {
  if (!attributions.length) return h('p', { class: 'quiet' }, 'No credit found.');
  return h('ul', { class: 'credits' }, attributions.map((credit) => h('li', {},
    badge(KINDS[credit.kind] || inWords(credit.kind), 'plain'), ' ',
    bdi([credit.agency, credit.outlet, credit.author].filter(Boolean).join(', ')), ' ', h('q', { dir: 'auto' }, credit.phrase),
    credit.span ? null : h('small', {}, ' from metadata'))));
}
