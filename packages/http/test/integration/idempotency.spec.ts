import { describe, expect, it } from 'vitest';
import { asCitizen, asLighting, asOperator, asOtherCitizen, lamp, openApi } from '../support/api.ts';

const key = 'a-key-of-32-visible-characters-0';
const withKey = { 'idempotency-key': key };

describe('Idempotency-Key', () => {
  it('gives a repeated creation the first answer again, and appends nothing', async () => {
    const { post, get } = await openApi();
    const first = await post('/v1/reports', asCitizen, lamp, withKey);
    const second = await post('/v1/reports', asCitizen, lamp, withKey);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.status).toBe(201);
    expect(second.body).toEqual(first.body);
    expect(second.headers.location).toBe(first.headers.location);
    const history = await get(`${first.headers.location}/history`, asCitizen);
    expect(history.body.events).toHaveLength(1);
  });

  it('gives a repeated command the first answer again, although the report has gone on', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const first = await post(`${path}/verify`, asOperator, { category: 'lighting' }, withKey);
    await post(`${path}/comment`, asOperator, { text: 'Đã nhận' });
    const second = await post(`${path}/verify`, asOperator, { category: 'lighting' }, withKey);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(second.headers.etag).toBe('"1"');
    expect(second.headers['idempotent-replayed']).toBe('true');
  });

  it('repeats a command whose If-Match was met the first time', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const headers = { ...withKey, 'if-match': '"0"' };
    await post(`${path}/verify`, asOperator, { category: 'lighting' }, headers);
    const again = await post(`${path}/verify`, asOperator, { category: 'lighting' }, headers);
    expect(again.status).toBe(200);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('refuses the same key of the same actor with another body, or for another command', async () => {
    const { post, submitted } = await openApi();
    await post('/v1/reports', asCitizen, lamp, withKey);
    const path = await submitted();
    const others = [
      await post('/v1/reports', asCitizen, { ...lamp, text: 'Khác' }, withKey),
      await post(`${path}/withdraw`, asCitizen, {}, withKey),
    ];
    for (const other of others) {
      expect(other.status).toBe(422);
      expect(other.body.code).toBe('idempotency-conflict');
      expect(other.body.detail).toContain(key);
    }
  });

  it('takes a key that somebody else has used as if nobody had', async () => {
    const { post, get, submitted } = await openApi();
    const first = await post('/v1/reports', asCitizen, lamp, withKey);
    const second = await post('/v1/reports', asOtherCitizen, lamp, withKey);
    expect(second.status).toBe(201);
    expect(second.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.body.reportId).not.toBe(first.body.reportId);
    expect((await get(String(first.headers.location), asOtherCitizen)).status).toBe(404);
    const verified = await post(`${await submitted()}/verify`, asOperator, { category: 'lighting' }, withKey);
    expect(verified.status).toBe(200);
  });

  it('gives the outcome of a command again to whoever has lost sight of the report by it', async () => {
    const { post, get, assigned } = await openApi();
    const path = await assigned();
    const give = (reason: string) => post(`${path}/return`, asLighting, { reason }, withKey);
    const first = await give('Không thuộc');
    expect(first.status).toBe(200);
    expect((await get(path, asLighting)).status).toBe(404);
    const again = await give('Không thuộc');
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await give('Khác')).status).toBe(404);
  });

  it('is the same key bare and in quotes', async () => {
    const { post } = await openApi();
    const first = await post('/v1/reports', asCitizen, lamp, withKey);
    const second = await post('/v1/reports', asCitizen, lamp, { 'idempotency-key': `"${key}"` });
    expect(second.body.reportId).toBe(first.body.reportId);
  });

  it.each([
    ['of 15 characters', 'x'.repeat(15)],
    ['of 129 characters', 'x'.repeat(129)],
    ['with a space', 'sixteen letters and more'],
    ['with one quote only', '"sixteen-letters-or-more'],
    ['that is empty', ''],
  ])('refuses a key %s', async (_, refused) => {
    const { post } = await openApi();
    const answer = await post('/v1/reports', asCitizen, lamp, { 'idempotency-key': refused });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('malformed-header');
  });
});
