import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadServiceConfig } from '@onceql/config';
import { parse, parseAllDocuments } from 'yaml';
import { environmentOf, lastOf, stagesOf } from './dockerfile.js';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');
const FOLDERS = ['deploy/kubernetes', 'deploy/keda'];
const OWN = ['api', 'worker'] as const;
const image = stagesOf(join(REPOSITORY, 'Dockerfile')).at(-1)!;

type Labels = Readonly<Record<string, string>>;
interface Probe { readonly httpGet: { readonly path: string; readonly port: string } }
interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly envFrom: readonly Record<string, { readonly name: string }>[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number; readonly fsGroup: number };
  readonly containers: readonly [PodContainer];
  readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim?: { readonly claimName: string }; readonly emptyDir?: object }[];
}
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data: Labels;
  readonly stringData: Labels;
  readonly spec: {
    readonly selector: { readonly matchLabels: Labels } & Labels;
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
    readonly ports: readonly { readonly name: string; readonly targetPort: string }[];
    readonly accessModes: readonly string[];
    readonly minReplicaCount: number;
    readonly triggers: readonly { readonly type: string; readonly metadata: Labels }[];
    readonly rules: readonly { readonly http: { readonly paths: readonly { readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } } }[] } }[];
    readonly podMetricsEndpoints: readonly { readonly port: string; readonly path: string }[];
  };
}

const manifests = FOLDERS.flatMap((folder) =>
  readdirSync(join(REPOSITORY, folder)).flatMap((file) =>
    parseAllDocuments(readFileSync(join(REPOSITORY, folder, file), 'utf8')).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join('\n')}`);
      return { file, manifest: document.toJS() as Manifest };
    }),
  ),
);
const all = (kind: string): Manifest[] => manifests.filter(({ manifest }) => manifest.kind === kind).map(({ manifest }) => manifest);
const one = (kind: string, name: string): Manifest => {
  const found = all(kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
const podOf = (name: string): Pod => one('Deployment', name).spec.template.spec;
const fits = (selector: Labels, labels: Labels): boolean => Object.entries(selector).every(([key, value]) => labels[key] === value);

test('every manifest is one', () => {
  for (const { file, manifest } of manifests) expect({ file, manifest }).toMatchObject({ manifest: { apiVersion: expect.any(String), kind: expect.any(String) } });
  const { resources } = parse(readFileSync(join(REPOSITORY, 'deploy/kubernetes/kustomization.yaml'), 'utf8')) as { resources: string[] };
  const files = manifests.map(({ file }) => file).filter((file) => readdirSync(join(REPOSITORY, 'deploy/kubernetes')).includes(file));
  expect([...resources].sort()).toEqual([...new Set(files)].filter((file) => !/example|kustomization/.test(file)).sort());
});

test.each(OWN)('the %s has the command, the account, the ports and the folders of the image', (name) => {
  const pod = podOf(name);
  const [container] = pod.containers;
  const env = environmentOf(image);
  expect(container).toMatchObject({ image: 'onceql', args: ['node', `apps/${name}/dist/main.js`] });
  const uid = Number(lastOf(image, 'USER').split(':')[0]);
  expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: uid, fsGroup: uid });
  expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  const ports = Object.fromEntries(container.ports.map(({ name: port, containerPort }) => [port, String(containerPort)]));
  expect(ports).toEqual({ ops: env['OPS_PORT'], ...(name === 'api' && { http: env['PORT'] }) });
  expect(container.volumeMounts).toEqual([{ name: 'results', mountPath: lastOf(image, 'VOLUME') }, { name: 'tmp', mountPath: '/tmp' }]);
  const claim = pod.volumes.find(({ name: volume }) => volume === 'results')?.persistentVolumeClaim?.claimName ?? '';
  expect(one('PersistentVolumeClaim', claim).spec.accessModes).toEqual(['ReadWriteMany']);
});

test.each(OWN)('the %s is selected by what names it, and by nothing that names the other', (name) => {
  const { selector, template } = one('Deployment', name).spec;
  const other = one('Deployment', name === 'api' ? 'worker' : 'api').spec.template.metadata.labels;
  const budget = one('PodDisruptionBudget', name).spec.selector;
  for (const { matchLabels } of [selector, budget]) {
    expect([fits(matchLabels, template.metadata.labels), fits(matchLabels, other)]).toEqual([true, false]);
  }
});

test('the service leads to the API, and the ingress to the service', () => {
  const { selector, ports } = one('Service', 'api').spec;
  expect([fits(selector, one('Deployment', 'api').spec.template.metadata.labels), fits(selector, one('Deployment', 'worker').spec.template.metadata.labels)]).toEqual([true, false]);
  expect(podOf('api').containers[0].ports.map(({ name }) => name)).toEqual(expect.arrayContaining(ports.map(({ targetPort }) => targetPort)));
  const backends = one('Ingress', 'api').spec.rules.flatMap(({ http }) => http.paths).map(({ backend }) => backend.service);
  expect(backends).toEqual([{ name: 'api', port: { name: ports[0]?.name } }]);
});

test.each(OWN)('the probes of the %s ask for paths on a port that it has', (name) => {
  const { startupProbe, livenessProbe, readinessProbe, ports } = podOf(name).containers[0];
  expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet)).toEqual(['/healthz', '/healthz', '/readyz'].map((path) => ({ path, port: 'ops' })));
  expect(ports.map(({ name: port }) => port)).toContain('ops');
});

test.each(OWN)('the environment of the %s is accepted by its own reader and leaves it time to stop', (name) => {
  const pod = podOf(name);
  const [{ envFrom, lifecycle }] = pod.containers;
  const given = envFrom.map((from) => {
    const { configMapRef, secretRef } = from;
    return configMapRef ? one('ConfigMap', configMapRef.name).data : one('Secret', secretRef!.name).stringData;
  });
  const config = loadServiceConfig({ ...environmentOf(image), ...given[0], ...given[1], ONCEQL_HOME: '/tmp/onceql-compose-test' });
  expect(config).toMatchObject({ host: '0.0.0.0', resultsUrl: `file://${lastOf(image, 'VOLUME')}` });
  const before = Number(lifecycle?.preStop.exec.command[1] ?? 0);
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(before + config.graceSeconds + 5);
});

