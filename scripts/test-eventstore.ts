// Runs against the server of EVENTSTORE_URL what can run against one that nobody controls, and prints a page of what held.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownAddress } from '@phananh/core/store';
import { eventStoreDbEventStore } from '@phananh/eventstoredb';
import { z } from 'zod';

const { EVENTSTORE_URL: address } = process.env;
if (address === undefined) {
  process.stderr.write(
    'EVENTSTORE_URL says where the server is: esdb://… or kurrentdb://…, in the environment, so that its password is in no list of processes.\n',
  );
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const prefix = `phananh-test-${randomUUID().slice(0, 8)}-`;

/** Whether the log has no event but the server's own: only then hosts and copies may write under their names. */
const isEmpty = async (): Promise<boolean> => {
  const store = eventStoreDbEventStore({ connectionString: address });
  try {
    for await (const _ of store.readAll({ limit: 1 })) return false;
    return true;
  } catch (error) {
    // An event that others wrote is one too.
    if (error instanceof Error && 'code' in error && error.code === 'unknown-event') return false;
    throw error;
  } finally {
    await store.close();
  }
};

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

interface Shown {
  readonly name: string;
  readonly status: string;
  readonly why: string;
}

const run = (project: string, ...specs: readonly string[]): readonly Shown[] => {
  const directory = mkdtempSync(join(tmpdir(), 'phananh-eventstore-'));
  const file = join(directory, 'report.json');
  try {
    const vitest = join(root, 'node_modules', '.bin', 'vitest');
    const chosen = [
      '--project',
      project,
      '-t',
      'EVENTSTORE_URL',
      '--no-file-parallelism',
      '--testTimeout=120000',
    ];
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    spawnSync(vitest, ['run', ...chosen, ...reporters, ...specs], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, EVENTSTORE_RUN: prefix },
    });
    const { testResults } = Report.parse(JSON.parse(readFileSync(file, 'utf8')));
    return testResults.flatMap(({ name: spec, message, assertionResults }) => {
      const own = assertionResults.filter(({ fullName }) => fullName.includes('EVENTSTORE_URL'));
      if (own.length === 0 && message !== '') return [{ name: spec, status: 'failed', why: message }];
      return own.map(({ fullName: name, status, failureMessages }) => ({
        name,
        status,
        why: failureMessages?.[0]?.split('\n')[0] ?? '',
      }));
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const empty = await isEmpty();
const of = (name: string): string => `packages/eventstoredb/test/integration/${name}.spec.ts`;
const suites: readonly (readonly [name: string, results: readonly Shown[]])[] = [
  // First, while the log is empty.
  ...(empty
    ? [['copy there and back', run('integration', 'packages/cli/test/integration/copy.spec.ts')] as const]
    : []),
  ['the promises of the port', run('integration', of('conformance'))],
  ['what the server does', run('integration', of('server-rules'))],
  ['hosts, checkpoints, rights', run('integration', of('shared-server'))],
  ...(empty
    ? [['hosts as processes, killed', run('e2e', 'packages/cli/test/e2e/many-hosts.spec.ts')] as const]
    : []),
];

const print = (line = ''): void => void process.stdout.write(`${line}\n`);
const all = suites.flatMap(([, results]) => results);
const held = (results: readonly Shown[]) => results.filter(({ status }) => status === 'passed');
const failed = all.filter(({ status }) => status === 'failed');
const skipped = all.filter(({ status }) => status !== 'passed' && status !== 'failed');

print(`# phananh on ${shownAddress(address)}`);
print();
print(
  `${new Date().toISOString()}, Node ${process.versions.node}; every stream that was written begins with \`${prefix}\``,
);
print();
print('| suite | held | of |');
print('| --- | --- | --- |');
for (const [name, results] of suites) print(`| ${name} | ${held(results).length} | ${results.length} |`);
if (failed.length > 0) {
  print();
  print('## Did not hold');
  print();
  for (const { name, why } of failed) print(`- ${name}: ${why}`);
}
print();
print('## Not run');
print();
for (const { name } of skipped) print(`- ${name}`);
if (!empty) {
  print(
    '- Copy there and back, hosts as processes: the log holds events already, and these write under their own names.',
  );
}
print('- A wrong password: only where the address has a user and TLS.');
print(
  '- Cut connections, lost answers, frozen nodes, elections, a full disk, scavenges: they take a server of one’s own. The test server plays them.',
);
print();
print(
  `${all.length - failed.length - skipped.length} held, ${failed.length} did not, ${skipped.length} were not run`,
);
process.exitCode = failed.length > 0 || all.length === 0 ? 1 : 0;
