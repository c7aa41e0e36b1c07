import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { arrayBuffer, text } from 'node:stream/consumers';
import { phananhConsole } from '@phananh/console';
import {
  type Actor,
  commandHandler,
  createReports,
  type EventStore,
  huePolicy,
  PhananhError,
  type Reports,
} from '@phananh/core';
import { type AnyCommandHandler, type RelatedSubject, systemRandom } from '@phananh/core/engine';
import { desk, erasures, type RunningWorkflow } from '@phananh/core/read-models';
import { guestIdOf, type OfficerEntry } from '@phananh/core/reports';
import {
  memoryAccessLog,
  memoryEventStore,
  type SimulatedClock,
  simulatedClock,
} from '@phananh/core/testing';
import { fileStorage, runEvidence } from '@phananh/evidence';
import type { Authenticate, Host, HostOptions } from '@phananh/http';
import { createHost, developmentAuth, oneOf } from '@phananh/http';
import {
  type ApiKeySource,
  actorIds,
  addressIds,
  apiKeyAuth,
  identityErrors,
  identityWorkflowsWith,
  lastUseRoute,
  NotAdmitted,
  newApiKey,
} from '@phananh/identity';
import { fileKeyWrapper, readModels, sqliteKeyStore } from '@phananh/sqlite';
import type { Json } from '@phananh/test-support/api';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { browserHeaders, formText, type HeldReport, signedInBy } from './permission-console.ts';
import { isPage, type MadeRoute, mapFilesIn, routesFromNowOn } from './permission-routes.ts';

/** Monday, 7 December 2026, 09:00 in Hue. */
const monday = '2026-12-07T02:00:00.000Z';

/** An officer of the agency that has the reports. */
export const handedTo = 'canaryofficer';

/** One point of PNG. */
const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Those that a host has beside reports. */
const besideIdentity = [...erasures, ...desk];
const hostedWorkflows = [
  ...identityWorkflowsWith({
    addressIds: addressIds(actorIds(Buffer.alloc(32, 'x'))),
    beside: besideIdentity,
  }),
  ...besideIdentity,
];

/** Nobody of the cases. */
const erased = 'citizen:c-99';

/** A checkpoint of an empty log, whose signature nobody looks at. */
const checkpoint = `log\n0\n${Buffer.alloc(32).toString('base64')}\n\n— log ${Buffer.alloc(68).toString('base64')}\n`;

class Probed extends PhananhError {
  readonly code = 'probed';
}

export interface Answered {
  readonly status: number;
  /** Of a problem. */
  readonly code: string | undefined;
  readonly text: string;
  readonly body: Json;
  readonly headers: { readonly [name: string]: unknown };
  /** Whether it would have changed the log. */
  readonly wouldAppend: boolean;
}

interface Begun {
  readonly workflow: string;
  readonly id: string;
  readonly command: string;
  readonly example: object;
}

export interface PermissionHost {
  readonly app: Host['app'];
  readonly clock: SimulatedClock;
  /** Gives a command inside, past HTTP. */
  give(id: string, command: string, input: object, actor: Actor): Promise<void>;
  /** Takes a photo in. @returns its id */
  upload(actor: Actor): Promise<string>;
  /** Says that a photo has its public copy. */
  copied(attachmentId: string): Promise<void>;
  create(input: object, actor: Actor): Promise<{ readonly id: string; readonly trackingCode: string }>;
  /**
   * Has a one-time link made by who reported it, and opens it: from then on `link:` asks as who holds the link of the report that the question
   * is about, and of the first one where it is about none.
   */
  hold(reportId: string, attachmentId: string): Promise<void>;
  /** Lets a subject be as if it were not there, for as long as something is asked. */
  without<Asked>(workflow: string, id: string, ask: () => Promise<Asked>): Promise<Asked>;
  /** Lets what is asked be answered as if it had been appended; nothing is. */
  pretending<Asked>(ask: () => Promise<Asked>): Promise<Asked>;
  /** Asks over HTTP as somebody, or as nobody. From the first question on nothing is appended any more. */
  ask(method: string, url: string, as: string | undefined, body?: object): Promise<Answered>;
  catchUp(): Promise<void>;
  /** What runs in it. */
  readonly running: { readonly reports: Reports; readonly workflows: readonly RunningWorkflow[] };
  /** Every route that it has. */
  readonly routes: readonly MadeRoute[];
  /** Every subject of the workflows beside reports: its id by the name of the workflow. */
  readonly subjects: ReadonlyMap<string, string>;
  /** Those by the command that began them, and what it was given. */
  readonly begun: readonly Begun[];
  /** Lets somebody send a report as a guest, who asks as `guest:` from then on. */
  comeAsGuest(): Promise<void>;
  /** That report. */
  ofGuest(): { readonly id: string; readonly attachmentId: string };
  /** The lines that were logged. */
  readonly lines: string[];
  close(): Promise<void>;
}

