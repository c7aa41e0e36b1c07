import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Asker,
  askerNames,
  askers,
  type Case,
  type CaseName,
  canaries,
  caseNames,
  exactPlace,
  makeCases,
} from '../support/permission-cases.ts';
import { type PermissionHost, permissionHost } from '../support/permission-host.ts';
import { givenCommands, permissionsPage } from '../support/permission-page.ts';

const file = fileURLToPath(new URL('../../../../docs/reference/permissions.md', import.meta.url));

let host: PermissionHost;
let cases: ReadonlyMap<CaseName, Case>;
beforeAll(async () => {
  host = await permissionHost();
  cases = await makeCases(host);
});
afterAll(() => host.close());

it('who may what is what the page says, on every route, for everybody, in every phase', async () => {
  const page = await permissionsPage(host, cases);
  for (const command of givenCommands()) expect(page).toContain(`| \`/${command}\` |`);
  await expect(page).toMatchFileSnapshot(file);
}, 120_000);

/** Who may read what was planted, where they may read the report at all. Everybody else sees it nowhere. */
const readers: { readonly [Name in keyof typeof canaries]: readonly Asker[] } = {
  text: [
    'own citizen',
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
    'key for citizen',
    'head',
    'agency that has it',
    'agency that helps',
    'operator',
    'auditor',
    'admin',
    'reading key',
  ],
  contact: ['own citizen', 'operator', 'auditor', 'reading key', 'key for citizen'],
  phone: ['own citizen', 'operator', 'auditor', 'reading key', 'key for citizen'],
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

/** Everything that can be asked, about one report and about all of them. */
const questionsAbout = ({ name, id, trackingCode, attachmentId }: Case): readonly string[] => [
  `/v1/reports/${id}`,
  ...[0, 1, 2, 3, 4, 5].map((revision) => `/v1/reports/${id}?revision=${revision}`),
  `/v1/reports/${id}/history`,
  `/v1/reports/${id}/replay?limit=50`,
  `/v1/reports/${id}/diff?from=0&to=3`,
  `/v1/reports/${id}/explanation`,
  `/v1/reports/${id}/redaction-suggestions`,
  `/v1/attachments/${attachmentId}/status`,
  `/v1/track/${trackingCode}`,
  // A page takes as long as many answers: where there is most to see.
  ...(name === 'assigned'
    ? [`/cases/report/${id}`, `/cases/report/${id}/do/comment`, `/audit/cases/report/${id}`].map(
        (path) => `/console${path}`,
      )
    : []),
];
const questionsAboutAll = [
  '/v1/reports?limit=200',
  '/v1/reports?sort=-submittedAt',
  '/v1/counts/reports',
  '/v1/clusters/reports?zoom=20',
  '/v1/published?limit=200',
  '/v1/counts/published',
  '/v1/clusters/published?zoom=20',
  '/v1/published/figures?groupBy=area',
  '/v1/sla',
  '/v1/sla?groupBy=agency,category,area',
  '/v1/sla/cases?limit=200',
  '/v1/agencies',
  '/v1/agencies/ranking',
  '/v1/satisfaction',
  '/v1/penalties',
  '/v1/backlog',
  '/v1/gaming-signals',
  ...['cases.csv', 'events.csv', 'cases.parquet', 'events.parquet', 'events.xes', 'events.ocel.json'].map(
    (name) => `/v1/exports/${name}`,
  ),
  '/v1/operations',
  '/v1/access-log?limit=1000',
  '/v1/erasures',
  '/v1/policy',
  '/console/work',
  '/console/agencies',
  '/console/audit',
  '/console/operations',
  '/metrics',
  '/readyz',
  '/openapi.json',
];

describe('what was planted in a report', () => {
  const planted = Object.entries(canaries) as [keyof typeof canaries, string][];
  const found = (text: string): readonly (keyof typeof canaries)[] =>
    planted.filter(([, value]) => text.includes(value)).map(([name]) => name);
  const allowed = (asker: Asker, name: CaseName): readonly string[] =>
    planted
      .filter(([what]) => readers[what].includes(asker) || (what === 'text' && isPublicCase(name)))
      .map(([what]) => what);

  it('is seen by those only who may, in no answer, past, history, explanation, error, tag or header of others', async () => {
    const leaks: string[] = [];
    const seen = new Set<string>();
    for (const asker of askerNames)
      for (const one of caseNames.map((name) => cases.get(name) as Case))
        for (const url of questionsAbout(one)) {
          const { text, headers, status } = await host.ask('GET', url, askers[asker]);
          const all = `${text}\n${JSON.stringify(headers)}`;
          for (const what of found(all)) {
            if (allowed(asker, one.name).includes(what) && status === 200) seen.add(`${asker}: ${what}`);
            else
              leaks.push(
                `${asker} sees the ${what} of a report that is ${one.name}, at ${url.replace(one.id, '…')}`,
              );
          }
        }
    expect(leaks).toEqual([]);
    // Where nobody sees anything a test of leaks says nothing.
    for (const [what, who] of Object.entries(readers))
      for (const asker of who) expect([...seen]).toContain(`${asker}: ${what}`);
  }, 60_000);

  it('is in no list, figure, signal, file, metric of those who may not read it', async () => {
    const leaks: string[] = [];
    let read = 0;
    for (const asker of askerNames)
      for (const url of questionsAboutAll) {
        const { text, headers, status } = await host.ask('GET', url, askers[asker]);
        expect(status, `${url} as ${asker}: ${text.slice(0, 200)}`).toBeLessThan(500);
        read += Number(status === 200);
        const mayReadTexts =
          readers.text.includes(asker) ||
          asker === 'nobody' ||
          asker.includes('citizen') ||
          asker.includes('agency');
        for (const what of found(`${text}\n${JSON.stringify(headers)}`)) {
          // The registry of officers is of no report.
          if (what === 'officer who has it' && /officer|people/.test(url)) continue;
          const isFile = url.startsWith('/v1/exports/');
          const isRow =
            // What was published everybody may read, whoever they are.
            (what === 'text' && (mayReadTexts || /^\/(?:v1|console)\/published/.test(url))) ||
            (what === 'officer who has it' && readers[what].includes(asker));
          if (isFile || !isRow) leaks.push(`${asker} sees the ${what} at ${url}`);
        }
        const isExact = text.includes(String(exactPlace.lat)) || text.includes(String(exactPlace.lng));
        const mayReadExactly = readers.address.includes(asker);
        if (isExact && !mayReadExactly) leaks.push(`${asker} sees exactly where, at ${url}`);
      }
    expect(leaks).toEqual([]);
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

  it('is in no line of the log, and not in what is said of a request that is wrong', async () => {
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
    for (const { trackingCode } of cases.values()) {
      expect(lines).not.toContain(trackingCode);
      expect(lines).not.toContain(trackingCode.replace('-', ''));
    }
    expect(lines).not.toMatch(/Bearer|dev:(?:citizen|operator)/);
  });
});
