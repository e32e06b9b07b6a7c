// A report of 50,000 pairs: how soon it opens, how smoothly it is filtered and scrolled.

import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { WORK, scan, total, visit } from './browser.mjs';

const [STORIES, VERSIONS, WORDS] = [760, 12, 150];
const OPEN_MS_MAX = 3000;
const TASK_MS_MAX = 200;

// Words that say nothing, the same in each run.
function* words(seed) {
  const syllables = ['ba', 'cor', 'del', 'fen', 'gi', 'hol', 'jun', 'ka', 'lim', 'mo', 'nar', 'pes', 'ru', 'sil', 'tov', 'wen'];
  let state = seed + 1;
  for (;;) {
    let word = '';
    for (let n = 0; n < 4; n += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      word += syllables[state >>> 28];
    }
    yield word;
  }
}

function records() {
  const lines = [];
  for (let story = 0; story < STORIES; story += 1) {
    const source = words(story * 7919);
    const text = Array.from({ length: WORDS }, () => source.next().value);
    for (let version = 0; version < VERSIONS; version += 1) {
      const own = [...text];
      for (let edit = 0; edit < version; edit += 1) own[(edit * 37 + version * 11) % WORDS] = source.next().value;
      lines.push(JSON.stringify({ id: `s${story}-v${version}`, title: `Story ${story} ${text.slice(0, 4).join(' ')}`, source: `Outlet ${(story + version * 13) % 90}`,
        published: new Date(Date.UTC(2025, 0, 1 + (story % 300), version)).toISOString(), text: `${own.join(' ')}.` }));
    }
  }
  return lines;
}

let made = null;
function report() {
  if (!made) {
    const path = join(WORK, 'large.jsonl');
    writeFileSync(path, records().join('\n'));
    made = scan(path, 'large');
  }
  return made;
}

async function opensSoon(browser) {
  const { address, json } = report();
  assert.ok(json.pairs.length >= 50_000, `${json.pairs.length} pairs`);
  const start = performance.now();
  const page = await browser.open(address);
  const taken = performance.now() - start;
  console.log(`        ${json.pairs.length} pairs opened in ${Math.round(taken)} ms`);
  assert.ok(taken < OPEN_MS_MAX, `${taken} ms`);
  const pair = json.pairs[json.pairs.length >> 1];
  const before = performance.now();
  await visit(page, `#/pair/${pair.a}/${pair.b}`, 'pair');
  console.log(`        a pair opened in ${Math.round(performance.now() - before)} ms`);
  assert.ok(await page.locator('.sides .passage').count() > 1);
}

async function neverStalls(browser) {
  const page = await browser.open(report().address);
  await visit(page, '#/pairs', 'pairs');
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
  const frame = () => page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); }));
  const settled = async (n) => page.waitForFunction((n) => Number(document.querySelector('[data-total]').dataset.total) !== n, n);
  const all = await total(page);
  for (let step = 1; step <= 20; step += 1) {
    await page.evaluate((share) => { const list = document.querySelector('.list'); list.scrollTop = list.scrollHeight * share; }, step / 20);
    await frame();
  }
  assert.ok(await page.locator('.rows li').count() < 80);
  await page.locator('[name="q"]').pressSequentially('outlet 12', { delay: 30 });
  await settled(all);
  for (const [name, value] of [['sort', 'date'], ['outlet', 'Outlet 12'], ['sort', 'coverage']]) {
    await page.locator(`[name="${name}"]`).selectOption(value);
    await frame();
  }
  await page.locator('button[type="reset"]').click();
  await frame();
  for (const sort of ['date', 'coverage', 'least', 'latest']) {
    await page.locator('[name="sort"]').selectOption(sort);
    await frame();
  }
  const longest = Math.max(0, ...await page.evaluate(() => window.tasks));
  console.log(`        longest task ${Math.round(longest)} ms`);
  assert.ok(longest <= TASK_MS_MAX, `${longest} ms`);
}

// What the page weighs beside the texts that it holds, packed.
async function staysSmall() {
  const packed = gzipSync(records().map((line) => JSON.parse(line).text).join('\n')).length;
  const size = statSync(report().html).size;
  console.log(`        ${(size / 1e6).toFixed(1)} MB; its texts take ${(packed / 1e6).toFixed(1)} MB packed`);
  assert.ok(size < 1.5 * packed + 5e6, `${size} bytes`);
}

export const large = [
  ['a large report opens soon', opensSoon],
  ['a large report never stalls', neverStalls],
  ['a large report stays small', staysSmall],
];
