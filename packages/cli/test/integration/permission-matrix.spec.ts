import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { exportFormats, exportWhats } from '@phananh/exports';
import type { Json } from '@phananh/test-support/api';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { listenOnAdminSocket } from '../../src/admin/admin-socket.ts';
import { askHost } from '../../src/admin/ask-host.ts';
import { hostOperations } from '../../src/admin/host-operations.ts';
import {
  type Asker,
  askerNames,
  askers,
  type Case,
  type CaseName,
  canaries,
  exactPlace,
  makeCases,
} from '../support/permission-cases.ts';
import { type Answered, type PermissionHost, permissionHost } from '../support/permission-host.ts';
import { givenCommands, permissionsPage, reportQuestions, type Walked } from '../support/permission-page.ts';

const file = fileURLToPath(new URL('../../../../docs/reference/permissions.md', import.meta.url));

let host: PermissionHost;
let cases: ReadonlyMap<CaseName, Case>;
let page: string;
/** What spans of OpenTelemetry said, each once. */
const spans = new Set<string>();
/** What the walk through all routes met of what was planted. */
const met: Met[] = [];
beforeAll(async () => {
  const provider = new BasicTracerProvider({
    spanProcessors: [
      new SimpleSpanProcessor({
        export: (ended) => {
          for (const { name, attributes, status, events } of ended)
            spans.add(JSON.stringify({ name, attributes, status, events }));
        },
        shutdown: async () => {},
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  host = await permissionHost();
  cases = await makeCases(host);
  page = await permissionsPage(host, cases, (walked) => met.push(...metIn(walked)));
}, 120_000);
afterAll(async () => {
  trace.disable();
  await host.close();
});

it('who may what is what the page says, on every route, for everybody, in every phase', async () => {
  for (const command of givenCommands()) expect(page).toContain(`| \`/${command}\` |`);
  await expect(page).toMatchFileSnapshot(file);
});

it('who sent a report as a guest may with it what a citizen may with theirs', async () => {
  const ofCitizen = cases.get('submitted') as Case;
  const said = ({ status, code, wouldAppend }: Answered) => ({ status, code, wouldAppend });
  for (const { method, urlOf, body } of await reportQuestions(host, cases)) {
    const ask = (as: string, of: Pick<Case, 'id' | 'attachmentId'>) => host.ask(method, urlOf(of), as, body);
    const own = said(await ask('guest:', host.ofGuest()));
    expect([method, urlOf(host.ofGuest()), own]).toEqual([
      method,
      urlOf(host.ofGuest()),
      said(await ask(askers['own citizen'], ofCitizen)),
    ]);
  }
}, 60_000);

it('nobody learns that something is there by beginning it who could not have begun it', async () => {
  const learnt: string[] = [];
  let tried = 0;
  const { body: document } = await host.ask('GET', '/openapi.json', undefined);
  const paths: readonly (readonly [string, Json])[] = Object.entries(document.paths);
  const pathOf = (operation: string) => paths.find(([, { post }]) => post?.operationId === operation)?.[0];
  for (const { workflow, id, command, example } of host.begun) {
    const path = pathOf(`${workflow}.${command}`);
    // Begun by others than people.
    if (path === undefined) continue;
    for (const asker of askerNames) {
      const begin = () => host.ask('POST', path, askers[asker], example);
      const free = await host.without(workflow, id, begin);
      const taken = await begin();
      if (free.wouldAppend) continue;
      tried += 1;
      if (free.code !== taken.code)
        learnt.push(`${asker} is told ${taken.code} by ${path}, and ${free.code} if it is not there`);
    }
  }
  expect(learnt).toEqual([]);
  expect(tried).toBeGreaterThan(50);
});

/** Who may read what was planted, where they may read the report at all. Everybody else sees it nowhere. */
const readers: { readonly [Name in keyof typeof canaries]: readonly Asker[] } = {
  text: [
    'own citizen',
    'link holder',
    'key for citizen',
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  address: [
    'own citizen',
    'link holder',
    'key for citizen',
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  contact: ['own citizen', 'link holder', 'operator', 'auditor', 'reading key', 'key for citizen'],
  phone: ['own citizen', 'link holder', 'operator', 'auditor', 'reading key', 'key for citizen'],
  'internal comment': [
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  'note of an assignment': [
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  'reason of a return': [
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  'officer who has it': [
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  'note of a handing over': [
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  'what is hidden': [],
  result: ['head', 'agency that has it', 'agency that helps', 'operator', 'auditor', 'admin', 'reading key'],
};
const isPublicCase = (name: CaseName): boolean =>
  ['published', 'disputed', 'assigned again', 'closed'].includes(name);

/** What is asked beside the routes as they are: their parameters. The routes themselves were walked. */
const questionsAbout = ({ id, trackingCode }: Case): readonly string[] => [
  ...[0, 1, 2, 3, 4, 5].map((revision) => `/v1/reports/${id}?revision=${revision}`),
  `/v1/reports/${id}/replay?limit=50`,
  `/v1/reports/${id}/diff?from=0&to=3`,
  `/v1/track/${trackingCode}`,
];
const questionsAboutAll = [
  '/v1/reports?limit=200',
  '/v1/reports?sort=-submittedAt',
  '/v1/clusters/reports?zoom=20',
  '/v1/published?limit=200',
  '/v1/clusters/published?zoom=20',
  '/v1/published/figures?groupBy=area',
  '/v1/sla?groupBy=agency,category,area',
  '/v1/sla/cases?limit=200',
  '/v1/access-log?limit=1000',
  // Once more, after everything that was asked.
  '/metrics',
];

const planted = Object.entries(canaries) as [keyof typeof canaries, string][];
const found = (text: string): readonly (keyof typeof canaries)[] =>
  planted.filter(([, value]) => text.includes(value)).map(([name]) => name);
const allowed = (asker: Asker, name: CaseName): readonly string[] =>
  planted
    .filter(([what]) => readers[what].includes(asker) || (what === 'text' && isPublicCase(name)))
    .map(([what]) => what);

/** What was planted, met in an answer. */
interface Met {
  readonly asker: Asker;
  readonly question: string;
  readonly what: string;
  readonly isAllowed: boolean;
}

const exactly = 'exact place';

/** What of the planted an answer says, its headers among it, and whether whoever asks may read it there. */
const metIn = ({ asker, question, text, headers, status }: Walked): readonly Met[] => {
  const all = `${text}\n${JSON.stringify(headers)}`;
  const isExact = text.includes(String(exactPlace.lat)) || text.includes(String(exactPlace.lng));
  const about = [...cases.values()].find((one) =>
    [one.id, one.attachmentId, one.trackingCode].some((name) => question.includes(name)),
  );
  const mayRead = (what: keyof typeof canaries): boolean =>
    // The page of a case says why a form was refused, beside the case.
    (status === 200 || question.startsWith('POST /console/cases/')) &&
    (about === undefined ? mayReadInLists(asker, question, what) : allowed(asker, about.name).includes(what));
  return [
    ...found(all).map((what) => ({ asker, question, what, isAllowed: mayRead(what) })),
    ...(isExact ? [{ asker, question, what: exactly, isAllowed: readers.address.includes(asker) }] : []),
  ];
};

/** All of an error that went over a socket. */
const shownError = (error: unknown): string =>
  JSON.stringify(error instanceof Error ? { ...error, message: error.message } : error);

/** Whether a list, a figure or a file may say it to them. */
const mayReadInLists = (asker: Asker, question: string, what: keyof typeof canaries): boolean => {
  if (question.includes('/v1/exports/')) return false;
  // The registry of officers is of no report.
  if (what === 'officer who has it') return readers[what].includes(asker) || /officer|people/.test(question);
  // Everything that is kept of somebody, to themselves.
  if (/\/personal-data(?:\/kept|\/file)?$/.test(question))
    return asker === 'own citizen' || asker === 'key for citizen';
  const reads = readers.text.includes(asker) || asker === 'nobody' || /citizen|agency|guest/.test(asker);
  // What was published everybody may read, whoever they are.
  return what === 'text' && (reads || /\/(?:v1|console)\/published/.test(question));
};

const leaksIn = (all: readonly Met[]): readonly string[] => [
  ...new Set(
    all
      .filter(({ isAllowed }) => !isAllowed)
      .map(({ asker, what, question }) => `${asker} sees the ${what} at ${question}`),
  ),
];

const walk = async (asker: Asker, url: string): Promise<Walked> => ({
  ...(await host.ask('GET', url, askers[asker])),
  asker,
  question: `GET ${url}`,
});

describe('what was planted in a report', () => {
  it('is told by no route to who may not read it: in no answer, file, signal, error, tag or header', () => {
    expect(leaksIn(met)).toEqual([]);
    // Where nobody sees anything a test of leaks says nothing.
    const seen = new Set(met.map(({ asker, what }) => `${asker}: ${what}`));
    for (const [what, who] of Object.entries(readers))
      for (const asker of who) expect([...seen]).toContain(`${asker}: ${what}`);
    // Each file is asked for by its route.
    const files = exportWhats.flatMap((what) =>
      Object.values(exportFormats)
        .filter(({ of }) => (of as readonly string[]).includes(what))
        .map(({ ending }) => `/v1/exports/${what}.${ending}`),
    );
    expect(
      host.routes
        .map(({ url }) => url)
        .filter((url) => url.startsWith('/v1/exports/'))
        .toSorted(),
    ).toEqual(files.toSorted());
  });

  it('is told neither where a question has parameters: in no past, page, figure or metric', async () => {
    const all: Met[] = [];
    let read = 0;
    const urls = [...[...cases.values()].flatMap(questionsAbout), ...questionsAboutAll];
    for (const asker of askerNames)
      for (const url of urls) {
        const walked = await walk(asker, url);
        expect(walked.status, `${url} as ${asker}: ${walked.text.slice(0, 200)}`).toBeLessThan(500);
        read += Number(walked.status === 200);
        all.push(...metIn(walked));
      }
    expect(leaksIn(all)).toEqual([]);
    expect(read).toBeGreaterThan(100);
  }, 60_000);

  it('is found by no search of those who may not read it', async () => {
    const leaks: string[] = [];
    for (const asker of askerNames)
      for (const [what, value] of planted) {
        const asked = (path: string) =>
          host.ask('GET', `/v1/${path}q=${encodeURIComponent(value)}`, askers[asker]);
        const { status, body } = await asked('reports?limit=200&');
        if (status === 200 && body.cases.length > 0 && (what !== 'text' || asker === 'analyst'))
          leaks.push(`${asker} finds by the ${what}`);
        const published = [await asked('published?'), await asked('clusters/published?zoom=3&')];
        // A suspended officer is answered nothing at all.
        const answered = published.filter((one) => one.status === 200);
        const isFound = answered.map(({ body: { reports, clusters } }) => (reports ?? clusters).length > 0);
        if (isFound.includes(what !== 'text')) leaks.push(`${asker} finds what is published by the ${what}`);
      }
    const ofOfficer = `/v1/reports?officer=${canaries['officer who has it']}`;
    for (const asker of askerNames) {
      const { status, body } = await host.ask('GET', ofOfficer, askers[asker]);
      const finds = status === 200 && body.cases.length > 0;
      if (finds !== readers['officer who has it'].includes(asker))
        leaks.push(`${asker} finds by the officer`);
    }
    expect(leaks).toEqual([]);
  });

  it('is in no answer of the socket of the host, whatever is asked there', async () => {
    const operations = hostOperations(host.running, { onConfirmed: () => {}, demandReady: async () => {} });
    const path = join(inTemporaryDirectory(), 'a.sock');
    const socket = await listenOnAdminSocket(path, operations);
    onTestFinished(() => socket.close());
    const { reports, workflows } = host.running;
    const subjectsOf = (name: string): readonly (string | undefined)[] =>
      name === 'report'
        ? ['assigned', 'published'].map((phase) => cases.get(phase as CaseName)?.id)
        : [host.subjects.get(name)];
    const commands = [
      reports.handler,
      reports.agencies.handler,
      ...workflows.map(({ handler }) => handler),
    ].flatMap(({ workflow: { name, commands } }) =>
      subjectsOf(name).flatMap((id) =>
        Object.entries<Json>(commands).map(([command, { from, example: input }]) => ({
          workflow: name,
          ...(from !== 'none' && { id: id ?? 'nobody' }),
          command,
          input,
          commandId: randomUUID(),
          by: 'root',
        })),
      ),
    );
    const bodies: { readonly [route: string]: readonly Json[] } = {
      'POST /commands': [
        ...commands,
        {},
        { workflow: 'report', id: cases.get('assigned')?.id, command: 'nonsense' },
      ],
      'POST /policy/adopt': [{ policy: {}, reason: 'Thử', by: 'root' }],
    };
    expect(Object.keys(operations).toSorted()).toEqual(Object.keys(bodies).toSorted());
    const said = await host.pretending(async () => {
      const answers: string[] = [];
      for (const [route, all] of Object.entries(bodies))
        for (const body of all) {
          const [method, at = ''] = route.split(' ') as ['POST', string];
          answers.push(
            await askHost(path, method, at, body).then((answer) => JSON.stringify(answer), shownError),
          );
        }
      return answers;
    });
    expect(said.filter((one) => one.startsWith('{"id":')).length).toBeGreaterThan(10);
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter((one) => found(one).length > 0)).toEqual([]);
  }, 30_000);

  it('is in no line of the log, in no span, and not in what is said of a request that is wrong', async () => {
    const { id } = cases.get('assigned') as Case;
    const wrong = [
      [
        'POST',
        '/v1/reports',
        {
          text: canaries.text,
          contact: { phone: canaries.phone },
          location: { lat: 999, lng: 0, address: canaries.address },
          channel: 'app',
        },
      ],
      ['POST', '/v1/reports', { text: 7, contact: canaries.contact, nonsense: canaries.address }],
      ['POST', `/v1/reports/${id}/comment`, { text: canaries['internal comment'], audience: 'nobody' }],
      ['POST', `/v1/reports/${id}/resolve`, { result: canaries.result, attachments: 'x' }],
    ] as const;
    for (const [method, url, body] of wrong)
      for (const asker of askerNames) {
        const { status, text, headers } = await host.ask(method, url, askers[asker], body);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(found(`${text}${JSON.stringify(headers)}`), `${url} as ${asker}: ${text}`).toEqual([]);
      }
    const lines = host.lines.join('');
    expect(lines.length).toBeGreaterThan(1_000);
    expect(found(lines)).toEqual([]);
    expect([...spans].some((span) => span.includes('phananh.append'))).toBe(true);
    const said = [...spans].join('\n');
    expect(found(said)).toEqual([]);
    for (const { id } of cases.values()) expect(said).not.toContain(id);
    for (const { trackingCode } of cases.values()) {
      expect(lines).not.toContain(trackingCode);
      expect(lines).not.toContain(trackingCode.replace('-', ''));
    }
    expect(lines).not.toMatch(/Bearer|dev:(?:citizen|operator)|guest\.[0-9a-f]{8}|link\.[0-9a-f]{8}/);
  });
});
