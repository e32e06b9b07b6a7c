// Articles that try to be more than text: whatever they hold is shown and does nothing.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DESK, PHONE, WIREPRINT, WORK, scan, visit } from './browser.mjs';

const ATTACKS = [
  '<script>window.__pwned = 1; alert(1)</script>', '</script><script>window.__pwned = 2</script>', '<!-- <script> <!--',
  '<img src=x onerror="window.__pwned = 3">', '<svg onload="window.__pwned = 4"></svg>', 'javascript:window.__pwned=5',
  '<a href="javascript:window.__pwned=6">press</a>', '"><iframe srcdoc="<script>parent.__pwned = 7</script>">', "' autofocus onfocus=alert(8) x='",
  '</style><style>body { display: none }</style>', '{{constructor.constructor("window.__pwned = 9")()}}', '=cmd|\'/c calc\'!A1', '@SUM(1+1)',
  '\u001b[31mred\u001b]8;;http://evil.example\u0007link', '\u202eevil\u202c \u2066isolated\u2069 \u200f', 'line\u2028separator\u2029', 'nul\u0000here \ufeffmark',
  '<base href="https://evil.example/">', '<meta http-equiv="refresh" content="0;url=https://evil.example/">', '<link rel=stylesheet href=https://evil.example/x.css>',
  '&lt;script&gt;&#60;b&#62;', '__proto__', 'constructor', 'cafe\u0301 e\u0301te\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{20bb7}野家',
];
const STORY = 'The council of Harrow Vale voted on Tuesday to reopen the ferry that crossed the river until the flood of last spring carried its landing away. '
  + 'Engineers who inspected both banks said that the piles could stay where they were and that only the ramps had to be cast anew. '
  + 'The cost is shared by the county and the two parishes, which had argued for eleven months over who owned the ground below the slipway. ';

function records() {
  const text = `${ATTACKS[0]} ${STORY}\n\n${ATTACKS.join('\n\n')}\n\nResidents were told that the first crossing would be free of charge for everyone who lived on the island. 東京の港湾局は渡し船の再開を発表した。`;
  const fields = (n) => ({ title: `${ATTACKS[n % ATTACKS.length]} ferry`, source: n % 2 ? `<b onmouseover=alert(1)>Outlet ${n}` : `Vale ${ATTACKS[3]}`,
    url: n % 3 ? 'javascript:window.__pwned=10' : 'https://vale.example/<script>', language: n === 4 ? '"><script>' : 'en', published: `2026-03-0${(n % 8) + 1}`, author: ATTACKS[4] });
  const ids = ['<img src=x onerror=window.__pwned=11>', '../../etc/passwd', 'a/b?c#d%2F&e', '__proto__', '"quoted" \u202eid', 'plain', 'constructor', '=cmd()'];
  return ids.map((id, n) => ({ id, ...fields(n), text: n % 2 ? text.replace('Tuesday', 'Wednesday').replace('eleven', 'twelve') : text }));
}

function hostileReport() {
  const path = join(WORK, 'hostile.jsonl');
  writeFileSync(path, records().map((record) => JSON.stringify(record)).join('\n'));
  return scan(path, 'hostile');
}

let made = null;
const report = () => (made ||= hostileReport());

async function assertHarmless(page) {
  assert.equal(await page.evaluate(() => window.__pwned), undefined);
  const strange = await page.evaluate(() => [...document.querySelectorAll('main iframe, main img, main script, main style, main base, main meta, main link, main [onerror], main [onload], main [onfocus], main [onmouseover], a[href^="javascript:"], a[href^="http"]')]
    .map((element) => element.outerHTML));
  assert.deepEqual(strange, []);
}

const hostileTextIsOnlyText = (size) => async (browser) => {
  const { address, json } = report();
  assert.ok(json.pairs.length > 10 && json.clusters.length > 0, `${json.pairs.length} pairs`);
  const page = await browser.open(address, size);
  for (const view of ['', 'clusters', 'pairs', 'overlaps', 'outlets', 'furniture', 'skipped', 'parameters']) {
    await visit(page, `#/${view}`, view || 'overview');
    await assertHarmless(page);
  }
  for (const cluster of json.clusters) {
    await visit(page, `#/cluster/${cluster.id}`, 'cluster');
    for (const summary of await page.locator('.differs summary').all()) await summary.click();
    await assertHarmless(page);
  }
  for (const pair of json.pairs) {
    await visit(page, '#/', 'overview');
    await visit(page, `#/pair/${encodeURIComponent(pair.a)}/${encodeURIComponent(pair.b)}`, 'pair');
    await page.waitForSelector('.sides[data-marked]');
    assert.equal(await page.locator('.sides code').first().textContent().then((text) => text.replace('RLO', '\u202e')), pair.a);
    await assertHarmless(page);
  }
  const shown = await page.locator('.text').first().innerText();
  for (const attack of ['<script>window.__pwned = 1; alert(1)</script>', '<img src=x onerror="window.__pwned = 3">']) assert.ok(shown.includes(attack), shown);
};

