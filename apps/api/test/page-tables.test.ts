import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Stack, WAREHOUSE } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { PageBrowser, ask, pageSuite, seen } from './page-browser.js';

const ON_ORDERS = 'SELECT count(*) AS orders FROM orders';
const ON_REGIONS = 'SELECT count(*) AS regions FROM regions';

pageSuite('tables and entries on the page', () => {
  let stack: Stack;
  let client: Client;
  let browser: PageBrowser;
  let source: number;

  beforeAll(async () => {
    stack = await Stack.start(`${WAREHOUSE} CREATE TABLE "A table with a name that is far too long for one line" (n int);`);
    client = await stack.api();
    await stack.worker();
    source = await stack.source(client);
    for (const query of [ON_ORDERS, ON_REGIONS, 'SELECT boss FROM totals', 'SELECT n FROM "A table with a name that is far too long for one line"']) await client.query(source, query);
    browser = await PageBrowser.start(client.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const close = (page: Page): Promise<void> => page.context().close();
  const table = (page: Page, name: string) => page.locator('.known-table', { has: page.locator(`.known-name[title="${name}"]`) });
  /** With ONCEQL_TEST_LOGS set to a folder, pictures are kept there. */
  const picture = async (page: Page, name: string): Promise<void> => {
    const folder = process.env['ONCEQL_TEST_LOGS'];
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  test('each table shows its epoch, its last change and how that was learnt, and what rests on it', async () => {
    const page = await browser.visit();
    await table(page, 'public.orders').waitFor();
    expect((await table(page, 'public.orders').innerText()).split(/\s*\n\s*/)).toEqual(['public.orders', 'epoch 0', 'no change told', '2 cached results']);
    await page.getByRole('button', { name: 'Tell that public.regions has changed' }).click();
    await page.locator('#notice', { hasText: 'public.regions is refreshed: 2 cached results have expired.' }).waitFor();
    await table(page, 'public.regions').locator('.known-change', { hasText: 'refreshed by admin just now' }).waitFor();
    expect(await table(page, 'public.regions').innerText()).toMatch(/epoch 1\s[^]*0 cached results/);
    await close(page);
  });

  test('a load that somebody opens elsewhere is shown while it is open, and then how it ended', async () => {
    const page = await browser.visit();
    await table(page, 'public.orders').waitFor();
    const { id } = (await client.post(`/api/data_sources/${source}/loads`, { tables: ['orders'] })).json as { id: number };
    await table(page, 'public.orders').locator('.known-load', { hasText: /^being loaded, until .* at the latest$/ }).waitFor();
    await ask(page, 'SELECT max(id) AS last FROM orders');
    expect(await seen(page, '.origin:has(#cache-word)')).toMatch(/^Not cached .*load/i);
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await picture(page, `tables-${scheme}`);
    }
    await client.post(`/api/data_sources/${source}/loads/${id}/close`, {});
    await table(page, 'public.orders').locator('.known-change', { hasText: 'loaded by admin' }).waitFor();
    expect(await table(page, 'public.orders').locator('.known-load').count()).toBe(0);
    await close(page);
  });

  test('by keyboard: entries of a table are listed, one is dropped, all are listed again', async () => {
    const page = await browser.visit();
    await ask(page, ON_ORDERS);
    await ask(page, ON_REGIONS);
    await page.getByRole('button', { name: /cached results? on public\.orders: list/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#hottest-title', { hasText: 'Rests on public.orders' }).waitFor();
    expect(await page.locator('#entries .entry code').allInnerTexts()).toEqual([ON_ORDERS]);
    await page.getByRole('button', { name: `Drop the cached result of ${ON_ORDERS}` }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#notice', { hasText: 'The cached result is dropped; whoever asks next runs the statement.' }).waitFor();
    await page.locator('#entries-note').waitFor();
    await page.locator('#entries-all').click();
    await page.locator('#entries .entry code', { hasText: ON_REGIONS }).waitFor();
    expect(await seen(page, '#hottest-title')).toBe('Asked most');
    await ask(page, ON_ORDERS);
    expect(await page.locator('#cache-word').getAttribute('title')).toBe('miss; reason=none');
    await close(page);
  });

  test.each([360, 1280])('nothing scrolls sideways at %i points', async (width) => {
    const page = await browser.visit({ viewport: { width, height: 740 } });
    await table(page, 'public.orders').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await page.evaluate(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('#known-tables'))`)).toBe(0);
    await picture(page, `tables-${width}`);
    await close(page);
  });

  test('nothing of all this was an error on the console', () => {
    expect(browser.offences).toEqual([]);
  });
});
