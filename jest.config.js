/** Tests import their own package's sources and every other package as it is built. */
export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/packages', '<rootDir>/apps', '<rootDir>/bench'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/package.json'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/packages/testing/dist/jest/global-setup.js',
  globalTeardown: '<rootDir>/packages/testing/dist/jest/global-teardown.js',
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  testEnvironment: 'node',
  testTimeout: 300_000,
  maxWorkers: 2,
};
