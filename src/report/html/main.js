// Where the reader is: routes in the address, the colours, the start.

const ROUTES = [['', 'Overview'], ['clusters', 'Clusters'], ['pairs', 'Pairs'], ['overlaps', 'Overlaps'], ['outlets', 'Outlets'],
  ['furniture', 'Furniture'], ['skipped', 'Skipped'], ['parameters', 'Parameters']];
// The part of the navigation that a view without one of its own belongs to.
const HOMES = { cluster: 'clusters', pair: 'pairs' };

function view(route, rest, asked) {
  switch (route) {
    case '': return overview();
    case 'clusters': case 'pairs': case 'overlaps': return listView(route, asked);
    case 'cluster': return clusterView(rest[0]);
    case 'pair': return pairView(rest[0], rest[1]);
    case 'outlets': return outletsView();
    case 'furniture': return wholeList('furniture').then((columns) => furnitureView(rows(columns)));
    case 'skipped': return wholeList('skipped').then((columns) => skippedView(rows(columns)));
    case 'parameters': return parametersView();
    default: return missing('This report has no such page.');
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let turn = 0;

async function go(isStart) {
  const mine = ++turn;
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [route, ...rest] = path.split('/').map(decoded);
  listOnPage = null;
  const content = await view(route, rest, Object.fromEntries(new URLSearchParams(query || '')));
  if (mine !== turn) return;
  const main = document.getElementById('main');
  main.replaceChildren();
  fill(main, [content]);
  if (listOnPage) listOnPage.measure();
  main.dataset.view = route || 'overview';
  markRoute(HOMES[route] ?? route);
  const title = main.querySelector('h1');
  document.title = `${title ? title.textContent : 'Report'} – wireprint report`;
  if (!isStart) {
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    say(title ? title.textContent : '');
  }
}

function markRoute(route) {
  document.querySelectorAll('#nav a').forEach((link) => {
    if (link.dataset.route !== route) return link.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'page');
    return link.parentElement.scrollTo({ left: link.offsetLeft - link.parentElement.offsetLeft - 24 });
  });
}

// Storage may be refused, as for a page from disk: the choice then lasts as long as the page.
const remembered = {
  get() {
    try { return localStorage.getItem('wireprint.theme'); } catch { return null; }
  },
  set(theme) {
    try { localStorage.setItem('wireprint.theme', theme); } catch { /* not remembered */ }
  },
};
const THEMES = { auto: ['Auto', 'as the system has them'], light: ['Light', 'light'], dark: ['Dark', 'dark'] };

function setTheme(theme) {
  const [name, meaning] = THEMES[theme];
  const button = document.getElementById('theme');
  document.documentElement.dataset.theme = theme;
  button.textContent = name;
  button.setAttribute('aria-label', `Colours: ${meaning}. ${name}`);
}

async function start() {
  setTheme(Object.hasOwn(THEMES, remembered.get() || '') ? remembered.get() : 'auto');
  document.getElementById('theme').addEventListener('click', () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
    setTheme(next);
    remembered.set(next);
  });
  fill(document.getElementById('nav'), ROUTES.map(([route, name]) => h('a', { href: `#/${route}`, 'data-route': route }, name)));
  document.querySelector('.skip').addEventListener('click', (event) => {
    event.preventDefault();
    document.getElementById('main').focus();
  });
  await load();
  // A page of two compared documents has nothing to look over first.
  if (!location.hash && report.documents.length === 2 && report.pairs.length === 1) history.replaceState(null, '', pairLink(report.pairs[0]));
  addEventListener('hashchange', () => go(false));
  await go(true);
  document.documentElement.dataset.ready = '';
}

start().catch((error) => {
  document.getElementById('main').replaceChildren(h('h1', {}, 'This report could not be opened'),
    h('p', {}, `${error.message}. Chrome 111, Firefox 113, Safari 16.4 or a later version is needed, and a file that is complete.`));
});