async function controlsAreVisible(browser) {
  const { address, json } = report();
  const page = await browser.open(address);
  const pair = json.pairs[0];
  await visit(page, `#/pair/${encodeURIComponent(pair.a)}/${encodeURIComponent(pair.b)}`, 'pair');
  const names = await page.locator('.text .control').allTextContents();
  for (const name of ['RLO', 'PDF', 'LRI']) assert.ok(names.includes(name), names.join());
  assert.ok(!/[\u202a-\u202e\u2066-\u2069\u001b]/u.test(await page.locator('main').textContent()));
}

async function eachScriptRunsItsWay(browser) {
  const arabic = 'أعلنت بلدية المدينة يوم الثلاثاء أن الجسر القديم سيعاد فتحه أمام المشاة في الشهر المقبل بعد أحد عشر عاما من الإغلاق. '
    + 'وقال المهندسون الذين فحصوا الركائز إن الأحجار الأصلية ما زالت صالحة وإن الأرصفة وحدها تحتاج إلى ترميم كامل قبل الصيف. ';
  const japanese = '港湾局は火曜日、十一年間閉鎖されていた古い灯台を来月から再び点灯すると発表した。調査した技術者によると、元のレンズは農家の納屋で防水布の下から見つかったという。';
  const path = join(WORK, 'scripts.jsonl');
  const record = (id, language, text) => JSON.stringify({ id, language, title: text.slice(0, 20), source: id, text });
  writeFileSync(path, [record('ar-1', 'ar', arabic), record('ar-2', 'ar', `${arabic} وأضافوا أن العمل سيبدأ قريبا.`), record('ja-1', 'ja', japanese), record('ja-2', 'ja', `${japanese}工事は春に始まる。`)].join('\n'));
  const { address, json } = scan(path, 'scripts');
  assert.deepEqual(json.pairs.map((pair) => pair.a), ['ar-1', 'ja-1']);
  const page = await browser.open(address);
  const seen = async (hash) => {
    await visit(page, '#/', 'overview');
    await visit(page, hash, 'pair');
    await page.waitForSelector('.sides[data-marked]');
    return page.locator('.text').first().evaluate((text) => {
      const [first, place] = [text.querySelector('[data-passage]').getBoundingClientRect(), text.getBoundingClientRect()];
      return { lang: text.lang, fromTheRight: place.right - first.right < first.left - place.left || getComputedStyle(text).direction === 'rtl' };
    });
  };
  assert.deepEqual(await seen('#/pair/ar-1/ar-2'), { lang: 'ar', fromTheRight: true });
  assert.equal((await seen('#/pair/ja-1/ja-2')).lang, 'ja');
}

async function comparingOpensNothing(browser) {
  const [a, b, html] = ['a.txt', 'b.txt', 'pair.html'].map((name) => join(WORK, name));
  const [first, second] = records();
  // A file with control characters would be taken for a binary one.
  const readable = (text) => text.replace(/[\0-\x08\x0b-\x1f]/g, '');
  writeFileSync(a, readable(first.text));
  writeFileSync(b, readable(second.text));
  execFileSync(WIREPRINT, ['compare', a, b, '-o', html]);
  const page = await browser.open(`file://${html}`);
  await page.waitForSelector('main[data-view="pair"]');
  assert.ok(await page.locator('.sides .passage').count() > 0);
  await assertHarmless(page);
}

export const hostile = [
  ['hostile text is only text, at a desk', hostileTextIsOnlyText(DESK)],
  ['hostile text is only text, on a phone', hostileTextIsOnlyText(PHONE)],
  ['control characters are visible', controlsAreVisible],
  ['each script runs its way', eachScriptRunsItsWay],
  ['a compared pair opens as a page', comparingOpensNothing],
];
