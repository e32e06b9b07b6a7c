// What a reader of the bundled corpus sees and does.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESK, PHONE, ROOT, scan, total, visit } from './browser.mjs';

const corpus = scan(join(ROOT, 'corpus/tuned/articles'), 'tuned');
const { json } = corpus;
const byId = new Map(json.documents.map((doc) => [doc.id, doc]));
const inside = (pair) => byId.get(pair.a).cluster !== null && byId.get(pair.a).cluster === byId.get(pair.b).cluster;
const pairsOf = (cluster) => json.pairs.filter((pair) => inside(pair) && byId.get(pair.a).cluster === cluster.id);
const coverage = (pair) => Math.max(pair.coverage_a || 0, pair.coverage_b || 0);
const longest = () => json.pairs.reduce((x, y) => (x.passages.length >= y.passages.length ? x : y));
const pairHash = (pair) => `#/pair/${encodeURIComponent(pair.a)}/${encodeURIComponent(pair.b)}`;
const axeSource = readFileSync(new URL('./node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

async function overviewShowsTheNumbers(browser) {
  const page = await browser.open(corpus.address);
  const tile = async (name) => page.locator(`.tile[data-name="${name}"] strong`).textContent();
  const { summary } = json;
  assert.equal(await tile('documents'), String(summary.documents));
  assert.equal(await tile('clusters'), String(summary.clusters));
  assert.equal(await tile('independent'), String(summary.independent_documents));
  assert.equal(await tile('related pairs'), String(summary.pairs));
  assert.equal(await tile('overlaps'), String(json.overlaps.length));
  const words = json.documents.reduce((sum, doc) => sum + doc.words, 0);
  const copied = json.documents.reduce((sum, doc) => sum + doc.words * doc.copied_share, 0);
  assert.equal(await tile('share copied'), `${Math.round((copied / words) * 100)} %`);
  const relations = await page.locator('.bars').first().locator('li').allTextContents();
  assert.equal(relations.length, Object.values(summary.pairs_by_relation).filter((n) => n > 0).length);
  assert.ok(relations.includes(`reprint${summary.pairs_by_relation.reprint}`), relations.join());
}

// What each filter leaves, by the JSON report.
function expected() {
  const members = (cluster, test) => cluster.documents.some((id) => test(byId.get(id)));
  const clusters = (test) => json.clusters.filter(test).length;
  const withPair = (test) => clusters((cluster) => pairsOf(cluster).some(test));
  const withMember = (test) => clusters((cluster) => members(cluster, test));
  const credits = (doc, agency) => doc.attributions.some((credit) => credit.agency === agency);
  const outlet = json.documents.find((doc) => doc.cluster && doc.source).source;
  const agency = json.clusters.find((cluster) => cluster.agency).agency;
  return [
    ['relation', 'reprint', withPair((pair) => pair.relation === 'reprint')],
    ['extent', 'contained', withPair((pair) => pair.extent === 'contained')],
    ['credited', 'false', withPair((pair) => pair.credited === false)],
    ['credited', 'true', withPair((pair) => pair.credited === true)],
    ['outlet', outlet, withMember((doc) => doc.source === outlet)],
    ['agency', agency, withMember((doc) => credits(doc, agency))],
    ['language', 'es', withMember((doc) => doc.language === 'es')],
    ['from', '2026-03-10', withMember((doc) => doc.published && doc.published.slice(0, 10) >= '2026-03-10')],
    ['to', '2026-03-10', withMember((doc) => doc.published && doc.published.slice(0, 10) <= '2026-03-10')],
    ['coverage', '90', withPair((pair) => coverage(pair) >= 0.9)],
  ];
}

async function filtersLeaveWhatTheReportSays(browser) {
  const page = await browser.open(`${corpus.address}`);
  await visit(page, '#/clusters', 'clusters');
  assert.equal(await total(page), json.clusters.length);
  for (const [name, value, n] of expected()) {
    const field = page.locator(`.filters [name="${name}"]`);
    if (await field.evaluate((element) => element.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
    await page.waitForFunction((n) => Number(document.querySelector('[data-total]').dataset.total) === n, n, { timeout: 5000 })
      .catch(async () => assert.fail(`${name}=${value}: shows ${await total(page)}, the report says ${n}`));
    assert.ok(n > 0 && n < json.clusters.length, `${name}=${value} does not tell: ${n}`);
    assert.match(page.url(), new RegExp(`[?&]${name}=`));
    await page.locator('.filters button[type="reset"]').click();
    await page.waitForFunction((n) => Number(document.querySelector('[data-total]').dataset.total) === n, json.clusters.length);
  }
}

async function pairsAndOverlapsAreFiltered(browser) {
  const page = await browser.open(corpus.address);
  for (const list of ['pairs', 'overlaps']) {
    const relation = json[list][0].relation;
    await visit(page, `#/${list}?relation=${relation}`, list);
    assert.equal(await total(page), json[list].filter((pair) => pair.relation === relation).length);
  }
  await visit(page, '#/pairs?between=between', 'pairs');
  await page.waitForFunction((n) => Number(document.querySelector('[data-total]').dataset.total) === n, json.pairs.filter((pair) => !inside(pair)).length);
}

async function searchNarrows(browser) {
  const page = await browser.open(corpus.address);
  await visit(page, '#/clusters', 'clusters');
  await page.locator('.filters [name="q"]').pressSequentially('ohio dam');
  await page.waitForFunction((n) => Number(document.querySelector('[data-total]').dataset.total) < n, json.clusters.length);
  const titles = await page.locator('.rows .title').allTextContents();
  assert.ok(titles.length >= 1 && titles.some((title) => title.includes('Ohio dam')), titles.join());
  await page.locator('.filters [name="q"]').fill('no such words anywhere');
  await page.waitForFunction(() => document.querySelector('[data-total]').dataset.total === '0');
}

async function aClusterTellsItsVersions(browser) {
  const page = await browser.open(corpus.address);
  const cluster = json.clusters.find((cluster) => cluster.original && cluster.documents.length > 3);
  await visit(page, `#/cluster/${cluster.id}`, 'cluster');
  assert.equal(await page.locator('.versions > li').count(), cluster.documents.length);
  const facts = await page.locator('.facts').textContent();
  for (const told of [cluster.original, cluster.keep, cluster.keep_reason, cluster.centre]) assert.ok(facts.includes(told), told);
  const differs = page.locator('.differs').last();
  await differs.locator('summary').click();
  await differs.locator('h3').first().waitFor();
  assert.match(await differs.textContent(), /Adds [\d,]+ words?.*Drops [\d,]+ words?/s);
}

async function passagesLeadToTheirCounterparts(browser) {
  const page = await browser.open(corpus.address);
  const pair = longest();
  await visit(page, pairHash(pair), 'pair');
  assert.equal(await page.locator('[data-side="0"] button.number').count(), pair.passages.length);
  assert.equal(await page.locator('[data-side="1"] button.number').count(), pair.passages.length);
  const last = pair.passages.length;
  await page.locator(`[data-side="0"] button[data-number="${last}"]`).focus();
  await page.keyboard.press('Enter');
  const other = page.locator(`[data-side="1"] button[data-number="${last}"]`);
  assert.ok(await other.evaluate((button) => button === document.activeElement), 'the counterpart has the focus');
  assert.ok(await other.evaluate((button) => { const { top, bottom } = button.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }), 'and is in view');
  await page.locator('.chip').last().click();
  const heights = await page.locator(`button[data-number="${last}"]`).evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().top));
  assert.ok(heights.every((top) => top > 0 && top < DESK.height), `both sides show it: ${heights}`);
  await page.locator('[data-side="1"] [data-passage="1"]').filter({ hasText: /\p{L}/u }).first().click();
  assert.equal(await page.evaluate(() => document.activeElement.closest('[data-side]').dataset.side), '0');
  assert.ok(!/plagiar/i.test(await page.locator('body').innerText()));
}

async function editsInsidePassagesAreMarked(browser) {
  const page = await browser.open(corpus.address);
  const pair = json.pairs.find((pair) => pair.passages.some((passage) => passage.similarity < 1));
  await visit(page, pairHash(pair), 'pair');
  await page.waitForSelector('.sides[data-marked]');
  assert.ok(await page.locator('.sides .edit').count() > 0);
  const same = json.pairs.find((pair) => pair.passages.length && pair.passages.every((passage) => passage.similarity === 1));
  await visit(page, pairHash(same), 'pair');
  await page.waitForFunction((id) => document.querySelector('.sides code').textContent === id, same.a);
  await page.waitForSelector('.sides[data-marked]');
  assert.equal(await page.locator('.sides .edit').count(), 0);
}

// Runs in the page: how many bytes of UTF-8 a passage has there, control characters counted as what they are.
function bytesOfPassage([side, number]) {
  const pieces = [...document.querySelectorAll(`[data-side="${side}"] [data-passage="${number}"]`)].map((piece) => piece.cloneNode(true));
  for (const piece of pieces) {
    piece.querySelectorAll('.control').forEach((control) => { control.textContent = String.fromCodePoint(parseInt(control.title.slice(2), 16)); });
  }
  return new TextEncoder().encode(pieces.map((piece) => piece.textContent).join('')).length;
}

// Spans are told in bytes, text is shown in other units: what is marked must be what the span covers.
async function passagesStandWhereTheirSpansSay(browser) {
  const page = await browser.open(corpus.address);
  const texts = json.pairs.filter((pair) => pair.passages.length && ['ja', 'zh', 'es', 'fr', 'ru'].includes(byId.get(pair.a).language)).slice(0, 6);
  assert.ok(texts.length > 2);
  for (const pair of texts) {
    await visit(page, pairHash(pair), 'pair');
    await page.waitForFunction((id) => document.querySelector('.sides code').textContent === id, pair.a);
    for (const [idx, passage] of pair.passages.entries()) {
      for (const [side, [start, end]] of [passage.a, passage.b].entries()) {
        const length = await page.evaluate(bytesOfPassage, [side, idx + 1]);
        assert.equal(length, end - start, `${pair.a} ${pair.b} passage ${idx + 1}`);
      }
    }
  }
}

async function theBackButtonGoesBack(browser) {
  const page = await browser.open(corpus.address);
  await page.locator('#nav a', { hasText: 'Clusters' }).click();
  await page.waitForSelector('main[data-view="clusters"]');
  await page.locator('.rows a').first().click();
  await page.waitForSelector('main[data-view="cluster"]');
  await page.goBack();
  await page.waitForSelector('main[data-view="clusters"]');
  await page.goBack();
  await page.waitForSelector('main[data-view="overview"]');
}

async function theThemeCanBeChosen(browser) {
  const page = await browser.open(corpus.address, DESK, 'light');
  const colour = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await colour();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await colour();
  assert.notEqual(light, dark);
  await page.locator('#theme').click();
  assert.equal(await colour(), light, 'light is kept on a dark system');
  await page.locator('#theme').click();
  await page.emulateMedia({ colorScheme: 'light' });
  assert.equal(await colour(), dark, 'dark is kept on a light system');
  await page.locator('#theme').click();
  assert.equal(await colour(), light, 'and the system is followed again');
}

async function theKeyboardSuffices(browser) {
  const page = await browser.open(corpus.address);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  const focus = (test) => page.evaluate(test);
  for (let n = 0; n < 4 && !(await focus(() => document.activeElement.dataset.route === 'clusters')); n += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('main[data-view="clusters"]');
  for (let n = 0; n < 30 && !(await focus(() => Boolean(document.activeElement.closest('.rows')))); n += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focus(() => document.activeElement.closest('li').getAttribute('aria-posinset')), '3');
  await page.keyboard.press('End');
  assert.equal(await focus(() => document.activeElement.closest('li').getAttribute('aria-posinset')), String(json.clusters.length));
  await page.keyboard.press('Enter');
  await page.waitForSelector('main[data-view="cluster"]');
  for (let n = 0; n < 80 && !(await focus(() => (document.activeElement.getAttribute('href') || '').startsWith('#/pair/'))); n += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('main[data-view="pair"]');
  for (let n = 0; n < 40 && !(await focus(() => document.activeElement.className.includes('number'))); n += 1) await page.keyboard.press('Tab');
  const number = await focus(() => document.activeElement.dataset.number);
  await page.keyboard.press('Enter');
  assert.deepEqual(await focus(() => [document.activeElement.closest('[data-side]').dataset.side, document.activeElement.dataset.number]), ['1', number]);
}

const views = () => [['#/', 'overview'], ['#/clusters', 'clusters'], ['#/pairs', 'pairs'], ['#/overlaps', 'overlaps'], [`#/cluster/${json.clusters[4].id}`, 'cluster'],
  [pairHash(longest()), 'pair'], ['#/outlets', 'outlets'], ['#/furniture', 'furniture'], ['#/skipped', 'skipped'], ['#/parameters', 'parameters'], ['#/cluster/none', 'cluster']];

const everyViewFits = (size, scheme) => async (browser) => {
  const page = await browser.open(corpus.address, size, scheme);
  for (const [hash, view] of views()) {
    await visit(page, hash, view);
    if (view === 'pair') await page.waitForSelector('.sides[data-marked]');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${hash} is ${over} pixels wider than the window`);
    await page.evaluate(`${axeSource};undefined`);
    const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }));
    const told = violations.map(({ id, nodes }) => `${hash} ${id}: ${nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
    assert.deepEqual(told, []);
  }
};

export const reading = [
  ['the overview shows the numbers of the report', overviewShowsTheNumbers],
  ['each filter leaves what the report says', filtersLeaveWhatTheReportSays],
  ['pairs and overlaps are filtered', pairsAndOverlapsAreFiltered],
  ['the search narrows', searchNarrows],
  ['a cluster tells its versions', aClusterTellsItsVersions],
  ['passages lead to their counterparts', passagesLeadToTheirCounterparts],
  ['edits inside passages are marked', editsInsidePassagesAreMarked],
  ['passages stand where their spans say', passagesStandWhereTheirSpansSay],
  ['the back button goes back', theBackButtonGoesBack],
  ['the theme can be chosen', theThemeCanBeChosen],
  ['the keyboard suffices', theKeyboardSuffices],
  ['every view fits a desk and is accessible', everyViewFits(DESK, 'light')],
  ['every view fits a desk and is accessible, dark', everyViewFits(DESK, 'dark')],
  ['every view fits a phone and is accessible', everyViewFits(PHONE, 'light')],
  ['every view fits a phone and is accessible, dark', everyViewFits(PHONE, 'dark')],
];
