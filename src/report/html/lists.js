// Lists of clusters and of pairs: search, filters, order. What is chosen stands in the address.

const SORTS = {
  clusters: {
    size: ['most documents', (x) => -x.members.length], coverage: ['most shared', (x) => -coverageOf(x)],
    weakest: ['weakest link', (x) => x.weakest_link.coverage], date: ['earliest', (x) => firstDate(x.members) || '9'],
    latest: ['latest', (x) => -(Date.parse(firstDate(x.members)) || -1e15)], id: ['number', (x) => x.number],
  },
  pairs: {
    words: ['most shared words', (x) => -(x.shared_words || 0)], coverage: ['most shared', (x) => -x.coverage],
    least: ['least shared', (x) => x.coverage], date: ['earliest', (x) => firstDate(x.docs) || '9'],
    latest: ['latest', (x) => -(Date.parse(firstDate(x.docs)) || -1e15)], id: ['id', (x) => x.number],
  },
};

const coverageOf = (cluster) => cluster.pairs.reduce((most, pair) => Math.max(most, pair.coverage), 0);

function firstDate(documents) {
  let first = null;
  for (const doc of documents) {
    if (doc.published && (first === null || doc.published < first)) first = doc.published;
  }
  return first && day(first);
}

const found = (doc) => (doc.found ||= `${doc.title || ''}\n${doc.id}\n${doc.source || ''}`.normalize('NFKC').toLowerCase());

// Whether documents as a whole meet what is asked of documents: each question by one of them.
function documentsMeet(documents, asked) {
  const some = (test) => documents.some(test);
  if (asked.q && !asked.words.every((word) => some((doc) => found(doc).includes(word)))) return false;
  if (asked.outlet && !some((doc) => sourceOf(doc) === asked.outlet)) return false;
  if (asked.agency && !some((doc) => doc.agencies.includes(asked.agency))) return false;
  if (asked.language && !some((doc) => (doc.language || 'unknown') === asked.language)) return false;
  if ((asked.from || asked.to) && !some((doc) => doc.published
    && (!asked.from || day(doc.published) >= asked.from) && (!asked.to || day(doc.published) <= asked.to))) return false;
  return true;
}

function pairMeets(pair, asked) {
  if (asked.relation && pair.relation !== asked.relation) return false;
  if (asked.extent && pair.extent !== asked.extent) return false;
  if (asked.credited && String(pair.credited) !== asked.credited) return false;
  if (asked.between && pair.inside !== (asked.between === 'inside')) return false;
  if (asked.first || asked.second) {
    const sources = pair.docs.map(sourceOf);
    if (sources[0] !== asked.first) sources.reverse();
    if (sources[0] !== asked.first || sources[1] !== asked.second) return false;
  }
  return !asked.coverage || pair.coverage * 100 >= Number(asked.coverage);
}

const asksOfPairs = (asked) => ['relation', 'extent', 'credited', 'coverage'].some((name) => asked[name]);

function select(list, asked) {
  asked.words = (asked.q || '').normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = list === 'clusters'
    ? report.clusters.filter((x) => documentsMeet(x.members, asked) && (!asksOfPairs(asked) || x.pairs.some((pair) => pairMeets(pair, asked))))
    : report[list].filter((x) => pairMeets(x, asked) && documentsMeet(x.docs, asked));
  const sorts = SORTS[list === 'clusters' ? 'clusters' : 'pairs'];
  const key = (Object.hasOwn(sorts, asked.sort || '') ? sorts[asked.sort] : Object.values(sorts)[0])[1];
  const keyed = chosen.map((item) => [key(item), item]);
  keyed.sort((x, y) => (x[0] < y[0] ? -1 : x[0] > y[0] ? 1 : x[1].number - y[1].number));
  return keyed.map((entry) => entry[1]);
}

// The values that a filter offers, with how many have them.
function choices(list) {
  const items = report[list];
  const pairs = list === 'clusters' ? report.clusters.flatMap((x) => x.pairs) : items;
  const groups = items.map((x) => x.members || x.docs);
  const each = (of) => frequencies(groups.flatMap((documents) => [...new Set(documents.flatMap(of))]));
  return {
    relation: frequencies(pairs.map((pair) => pair.relation)).map(([name]) => [name, relationName(name)]),
    extent: frequencies(pairs.map((pair) => pair.extent)).map(([name]) => [name, EXTENTS[name] ? EXTENTS[name][0] : inWords(name)]),
    credited: [['true', 'credited'], ['false', 'no credit found'], ['null', 'does not apply']],
    outlet: each(sourceOf).map(([name, n]) => [name, `${name} (${count(n)})`]),
    agency: each((doc) => doc.agencies).map(([name, n]) => [name, `${name} (${count(n)})`]),
    language: each((doc) => doc.language || 'unknown').map(([name]) => [name, name]),
  };
}

const FILTERS = [['relation', 'Relation'], ['extent', 'Extent'], ['credited', 'Credit'], ['outlet', 'Outlet'], ['agency', 'Agency'], ['language', 'Language']];

