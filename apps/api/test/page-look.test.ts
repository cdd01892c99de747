import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { ADMIN_KEY, Stack, WAREHOUSE, resultOf, until } from '@onceql/testing';
import type { Client } from '@onceql/testing';
import { PageBrowser, ask, pageSuite, seen } from './page-browser.js';

const WIDE = Array.from({ length: 30 }, (_, n) => `id + ${n} AS a_column_with_a_long_name_${n}`).join(', ');

pageSuite('the page itself', () => {
  let stack: Stack;
  let client: Client;
  let browser: PageBrowser;

  beforeAll(async () => {
    stack = await Stack.start(`${WAREHOUSE} CREATE TABLE "Odd Name" (day date, symbol text, price numeric);
      INSERT INTO "Odd Name" SELECT '2024-01-01'::date + n / 2, (ARRAY['A', 'B'])[1 + n % 2], n FROM generate_series(0, 99) n;`);
    client = await stack.api();
    await stack.worker();
    await stack.source(client);
    browser = await PageBrowser.start(client.url);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  const close = (page: Page): Promise<void> => page.context().close();
  const colourOf = (page: Page, selector: string): Promise<string> => page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);

  test('is served without a key, under a policy that allows only its own files', async () => {
    const answer = await fetch(client.url);
    expect(answer.status).toBe(200);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy.split(';').sort()).toEqual([
      "base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'none'", "frame-ancestors 'none'", "img-src 'self'", "script-src 'self'", "style-src 'self'",
    ]);
    expect(await answer.text()).not.toMatch(/<script>|<style| style=| on\w+=/);
    const script = `${client.url}/page/main.js`;
    const etag = (await fetch(script)).headers.get('ETag') ?? '';
    expect((await fetch(script, { headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' } })).status).toBe(304);
    for (const path of ['/page/none.js', '/page/../package.json', '/page/%2e%2e/index.js', '/page/styles']) {
      expect((await fetch(client.url + path)).status).toBe(404);
    }
  });

  test('asks for the key, says that a wrong one is wrong, keeps a right one in the tab, and forgets it', async () => {
    const page = await browser.visit({}, '');
    await page.locator('#door-key').waitFor();
    await page.keyboard.type('not-a-key');
    await page.keyboard.press('Enter');
    await page.locator('#door-message', { hasText: 'This key is not known here.' }).waitFor();
    await page.locator('#door-key').fill(ADMIN_KEY);
    await page.keyboard.press('Enter');
    await page.locator('#tables li').first().waitFor();
    expect(await page.evaluate(`JSON.stringify(localStorage).includes('${ADMIN_KEY}')`)).toBe(false);
    await page.reload();
    await page.locator('#tables li').first().waitFor();
    await page.locator('#forget-key').click();
    await page.locator('#door-key').waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
    await close(page);
  });

  test('takes a key that no header can carry for an unknown one, by form and by address', async () => {
    const page = await browser.visit({}, '#key=smart%E2%80%A6quote');
    const message = page.locator('#door-message', { hasText: 'This key is not known here.' });
    await message.waitFor();
    await page.locator('#door-key').fill('“quoted”');
    await page.keyboard.press('Enter');
    await message.waitFor();
    expect(await page.locator('#away').textContent()).toBe('');
    await close(page);
  });

  test('takes the key of an address that is put into its tab, and removes it there, too', async () => {
    const page = await browser.visit({}, '');
    await page.locator('#door-key').waitFor();
    await page.goto(`${client.url}/#key=${ADMIN_KEY}`);
    await page.locator('#tables li').first().waitFor();
    expect(page.url()).toBe(`${client.url}/`);
    await close(page);
  });

  test('what the browser keeps of a result is for the key that fetched it', async () => {
    const { id } = resultOf(await client.query(1, 'SELECT 1 AS kept'));
    const page = await browser.visit();
    const path = `/api/query_results/${id}`;
    const answers = await page.evaluate(async ([asked, key]) => {
      const status = async (headers: Record<string, string>): Promise<number> => (await fetch(asked ?? '', { headers })).status;
      return [await status({ Authorization: `Key ${key}` }), await status({ Authorization: 'Key wrong' }), await status({})];
    }, [path, ADMIN_KEY]);
    expect(answers).toEqual([200, 404, 404]);
    await close(page);
  });

  test('offers statements of the source, and inserts names from its tables', async () => {
    const page = await browser.visit();
    await page.locator('#example-list button', { hasText: 'over time' }).click();
    await page.locator('#result').waitFor();
    expect(await page.locator('#statement').inputValue()).toContain('FROM "Odd Name"');
    await page.locator('#statement').fill('SELECT');
    await page.getByRole('button', { name: 'Columns of Odd Name' }).click();
    await page.getByRole('button', { name: 'symbol', exact: true }).click();
    await page.keyboard.insertText(' FROM');
    await page.locator('.table-line .name', { hasText: 'Odd Name' }).click();
    expect(await page.locator('#statement').inputValue()).toBe('SELECT symbol FROM "Odd Name"');
    await page.getByRole('button', { name: 'Refresh Odd Name' }).click();
    await page.locator('#notice', { hasText: '"Odd Name" is refreshed: ' }).waitFor();
    await close(page);
  });

  test('lists what is asked most, and loads it', async () => {
    const page = await browser.visit();
    for (let times = 0; times < 3; times++) await ask(page, 'SELECT name FROM regions ORDER BY name');
    await page.locator('#entries li', { hasText: '2 hits' }).waitFor();
    await page.locator('#statement').fill('');
    await page.locator('#entries button', { hasText: '2 hits' }).click();
    await until(async () => (await page.locator('#statement').inputValue()) === 'SELECT name FROM regions ORDER BY name');
    await close(page);
  });

  test('draws a chart where the columns allow one, says why where they do not, and moves between tabs by arrows', async () => {
    const page = await browser.visit();
    await ask(page, 'SELECT day, symbol, price FROM "Odd Name" ORDER BY day');
    await page.locator('#table-tab').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('#chart[aria-label^="Line chart of A, B by day"]').waitFor();
    expect(await inked(page)).toBeGreaterThan(1000);
    expect(await page.evaluate(`document.activeElement.id + document.activeElement.getAttribute('aria-selected')`)).toBe('chart-tabtrue');
    await ask(page, 'SELECT region, sum(amount) AS total FROM orders GROUP BY region ORDER BY region');
    await page.locator('#chart[aria-label^="Bar chart of total by region"]').waitFor();
    await ask(page, 'SELECT name FROM regions ORDER BY 1');
    await page.locator('#chart-note', { hasText: 'A chart needs a column of numbers.' }).waitFor();
    await page.locator('#chart-tab').focus();
    await page.keyboard.press('Home');
    expect(await page.locator('#table-panel').isVisible()).toBe(true);
    await close(page);
  });

  /** Points of the canvas that are not empty. */
  const inked = (page: Page): Promise<number> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector('#chart');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((sum, value, index) => sum + (index % 4 === 3 && value > 0 ? 1 : 0), 0);
    })()`);

  test('follows the system in light and dark, and a switch that is remembered', async () => {
    const page = await browser.visit({ colorScheme: 'dark' });
    expect(await colourOf(page, '.card')).toBe('rgb(22, 29, 32)');
    await page.locator('#theme').click();
    expect(await colourOf(page, '.card')).toBe('rgb(255, 255, 255)');
    await page.reload();
    expect(await colourOf(page, '.card')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('false');
    await close(page);
    const light = await browser.visit({ colorScheme: 'light' });
    expect(await colourOf(light, '.card')).toBe('rgb(255, 255, 255)');
    await close(light);
  });

  test.each([360, 768, 1280])('does not scroll sideways at %i points; the table does so within itself', async (width) => {
    const page = await browser.visit({ viewport: { width, height: 740 } });
    const overflow = (selector: string): Promise<number> => page.evaluate(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('${selector}'))`);
    await page.locator('#example-list button').first().waitFor();
    expect(await overflow('html')).toBe(0);
    await ask(page, `SELECT ${WIDE} FROM orders -- ${'x'.repeat(300)}`);
    expect([await overflow('html'), (await overflow('.scroll')) > 0]).toEqual([0, true]);
    await page.locator('#chart-tab').click();
    await page.locator('#chart[aria-label]').waitFor();
    expect(await overflow('html')).toBe(0);
    await close(page);
  });

  test('can be walked through by keyboard: in the order of the page, and one sees where one is', async () => {
    const page = await browser.visit();
    await ask(page, 'SELECT region FROM orders LIMIT 1');
    await page.locator('#forget-key').focus();
    const walked: string[] = [];
    for (let steps = 0; steps < 10; steps++) {
      await page.keyboard.press('Tab');
      walked.push(await page.evaluate('document.activeElement.id || document.activeElement.className'));
      if (walked.at(-1) !== 'statement') expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    }
    expect(walked).toEqual(['source', 'statement', 'run', 'explain', 'quiet key', 'quiet', 'table-tab', 'download', 'scroll', 'first']);
    await close(page);
  });

  test('says that the API is away, asks again, and goes on by itself', async () => {
    const page = await browser.visit();
    await page.locator('#tables li').first().waitFor();
    let isAway = true;
    await page.route('**/api/**', (route) => (isAway ? route.abort('connectionrefused') : route.continue()));
    await page.locator('#statement').fill('SELECT 7 AS seven FROM regions LIMIT 1');
    await page.keyboard.press('Control+Enter');
    await page.locator('#away', { hasText: 'OnceQL does not answer. Asking again in ' }).waitFor();
    isAway = false;
    await page.locator('#result').waitFor();
    expect(await seen(page, '#rows tbody td')).toBe('7');
    expect(await page.locator('#away').isVisible()).toBe(false);
    await close(page);
  });

  test('nothing of all this was against the policy, an error on the console, or a request to somebody else', () => {
    // The wrong key and the API that was away are the browser's own lines.
    const own = /404 \(Not Found\)|ERR_CONNECTION_REFUSED/;
    expect(browser.offences.filter((text) => !own.test(text))).toEqual([]);
  });
});
