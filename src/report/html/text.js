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
    while (next < ordered.length && ordered[next].start <= start) open.push(ordered[next++]);
    open = open.filter((span) => span.end > start);
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
  for (const { start, end, spans: covering } of pieces(text, spans)) {
    const passage = covering.find((span) => span.kind === 'passage');
    if (passage && !begun.has(passage.number)) {
      begun.add(passage.number);
      place.append(numbered(passage.number));
    }
    const credit = covering.find((span) => span.kind === 'stated');
    const classes = covering.filter((span) => span !== passage).map((span) => span.kind);
    if (passage) classes.push('passage', `tone${passage.number % 6}`);
    const piece = h(credit ? 'mark' : 'span', { class: [...new Set(classes)].join(' ') || null, title: credit && creditTitle(credit.credit) }, cut(text, start, end));
    if (passage) piece.dataset.passage = passage.number;
    place.append(piece);
  }
  return place;
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
