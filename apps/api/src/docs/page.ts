import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router } from 'express';
import helmet from 'helmet';

const PATH = '/docs';
const SWAGGER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const FROM_SWAGGER = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** A file of its own, because a page that may not run scripts of its own text cannot be made to run another's. */
const BEGIN = `SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#api',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;

/** Nothing comes from elsewhere; Swagger UI sets styles on its elements, and has its pictures in its styles. */
const SOURCES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'upgrade-insecure-requests': null,
};

/** Swagger UI over the document at /openapi.json. Nobody is asked for a key: it shows no more than the document does. */
export function docsPage(): Router {
  const router = Router({ strict: true });
  const policy = helmet({ contentSecurityPolicy: { directives: SOURCES }, strictTransportSecurity: false });
  const page = Router({ strict: true });
  page.get('/', (request, response) => {
    // Its files are named beside it.
    if (!request.originalUrl.replace(/\?.*$/, '').endsWith('/')) return response.redirect(301, `${PATH}/`);
    response.sendFile('page.html', { root: import.meta.dirname });
  });
  page.get('/begin.js', (_request, response) => {
    response.type('text/javascript').send(BEGIN);
  });
  for (const file of FROM_SWAGGER) page.get(`/${file}`, (_request, response) => response.sendFile(file, { root: SWAGGER, maxAge: '1h' }));
  router.use(PATH, policy, page);
  return router;
}
