// The overview: what was found, in numbers.

const ENTRIES_SHOWN = 12;

function overview() {
  const { summary } = head;
  const words = report.documents.reduce((sum, doc) => sum + doc.words, 0);
  const copied = report.documents.reduce((sum, doc) => sum + doc.words * doc.copied_share, 0);
  const tile = (name, value, note, href) => h('li', {}, h(href ? 'a' : 'div', { href, class: 'tile', 'data-name': name },
    h('strong', {}, value), h('span', {}, name), h('small', {}, note)));
  const relations = Object.entries(summary.pairs_by_relation).filter((entry) => entry[1] > 0).sort((x, y) => y[1] - x[1]);
  const isOverlap = (name) => ['quotation', 'background', 'template', 'fragment'].includes(name);
  const listed = (name) => `#/${isOverlap(name) ? 'overlaps' : 'pairs'}?relation=${name}`;
  const outlets = frequencies(report.documents.filter((doc) => doc.cluster).map(sourceOf)).slice(0, ENTRIES_SHOWN);
  const agencies = frequencies(report.documents.flatMap((doc) => doc.agencies)).slice(0, ENTRIES_SHOWN);
  const filtered = (key) => (name) => `#/clusters?${key}=${encodeURIComponent(name)}`;
  return [
    h('h1', {}, 'Overview'),
    h('ul', { class: 'tiles' },
      tile('documents', count(summary.documents), summary.skipped ? `${count(summary.skipped)} left out` : 'none left out', '#/skipped'),
      tile('share copied', percent(words ? copied / words : 0), 'of all words stand in another document'),
      tile('clusters', count(summary.clusters), 'documents tied by copies', '#/clusters'),
      tile('independent', count(summary.independent_documents), 'documents when each cluster counts once'),
      tile('related pairs', count(summary.pairs), summary.pairs_omitted ? `${count(summary.pairs_omitted)} more not listed` : 'all listed', '#/pairs'),
      tile('overlaps', count(report.overlaps.length), 'share text and are no copies', '#/overlaps')),
    h('div', { class: 'columns wide' },
      h('section', {}, h('h2', {}, 'Relations'),
        relations.length ? bars(relations.map(([name, n]) => [name, n, relationName(name)]), listed) : h('p', { class: 'quiet' }, 'No related pairs.')),
      h('section', {}, h('h2', {}, 'Publication and reuse'), timeline(report.documents), recall(summary)),
      h('section', {}, h('h2', {}, 'Outlets with most documents in clusters'),
        outlets.length ? bars(outlets, filtered('outlet')) : h('p', { class: 'quiet' }, 'None.')),
      h('section', {}, h('h2', {}, 'Agencies credited most'),
        agencies.length ? bars(agencies, filtered('agency')) : h('p', { class: 'quiet' }, 'No agency is credited.'))),
    h('p', { class: 'quiet' }, 'A missing credit is told as “no credit found”: no credit stands in what was read. It is no verdict on anyone.'),
  ];
}

function recall(summary) {
  const { pairs, found, sampled_documents: sampled, at_jaccard: at } = summary.recall_estimate;
  if (!pairs) return null;
  return h('p', { class: 'quiet' }, `Recall, measured on this run: of ${counted(pairs, 'pair')} with an estimated Jaccard of ${at} or more in a `
    + `sample of ${counted(sampled, 'document')}, ${count(found)} were found.`);
}

function furnitureView(list) {
  const entries = list.map((entry) => [bdi(entry.text), count(entry.documents),
    bdi(entry.sources.slice(0, 4).join(', ') + (entry.sources.length > 4 ? ` and ${entry.sources.length - 4} more` : ''))]);
  return [h('h1', {}, 'Furniture'),
    h('p', { class: 'lead' }, 'Text that two documents or more carry outside their main text: navigation, pleas, notices. No measure counts it.'),
    capped(entries, (shown) => table('Furniture found', ['Text', 'Documents', 'Outlets'], shown, [1]))];
}

function skippedView(list) {
  const entries = list.map((entry) => [bdi(entry.path), h('span', {}, REASONS[entry.reason] || inWords(entry.reason)), bdi(entry.detail)]);
  return [h('h1', {}, 'Skipped input'),
    h('p', { class: 'lead' }, list.length ? `${counted(list.length, 'input was', 'inputs were')} left out and compared with nothing.` : 'Everything that was given was compared.'),
    list.length ? capped(entries, (shown) => table('Skipped input', ['Input', 'Reason', 'Particulars'], shown)) : null];
}

// Long tables are shown in part until the rest is asked for.
function capped(entries, make, most = 500) {
  if (entries.length <= most) return make(entries);
  const place = h('div', {}, make(entries.slice(0, most)));
  const button = h('button', { type: 'button', onclick: () => place.replaceChildren(make(entries)) }, `Show all ${count(entries.length)}`);
  place.append(button);
  return place;
}

function parametersView() {
  const value = (v) => (v === null ? 'none' : String(v));
  const { funnel } = head.summary;
  const stages = [['proposed by signatures', funnel.candidates_lsh], ['proposed by sampled shingles', funnel.candidates_passage],
    ['measured exactly', funnel.verified], ['sharing a passage', funnel.aligned]];
  return [h('h1', {}, 'Parameters'),
    h('p', { class: 'lead' }, `Made by ${head.generator.name} ${head.generator.version}, report schema ${head.schema_version}. `,
      'Reports with the same fingerprint can be compared.'),
    h('div', { class: 'columns' },
      h('section', {}, h('h2', {}, 'Rules of the run'),
        table('Parameters', ['Parameter', 'Value'], Object.entries(head.parameters).map(([name, v]) => [inWords(name), h('code', {}, value(v))]))),
      h('section', {}, h('h2', {}, 'Pairs that passed each stage'),
        table('Stages', ['Stage', 'Pairs'], stages.map(([name, n]) => [name, count(n)]), [1]),
        h('h2', {}, 'What this page holds'),
        h('p', {}, 'The whole report, and the text of every document that is in a cluster, a pair or an overlap. Texts of other documents are not stored. ',
          'The page asks no host for anything.')))];
}
