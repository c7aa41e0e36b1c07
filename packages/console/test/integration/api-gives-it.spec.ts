import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desk } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { openConsole } from '../support/open-console.ts';

const source = join(import.meta.dirname, '..', '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts') && !name.startsWith('islands'))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));

const foundIn = (pattern: RegExp): readonly string[] => [
  ...new Set(files.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found))),
];

/** What pages ask of the read models, each with the route that answers the same. */
const routes: { readonly [question: string]: string } = {
  agencies: 'GET /v1/agencies',
  backlog: 'GET /v1/backlog',
  caseCount: 'GET /v1/counts/reports',
  // Several at once.
  caseCounts: 'GET /v1/counts/reports',
  cases: 'GET /v1/reports',
  casesOfTelephone: 'POST /v1/look-ups/telephone',
  clusters: 'GET /v1/clusters/reports',
  counts: 'GET /v1/counts/published',
  gamingSignals: 'GET /v1/gaming-signals',
  gaps: 'GET /v1/reports',
  list: 'GET /v1/saved-filters',
  penalties: 'GET /v1/penalties',
  position: 'GET /v1/reports',
  published: 'GET /v1/published',
  ranking: 'GET /v1/agencies/ranking',
  reportIdOf: 'GET /v1/track/:trackingCode',
  satisfaction: 'GET /v1/satisfaction',
  sla: 'GET /v1/sla',
  slaCases: 'GET /v1/sla/cases',
  // Of one at a time.
  trackingCodesOf: 'GET /v1/reports/:reportId',
};

/** Where pages look into the log themselves, each with the route that gives what they look for. */
const looks: { readonly [file: string]: string } = {
  'screens/audit/checkpoint.ts': 'GET /v1/reports/:reportId/history',
  'screens/citizen/nearby.ts': 'GET /v1/nearby',
  'screens/operations/policy-preview.ts': 'GET /v1/policy',
  'screens/operations/policy.ts': 'GET /v1/policy',
};

describe('the console reads nothing that the API cannot give', () => {
  it('imports nothing that holds data', () => {
    const allowed =
      /^(?:\.\.?\/|node:|@phananh\/(?:core|exports|http)(?:\/|$)|@fastify\/|(?:fastify|zod|jose|openid-client|pmtiles)$)/;
    expect(foundIn(/from '([^']+)'/g).filter((name) => !allowed.test(name))).toEqual([]);
    expect(foundIn(/from '(node:(?:sqlite|http|https|net|child_process|worker_threads)[^']*)'/g)).toEqual([]);
  });

  it('asks the read models what a route answers', async () => {
    const asked = foundIn(/\breadModels\.(\w+)/g);
    expect(asked.toSorted()).toEqual(Object.keys(routes).toSorted());
    const { app, host } = await openConsole({}, {}, desk);
    const lacking = [...Object.values(routes), ...Object.values(looks)].filter((route) => {
      const [method, url = ''] = route.split(' ');
      return !app.hasRoute({ method: method as 'GET', url });
    });
    expect(lacking).toEqual([]);
    await host.close();
  });

  it('looks into the log itself nowhere but where a route gives the same', () => {
    const found = files
      .filter(({ text }) => /\.store\b|\.load\(|\.history\(|readAll|readStream/.test(text))
      .map(({ name }) => name);
    expect(found.toSorted()).toEqual(Object.keys(looks).toSorted());
  });
});
