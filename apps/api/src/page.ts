import express, { Router } from 'express';
import type { Response } from 'express';
import helmet from 'helmet';
import { CHART_SCRIPT, PAGE } from '@onceql/web';

/** Only files of our own, and nothing written into the HTML; no other site may frame the page. */
const SOURCES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The page, at `/`, and its files, at `/page`. Nothing here asks for a key or knows one. */
export function pageRoutes(): Router {
  const router = Router();
  const guard = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: SOURCES },
    strictTransportSecurity: false,
  });
  router.get('/', guard, (_request, response) => response.sendFile('index.html', { root: PAGE, cacheControl: false, headers: FRESH }));
  router.get('/page/chart.js', guard, (_request, response) => response.sendFile(CHART_SCRIPT, { cacheControl: false, headers: FRESH }));
  router.use('/page', guard, express.static(PAGE, { index: false, redirect: false, cacheControl: false, setHeaders: stayFresh }));
  return router;
}

/** Asked again each time, answered with a 304 while it is the same: a new version is whole at once. */
const FRESH = { 'Cache-Control': 'no-cache' };

function stayFresh(response: Response): void {
  response.setHeaders(new Headers(FRESH));
}
