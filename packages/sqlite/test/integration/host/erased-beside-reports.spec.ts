import { existsSync, readFileSync } from 'node:fs';
import { type Actor, define, event, huePolicy, personal, text } from '@phananh/core';
import { type Erased, isErased, sealed } from '@phananh/core/engine';
import { keptOfSubject } from '@phananh/core/privacy';
import {
  type AnyHostedWorkflow,
  column,
  erasures,
  hostedWorkflow,
  list,
  projection,
  table,
} from '@phananh/core/read-models';
import { attachmentWorkflow, erasureIdOf, requestWorkflow } from '@phananh/core/reports';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningReports, runReports } from '../../../src/index.ts';

/** A request for a permit: a workflow that knows nothing of erasures. Who asked is its person; what a clerk takes down is of its subject. */

const words = sealed(personal(text(200)));
const events = {
  asked: event('Somebody asks for a permit.', { about: words, district: z.string() }),
  noted: event('A clerk took something down.', { note: words }),
} as const;

interface Permit {
  readonly phase: 'open';
  readonly about: unknown;
  readonly note: unknown;
}

const { command, creation, made, workflow } = define<{
  readonly state: Permit;
  readonly events: typeof events;
  readonly actorKind: 'citizen' | 'operator';
}>();

const permit = workflow({
  name: 'permit',
  summary: 'A permit.',
  id: z.uuidv7(),
  phases: { open: { summary: 'waits' } },
  actorKinds: { citizen: 'asks', operator: 'takes down' },
  events,
  commands: {
    ask: creation({
      summary: 'Asks.',
      input: z.strictObject({ about: personal(text(200)), district: z.string() }),
      example: { about: 'A roof', district: 'thuan-hoa' },
      by: ['citizen'],
      emits: ['asked'],
      decide: (input) => made('asked', input),
    }),
    note: command({
      summary: 'Takes down.',
      input: z.strictObject({ note: personal(text(200)) }),
      example: { note: 'Called' },
      by: ['operator'],
      from: 'any',
      emits: ['noted'],
      decide: (_, input) => made('noted', input),
    }),
  },
  subjectOf: ({ metadata: { actor } }, id) =>
    actor.kind === 'citizen' ? `citizen:${actor.id}` : `permit:${id}`,
  evolve: (before, { type, data }) =>
    type === 'asked'
      ? { phase: 'open', about: data.about, note: null }
      : { phase: 'open', about: before?.about ?? null, note: data.note },
  fields: {
    id: { summary: 'Id' },
    phase: { summary: 'Where' },
    about: { summary: 'What', personal: true },
    note: { summary: 'Said', personal: true },
  },
});

const wordsOf = (said: unknown): string | Erased => (isErased(said) ? said : String(said));

/** In a column that is of nobody there is nothing in its place. */
const copyOf = (said: unknown): string | null => (isErased(said) ? null : String(said));

/** Rows of the subject's own, which can be made anew. */
const permits = projection({
  name: 'permits',
  version: 1,
  reads: permit,
  tables: {
    permits: table(
      {
        permitId: column.id(),
        about: column.personal(),
        note: column.personal(),
        copied: column.text().nullable(),
        district: column.text(),
      },
      { meaning: 'Permits', indexes: [], search: ['about', 'note'] },
    ),
  },
  apply: ({ type, id, data }, rows) => {
    if (type === 'asked')
      return rows.permits.insert({
        permitId: id,
        about: wordsOf(data.about),
        copied: copyOf(data.about),
        district: data.district,
      });
    return rows.permits.update(id, { note: wordsOf(data.note) });
  },
});

/** Sums of several subjects, beside the last words: those cannot be made anew by taking in events once more. */
const districts = projection({
  name: 'districts',
  version: 1,
  reads: permit,
  types: ['asked'],
  tables: {
    districts: table(
      { district: column.id(), asked: column.integer(), last: column.personal() },
      { meaning: 'Districts', indexes: [] },
    ),
  },
  apply: ({ type, data }, rows) => {
    if (type !== 'asked') return;
    const { district, about } = data;
    const before = rows.districts.find(district);
    rows.districts.put({ district, asked: (before?.asked ?? 0) + 1, last: wordsOf(about) });
  },
});

