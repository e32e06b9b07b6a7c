// Who republishes whom: outlet by outlet.

const OUTLETS_MAX = 24;

// For each two outlets the pairs whose original is the first one's, and for those without a known original the pairs.
function flows() {
  const found = new Map();
  for (const pair of report.pairs) {
    const known = pair.original !== null;
    const docs = known && pair.original === pair.b ? [pair.docs[1], pair.docs[0]] : pair.docs;
    let sources = docs.map(sourceOf);
    if (!known) sources = sources.sort();
    const key = JSON.stringify([known, ...sources]);
    if (!found.has(key)) found.set(key, { known, from: sources[0], to: sources[1], pairs: 0, credited: 0, judged: 0, copied: 0 });
    const flow = found.get(key);
    flow.pairs += 1;
    flow.copied += pair.shared_words || 0;
    if (pair.credited !== null) flow.judged += 1;
    if (pair.credited) flow.credited += 1;
  }
  return [...found.values()].sort((x, y) => y.pairs - x.pairs || (x.from + x.to < y.from + y.to ? -1 : 1));
}

const flowLink = (flow) => `#/pairs?first=${encodeURIComponent(flow.from)}&second=${encodeURIComponent(flow.to)}`;

function outletsView() {
  const all = flows();
  const directed = all.filter((flow) => flow.known);
  const lines = (list) => capped(list.map((flow) => [bdi(flow.from), bdi(flow.to), h('a', { href: flowLink(flow) }, count(flow.pairs)),
    count(flow.copied), flow.judged ? `${count(flow.credited)} of ${count(flow.judged)}` : '—']),
  (shown) => table(list[0].known ? 'Outlets by pairs with a known original' : 'Outlets by pairs without one', [list[0].known ? 'Original' : 'Outlet', list[0].known ? 'Republished by' : 'Other outlet', 'Pairs', 'Shared words', 'Credited'], shown, [2, 3, 4]), 100);
  const unknown = all.filter((flow) => !flow.known);
  return [h('h1', {}, 'Outlets'),
    h('p', { class: 'lead' }, 'Who republishes whom, by pairs whose original is known. Rows are outlets of originals, columns those of the copies.'),
    directed.length ? [matrix(directed), h('h2', {}, 'From the original to the copy'), lines(directed)] : h('p', { class: 'quiet' }, 'No pair has a known original.'),
    unknown.length ? [h('h2', {}, 'Original unknown'), lines(unknown)] : null,
    h('h2', {}, 'Reuse over time'), timeline(report.documents)];
}

function matrix(directed) {
  const sum = (of) => {
    const sums = new Map();
    for (const flow of directed) sums.set(flow[of], (sums.get(flow[of]) || 0) + flow.pairs);
    return [...sums].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, OUTLETS_MAX).map((entry) => entry[0]);
  };
  const [origins, copies] = [sum('from'), sum('to')];
  const at = new Map(directed.map((flow) => [JSON.stringify([flow.from, flow.to]), flow]));
  const most = Math.max(...directed.map((flow) => flow.pairs));
  const cell = (from, to) => {
    const flow = at.get(JSON.stringify([from, to]));
    if (!flow) return h('td', {});
    const strength = 0.15 + 0.85 * Math.sqrt(flow.pairs / most);
    return h('td', {}, h('a', { href: flowLink(flow), class: strength > 0.75 ? 'strong' : '', style: { '--strength': `${Math.round(strength * 100)}%` },
      'aria-label': `${from} to ${to}: ${counted(flow.pairs, 'pair')}` }, count(flow.pairs)));
  };
  return h('div', { class: 'scroll matrix', tabindex: '0', role: 'region', 'aria-label': 'Matrix of outlets' },
    h('table', {}, h('caption', { class: 'unseen' }, 'Pairs by the outlet of the original and the outlet of the copy'),
      h('thead', {}, h('tr', {}, h('td', {}, h('small', {}, 'original ↓ copy →')), copies.map((name) => h('th', { scope: 'col' }, h('span', {}, bdi(name)))))),
      h('tbody', {}, origins.map((from) => h('tr', {}, h('th', { scope: 'row' }, bdi(from)), copies.map((to) => cell(from, to)))))));
}
