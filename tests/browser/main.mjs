// Runs the tests whose names hold the words given, or all.

import assert from 'node:assert/strict';
import { Browser } from './browser.mjs';
import { reading } from './reading.mjs';
import { hostile } from './hostile.mjs';
import { large } from './large.mjs';

const tests = [...reading, ...hostile, ...large].filter(([name]) => process.argv.slice(2).every((word) => name.includes(word)));
let [passed, failed] = [0, 0];
const browser = await Browser.start();
for (const [name, test] of tests) {
  const before = new Set(browser.context.pages());
  try {
    await test(browser);
    for (const page of browser.context.pages()) if (page.complaints) assert.deepEqual(page.complaints, []);
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
  for (const page of browser.context.pages()) if (!before.has(page)) await page.close();
}
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !tests.length ? 1 : 0);
