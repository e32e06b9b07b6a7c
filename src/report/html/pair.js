// One pair: both texts side by side, their shared passages tied to each other, every measure with what it means.

async function pairView(idA, idB) {
  const [a, b] = [idA, idB].map((id) => report.numberOf.get(id));
  const pair = a === undefined || b === undefined ? null : pairOf(a, b);
  if (!pair) return missing('There is no such pair in this report.');
  const [passages, ...particulars] = await Promise.all([passagesOf(pair), ...pair.docs.map((doc) => detail(doc.number))]);
  const texts = await Promise.all(pair.docs.map((doc) => textOf(doc.number)));
  const home = pair.inside ? h('a', { href: clusterLink(pair.docs[0].cluster) }, `Cluster ${pair.docs[0].cluster}`)
    : h('a', { href: `#/${pair.list}` }, LISTS[pair.list][0]);
  const sides = h('div', { class: 'sides' }, [0, 1].map((side) => sideView(pair, side, texts[side], particulars[side], passages)));
  if (texts[0] && texts[1]) whenIdle(() => markEdits(sides, passages));
  return [
    h('p', { class: 'crumb' }, home, ' / pair'),
    h('h1', {}, badge(relationName(pair.relation), pair.relation), ' ', bdi(titleOf(pair.docs[0]))),
    verdict(pair),
    passages.length ? passageBar(passages, sides) : null,
    sides,
    h('p', { class: 'legend quiet' }, 'In the texts: ', h('span', { class: 'passage tone1' }, 'shared passage'), ' ', h('span', { class: 'passage tone1' }, h('span', { class: 'edit' }, 'edited word')), ' ',
      h('span', { class: 'quoted' }, 'quoted'), ' ', h('mark', { class: 'stated' }, 'credit'), ' ', h('span', { class: 'furniture' }, 'not counted'), '. A number leads to the same passage in the other text.'),
    h('h2', {}, 'Measures'),
    measures(pair),
  ];
}

function verdict(pair) {
  const [name, meaning] = RELATIONS[pair.relation] || [inWords(pair.relation), ''];
  const [extent, extentMeaning] = EXTENTS[pair.extent] || [inWords(pair.extent), ''];
  const own = pair.evidence.filter((kind) => !['agency_credit', 'outlet_credit', 'several_sources'].includes(kind));
  const wire = pair.evidence.filter((kind) => !own.includes(kind));
  const credit = creditWords(pair);
  const fact = (term, ...value) => [h('dt', {}, term), h('dd', {}, value)];
  return h('dl', { class: 'facts' },
    fact('Relation', h('b', {}, name), '. ', meaning, wire.length ? ` Here ${because(wire)}.` : null),
    fact('Extent', h('b', {}, extent), '. ', extentMeaning),
    fact('Original', pair.original === null ? 'unknown: no evidence tells which text came first'
      : [named(report.documents[pair.original]), own.length ? h('div', { class: 'quiet' }, `because ${because(own)}`) : null]),
    credit ? fact('Credit', badge(credit, pair.credited ? 'good' : 'plain')) : null);
}

// The passages in order, each leading to its place in the left text.
function passageBar(passages, sides) {
  const chips = passages.map((passage) => h('button', { type: 'button', class: `chip tone${passage.number % 6}`,
    onclick: () => goTo(sides, 0, passage.number) }, h('span', { class: 'unseen' }, 'Passage '), String(passage.number),
    h('small', {}, ` ${count(passage.words)}`, h('span', { class: 'unseen' }, passage.words === 1 ? ' word' : ' words'))));
  return h('div', { class: 'chips', role: 'group', 'aria-label': 'Shared passages with their number of words' }, h('span', { class: 'quiet' }, counted(passages.length, 'shared passage')), chips);
}

function goTo(sides, side, number) {
  const button = sides.querySelector(`[data-side="${side}"] button[data-number="${number}"]`);
  if (!button) return;
  sides.querySelectorAll('.at').forEach((piece) => piece.classList.remove('at'));
  sides.querySelectorAll(`[data-passage="${number}"]`).forEach((piece) => piece.classList.add('at'));
  // Each text is turned to the passage, so that the two stand beside one another.
  sides.querySelectorAll(`button[data-number="${number}"]`).forEach((other) => {
    const text = other.closest('[data-side]');
    text.scrollTop += other.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
  });
  button.focus({ preventScroll: true });
  // Where the texts stand one below the other, the passage is to be in view with what follows it.
  const isNarrow = matchMedia('(max-width: 44rem)').matches;
  button.scrollIntoView({ block: isNarrow ? 'center' : 'nearest' });
}

