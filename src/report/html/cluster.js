// One cluster: its versions in time, who credits whom, which to keep, what each version adds or drops.

// Versions, and pairs, that are shown before the rest is asked for.
const VERSIONS_SHOWN = 200;

async function clusterView(id) {
  const cluster = report.clusterOf.get(id);
  if (!cluster) return missing(`There is no cluster ${id} in this report.`);
  const centre = report.documents[report.numberOf.get(cluster.centre)];
  const details = new Map();
  for (const doc of cluster.members) details.set(doc.number, await detail(doc.number));
  const versions = [...cluster.members].sort((x, y) => {
    const [a, b] = [x.published || '9', y.published || '9'];
    return a < b ? -1 : a > b ? 1 : x.number - y.number;
  });
  return [
    h('p', { class: 'crumb' }, h('a', { href: '#/clusters' }, 'Clusters'), ` / ${cluster.id}`),
    h('h1', {}, bdi(clusterTitle(cluster))),
    clusterFacts(cluster),
    h('h2', {}, 'Versions in time'),
    spread(versions),
    capped(versions, (shown) => h('ol', { class: 'versions' }, shown.map((doc) => version(cluster, centre, doc, details.get(doc.number)))), VERSIONS_SHOWN),
    h('h2', {}, 'Who credits whom'),
    capped(versions, (shown) => whoCredits(shown, details), VERSIONS_SHOWN),
    h('h2', {}, 'Pairs'),
    capped(cluster.pairs, pairTable, VERSIONS_SHOWN),
    cluster.pairs_omitted ? h('p', { class: 'quiet' }, `${counted(cluster.pairs_omitted, 'related pair of these documents is', 'related pairs of these documents are')} not listed.`) : null,
    outsidePairs(cluster),
  ];
}

const named = (doc) => h('span', {}, h('b', {}, bdi(sourceOf(doc))), ' ', h('code', {}, bdi(doc.id)));
const byId = (id) => report.documents[report.numberOf.get(id)];

function clusterFacts(cluster) {
  const { weakest_link: weakest } = cluster;
  const fact = (name, ...value) => [h('dt', {}, name), h('dd', {}, value)];
  const link = (weakest.a !== weakest.b) && pairOf(report.numberOf.get(weakest.a), report.numberOf.get(weakest.b));
  return h('dl', { class: 'facts' },
    fact('Documents', count(cluster.members.length), cluster.agency ? [', copy of ', badge(cluster.agency, 'agency')] : null),
    fact('Original', cluster.original
      ? [named(byId(cluster.original)), h('div', { class: 'quiet' }, `because ${because(cluster.original_evidence)}`)]
      : 'unknown: no evidence tells which text came first'),
    fact('Keep', named(byId(cluster.keep)), h('div', { class: 'quiet' }, cluster.keep_reason)),
    fact('Centre', named(byId(cluster.centre)), h('div', { class: 'quiet' }, 'the others share most words with it')),
    fact('Weakest link', link ? h('a', { href: pairLink(link) }, percent(weakest.coverage)) : percent(weakest.coverage), ' shared by ',
      named(byId(weakest.a === cluster.centre ? weakest.b : weakest.a)), ' with the centre'));
}

// The versions on a line of time.
function spread(versions) {
  const times = versions.filter((doc) => doc.published).map((doc) => Date.parse(doc.published));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  if (times.length < 2 || !(last > first)) return null;
  const dots = versions.filter((doc) => doc.published).map((doc) => {
    const x = 10 + ((Date.parse(doc.published) - first) / (last - first)) * 700;
    return svg('circle', { cx: x, cy: 12, r: 6 }, svg('title', {}, `${day(doc.published)}: ${sourceOf(doc)}`));
  });
  const hours = Math.round((last - first) / 36e5);
  const length = hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
  return h('figure', { class: 'plot spread' },
    svg('svg', { viewBox: '0 0 720 24', role: 'img', 'aria-label': `${times.length} dated versions over ${length}` },
      svg('line', { x1: 10, x2: 710, y1: 12, y2: 12 }), dots),
    h('div', { class: 'axis' }, h('span', {}, new Date(first).toISOString().slice(0, 10)), h('span', {}, length), h('span', {}, new Date(last).toISOString().slice(0, 10))));
}

