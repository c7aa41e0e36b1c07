import { AccessLogUnavailable } from '@phananh/core/privacy';
import { describe, expect, it } from 'vitest';
import {
  asAdmin,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  lamp,
  openApi,
} from '../support/api.ts';

const opened = async () => {
  const api = await openApi();
  const path = await api.assigned();
  const id = path.split('/').at(-1) ?? '';
  await api.post(`${path}/comment`, asCitizen, { text: 'ở bên trái' });
  /** What a request leaves in the log. */
  const left = async (url: string, who?: string, headers?: { readonly [name: string]: string }) => {
    const before = api.shown().length;
    const { status } = await api.get(url, who, headers);
    return { status, entries: api.shown().slice(before) };
  };
  return { ...api, path, id, left, of: [`report-${id}`] };
};

describe('the access log', () => {
  it('has who was shown which personal fields of a report, when and for what, of every way to read it', async () => {
    const { path, left, of, clock, get } = await opened();
    const { position } = (await get(path, asAuditor)).body;
    const whole = ['text', 'publicComments.text', 'location', 'reporter'];
    for (const [way, url, fields] of [
      ['report.get', path, whole],
      ['report.get', `${path}?revision=0`, ['text', 'location', 'reporter']],
      ['report.history', `${path}/history`, ['location', 'text']],
      ['report.replay', `${path}/replay`, whole],
      ['report.diff', `${path}/diff?from=0&to=3`, ['publicComments.text']],
      ['report.explanation', `${path}/explanation`, ['reason']],
      ['report.list', `/v1/reports?after=${position}`, ['text', 'location']],
      ['report.list', '/v1/reports?q=h%E1%BB%8Fng', ['text', 'location']],
      ['sla.cases', '/v1/sla/cases', ['text', 'location']],
    ] as const) {
      const { entries } = await left(url, asAuditor);
      expect(entries.map((one) => ({ ...one, fields: new Set(one.fields) }))).toEqual([
        {
          at: clock.now(),
          actor: { kind: 'auditor', id: 'au-1' },
          purpose: 'audit',
          way,
          of,
          fields: new Set(fields),
        },
      ]);
    }
  });

  it('has files by what was asked for, and originals; nothing for who sees nothing personal', async () => {
    const { path, left } = await opened();
    expect((await left('/v1/exports/cases.csv?phase=assigned', asAuditor)).entries).toMatchObject([
      {
        way: 'export.cases.csv',
        of: [],
        fields: ['location', 'officer'],
        query: { what: 'cases', phase: ['assigned'] },
      },
    ]);
    for (const url of [path, `${path}/history`, '/v1/reports', '/v1/sla/cases', '/v1/exports/cases.csv']) {
      const { status, entries } = await left(url, asAnalyst);
      expect([url, status, entries]).toEqual([url, 200, []]);
    }
  });

  it('says that words were searched for, and not which', async () => {
    const { left, get, path } = await opened();
    const { position } = (await get(path, asAuditor)).body;
    const { status, entries } = await left(
      `/v1/clusters/reports?zoom=12&q=h%E1%BB%8Fng&after=${position}`,
      asAuditor,
    );
    expect([status, entries]).toMatchObject([200, [{ way: 'report.clusters', of: [], query: { q: '' } }]]);
    expect(JSON.stringify(entries)).not.toContain('hỏng');
  });

  it('has nothing of what was not shown: unchanged, refused, to nobody', async () => {
    const { path, left, get } = await opened();
    const { etag } = (await get(path, asOperator)).headers;
    expect((await left(path, asOperator, { 'if-none-match': String(etag) })).entries).toEqual([]);
    expect(await left(path)).toEqual({ status: 404, entries: [] });
    expect((await left('/v1/reports?limit=0', asOperator)).entries).toEqual([]);
  });

  it('has no field that was hidden or is not there', async () => {
    const { path, left, post } = await opened();
    await post(`${path}/redact`, asOperator, { field: 'text', reason: 'x' });
    await post(`${path}/redact`, asOperator, { field: 'location', reason: 'x' });
    expect((await left(path, asLighting)).entries).toEqual([]);
    expect((await left(path, asAuditor)).entries).toMatchObject([{ fields: ['reporter'] }]);
  });

  it('is for auditors and administrators, by subject, actor and moment, in pages, and has who reads it', async () => {
    const { path, id, get, post, clock, left } = await opened();
    await get(path, asOperator, { 'access-purpose': encodeURIComponent('gọi lại cho người dân') });
    clock.advance(60_000);
    const second = clock.now();
    await get(path, asLighting);
    await post('/v1/reports', asCitizen, lamp);
    const { body } = await get(`/v1/access-log?reportId=${id}`, asAuditor);
    expect(body.entries).toMatchObject([
      { actor: { kind: 'operator' }, purpose: 'gọi lại cho người dân' },
      { actor: { kind: 'agency', id: 'officer-9', agencyId: 'agency-hue-lighting' }, purpose: 'handling' },
    ]);
    const { entries } = await left(`/v1/access-log?actorKind=agency&from=${second}`, asAdmin);
    expect(entries).toMatchObject([
      {
        way: 'access-log',
        actor: { kind: 'admin' },
        fields: ['access-log'],
        query: { actorKind: 'agency', from: second },
      },
    ]);
    const first = await get('/v1/access-log?limit=1', asAuditor);
    expect(first.body.entries).toHaveLength(1);
    const next = await get(`/v1/access-log?limit=1&cursor=${first.body.nextCursor}`, asAuditor);
    expect(next.body.entries).toMatchObject([{ actor: { kind: 'agency' } }]);
    expect((await get('/v1/access-log', asOperator)).status).toBe(403);
    expect((await get('/v1/access-log?cursor=x', asAuditor)).status).toBe(422);
    expect((await get('/v1/access-log?reportId=a&stream=b', asAuditor)).status).toBe(422);
  });

  it('is read by person: what was shown of a citizen in each of their reports, and of nobody else; that it was read is an entry', async () => {
    const { path, id, get, post, left } = await opened();
    const other = (await post('/v1/reports', asOtherCitizen, lamp)).body.reportId;
    await get(path, asOperator);
    await get(`/v1/reports/${other}`, asOperator);
    const called = (await post('/v1/reports', asOperator, { ...lamp, channel: 'hotline' })).body.reportId;
    await get(`/v1/reports/${called}`, asLighting);
    await get(`/v1/reports/${called}`, asAuditor);
    await post(`/v1/reports/${called}/link`, asOperator, { reporter: 'c-17' });
    const ofPerson = async (person: string) =>
      (await get(`/v1/access-log?person=${person}`, asAuditor)).body.entries
        .filter(({ way }: { way: string }) => way === 'report.get')
        .map(({ of }: { of: readonly string[] }) => of);
    expect(await ofPerson('citizen:c-17')).toEqual([[`report-${id}`], [`report-${called}`]]);
    expect(await ofPerson('citizen:c-18')).toEqual([[`report-${other}`]]);
    expect(await ofPerson('citizen:nobody')).toEqual([]);
    const { entries } = await left('/v1/access-log?person=citizen:c-18', asAdmin);
    expect(entries).toMatchObject([{ way: 'access-log', of: [], query: { person: 'citizen:c-18' } }]);
    // Of one person it is no entry of another.
    const ways = (await get('/v1/access-log?person=citizen:c-17&actorKind=admin', asAuditor)).body.entries;
    expect(ways).toEqual([]);
    expect((await get('/v1/access-log?person=c-17', asAuditor)).status).toBe(422);
    expect((await get(`/v1/access-log?person=citizen:c-17&reportId=${id}`, asAuditor)).status).toBe(422);
  });

  it('that cannot be written shows nothing personal', async () => {
    const record = () => {
      throw new AccessLogUnavailable();
    };
    const api = await openApi({
      accessLog: { record, read: async () => ({ entries: [] }), close: async () => {} },
    });
    const path = await api.submitted();
    const { status, body, headers } = await api.get(path, asOperator);
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'access-log-unavailable', '10']);
    expect((await api.get(path, asAnalyst)).status).toBe(200);
  });
});
