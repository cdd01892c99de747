import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Only packages/config reads the environment; tests may pass seeds and service URLs through it. */
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only packages/config reads the environment.',
};
const noEnums = { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' };
/** What opens connections; everything but a main is handed what it needs. */
const ADAPTERS = {
  '@onceql/metadata': ['migrate', 'openMetadata'],
  '@onceql/queue': ['RunQueues'],
  '@onceql/results': ['openResultStore'],
  '@onceql/shared': ['connectRedis'],
  '@onceql/sources': ['openWarehouse', 'openWarehouses'],
};
const onlyMainConnects = Object.entries(ADAPTERS).map(([name, importNames]) => ({
  name,
  importNames,
  allowTypeImports: true,
  message: 'Only main.ts constructs adapters; take it as a parameter.',
}));
const noDefaultExports = { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' };

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.onceql/', '.turbo/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', 350],
      'no-console': 'error',
      // SQL's white space and the bytes of its text are our daily bread.
      'no-control-regex': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-restricted-syntax': ['error', noEnvironment, noEnums, noDefaultExports],
    },
  },
  {
    files: ['packages/config/src/**', 'packages/testing/src/**', 'apps/local/src/**', 'bench/src/**', '**/test/**'],
    rules: { 'no-restricted-syntax': ['error', noEnums, noDefaultExports] },
  },
  {
    // Jest asks for a default export here.
    files: ['packages/testing/src/jest/**'],
    rules: { 'no-restricted-syntax': ['error', noEnums] },
  },
  {
    files: ['**/test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['apps/*/src/**'],
    ignores: ['apps/*/src/main.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: onlyMainConnects }] },
  },
  { files: ['apps/local/src/**', 'bench/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', setTimeout: 'readonly', setInterval: 'readonly', clearTimeout: 'readonly', clearInterval: 'readonly', Buffer: 'readonly', URL: 'readonly', performance: 'readonly', fetch: 'readonly', module: 'writable' },
    },
  },
);
