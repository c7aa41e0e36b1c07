import { reportWorkflow } from '@phananh/core/reports';
import { describe, expect, it } from 'vitest';
import {
  type Api,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  asParks,
  openApi,
} from '../support/api.ts';

const unknownId = '01890a5d-ac96-774b-bcce-b302099a8057';
const usedByOthers = 'a-key-that-others-have-used';
const usedElsewhere = 'a-key-that-they-used-elsewhere';
const usedHere = 'a-key-that-they-used-here';

const commands = Object.entries(reportWorkflow.commands).filter(
  ([, { from, internal }]) => from !== 'none' && internal !== true,
);

/** What the reports are that somebody may not know of: in every phase, the last step by a key that others have used. */
const hidden: { readonly [what: string]: (api: Api) => Promise<string> } = {
  submitted: ({ submitted }) => submitted(),
  verified: (api) => after(api, api.submitted(), ['verify', asOperator, { category: 'lighting' }]),
  assigned: (api) => api.assigned(),
  resolved: (api) => after(api, api.assigned(), ['resolve', asLighting, { result: 'Xong' }]),
  'published to its reporter': (api) => after(api, toReporter(api)),
  disputed: (api) => after(api, toReporter(api), ['dispute', asCitizen, { reason: 'Chưa sáng' }]),
  rejected: (api) =>
    after(api, api.submitted(), ['reject', asOperator, { reason: 'abuse', message: 'Không' }]),
  withdrawn: (api) => after(api, api.submitted(), ['withdraw', asCitizen, {}]),
  merged: async (api) => {
    const into = (await api.submitted()).slice('/v1/reports/'.length);
    return after(api, api.submitted(), ['merge', asOperator, { into }]);
  },
};

type Step = readonly [command: string, as: string, body: object];

const after = async (api: Api, path: Promise<string>, ...steps: readonly Step[]): Promise<string> => {
  for (const [command, as, body] of steps) {
    const { status, text } = await api.post(`${await path}/${command}`, as, body, {
      'idempotency-key': usedByOthers,
    });
    if (status !== 200) throw new Error(text);
  }
  return path;
};

const toReporter = (api: Api): Promise<string> =>
  after(
    api,
    api.assigned(),
    ['resolve', asLighting, { result: 'Xong' }],
    ['publish', asOperator, { publicText: 'Xong', visibility: 'reporter-only' }],
  );

const headersTried = [
  {},
  { 'if-match': '"999"' },
  { 'if-match': '"0"' },
  { 'idempotency-key': usedByOthers },
  { 'idempotency-key': usedElsewhere },
  { 'idempotency-key': usedHere },
  { 'idempotency-key': usedByOthers, 'if-match': '"7"' },
];

/** All that an answer says but the request's own id and the report's. */
const said = (
  { status, headers, body }: { status: number; headers: { [name: string]: unknown }; body: object },
  id: string,
) => {
  const { 'content-length': _, date: __, ...rest } = headers;
  return JSON.stringify([status, rest, { ...body, instance: '' }]).replaceAll(id, '');
};

describe('a report that somebody may not know of', () => {
  it.each(Object.keys(hidden))('answers like one that does not exist when it is %s', async (what) => {
    const api = await openApi();
    const path = (await hidden[what]?.(api)) ?? '';
    const id = path.slice('/v1/reports/'.length);
    const strangers = [asOtherCitizen, asParks];
    for (const as of strangers) {
      if (as === asOtherCitizen)
        await api.post('/v1/reports', as, reportWorkflow.commands.submit.example, {
          'idempotency-key': usedElsewhere,
        });
      for (const [name, { example }] of commands)
        for (const headers of headersTried) {
          const here = await api.post(`${path}/${name}`, as, example, headers);
          const nowhere = await api.post(`/v1/reports/${unknownId}/${name}`, as, example, headers);
          expect(here.status, `${name} by ${as}: ${here.text}`).toBe(404);
          expect(said(here, id)).toBe(said(nowhere, unknownId));
        }
      for (const rest of [
        '',
        '/history',
        '/explanation',
        '?revision=0',
        '?revision=999',
        '?at=2026-12-07T02:00:00.000Z',
        '?knownAt=2000-01-01T00:00:00.000Z',
        '/explanation?round=9',
      ]) {
        const here = await api.get(path + rest, as, { 'if-none-match': '"0"' });
        const nowhere = await api.get(`/v1/reports/${unknownId}${rest}`, as, { 'if-none-match': '"0"' });
        expect(here.status).toBe(404);
        expect(said(here, id)).toBe(said(nowhere, unknownId));
      }
    }
  });

  it('answers so to the agency that had it, by a key that it used there too', async () => {
    const api = await openApi();
    const path = await api.assigned();
    const id = path.slice('/v1/reports/'.length);
    const given = await api.post(
      `${path}/return`,
      asLighting,
      { reason: 'Không thuộc' },
      { 'idempotency-key': usedHere },
    );
    expect(given.status).toBe(200);
    for (const [name, { example }] of commands)
      for (const headers of headersTried) {
        const here = await api.post(`${path}/${name}`, asLighting, example, headers);
        const nowhere = await api.post(`/v1/reports/${unknownId}/${name}`, asLighting, example, headers);
        expect(said(here, id)).toBe(said(nowhere, unknownId));
      }
  });
});
