import { describe, expect, it } from 'vitest';
import {
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  lamp,
  monday,
  openApi,
} from '../support/api.ts';

const hour = 60 * 60 * 1000;

describe('a report as it was', () => {
  it('is shown at a revision', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    await post(`${path}/verify`, asOperator, { category: 'lighting' });
    const then = await get(`${path}?revision=0`, asCitizen);
    expect(then.body).toMatchObject({ phase: 'submitted', category: null, revision: 0 });
    expect(then.body).not.toHaveProperty('allowedCommands');
  });

  it('is shown at a moment, with the verdicts of that moment', async () => {
    const { clock, get, post, submitted } = await openApi();
    const path = await submitted();
    clock.advance(hour);
    await post(`${path}/verify`, asOperator, { category: 'lighting' });
    clock.advance(60 * 24 * hour);
    expect((await get(path, asCitizen)).body.verdicts.final.verdict).toBe('overdue');
    const then = await get(`${path}?at=${encodeURIComponent(monday)}`, asCitizen);
    expect(then.body).toMatchObject({ phase: 'submitted', verdicts: { final: { verdict: 'open' } } });
    const local = await get(`${path}?at=2026-12-07T10:00:00%2B07:00`, asCitizen);
    expect(local.body.phase).toBe('verified');
  });

  it('is not found at a revision that is still to come, or before it began', async () => {
    const { get, submitted } = await openApi();
    const path = await submitted();
    expect((await get(`${path}?revision=1`, asCitizen)).status).toBe(404);
    expect((await get(`${path}?at=2020-01-01T00:00:00Z`, asCitizen)).status).toBe(404);
  });

  it.each([
    'revision=-1',
    'revision=1.5',
    'revision=x',
    'at=yesterday',
    'at=2026-02-30T00:00:00Z',
    'revision=0&at=2026-12-07T02:00:00Z',
    'other=1',
    'revision=0&revision=1',
  ])('is not asked for with ?%s', async (query) => {
    const { get, submitted } = await openApi();
    const answer = await get(`${await submitted()}?${query}`, asCitizen);
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe('invalid-query');
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });

  it('does not show a field that was redacted since', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    await post(`${path}/redact`, asOperator, { field: 'text', reason: 'Dữ liệu cá nhân' });
    for (const url of [path, `${path}?revision=0`, `${path}/history`]) {
      expect((await get(url, asOperator)).text).not.toContain(lamp.text);
    }
  });

  it.each(['revision=0', `at=${monday}`, `knownAt=${monday}`])(
    'is not what the client has (?%s) once something of it was hidden, or it reads as somebody else',
    async (query) => {
      const { assigned, get, post } = await openApi();
      const path = await assigned();
      const tags: string[] = [];
      const ask = async (tag = '"x"', reader = asOperator) => {
        const answer = await get(`${path}?${query}`, reader, { 'if-none-match': tag });
        tags.push(String(answer.headers.etag));
        return answer.status;
      };
      expect(await ask()).toBe(200);
      expect(await ask(tags[0])).toBe(304);
      expect(await ask('"0"')).toBe(200);
      expect(await ask(tags[0], asCitizen)).toBe(200);
      await post(`${path}/redact`, asOperator, { field: 'text', reason: 'Dữ liệu cá nhân' });
      expect(await ask(tags[0])).toBe(200);
      expect(await ask(tags.at(-1))).toBe(304);
      // No revision of now that a command could demand.
      const refused = await post(`${path}/accept`, asLighting, {}, { 'if-match': tags[0] ?? '' });
      expect(refused.body.code).toBe('malformed-header');
    },
  );

  it('does not show a comment that was redacted since, and shows the others', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    const secret = await post(`${path}/comment`, asOperator, { text: 'Số điện thoại 0912 345 678' });
    await post(`${path}/comment`, asOperator, { text: 'Đã chuyển' });
    const { revision } = secret.body;
    await post(`${path}/redact`, asOperator, { field: 'text', revision, reason: 'Dữ liệu cá nhân' });
    for (const url of [path, `${path}?revision=2`, `${path}/history`]) {
      const { text } = await get(url, asOperator);
      expect(text).not.toContain('0912 345 678');
      expect(text).toContain('Đã chuyển');
      expect(text).toContain(lamp.text);
    }
  });

  it('is not shown to an agency that had it and has it no longer', async () => {
    const { assigned, get, post } = await openApi();
    const path = await assigned();
    await post(`${path}/return`, asLighting, { reason: 'Không thuộc đơn vị' });
    expect((await get(`${path}?revision=2`, asLighting)).status).toBe(404);
  });
});

describe('the life of a report', () => {
  it('is told step by step, in pages', async () => {
    const { assigned, get } = await openApi();
    const path = await assigned();
    const first = await get(`${path}/replay?limit=2`, asOperator);
    expect(first.status).toBe(200);
    expect(
      first.body.steps.map((step: { event: { type: string }; command: object }) => [
        step.event.type,
        step.command,
      ]),
    ).toEqual([
      ['submitted', { name: 'submit' }],
      ['verified', { name: 'verify' }],
    ]);
    const link = String(first.headers.link).match(/<(.*)>; rel="next"/)?.[1] ?? '';
    const second = await get(link, asOperator);
    expect(second.body.steps[0]).toMatchObject({
      event: { type: 'assigned', revision: 2 },
      before: { phase: 'verified' },
      after: { phase: 'assigned' },
      policyDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(second.headers.link).toBeUndefined();
    const again = await get(link, asOperator, { 'if-none-match': String(second.headers.etag) });
    expect(again.status).toBe(304);
  });

  it('is for those who may know of it, with what they may see', async () => {
    const { assigned, get, post } = await openApi();
    const path = await assigned();
    await post(`${path}/comment`, asLighting, { text: 'Nội bộ', audience: 'internal' });
    await post(`${path}/redact`, asOperator, { field: 'text', reason: 'Dữ liệu cá nhân' });
    for (const url of [`${path}/replay`, `${path}/diff?from=0&to=4`]) {
      expect((await get(url, asOtherCitizen)).status).toBe(404);
      const { text, status } = await get(url, asCitizen);
      expect(status).toBe(200);
      expect(text).not.toContain('Nội bộ');
      expect((await get(url, asOperator)).text).not.toContain(lamp.text);
    }
  });

  it('is compared between revisions and moments', async () => {
    const { assigned, get, clock } = await openApi();
    const path = await assigned();
    const { body, headers } = await get(`${path}/diff?from=1&to=${clock.now()}`, asAuditor);
    expect(body).toMatchObject({ from: { revision: 1 }, to: { revision: 2 } });
    expect(body.changes).toContainEqual({ pointer: '/phase', from: 'verified', to: 'assigned' });
    const again = await get(`${path}/diff?from=1&to=${clock.now()}`, asAuditor, {
      'if-none-match': String(headers.etag),
    });
    expect(again.status).toBe(304);
    expect((await get(`${path}/diff?from=1&to=9`, asAuditor)).status).toBe(404);
  });

  it.each([
    'diff',
    'diff?from=0',
    'diff?from=0&to=yesterday',
    'diff?from=0&to=1&at=2026-12-07T02:00:00Z',
    'diff?from=-1&to=1',
    'diff?from=0&to=99999999999999999',
    'replay?limit=0',
    'replay?limit=101',
    'replay?fromRevision=x',
  ])('is not asked for with %s', async (query) => {
    const { submitted, get } = await openApi();
    const answer = await get(`${await submitted()}/${query}`, asAuditor);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid-query']);
    expect(answer.body.errors.length).toBeGreaterThan(0);
  });
});
