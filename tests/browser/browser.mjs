// A browser without network, and the reports that it opens.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

export const { WIREPRINT, CHROMIUM, ROOT, WORK } = process.env;
export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// Scans a folder; gives the report as JSON and the address of its page.
export function scan(folder, name) {
  const [json, html] = [join(WORK, `${name}.json`), join(WORK, `${name}.html`)];
  execFileSync(WIREPRINT, ['scan', folder, '-q', '-o', json, '-o', html], { stdio: ['ignore', 'inherit', 'inherit'] });
  return { json: JSON.parse(readFileSync(json, 'utf8')), address: pathToFileURL(html).href, html };
}

// Opens pages in a browser of its own and hears everything that should not happen in them.
export class Browser {
  static async start() {
    const profile = mkdtempSync(join(WORK, 'profile-'));
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: ARGUMENTS, headless: true, viewport: DESK });
    return new Browser(context);
  }

  constructor(context) {
    this.context = context;
  }

  async open(address, size = DESK, scheme = 'light') {
    const page = await this.context.newPage();
    page.complaints = [];
    const complain = (text) => page.complaints.push(text);
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complain(`console: ${message.text()}`));
    page.on('pageerror', (error) => complain(`error: ${error.message}`));
    page.on('dialog', (dialog) => { complain(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('popup', () => complain('a window was opened'));
    page.on('request', (request) => request.url().split('#')[0] !== address && !request.url().startsWith('blob:') && complain(`request: ${request.url()}`));
    await page.route(/^(?!file:|blob:)/, (route) => route.abort());
    await this.context.setOffline(true);
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(address);
    await page.waitForSelector('html[data-ready]');
    return page;
  }

  async close() {
    await this.context.close();
  }
}

// Goes to a place in the report and waits until it stands there.
export async function visit(page, hash, view) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.waitForSelector(`main[data-view="${view}"]`);
}

export const total = (page) => page.locator('[data-total]').evaluate((place) => Number(place.dataset.total));