function sideView(pair, side, text, particulars, passages) {
  const doc = pair.docs[side];
  const name = 'AB'[side];
  const spans = passages.map((passage) => ({ number: passage.number, span: passage['ab'[side]] }));
  const over = () => body.closest('.sides');
  const numbered = (number) => h('button', { type: 'button', class: `number tone${number % 6}`, 'data-number': number,
    'aria-label': `Passage ${number}: go to it in text ${'BA'[side]}`, onclick: () => goTo(over(), 1 - side, number) }, String(number));
  const body = h('section', { class: 'side', 'data-side': side, 'aria-label': `Text ${name}`, tabindex: '0' },
    h('header', {}, h('h2', {}, h('span', { class: 'letter' }, name), bdi(titleOf(doc))),
      h('p', { class: 'under' }, bdi(sourceOf(doc)), ` · ${doc.published ? doc.published.replace('T', ' ').slice(0, 16) : 'no date'} · ${counted(doc.words, 'word')}`,
        doc.language ? ` · ${doc.language}` : '', pair.original === doc.number ? [' ', badge('original', 'role')] : null),
      h('p', { class: 'under' }, h('code', {}, bdi(doc.id)), particulars.url ? [' ', bdi(particulars.url)] : null),
      creditList(particulars.attributions)),
    text ? articleText(doc, text, particulars, spans, numbered) : h('p', { class: 'quiet' }, 'The text is not stored in this page.'));
  body.addEventListener('click', (event) => {
    const piece = event.target.closest('[data-passage]');
    if (piece && getSelection().isCollapsed) goTo(over(), 1 - side, Number(piece.dataset.passage));
  });
  return body;
}

// Safari has no requestIdleCallback: there one passage is marked at a time, between other work.
const whenIdle = (work) => (window.requestIdleCallback
  ? requestIdleCallback(work, { timeout: 500 })
  : setTimeout(() => work({ didTimeout: true, timeRemaining: () => 0 })));

// Marks the words of each passage that its counterpart lacks, passage by passage while the browser has time.
function markEdits(sides, passages) {
  const waiting = passages.filter((passage) => passage.similarity < 1);
  const next = (deadline) => {
    while (waiting.length && (deadline.timeRemaining() > 4 || deadline.didTimeout)) {
      if (!sides.isConnected) return;
      markPassage(sides, waiting.shift().number);
      if (deadline.didTimeout) break;
    }
    if (waiting.length) whenIdle(next);
    else sides.dataset.marked = '';
  };
  whenIdle(next);
}

function markPassage(sides, number) {
  const nodes = [0, 1].map((side) => textNodes(sides.querySelectorAll(`[data-side="${side}"] [data-passage="${number}"]`)));
  const words = nodes.map((list) => wordsOf(list.map((node) => node.data).join('')));
  const only = differences(words[0], words[1]);
  nodes.forEach((list, side) => runs(words[side], only[side]).reverse().forEach(([start, end]) => wrap(list, start, end)));
}

function textNodes(pieces) {
  const nodes = [];
  pieces.forEach((piece) => {
    const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('.control')) nodes.push(walker.currentNode);
  });
  return nodes;
}

// Puts what lies in [start, end) of the nodes' text into elements that mark an edit. Called from the last run to the first,
// so that nodes before it stay as they are.
function wrap(nodes, start, end) {
  let at = 0;
  for (const node of [...nodes]) {
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, node.length)];
    at += node.length;
    if (from >= to) continue;
    const middle = node.splitText(from);
    middle.splitText(to - from);
    const edit = h('span', { class: 'edit' });
    middle.replaceWith(edit);
    edit.append(middle);
  }
}

function measures(pair) {
  if (pair.shared_words === null) return h('p', {}, 'A translation is found by a credit or a link, not by shared words: there is nothing to measure.');
  const outlet = (side) => `${'AB'[side]}, ${sourceOf(pair.docs[side])}`;
  const measure = (name, value, meaning) => [h('b', {}, name), value, meaning];
  return table('Measures', ['Measure', 'Value', 'What it means'], [
    measure('coverage of A', percent(pair.coverage_a), `So much of the main text of ${outlet(0)} stands in shared passages.`),
    measure('coverage of B', percent(pair.coverage_b), `So much of the main text of ${outlet(1)} stands in shared passages.`),
    measure('shared words', count(pair.shared_words), 'Words that are equal in all shared passages together.'),
    measure('unquoted shared words', count(pair.shared_unquoted_words), 'Of these, words that do not stand inside quotation marks on both sides.'),
    measure('quoted share', percent(pair.quoted_share), 'The share of the shared words that both set in quotation marks.'),
    measure('longest passage', counted(pair.longest_passage_words, 'word'), 'Equal words of the longest shared passage.'),
    measure('Jaccard', pair.jaccard.toFixed(4), 'Runs of words that both have, as a share of those that either has: 1 for equal texts.'),
    measure('Jaccard, estimated', pair.jaccard_estimate.toFixed(4), 'The same, guessed from small sketches. It decides nothing and shows how well the sketches work.'),
  ], [1]);
}