const pretended = (...[, events, { expectedRevision }]: Parameters<EventStore['append']>) => ({
  revision: (typeof expectedRevision === 'number' ? expectedRevision : -1) + events.length,
  position: 1,
});

/** A host as the command composes it, on a store in memory that a command can be tried on without being done. */
export const permissionHost = async (): Promise<PermissionHost> => {
  const clock = simulatedClock(monday);
  const memory = memoryEventStore({ clock });
  let isProbing = false;
  let reached = false;
  let isPretending = false;
  let hidden: string | undefined;
  const store: EventStore = {
    ...memory,
    readStream: (stream, options) =>
      stream === hidden ? Readable.from([]) : memory.readStream(stream, options),
    append: async (...given) => {
      reached = true;
      if (isPretending) return pretended(...given);
      if (isProbing) throw new Probed('it would have been done');
      return memory.append(...given);
    },
  };
  const handlers = new Map<string, AnyCommandHandler>();
  const reports = createReports({
    store,
    policy: huePolicy,
    clock,
    officers: async (id) => (await handlers.get('officer')?.load(id)) as RelatedSubject<OfficerEntry>,
  });
  handlers.set('agency', reports.agencies.handler);
  const related = Object.fromEntries(
    ['agency', ...hostedWorkflows.map(({ workflow }) => workflow.name)].map((name) => [
      name,
      async (id: string) => handlers.get(name)?.load(id),
    ]),
  );
  const workflows: RunningWorkflow[] = hostedWorkflows.map((hosted) => {
    const { workflow, policy } = hosted;
    const handler: AnyCommandHandler = commandHandler({ workflow, policy, store, related, clock });
    handlers.set(workflow.name, handler);
    return { hosted, handler };
  });
  const models = readModels(':memory:', { policy: huePolicy, workflows: hostedWorkflows });
  const folder = mkdtempSync(join(tmpdir(), 'phananh-permissions-'));
  const photos = runEvidence({
    reports,
    keys: sqliteKeyStore(join(folder, 'keys.db'), fileKeyWrapper(join(folder, 'key'))),
    storage: fileStorage(join(folder, 'stored')),
    folder,
    // Making them takes a process each; that they are there is recorded as if it was done.
    copies: false,
    onError: (error) => {
      throw error;
    },
  });
  const lines: string[] = [];
  const officer = handlers.get('officer');
  const keys = handlers.get('apiKey');
  if (officer === undefined || keys === undefined) throw new TypeError('no registry');
  const development = developmentAuth({ isSaid: true, workflows: hostedWorkflows });
  /** As people of issuers are taken: who is of an agency, the registry says. */
  const admit = async ({ kind, id }: Pick<Actor, 'kind' | 'id'>): Promise<Actor> => {
    if (kind !== 'agency') return { kind, id };
    const entry = (await officer.load(id))?.state as OfficerEntry | undefined;
    if (entry?.phase !== 'active') throw new NotAdmitted('the bearer is no active officer of an agency');
    return { kind, id, agencyId: entry.agencyId };
  };
  const admitted: Authenticate = async (request) => {
    const actor = await development(request);
    return actor && admit(actor);
  };
  const people = Object.assign(admitted, development, { errors: identityErrors });
  const authenticate = oneOf(people, apiKeyAuth({ keys: keys as ApiKeySource }));
  const operations: HostOptions['operations'] = {
    parked: () => models.parked(),
    skipped: () => models.skipped(),
    waitingOrders: () => models.waitingOrders(),
    orderParked: () => {
      reached = true;
      return [];
    },
    orderRebuild: () => {
      reached = true;
      return true;
    },
    rebuilding: () => undefined,
    pendingTimers: models.timers,
    reactions: {
      ...models.reactions,
      want: () => {
        reached = true;
        return [];
      },
      leaveOut: () => {
        reached = true;
        return [];
      },
    },
  };
  // What it gives does not matter here: only who is given it.
  const transparencyLog: HostOptions['transparencyLog'] = {
    readPublic: async (epoch, path) =>
      epoch > 1 ? undefined : path === 'checkpoint' ? Buffer.from(checkpoint) : new Uint8Array(1),
    readEntries: async () => new Uint8Array(1),
    receipt: async () => ({ v: 1, index: 0, entry: '', proof: '' }),
    prove: async () => ({ origin: 'log', keys: [], checkpoint: '', uncovered: 0, events: [] }),
  };
  const shown = {
    reports,
    workflows,
    readModels: models,
    evidence: photos.evidence,
    operations,
    transparencyLog,
    authenticate,
  };
  /** Of the answer that is being sent: a page does not say it in a field. */
  let problemCode: string | undefined;
  const { routes, stop } = routesFromNowOn();
  const guestKey = new Uint8Array(32).fill(9);
  const { areasFile, tilesFile } = mapFilesIn(folder);
  const map = { areasFile, base: { file: tilesFile, attribution: '© Somebody' } };
  const { app, close } = await createHost({
    ...shown,
    accessLog: memoryAccessLog({ clock }),
    guestKey,
    frontPage: '/console',
    extend: async (app) => {
      await lastUseRoute({ uses: () => ({}) })(app);
      app.addHook('onSend', async (_, reply) => {
        ({ problemCode } = reply);
      });
      await app.register(phananhConsole, {
        ...shown,
        ...signedInBy(admit),
        guestKey,
        map,
        newKey: () => newApiKey(systemRandom()),
      });
    },
    log: { level: 'debug', destination: { write: (line) => lines.push(line) } },
  });
  stop();
  const subjects = new Map<string, string>();
  for (const agencyId of ['lighting', 'roads', 'parks', 'waste', 'canals'].map((one) => `agency-hue-${one}`))
    await reports.agencies.register(
      { agencyId, name: agencyId, kind: 'government' },
      { actor: { kind: 'operator', id: 'o-3' } },
    );
  subjects.set('agency', 'agency-hue-lighting');
  const begun: Begun[] = [
    {
      workflow: 'agency',
      id: 'agency-hue-lighting',
      command: 'register',
      example: { agencyId: 'agency-hue-lighting', name: 'Điện chiếu sáng', kind: 'government' },
    },
  ];
  for (const { hosted, handler } of workflows) {
    const creation = Object.entries<Json>(hosted.workflow.commands).find(([, { from }]) => from === 'none');
    if (creation === undefined) continue;
    const [name, { by, example }] = creation;
    const input = hosted.workflow.name === 'erasure' ? { ...example, person: erased } : example;
    // What a person asks for about their data is asked by the citizen whose reports they are.
    const isOfPerson = hosted.workflow.name === 'dataRequest';
    const kind = by.includes('admin') && !isOfPerson ? 'admin' : by[0];
    const made = await handler
      .create(name, input, { actor: { kind, id: isOfPerson ? 'c-17' : `${kind}-1` } })
      .catch((error: unknown) => {
        // Its example stands for something that somebody else has to do first: its routes are tried on what is not there.
        if (error instanceof PhananhError) return undefined;
        throw error;
      });
    if (made === undefined) continue;
    subjects.set(hosted.workflow.name, made.id);
    begun.push({ workflow: hosted.workflow.name, id: made.id, command: name, example: input });
  }
  const actor: Actor = { kind: 'admin', id: 'admin-1' };
  for (const [officerId, agencyId] of Object.entries({
    'head-9': 'agency-hue-lighting',
    'officer-9': 'agency-hue-lighting',
    'officer-8': 'agency-hue-lighting',
    'officer-1': 'agency-hue-roads',
    'officer-4': 'agency-hue-parks',
    'officer-7': 'agency-hue-waste',
    'head-6': 'agency-hue-canals',
    [handedTo]: 'agency-hue-lighting',
  })) {
    const role = officerId.startsWith('officer') ? 'officer' : 'head';
    await officer.create('register', { officerId, agencyId, role }, { actor });
  }
  await officer.execute('officer-8', 'suspend', { reason: 'nghỉ việc' }, { actor });
  await reports.agencies.handler.execute('agency-hue-canals', 'suspend', { reason: 'sáp nhập' }, { actor });
  const keyTexts = new Map<string, string>();
  const random = systemRandom();
  for (const [name, scope] of Object.entries({
    verifies: { kind: 'operator', commands: ['report.verify'], reads: false },
    reads: { kind: 'operator', commands: ['report.verify'], reads: true },
    speaks: {
      kind: 'citizen',
      commands: ['report.withdraw'],
      reads: true,
      onBehalfOf: 'https://id.example',
    },
  })) {
    const { apiKeyId, digest, text } = newApiKey(random);
    const expiresAt = '2027-06-01T00:00:00.000Z';
    await keys.create('create', { apiKeyId, digest, name, ...scope, expiresAt }, { actor });
    keyTexts.set(`key:${name}`, text);
  }
  const upload = async (actor: Actor): Promise<string> => {
    async function* whole() {
      yield photo;
    }
    const { attachmentId } = await photos.evidence.upload(whole(), { actor });
    return attachmentId;
  };
  const held = new Map<string, HeldReport>();
  const heldIn = (url: string): HeldReport | undefined =>
    [...held].find(([id]) => url.includes(id))?.[1] ?? held.values().next().value;
  const told = async (
    method: 'POST',
    url: string,
    as: string | undefined,
    payload: object,
  ): Promise<Json> => {
    const headers = as === undefined ? {} : { authorization: `Bearer dev:${as}` };
    const answer = await app.inject({ method, url, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`);
    return answer.json();
  };
  /** Good for a day, so that they come when the cases are there. */
  let guest = { token: '', id: '', attachmentId: '' };
  const comeAsGuest = async (): Promise<void> => {
    const { token } = await told('POST', '/v1/guests', undefined, {});
    const actor: Actor = { kind: 'citizen', id: guestIdOf(token.split('.')[1]) };
    const attachmentId = await upload(actor);
    const submission = { text: 'Đèn đường hỏng', location: { lat: 16.46, lng: 107.59 }, channel: 'app' };
    const input = { ...submission, attachments: [attachmentId] };
    const { id } = await reports.handler.create('submit', input, { actor });
    guest = { token, id, attachmentId };
  };
  const tokenOf = (as: string, url: string): string => {
    if (as === 'link:') return heldIn(url)?.token ?? '';
    return as === 'guest:' ? guest.token : (keyTexts.get(as) ?? `dev:${as}`);
  };
  const headersOf = (as: string, url: string) => ({
    authorization: `Bearer ${tokenOf(as, url)}`,
    ...(as === 'key:speaks' && { 'on-behalf-of': 'c-17' }),
  });
  return {
    app,
    clock,
    running: { reports, workflows },
    subjects,
    begun,
    comeAsGuest,
    ofGuest: () => guest,
    routes,
    lines,
    give: async (id, command, input, actor) => {
      await reports.handler.execute(id, command, input, { actor });
    },
    upload,
    copied: async (attachmentId) => {
      const actor = { kind: 'system', id: 'copies' };
      await reports.attachments.handler.execute(
        attachmentId,
        'record-copy',
        {
          mediaType: 'image/jpeg',
          copy: { id: 'b'.repeat(64), size: 100, width: 1, height: 1 },
          thumbnail: { id: 'c'.repeat(64), size: 100, width: 1, height: 1 },
        },
        { actor },
      );
    },
    create: async (input, actor) => {
      const { id, state } = await reports.handler.create('submit', input, { actor });
      return { id, trackingCode: state.trackingCode };
    },
    hold: async (reportId, attachmentId) => {
      const { trackingCode, link } = await told(
        'POST',
        `/v1/reports/${reportId}/one-time-link`,
        'citizen:c-17',
        {},
      );
      const opened = await told('POST', '/v1/links/open', undefined, { trackingCode, link });
      const holder = { token: opened.token, until: opened.heldUntil };
      held.set(reportId, holder).set(attachmentId, holder);
    },
    without: async (workflow, id, ask) => {
      hidden = `${workflow}-${id}`;
      try {
        return await ask();
      } finally {
        hidden = undefined;
      }
    },
    pretending: async (ask) => {
      isPretending = true;
      try {
        return await ask();
      } finally {
        isPretending = false;
      }
    },
    ask: async (method, url, as, body) => {
      isProbing = true;
      reached = false;
      problemCode = undefined;
      const answer = await app.inject({
        method: method as 'GET',
        url,
        ...(isPage(url)
          ? {
              headers: await browserHeaders(
                method,
                as === 'link:' ? heldIn(url) : as,
                Date.parse(clock.now()),
              ),
              ...(body !== undefined && { payload: formText(body, as !== undefined) }),
            }
          : {
              headers: as === undefined ? {} : headersOf(as, url),
              ...(body !== undefined && { payload: body }),
            }),
        payloadAsStream: true,
      });
      const type = String(answer.headers['content-type']);
      const text = await textOf(answer.stream(), type);
      const said: Json = /json/.test(type) && text !== '' ? JSON.parse(text) : undefined;
      return {
        status: answer.statusCode,
        code: answer.statusCode >= 400 ? (said?.code ?? problemCode) : undefined,
        text,
        body: said,
        headers: answer.headers,
        wouldAppend: reached,
      };
    },
    catchUp: async () => {
      await models.catchUp(store);
    },
    close: async () => {
      await close();
      await photos.close();
      await models.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** What an answer says, of a table in Parquet its cells; of one that goes on for as long as somebody listens, nothing. */
const textOf = async (stream: Readable, type: string): Promise<string> => {
  if (type.includes('parquet')) return cellsOf(await arrayBuffer(stream));
  if (!type.startsWith('text/event-stream')) return text(stream);
  stream.destroy();
  return '';
};

const cellsOf = async (file: ArrayBuffer): Promise<string> =>
  JSON.stringify(
    [parquetMetadata(file).key_value_metadata, await parquetReadObjects({ file })],
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  );