function version(cluster, centre, doc, particulars) {
  const roles = [doc.id === cluster.original && 'original', doc.id === cluster.keep && 'keep', doc === centre && 'centre'].filter(Boolean);
  const pair = doc === centre ? null : pairOf(doc.number, centre.number);
  const names = credits(particulars.attributions);
  const differing = h('details', { class: 'differs' }, h('summary', {}, 'What it adds and drops'), h('p', { class: 'quiet' }, 'Reading the texts…'));
  if (pair) differing.addEventListener('toggle', () => showDifference(differing, pair, doc, centre), { once: true });
  return h('li', {},
    h('time', {}, doc.published ? doc.published.replace('T', ' ').slice(0, 16) : 'no date'),
    h('div', {},
      h('div', { class: 'title' }, bdi(titleOf(doc))),
      h('div', { class: 'under' }, bdi(sourceOf(doc)), ` · ${counted(doc.words, 'word')} · `, names.length ? ['credits ', bdi(names.join(', '))] : 'no credit found', ' · ', h('code', {}, bdi(doc.id))),
      h('div', { class: 'tags' }, roles.map((role) => badge(role, 'role')),
        pair ? [badge(relationName(pair.relation), pair.relation), ' ', h('a', { href: pairLink(pair) }, `${percent(pair.coverage)} shared with the centre`)] : null),
      pair ? differing : null));
}

async function showDifference(place, pair, doc, centre) {
  const [passages, ...sides] = await Promise.all([passagesOf(pair),
    ...[doc, centre].flatMap(({ number }) => [textOf(number), detail(number)])]);
  const [text, particulars, centreText, centreParticulars] = sides;
  place.lastChild.remove();
  if (!text || !centreText) {
    place.append(h('p', { class: 'quiet' }, 'The texts are not stored in this page.'));
    return;
  }
  const [own, other] = pair.docs[0] === doc ? ['a', 'b'] : ['b', 'a'];
  const adds = uncovered(text, particulars, passages.map((passage) => passage[own]));
  const drops = uncovered(centreText, centreParticulars, passages.map((passage) => passage[other]));
  const part = (name, parts, kind) => h('div', {}, h('h3', {}, `${name} ${counted(wordCount(parts), 'word')}`),
    parts.length ? h('ul', { class: kind }, parts.map((words) => h('li', { dir: 'auto' }, words))) : h('p', { class: 'quiet' }, 'Nothing.'));
  place.append(h('div', { class: 'columns' }, part('Adds', adds, 'adds'), part('Drops', drops, 'drops')),
    h('p', { class: 'quiet' }, 'Passages that only one of the two has; edits inside shared passages are marked in the pair.'));
}

function whoCredits(versions, details) {
  const lines = versions.map((doc) => [bdi(sourceOf(doc)), details.get(doc.number).attributions.length
    ? creditList(details.get(doc.number).attributions) : h('span', { class: 'quiet' }, 'no credit found')]);
  return table('Credits found in each version', ['Version', 'Credits found in it'], lines);
}

function pairTable(pairs) {
  return table('Pairs', ['A', 'B', 'Relation', 'Shared', 'Credit'], pairs.map((pair) => [
    bdi(sourceOf(pair.docs[0])), bdi(sourceOf(pair.docs[1])), h('a', { href: pairLink(pair) }, relationName(pair.relation)),
    pair.shared_words === null ? '—' : percent(pair.coverage), creditWords(pair) || '—']), [3]);
}

function outsidePairs(cluster) {
  const outside = new Set(cluster.members.flatMap((doc) => (report.partners[doc.number] || []).filter((pair) => !pair.inside)));
  if (!outside.size) return null;
  const all = [...outside];
  return [h('h2', {}, 'Related to documents outside'), pairTable(all.slice(0, 100)),
    all.length > 100 ? h('p', { class: 'quiet' }, `And ${count(all.length - 100)} more.`) : null];
}

const missing = (text) => [h('h1', {}, 'Not found'), h('p', {}, text), h('p', {}, h('a', { href: '#/' }, 'To the overview'))];
