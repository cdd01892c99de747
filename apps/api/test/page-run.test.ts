import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { GATED, Gate, Stack, WAREHOUSE, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { PageBrowser, ask, pageSuite, seen, type } from './page-browser.js';

pageSuite('running statements on the page', () => {
  let stack: Stack;
  let client: Client;
  let browser: PageBrowser;
  let source: number;

  beforeAll(async () => {
    stack = await Stack.start(`${WAREHOUSE} CREATE TABLE digits AS SELECT 9223372036854775807::bigint AS big, 1.50::numeric(10,2) AS money, NULL::text AS nothing, repeat('long ', 100) AS long;`);
    client = await stack.api();
    await stack.worker();
    source = await stack.source(client, GATED);
    browser = await PageBrowser.start(client.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const word = (page: Page): Promise<string> => seen(page, '#cache-word');
  const close = (page: Page): Promise<void> => page.context().close();

  test('takes the key from the address and removes it; a statement is a miss, then a hit, and survives a reload', async () => {
    const page = await browser.visit();
    const statement = "SELECT boss, total FROM totals WHERE boss = 'Ada' -- by keyboard";
    await ask(page, statement);
    expect(new URL(page.url()).hash).toBe('');
    expect([await word(page), await seen(page, '#cache-sentence')]).toEqual(['Miss', 'Run now, and cached: nobody had asked this before.']);
    expect(await seen(page, '#epochs')).toMatch(/public\.orders epoch 0.*public\.regions epoch 0/);
    await page.reload();
    await page.locator('#tables li').first().waitFor();
    expect(await page.locator('#statement').inputValue()).toBe(statement);
    await page.locator('#statement').focus();
    await page.keyboard.press('Control+Enter');
    await page.locator('#result').waitFor();
    expect(await word(page)).toBe('Hit');
    expect(await seen(page, '#facts')).toMatch(/Executed .* Cached on .* Age .* Run took .* Rows 1 Key [0-9a-f]{12}…/);
    expect(await seen(page, '#counter')).toMatch(/^answered from the cache in /);
    await close(page);
  });

  test('a statement that is sent before the page knows the sources runs as soon as it does', async () => {
    const page = await browser.visit();
    let open = (): void => undefined;
    const held = new Promise<void>((resolve) => { open = resolve; });
    await page.route('**/api/data_sources', async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await type(page, 'SELECT count(*) FROM regions');
    expect(await page.locator('#source').innerText()).toBe('Loading…');
    open();
    await page.locator('body[data-run=finished]').waitFor();
    await close(page);
  });

  test('shows a run that is under way, counts what it reads, and says that another joined it', async () => {
    const gate = await Gate.shut(stack);
    const [one, other] = [await browser.visit(), await browser.visit()];
    try {
      await type(one, 'SELECT id, amount FROM gated');
      await gate.waiting();
      await one.locator('#steps [aria-current=step]', { hasText: 'Running' }).waitFor();
      expect(await one.locator('#state-told').textContent()).toBe('Running.');
      await type(other, 'select ID, amount from GATED');
      await other.locator('#steps [aria-current=step]', { hasText: 'Running' }).waitFor();
      expect(await other.locator('#state-told').textContent()).toBe('Joined a run that is under way.');
    } finally {
      await gate.open();
    }
    for (const page of [one, other]) await page.locator('#result').waitFor();
    expect([await word(one), await word(other)]).toEqual(['Miss', 'Joined']);
    expect(await one.locator('#rows tbody tr').count()).toBe(3);
    await Promise.all([close(one), close(other)]);
  });

  test('counts rows and bytes while they come', async () => {
    const page = await browser.visit();
    let looks = 0;
    let goOn = (): void => undefined;
    const counted = new Promise<void>((resolve) => (goOn = resolve));
    // The first look at the job tells of a run half-way; every later one is the API's own, once that has been seen.
    await page.route('**/api/jobs/*', async (route) => {
      const response = await route.fetch();
      looks += 1;
      if (looks > 1) return counted.then(() => route.fulfill({ response }));
      const { job } = (await response.json()) as { job: object };
      return route.fulfill({ response, json: { job: { ...job, status: 2, query_result_id: null, rows: 120_000, bytes: 3_400_000 } } });
    });
    await type(page, "SELECT count(*) AS slow FROM generate_series(1, 6000000) n");
    await page.locator('#counter', { hasText: /^120,000 rows · 3\.4 MB · / }).waitFor();
    goOn();
    await page.locator('#result').waitFor();
    await close(page);
  });

  test('a refresh expires the result on the screen, and the next run says which table it was', async () => {
    const page = await browser.visit();
    const statement = "SELECT count(*) FROM orders WHERE region = 'north'";
    await ask(page, statement);
    await page.getByRole('button', { name: 'Refresh public.orders' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#expired').waitFor();
    expect(await page.evaluate(`document.activeElement.getAttribute('aria-label')`)).toBe('Refresh public.orders');
    expect(await seen(page, '#notice')).toMatch(/^public\.orders is refreshed: \d+ cached results? (has|have) expired\.$/);
    await ask(page, statement);
    expect(await word(page)).toBe('Miss');
    expect(await page.locator('#cache-word').getAttribute('title')).toBe('miss; reason=expired(public.orders)');
    expect(await page.locator('#expired').isVisible()).toBe(false);
    // Somebody else's refresh is seen without a click.
    await client.post(`/api/data_sources/${source}/tables/refresh`, { tables: ['orders'] });
    await page.locator('#expired').waitFor();
    await close(page);
  });

  test('turns pages by keyboard, each of them fetched alone', async () => {
    const page = await browser.visit();
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).search));
    await ask(page, 'SELECT id, region, amount FROM orders ORDER BY id');
    const first = (): Promise<string> => seen(page, '#rows tbody tr:first-child td:nth-child(2)');
    expect([await first(), await seen(page, '#page-told')]).toEqual(['1', '1–50 of 900']);
    await page.locator('#next').focus();
    await page.keyboard.press('Enter');
    await page.locator('#page-told', { hasText: '51–100 of 900' }).waitFor();
    expect(await first()).toBe('51');
    await page.locator('#last').click();
    await page.locator('#page-told', { hasText: '851–900 of 900' }).waitFor();
    expect(await page.locator('#next').getAttribute('aria-disabled')).toBe('true');
    await page.locator('#page-size').selectOption('500');
    await page.locator('#page-told', { hasText: '1–500 of 900' }).waitFor();
    expect(fetched.filter((search) => search.startsWith('?offset'))).toEqual(
      expect.arrayContaining(['?offset=0&limit=50', '?offset=50&limit=50', '?offset=850&limit=50', '?offset=0&limit=500']),
    );
    await close(page);
  });

  test('loses no digit, marks nulls, clips long texts, and aligns numbers', async () => {
    const page = await browser.visit();
    await ask(page, 'SELECT big, money, nothing, long FROM digits');
    const cells = page.locator('#rows tbody td');
    expect((await cells.allInnerTexts()).slice(0, 3)).toEqual(['9223372036854775807', '1.50', 'null']);
    expect(await cells.nth(3).innerText()).toHaveLength(121);
    expect(await cells.nth(3).getAttribute('title')).toBe('long '.repeat(100));
    expect(await page.evaluate("(({ textAlign, fontVariantNumeric }) => `${textAlign} ${fontVariantNumeric}`)(getComputedStyle(document.querySelector('#rows td')))")).toBe('right tabular-nums');
    await close(page);
  });

  test('downloads the whole result as CSV', async () => {
    const page = await browser.visit();
    await ask(page, 'SELECT id FROM orders ORDER BY id');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()]);
    expect(download.suggestedFilename()).toMatch(/^\d+_\d{4}_\d\d_\d\d\.csv$/);
    expect(await readFile(await download.path(), 'utf8')).toMatch(/^id\r\n1\r\n2\r\n(\d+\r\n)+900\r\n$/);
    await close(page);
  });

  test('a cancelled run stops on the database, and the keyboard stays where it can run again', async () => {
    const gate = await Gate.shut(stack);
    const page = await browser.visit();
    try {
      await type(page, 'SELECT id FROM gated WHERE amount > 0');
      await gate.waiting();
      await page.locator('#cancel').waitFor();
      await page.locator('#cancel').focus();
      await page.keyboard.press('Enter');
      await page.locator('.cancelled').waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe('run');
      await until(async () => (await stack.statements()).length === 0);
    } finally {
      await gate.open();
    }
    await close(page);
  });

  test('a failed statement shows what the database says, a refused one what OnceQL says', async () => {
    const page = await browser.visit();
    await ask(page, 'SELECT 1 / (id - id) FROM orders');
    expect(await seen(page, '#failure')).toContain('division by zero');
    await ask(page, 'DELETE FROM orders');
    expect(await seen(page, '#failure')).toMatch(/read-only|SELECT/);
    await close(page);
  });

  test('nothing of all this was against the policy, an error on the console, or a request to somebody else', () => {
    // What the browser itself says of a refused statement's answer is no error of the page.
    expect(browser.offences.filter((text) => !text.includes('400 (Bad Request)'))).toEqual([]);
  });
});
