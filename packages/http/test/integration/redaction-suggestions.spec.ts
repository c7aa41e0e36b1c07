import { describe, expect, it } from 'vitest';
import {
  asAdmin,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  lamp,
  openApi,
} from '../support/api.ts';

const text = 'Đèn hỏng, gọi 0905 123 456, xe 75A-123.45';

const opened = async () => {
  const api = await openApi();
  const done = await api.post('/v1/reports', asCitizen, {
    ...lamp,
    text,
    contact: { phone: '0914 222 333' },
  });
  return { ...api, path: String(done.headers.location) };
};

describe('GET /v1/reports/{reportId}/redaction-suggestions', () => {
  it('offers what to hide of every text to who may hide it, and hides nothing itself', async () => {
    const { path, get, post } = await opened();
    await post(`${path}/comment`, asCitizen, { text: 'hay viết cho a@hue.vn'.normalize('NFD') });
    const { status, body } = await get(`${path}/redaction-suggestions`, asOperator);
    expect(status).toBe(200);
    expect(body.suggestions).toEqual([
      {
        field: 'text',
        revision: 0,
        pointer: '/text',
        kind: 'telephone',
        start: 14,
        end: 26,
        found: '0905 123 456',
      },
      {
        field: 'text',
        revision: 0,
        pointer: '/text',
        kind: 'plate',
        start: 31,
        end: 41,
        found: '75A-123.45',
      },
      { field: 'text', revision: 1, pointer: '/text', kind: 'e-mail', start: 13, end: 21, found: 'a@hue.vn' },
    ]);
    expect((await get(path, asOperator)).body.text).toBe(text);
    const { field, revision } = body.suggestions[0];
    expect((await post(`${path}/redact`, asAdmin, { field, revision, reason: 'số điện thoại' })).status).toBe(
      200,
    );
    const after = await get(`${path}/redaction-suggestions`, asOperator);
    expect(after.body.suggestions.map(({ kind }: { kind: string }) => kind)).toEqual(['e-mail']);
  });

  it('is for nobody else', async () => {
    const { path, get } = await opened();
    const at = `${path}/redaction-suggestions`;
    expect((await get(at, asCitizen)).status).toBe(403);
    expect((await get(at)).status).toBe(404);
    expect((await get(at, asLighting)).status).toBe(404);
    expect((await get('/v1/reports/nowhere/redaction-suggestions', asOperator)).status).toBe(404);
  });

  it('goes in pages of events', async () => {
    const { path, get, post } = await opened();
    await post(`${path}/comment`, asCitizen, { text: 'a@hue.vn' });
    const first = await get(`${path}/redaction-suggestions?limit=1`, asOperator);
    expect(first.body).toMatchObject({ next: 1, suggestions: [{ revision: 0 }, { revision: 0 }] });
    const second = await get(`${path}/redaction-suggestions?limit=1&fromRevision=1`, asOperator);
    expect(second.body.suggestions).toMatchObject([{ revision: 1 }]);
    expect(second.body).not.toHaveProperty('next');
    expect((await get(`${path}/redaction-suggestions?limit=0`, asOperator)).status).toBe(422);
  });
});

describe('POST /v1/redaction-suggestions', () => {
  it('looks at a text before it is published, as it was sent', async () => {
    const { post } = await openApi();
    const draft = 'Đã trả lời chị Lan (0905.123.456)'.normalize('NFD');
    const { status, body } = await post('/v1/redaction-suggestions', asOperator, { text: draft });
    expect(status).toBe(200);
    const [{ kind, start, end }] = body.suggestions;
    expect([kind, draft.slice(start, end)]).toEqual(['telephone', '0905.123.456']);
  });

  it('is not for citizens, and takes a text and nothing else', async () => {
    const { post } = await openApi();
    expect((await post('/v1/redaction-suggestions', asCitizen, { text: 'x' })).status).toBe(403);
    expect((await post('/v1/redaction-suggestions', asOperator, { text: 1 })).status).toBe(422);
    expect((await post('/v1/redaction-suggestions', asOperator, { text: 'x', more: 1 })).status).toBe(422);
  });
});

describe('what was redacted', () => {
  it('is gone from everything that showed it before: the public page, lists, searches, the past, steps and files', async () => {
    const { published, post, get, reports } = await openApi();
    const path = await published();
    const reportId = path.split('/').at(-1) ?? '';
    await post(`${path}/comment`, asCitizen, { text: 'canarycomment' });
    await post(`${path}/dispute`, asCitizen, { reason: 'canaryreason' });
    await post(`${path}/uphold-dispute`, asOperator, { reason: 'canaryupheld' });
    await post(`${path}/resolve`, asLighting, { result: 'canaryresult' });
    await post(`${path}/publish`, asOperator, { publicText: 'canarypublic' });
    const code = (await reports.handler.load(reportId))?.state.trackingCode ?? '';
    const canaries = [
      'canarycomment',
      'canaryreason',
      'canaryupheld',
      'canaryresult',
      'canarypublic',
      '12 Lê Lợi',
    ];
    const places = [
      path,
      `${path}?revision=12`,
      `${path}/history`,
      `${path}/replay`,
      `${path}/diff?from=0&to=12`,
      `${path}/explanation`,
      `/v1/track/${code}`,
      '/v1/reports?q=L%C3%AA%20L%E1%BB%A3i',
      '/v1/reports',
      '/v1/sla/cases',
      '/v1/signals',
      ...['cases.csv', 'events.csv', 'events.xes', 'events.ocel.json'].map((name) => `/v1/exports/${name}`),
    ];
    const everybody = [undefined, asCitizen, asOperator, asAuditor, asAnalyst, asAdmin, asLighting];
    const seen = async (): Promise<ReadonlySet<string>> => {
      const found = new Set<string>();
      for (const at of places)
        for (const who of everybody) {
          const { text: answer } = await get(`${at}${at.includes('?') ? '&' : '?'}after=0`, who).then(
            (one) => (one.status === 422 ? get(at, who) : one),
          );
          for (const canary of canaries) if (answer.includes(canary)) found.add(canary);
        }
      return found;
    };
    expect((await seen()).size).toBe(canaries.length);
    for (const field of ['text', 'location', 'reason', 'result', 'publicText'])
      expect((await post(`${path}/redact`, asOperator, { field, reason: 'cá nhân' })).status).toBe(200);
    const found = await get(
      `/v1/reports?q=h%E1%BB%8Fng&after=${(await get(path, asOperator)).body.position}`,
      asOperator,
    );
    expect(found.body.reports ?? found.body.items ?? found.body.cases).toEqual([]);
    expect(await seen()).toEqual(new Set());
  });
});
