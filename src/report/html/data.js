// The report's data: chunks of the page, unpacked when they are needed.

const head = JSON.parse(document.getElementById('head').textContent);

async function unpack(name, number) {
  const element = document.getElementById(`${name}.${number}`);
  const binary = atob(element.textContent);
  const bytes = new Uint8Array(binary.length);
  for (let idx = 0; idx < binary.length; idx += 1) bytes[idx] = binary.charCodeAt(idx);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

// Chunks that were opened last; a reader goes back and forth between few.
const opened = new Map();
const OPENED_MAX = 48;

function chunk(name, number) {
  const key = `${name}.${number}`;
  let columns = opened.get(key);
  if (columns) opened.delete(key);
  else columns = unpack(name, number);
  opened.set(key, columns);
  if (opened.size > OPENED_MAX) opened.delete(opened.keys().next().value);
  return columns;
}

// A whole list as columns.
async function wholeList(name) {
  const whole = {};
  for (let number = 0; number < (head.chunks[name] || 0); number += 1) {
    const columns = await unpack(name, number);
    for (const [key, values] of Object.entries(columns)) {
      const all = (whole[key] ||= []);
      for (const value of values) all.push(value);
    }
  }
  return whole;
}

// Rows of columns, as objects.
function rows(columns) {
  const names = Object.keys(columns);
  if (!names.length) return [];
  return columns[names[0]].map((_, idx) => Object.fromEntries(names.map((name) => [name, columns[name][idx]])));
}

const report = { documents: [], clusters: [], pairs: [], overlaps: [], numberOf: new Map(), clusterOf: new Map() };

async function load() {
  report.documents = rows(await wholeList('documents'));
  report.documents.forEach((doc, number) => {
    doc.number = number;
    report.numberOf.set(doc.id, number);
  });
  report.clusters = rows(await wholeList('clusters'));
  report.clusters.forEach((cluster, number) => {
    cluster.number = number;
    cluster.members = cluster.documents.map((id) => report.documents[report.numberOf.get(id)]);
    cluster.pairs = [];
    report.clusterOf.set(cluster.id, cluster);
  });
  report.pairs = rows(await wholeList('pairs'));
  report.overlaps = rows(await wholeList('overlaps'));
  const n = report.documents.length;
  report.partners = Array.from({ length: n }, () => null);
  for (const list of ['pairs', 'overlaps']) report[list].forEach((pair, number) => arrange(pair, list, number));
}

function arrange(pair, list, number) {
  pair.list = list;
  pair.number = number;
  const [a, b] = [report.documents[pair.a], report.documents[pair.b]];
  pair.docs = [a, b];
  pair.coverage = Math.max(pair.coverage_a || 0, pair.coverage_b || 0);
  for (const side of [pair.a, pair.b]) (report.partners[side] ||= []).push(pair);
  pair.inside = a.cluster !== null && a.cluster === b.cluster;
  if (pair.inside && list === 'pairs') report.clusterOf.get(a.cluster).pairs.push(pair);
}

const pairOf = (x, y) => (report.partners[x] || []).find((pair) => pair.a === y || pair.b === y);

// What is known of a document beside what lists show.
async function detail(number) {
  const columns = await chunk('details', Math.floor(number / head.detail_rows));
  const row = number % head.detail_rows;
  return Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][row]]));
}

async function passagesOf(pair) {
  const columns = await chunk(`${pair.list}_passages`, Math.floor(pair.number / head.detail_rows));
  return columns.passages[pair.number % head.detail_rows].map(([a, aEnd, b, bEnd, words, similarity], idx) => ({
    number: idx + 1, a: [a, aEnd], b: [b, bEnd], words, similarity,
  }));
}

// The text of a document, as bytes: spans count these. `null` where the page has none.
async function textOf(number) {
  const firsts = head.first_of_texts;
  let [low, high] = [0, firsts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (firsts[middle] <= number) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return null;
  const columns = await chunk('texts', low - 1);
  const row = columns.document.indexOf(number);
  if (row < 0) return null;
  return { bytes: new TextEncoder().encode(columns.text[row]), asides: columns.asides[row], quoted: columns.quoted[row] };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const cut = (text, start, end) => decoder.decode(text.bytes.subarray(start, end));

const titleOf = (doc) => doc.title || doc.id;
const sourceOf = (doc) => doc.source || 'unknown outlet';
const clusterTitle = (cluster) => {
  const centre = report.documents[report.numberOf.get(cluster.centre)];
  return centre.title || (cluster.members.find((doc) => doc.title) || centre).title || centre.id;
};
const pairLink = (pair) => `#/pair/${encodeURIComponent(pair.docs[0].id)}/${encodeURIComponent(pair.docs[1].id)}`;
const clusterLink = (id) => `#/cluster/${encodeURIComponent(id)}`;