test('KEDA scales the workers, by metrics and lists of ours, and never to none', () => {
  const scaled = all('ScaledObject');
  expect(scaled).toHaveLength(2);
  for (const { spec } of scaled) {
    expect(spec.scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'worker' });
    expect(spec.minReplicaCount).toBe(1);
  }
  const [first, second] = scaled.flatMap(({ spec }) => spec.triggers).sort((one_, other) => one_.type.localeCompare(other.type));
  expect([first?.type, first?.metadata['query']]).toEqual(['prometheus', expect.stringMatching(/onceql_queue_runs\{state="waiting"\}/)]);
  expect([second?.type, second?.metadata['listName']]).toEqual(['redis', 'onceql:{ds1}:runs:wait']);
});

test('the monitor reads a port that both have', () => {
  expect(one('PodMonitor', 'onceql').spec.podMetricsEndpoints).toEqual([expect.objectContaining({ port: 'ops', path: '/metrics' })]);
});

const hasKubectl = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
(hasKubectl ? test : test.skip)(`kubectl puts the manifests together${hasKubectl ? '' : ' — there is no kubectl on this machine'}`, () => {
  const { status, stdout } = spawnSync('kubectl', ['kustomize', join(REPOSITORY, 'deploy/kubernetes')], { encoding: 'utf8' });
  expect(status).toBe(0);
  const made = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  expect(made.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'onceql')).toEqual([]);
  const images = made.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template.spec.containers[0].image);
  expect(images).toEqual(['registry.example.com/onceql:0.1.0', 'registry.example.com/onceql:0.1.0']);
});