const every = list({ of: permits.tables.permits, workflow: permit, by: {}, search: ['about', 'note'] });
const byDistrict = list({ of: districts.tables.districts, workflow: permit, by: {} });
const hosted: AnyHostedWorkflow = hostedWorkflow({
  workflow: permit,
  policy: undefined,
  projections: [permits, districts],
  lists: { permits: every, districts: byDistrict },
});

const nextFile = temporaryFiles();
const citizen: Actor = { kind: 'citizen', id: 'c-17' };
const neighbour: Actor = { kind: 'citizen', id: 'c-99' };
const operator: Actor = { kind: 'operator', id: 'o-1' };
const admin: Actor = { kind: 'admin', id: 'a-1' };
const now = '2030-01-01T00:00:00.000Z';

const opens = (path: string): Promise<RunningReports> =>
  runReports({
    file: path,
    policy: huePolicy,
    workflows: [...erasures, hosted],
    sealing: { keys: { file: `${path}.keys`, keyEncryptionKey: `${path}.key` } },
    onError: ({ error }) => {
      throw error;
    },
  });

const handlerOf = ({ workflows }: RunningReports, name: string) => {
  const found = workflows.find(({ handler }) => handler.workflow.name === name);
  if (found === undefined) throw new TypeError(`${name} does not run`);
  return found.handler;
};

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** Once every event is in the tables. */
const rowsOf = async ({ reports, readModels }: RunningReports, name: string) => {
  let last = 0;
  for await (const { position } of reports.store.readAll()) last = position;
  await until(async () => (readModels.position() ?? -1) >= last);
  return (await readModels.list({ list: name, now })).rows;
};

const written = (path: string): string =>
  [path, `${path}-wal`, `${path.replace(/\.db$/, '')}.read.db`, `${path.replace(/\.db$/, '')}.read.db-wal`]
    .filter((one) => existsSync(one))
    .map((one) => readFileSync(one, 'latin1'))
    .join('');

it('rows of another workflow forget who was erased: its own are made anew, of those of several the personal columns are emptied', async () => {
  const path = nextFile();
  const running = await opens(path);
  const handler = handlerOf(running, 'permit');
  const ask = async (actor: Actor, about: string): Promise<string> =>
    (await handler.create('ask', { about, district: 'thuan-hoa' }, { actor })).id;
  const note = (id: string, said: string) => handler.execute(id, 'note', { note: said }, { actor: operator });
  const theirs = await ask(neighbour, 'of a neighbour');
  await note(theirs, 'beside the neighbour');
  const own = await ask(citizen, 'canaryabout');
  await note(own, 'canarynote');
  expect(JSON.stringify(await rowsOf(running, 'permits'))).toContain('canarynote');
  expect(await rowsOf(running, 'districts')).toEqual([
    { district: 'thuan-hoa', asked: 2, last: 'canaryabout' },
  ]);
  expect(written(path)).toContain('canaryabout');

  const order = { person: 'citizen:c-17', ground: 'asked' };
  const erasureOf = async () =>
    (await handlerOf(running, 'erasure').load(erasureIdOf('citizen:c-17')))?.state as
      | { readonly phase: string }
      | undefined;
  await handlerOf(running, 'erasure').create('order', order, { actor: admin });
  await until(async () => (await erasureOf())?.phase === 'done');
  expect(await erasureOf()).toMatchObject({
    keys: 2,
    found: [{ workflow: 'permit', subjects: 1 }],
    inClear: 0,
    scrubbed: [`permit-${own}`],
    reports: 0,
  });
  const rows = await rowsOf(running, 'permits');
  expect(rows.find(({ permitId }) => permitId === own)).toMatchObject({
    about: { erased: true },
    note: { erased: true },
    copied: null,
    district: 'thuan-hoa',
  });
  expect(rows.find(({ permitId }) => permitId === theirs)).toMatchObject({
    about: 'of a neighbour',
    note: 'beside the neighbour',
  });
  expect(await rowsOf(running, 'districts')).toEqual([
    { district: 'thuan-hoa', asked: 2, last: { erased: true } },
  ]);
  const found = async (q: string) => (await running.readModels.list({ list: 'permits', now, q })).rows.length;
  expect([await found('canaryabout'), await found('canarynote'), await found('neighbour')]).toEqual([
    0, 0, 1,
  ]);
  await until(async () => !written(path).includes('canary'));
  await note(own, 'after the erasure').catch((error: unknown) =>
    expect(error).toMatchObject({ code: 'key-destroyed' }),
  );
  expect(running.readModels.gaps('permits').parkedStreams).toBe(0);
  await running.close();
  expect(written(path)).not.toContain('canary');
});

