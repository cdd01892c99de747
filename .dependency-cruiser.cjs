const workspace = '^(node_modules/@onceql|packages|apps|bench)/';
const sharedOnly = (name) => ({
  name: `${name}-knows-only-shared`,
  severity: 'error',
  from: { path: `^packages/${name}/src` },
  to: { path: workspace, pathNot: `^packages/(${name}|shared)/` },
});

/** Who may import whom; ARCHITECTURE.md says why. */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'shared-knows-nobody', severity: 'error', from: { path: '^packages/shared/src' }, to: { path: workspace, pathNot: '^packages/shared/' } },
    { name: 'config-knows-nobody', severity: 'error', from: { path: '^packages/config/src' }, to: { path: workspace, pathNot: '^packages/config/' } },
    ...['sources', 'results', 'queue', 'metadata', 'flow', 'telemetry', 'web'].map(sharedOnly),
    {
      name: 'apps-are-strangers',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'bench-is-for-development',
      severity: 'error',
      from: { path: '^(packages|apps)/' },
      to: { path: '^(node_modules/@onceql/)?bench/' },
    },
    {
      name: 'testing-is-for-development',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: '^(packages/testing/|apps/local/|(packages|apps)/[^/]+/test/)' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'packages-have-one-door',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/([^/]+)/', pathNot: ['^packages/$2/', '^packages/[^/]+/(src|dist)/index\\.(ts|js|d\\.ts)$'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: '\\.mjs$' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
