// Making elements. Text of articles enters the page only through `put`, as text.

// Characters that would turn or hide what is around them are shown by their names.
const CONTROL_NAMES = {
  '\u061c': 'ALM', '\u200b': 'ZWSP', '\u200e': 'LRM', '\u200f': 'RLM', '\u202a': 'LRE', '\u202b': 'RLE', '\u202c': 'PDF',
  '\u202d': 'LRO', '\u202e': 'RLO', '\u2028': 'LS', '\u2029': 'PS', '\u2066': 'LRI', '\u2067': 'RLI', '\u2068': 'FSI',
  '\u2069': 'PDI', '\ufeff': 'BOM', '\u007f': 'DEL',
};
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const controlName = (c) =>
  CONTROL_NAMES[c] || (c < ' ' ? String.fromCharCode(0x2400 + c.charCodeAt(0)) : c.charCodeAt(0).toString(16).toUpperCase());

// Appends text to a node, with control characters made visible.
function put(node, text) {
  let from = 0;
  for (const found of text.matchAll(CONTROLS)) {
    node.append(text.slice(from, found.index));
    const shown = document.createElement('span');
    shown.className = 'control';
    shown.dir = 'ltr';
    shown.title = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    shown.textContent = controlName(found[0]);
    node.append(shown);
    from = found.index + found[0].length;
  }
  node.append(text.slice(from));
  return node;
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.entries(value).forEach(([key, v]) => element.style.setProperty(key, v));
    else element.setAttribute(name, value === true ? '' : value);
  }
  return element;
}

function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    if (child instanceof Node) element.append(child);
    else put(element, String(child));
  }
  return element;
}

// An element: `h('a', {href}, 'text', child)`. `on…` attributes are listeners given by this script.
const h = (name, attributes, ...children) => fill(setAll(document.createElement(name), attributes || {}), children);

const svg = (name, attributes, ...children) =>
  fill(setAll(document.createElementNS('http://www.w3.org/2000/svg', name), attributes || {}), children);

// Text of unknown direction that leaves what is around it alone.
const bdi = (text, attributes) => h('bdi', { dir: 'auto', ...attributes }, text);

const integers = new Intl.NumberFormat('en');
const count = (n) => integers.format(n);
const counted = (n, one, many) => `${count(n)} ${n === 1 ? one : many || `${one}s`}`;

// A share as per cent; what is not quite all or nothing is not shown as such.
function percent(share) {
  if (share === null || share === undefined) return '—';
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return '99 %';
  if (rounded === 0 && share > 0) return '< 1 %';
  return `${rounded} %`;
}

const day = (date) => (date ? date.slice(0, 10) : null);

const badge = (text, kind) => h('span', { class: `badge ${kind || ''}` }, text);

function bar(share) {
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, h('i', { style: { width: `${Math.min(100, share * 100)}%` } }));
}

// A table with named columns; the last argument says which columns hold numbers.
function table(caption, names, rows, numeric = []) {
  const cell = (tag, value, idx) => h(tag, { class: numeric.includes(idx) ? 'n' : null, scope: tag === 'th' ? 'col' : null }, value);
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, names.map((name, idx) => cell('th', name, idx)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((value, idx) => cell('td', value, idx)))))));
}

const say = (text) => { document.getElementById('status').textContent = text; };