it('a host without keys takes no order, grants no erasure, and says why', async () => {
  const path = nextFile();
  const running = await runReports({ file: path, policy: huePolicy, workflows: [...erasures, hosted] });
  const order = { person: 'citizen:c-17', ground: 'asked' };
  await expect(handlerOf(running, 'erasure').create('order', order, { actor: admin })).rejects.toMatchObject({
    code: 'no-keys',
  });
  const requests = handlerOf(running, 'dataRequest');
  const { id } = await requests.create('ask', { kind: 'erasure' }, { actor: citizen });
  await expect(requests.execute(id, 'grant', { ground: 'x' }, { actor: admin })).rejects.toMatchObject({
    code: 'no-keys',
  });
  await requests.execute(id, 'refuse', { basis: 'other-law', ground: 'x' }, { actor: admin });
  await running.close();
});

it('a request that is granted is carried out and fulfilled, and says nothing of its person any more', async () => {
  const path = nextFile();
  const running = await opens(path);
  const requests = handlerOf(running, 'dataRequest');
  const { id } = await requests.create(
    'ask',
    { kind: 'erasure', message: 'canarymessage', contact: { phone: '+84 905 123 456', name: 'canaryname' } },
    { actor: citizen },
  );
  expect(JSON.stringify((await requests.load(id))?.state)).toContain('canarymessage');
  const photo = {
    attachmentId: 'a'.repeat(64),
    mediaType: 'image/jpeg',
    size: 1,
    subject: 'citizen:c-17',
  };
  await running.reports.attachments.handler.create('upload', photo, { actor: citizen });
  const workflows = [attachmentWorkflow, requestWorkflow];
  const kept = await Array.fromAsync(keptOfSubject(running.reports.store, workflows, 'citizen:c-17'));
  expect(kept.map(({ type, values }) => [type, ...values.map(({ pointer }) => pointer)])).toEqual([
    ['erasure-asked', '/message', '/contact'],
    ['uploaded', ''],
  ]);
  await requests.execute(id, 'grant', { ground: 'Điều 14' }, { actor: admin });
  const stateOf = async () => (await requests.load(id))?.state as { readonly phase: string };
  await until(async () => (await stateOf()).phase === 'fulfilled');
  expect(await stateOf()).toMatchObject({ message: { erased: true }, contact: { erased: true } });
  expect((await handlerOf(running, 'erasure').load(erasureIdOf('citizen:c-17')))?.state).toMatchObject({
    requests: [id],
    found: [
      { workflow: 'dataRequest', subjects: 1 },
      { workflow: 'attachment', subjects: 1 },
    ],
  });
  const [row] = await rowsOf(running, 'personal-data-requests');
  expect(row).toMatchObject({
    phase: 'fulfilled',
    kind: 'erasure',
    missed: false,
    answer: { verdict: 'on-time' },
    fulfilment: { verdict: 'on-time' },
  });
  expect(await rowsOf(running, 'erasures')).toMatchObject([
    { phase: 'done', person: 'citizen:c-17', keys: 2, reports: 0, scrubbed: 1 },
  ]);
  await running.close();
  expect(written(path)).not.toContain('canary');
});
