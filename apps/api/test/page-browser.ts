import { describe, jest } from '@jest/globals';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ADMIN_KEY, CHROMIUM_ARGUMENTS, findChromium } from '@onceql/testing';

const found = await findChromium();

/** Tests in a browser; where there is none they are skipped and their name says why. */
export function pageSuite(name: string, tests: () => void): void {
  // A browser has one of two busy cores at best.
  jest.setTimeout(120_000);
  if ('path' in found) describe(name, tests);
  else describe.skip(`${name} — ${found.why}`, tests);
}

/** A browser that notes what no page of ours may do. */
export class PageBrowser {
  readonly #browser: Browser;
  readonly #url: string;
  /** Errors on the console, refusals by the policy, and requests to anybody but the API. */
  readonly offences: string[] = [];

  private constructor(browser: Browser, url: string) {
    this.#browser = browser;
    this.#url = url;
  }

  /** @param url the API's */
  static async start(url: string): Promise<PageBrowser> {
    const path = 'path' in found ? found.path : '';
    return new PageBrowser(await chromium.launch({ executablePath: path, args: CHROMIUM_ARGUMENTS }), url);
  }

  /** A person's first visit: nothing is kept from others'. */
  async visit(options: BrowserContextOptions = {}, hash = `#key=${ADMIN_KEY}`): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.offences.push(message.text());
    });
    page.on('pageerror', (error) => this.offences.push(error.message));
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== this.#url && !request.url().startsWith('blob:')) this.offences.push(request.url());
    });
    await page.goto(this.#url + '/' + hash);
    return page;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Writes a statement and runs it by keyboard. */
export async function type(page: Page, statement: string): Promise<void> {
  // Nobody can write where nothing is to be seen yet.
  await page.locator('#statement').waitFor();
  await page.locator('#statement').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(statement);
  await page.keyboard.press('Control+Enter');
}

/** Writes a statement, runs it, and waits for its result. */
export async function ask(page: Page, statement: string): Promise<void> {
  await type(page, statement);
  await page.locator('body[data-run=finished], body[data-run=hit], body[data-run=failed]').waitFor();
}

/** The text of an element as a person sees it. */
export const seen = async (page: Page, selector: string): Promise<string> => (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();
