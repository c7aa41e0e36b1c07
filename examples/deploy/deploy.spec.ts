import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startHost } from '@phananh/test-support/host-process';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { validate } from 'dockerfile-utils';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const here = fileURLToPath(new URL('.', import.meta.url));
const text = (name: string): string => readFileSync(join(here, name), 'utf8');
// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in these files.
type Any = any;

/** A tool of Debian. CI installs it and fails without; elsewhere it is said what was not looked at. */
const tool = (name: string, debianPackage: string): boolean => {
  const isThere = spawnSync('which', [name]).status === 0;
  if (isThere) return true;
  if (process.env.CI !== undefined) throw new Error(`${name} is missing: apt-get install ${debianPackage}`);
  process.stderr.write(`Skipped: no ${name} (Debian's ${debianPackage}).\n`);
  return false;
};

describe('the Dockerfile', () => {
  it('has no fault that a linter knows', () => {
    expect(validate(text('Dockerfile'))).toEqual([]);
  });

  it('installs what is packed, takes no source along, and runs as nobody in particular', () => {
    const stages = text('Dockerfile')
      .split(/^FROM /m)
      .slice(1);
    expect(stages).toHaveLength(3);
    const last = stages.at(-1) ?? '';
    expect(stages[1]).toMatch(/npm install .*\/packed\/\*\.tgz/);
    expect(last).not.toMatch(/COPY (?!--from=installed)/);
    expect(last).toMatch(/^USER 1000:1000$/m);
    expect(last).toMatch(/^ENTRYPOINT \["phananh"\]$/m);
    // Hosts and the packed packages run on what their manifests demand.
    for (const stage of stages) expect(Number(/^node:(\d+)/.exec(stage)?.[1])).toBeGreaterThanOrEqual(24);
  });
});

it('compose runs the host on a root that cannot be written, with nothing that it does not need', () => {
  const { services, volumes, secrets }: Any = parse(text('compose.yaml'));
  const { host } = services;
  expect(existsSync(join(here, host.build.context, host.build.dockerfile))).toBe(true);
  expect(host).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] });
  for (const volume of host.volumes) {
    const [from = ''] = volume.split(':');
    expect(from.startsWith('./') ? existsSync(join(here, from)) : Object.hasOwn(volumes, from)).toBe(true);
  }
  expect(host.secrets).toEqual(Object.keys(secrets));
});

describe('Kubernetes', () => {
  const documents: readonly Any[] = parseAllDocuments(text('kubernetes.yaml')).map((one) => one.toJS());
  const [, service, statefulSet] = documents;

  it('takes each document: its schema says so', () => {
    const kinds = { ConfigMap, Service, StatefulSet };
    for (const document of documents) new kinds[document.kind as keyof typeof kinds](document).validate();
    const broken = structuredClone(statefulSet);
    broken.spec.replicas = 'one';
    expect(() => new StatefulSet(broken).validate()).toThrow();
  });

  it('sends requests to a host that is ready, starts one again that does not answer, and lets none be more than it is', () => {
    const [container] = statefulSet.spec.template.spec.containers;
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    expect(container.livenessProbe.httpGet.path).toBe('/healthz');
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const pod = statefulSet.spec.template.spec;
    expect(pod).toMatchObject({ enableServiceLinks: false, automountServiceAccountToken: false });
    expect(pod.securityContext.runAsNonRoot).toBe(true);
    // Two would be one too many on one file.
    expect(statefulSet.spec.replicas).toBe(1);
    expect(service.spec.selector).toEqual(statefulSet.spec.template.metadata.labels);
    const mounted = container.volumeMounts.map(({ name }: Any) => name);
    const named = [
      ...pod.volumes,
      ...statefulSet.spec.volumeClaimTemplates.map(({ metadata }: Any) => metadata),
    ];
    expect(mounted.toSorted()).toEqual(named.map(({ name }: Any) => name).toSorted());
  });
});

describe('systemd', () => {
  const has = tool('systemd-analyze', 'systemd');
  /** On this machine another program stands where the host is installed. */
  const unit = (): string => {
    const file = join(inTemporaryDirectory(), 'phananh.service');
    writeFileSync(
      file,
      text('phananh.service').replaceAll('/opt/phananh/node_modules/.bin/phananh', '/bin/true'),
    );
    return file;
  };

  it.runIf(has)('takes the unit', () => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit()], {
      encoding: 'utf8',
    });
    expect(stderr.split('\n').filter((line) => line.includes('phananh.service'))).toEqual([]);
    expect(status).toBe(0);
  });

  it.runIf(has)('finds little that the unit could do to the machine', () => {
    const { status, stdout, stderr } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=20', '--no-pager', unit()],
      { encoding: 'utf8' },
    );
    expect(status, stdout + stderr).toBe(0);
  });
});

describe('what is watched', () => {
  const namesIn = (texts: string): ReadonlySet<string> =>
    new Set(
      [...texts.matchAll(/phananh_[a-z_]+/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, '')),
    );

  it('are metrics that a host has, and each of them is on the dashboard or in a rule', async () => {
    const host = await startHost(join(inTemporaryDirectory(), 'log.db'));
    onTestFinished(() => host.kill());
    const metrics = await (await fetch(`${host.url}/metrics`)).text();
    const known = new Set([...metrics.matchAll(/^# TYPE (phananh_\S+)/gm)].map(([, name]) => name ?? ''));
    const rules = parse(text('alerts.yaml')).groups.flatMap(({ rules: all }: Any) =>
      all.map(({ expr }: Any) => expr),
    );
    const dashboard = JSON.parse(text('grafana.json'));
    const queries = dashboard.panels.flatMap(({ targets }: Any) => targets.map(({ expr }: Any) => expr));
    const used = namesIn([...rules, ...queries].join('\n'));
    expect([...used].filter((name) => !known.has(name))).toEqual([]);
    // A position says nothing by itself.
    const unseen = [...known].filter((name) => !used.has(name));
    expect(unseen).toEqual(['phananh_projection_position']);
    const codes = [...rules.join().matchAll(/code="([a-z-]+)"/g)].map(([, code]) => code ?? '');
    const problems = await (await fetch(`${host.url}/problems`)).text();
    for (const code of codes) expect(problems).toContain(code);
    expect(await host.end()).toBe(0);
  });

  it.runIf(tool('promtool', 'prometheus'))('are rules that Prometheus takes', () => {
    const { status, stderr, stdout } = spawnSync('promtool', ['check', 'rules', join(here, 'alerts.yaml')], {
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  });
});
