import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Stack, WAREHOUSE } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { PageBrowser, pageSuite, seen } from './page-browser.js';

const NORTH = "SELECT count(*) AS n FROM orders WHERE region = 'north' AND amount > 10";

pageSuite('the page says why', () => {
  let stack: Stack;
  let client: Client;
  let browser: PageBrowser;
  let source: number;

  beforeAll(async () => {
    stack = await Stack.start(WAREHOUSE);
    [client] = await Promise.all([stack.api(), stack.worker()]);
    source = await stack.source(client);
    await client.query(source, NORTH);
    browser = await PageBrowser.start(client.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  /** Writes a statement, goes on to the button by keyboard and presses it. */
  async function explain(page: Page, statement: string): Promise<void> {
    await page.locator('#schema, #tables .table-line').first().waitFor();
    await page.locator('#statement').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(statement);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('explain');
    await page.keyboard.press('Enter');
    await page.locator('#explain[aria-busy=false]').waitFor();
    await page.locator('#why').waitFor();
  }

  const picture = async (page: Page, name: string): Promise<void> => {
    const folder = process.env['ONCEQL_TEST_LOGS'];
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  };

  test('by keyboard: a miss with the nearest cached statement, a hit, what is not cached, and what is not run', async () => {
    const page = await browser.visit();
    const south = NORTH.replace('north', 'south');
    await explain(page, south);
    expect(await seen(page, '#why .origin')).toBe('Miss It would be run, and its result cached until what it rests on is refreshed.');
    expect(await seen(page, '#why-tables')).toBe('public.orders epoch 0');
    expect(await seen(page, '#why-differs')).toBe("'south' here, 'north' in the cached one");
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await picture(page, `why-${scheme}`);
    }
    const { key } = (await client.post('/api/queries/analyze', { query: south, data_source_id: source })).json as { key: string };
    expect(await page.locator('#why-facts .key').getAttribute('aria-label')).toBe(`Copy the key ${key}`);
    await page.locator('#why-statement button').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#statement').inputValue()).toBe(NORTH);
    await explain(page, NORTH);
    expect(await seen(page, '#why .origin')).toBe('Hit It would be served from the cache; the database would not be asked.');
    expect(await page.locator('#why-nearest').isHidden()).toBe(true);
    await explain(page, 'SELECT now() AS t, random() AS r FROM regions');
    expect(await seen(page, '#why .origin')).toBe('Not cached It would be run, and its result would not be kept.');
    expect((await page.locator('#why-reasons li').allInnerTexts()).sort()).toEqual([
      'The statement calls a function whose result changes from call to call (random).', 'The statement depends on the time of day (now).',
    ]);
    await picture(page, 'why-not');
    await explain(page, 'DELETE FROM orders');
    expect(await seen(page, '#why .origin')).toMatch(/^Not run Only a single SELECT/);
    await page.locator('#why-close').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#why').isHidden()).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('explain');
    await page.context().close();
  });

  test('a long statement makes nothing scroll sideways on a narrow screen', async () => {
    const page = await browser.visit({ viewport: { width: 360, height: 740 } });
    await explain(page, NORTH.replace("'north'", `'${'x'.repeat(150)}'`));
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    await picture(page, 'why-360');
    await page.context().close();
  });

  test('nothing of all this was an error on the console', () => {
    expect(browser.offences).toEqual([]);
  });
});