function filterForm(list, asked, changed) {
  const offered = choices(list);
  const option = (chosen) => ([value, text]) => h('option', { value, selected: value === chosen }, text);
  const field = (label, input) => h('label', {}, h('span', {}, label), input);
  const dropDown = ([name, label]) => field(label, h('select', { name }, h('option', { value: '' }, 'any'), offered[name].map(option(asked[name]))));
  const sorts = Object.entries(SORTS[list === 'clusters' ? 'clusters' : 'pairs']).map(([name, [text]]) => [name, text]);
  const places = [['', 'anywhere'], ['inside', 'inside a cluster'], ['between', 'between clusters']];
  const chosen = FILTERS.filter(([name]) => asked[name]).length + ['from', 'to', 'coverage', 'between', 'first'].filter((name) => asked[name]).length;
  const form = h('form', { class: 'filters', 'aria-label': 'Search and filters' },
    field('Search', h('input', { name: 'q', type: 'search', value: asked.q || '', placeholder: 'title, outlet, id', autocomplete: 'off' })),
    field('Shared at least, %', h('input', { name: 'coverage', type: 'number', min: 0, max: 100, step: 5, value: asked.coverage || '' })),
    field('Order', h('select', { name: 'sort' }, sorts.map(option(asked.sort)))),
    h('button', { type: 'reset' }, 'Clear'),
    h('details', { open: chosen > 0 || matchMedia('(min-width: 60rem)').matches }, h('summary', {}, 'Filters'),
      h('div', { class: 'fields' }, FILTERS.map(dropDown),
        list === 'pairs' ? field('Where', h('select', { name: 'between' }, places.map(option(asked.between)))) : null,
        field('From', h('input', { name: 'from', type: 'date', value: asked.from || '' })),
        field('To', h('input', { name: 'to', type: 'date', value: asked.to || '' })))));
  let waiting = 0;
  const read = () => {
    const given = Object.fromEntries([...new FormData(form)].filter((entry) => entry[1]));
    if (asked.first) Object.assign(given, { first: asked.first, second: asked.second });
    changed(given);
  };
  form.addEventListener('input', (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(read, event.target.name === 'q' ? 120 : 0);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    form.querySelectorAll('input, select').forEach((input) => { input.value = ''; });
    form.elements.sort.selectedIndex = 0;
    asked.first = '';
    read();
  });
  return form;
}

const LISTS = {
  clusters: ['Clusters', 'Documents tied by copies. Each member was measured against the centre of its cluster.', 'cluster'],
  pairs: ['Pairs', 'Two documents that are related, with the rule that says how.', 'pair'],
  overlaps: ['Overlaps', 'Pairs that share words and are no copies: quotations, templates, background, single sentences.', 'overlap'],
};

function listView(list, asked) {
  const [title, lead, one] = LISTS[list];
  const rowsShown = list === 'clusters'
    ? new VirtualList(title, clusterRow, 'of-clusters') : new VirtualList(title, pairRow, 'of-pairs');
  const total = h('p', { class: 'total', 'data-total': '' });
  const refresh = (given) => {
    const items = select(list, given);
    rowsShown.show(items);
    const all = report[list].length;
    const shown = items.length === all ? counted(all, one) : `${count(items.length)} of ${counted(all, one)}`;
    const cut = rowsShown.n < items.length ? `; the first ${count(rowsShown.n)} stand here, search and filters find the others` : '';
    total.replaceChildren(shown + cut);
    total.dataset.total = items.length;
  };
  const changed = (given) => {
    const query = new URLSearchParams(given).toString();
    refresh(given);
    say(total.textContent);
    // Safari refuses more than a hundred changes of the address in ten seconds; the next one will do.
    try { history.replaceState(null, '', `#/${list}${query ? `?${query}` : ''}`); } catch { /* as above */ }
  };
  const narrowed = asked.first ? h('p', { class: 'lead' }, 'Pairs of ', bdi(asked.first), ' and ', bdi(asked.second), '.') : null;
  const form = filterForm(list, asked, changed);
  refresh(asked);
  listOnPage = rowsShown;
  return [h('div', { class: 'heading' }, h('h1', {}, title), total), h('p', { class: 'lead' }, lead), narrowed, form, rowsShown.element];
}

function clusterRow(cluster) {
  const relations = frequencies(cluster.pairs.map((pair) => pair.relation)).slice(0, 3);
  const outlets = [...new Set(cluster.members.map(sourceOf))];
  const date = firstDate(cluster.members);
  return h('a', { href: clusterLink(cluster.id), class: 'row' },
    h('span', { class: 'figure' }, count(cluster.members.length)),
    h('span', { class: 'what' }, h('span', { class: 'title' }, bdi(clusterTitle(cluster))),
      h('span', { class: 'under' }, date ? `${date} · ` : '', bdi(outlets.slice(0, 3).join(', ')), outlets.length > 3 ? ` and ${outlets.length - 3} more` : '')),
    h('span', { class: 'tags' }, cluster.agency ? badge(cluster.agency, 'agency') : null, relations.map(([name]) => badge(relationName(name), name))),
    h('span', { class: 'share' }, h('b', {}, percent(coverageOf(cluster))), bar(coverageOf(cluster))));
}

function pairRow(pair) {
  const credit = creditWords(pair);
  const side = (doc) => h('span', { class: 'side' }, bdi(titleOf(doc), { class: 'title' }), h('span', { class: 'under' }, bdi(sourceOf(doc)), doc.published ? ` · ${day(doc.published)}` : ''));
  return h('a', { href: pairLink(pair), class: 'row' },
    h('span', { class: 'what two' }, pair.docs.map(side)),
    h('span', { class: 'tags' }, badge(relationName(pair.relation), pair.relation), credit ? badge(credit, pair.credited ? 'good' : 'plain') : null),
    h('span', { class: 'share' }, h('b', {}, pair.shared_words === null ? '—' : percent(pair.coverage)), bar(pair.coverage)));
}
