import { describe, expect, it } from 'vitest';
import {
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  lamp,
  openApi,
} from '../support/api.ts';

const day = 24 * 60 * 60 * 1000;

describe('the life of a report over HTTP', () => {
  it('goes through a refusal, an extension, a return, an upheld dispute and a second round to its end', async () => {
    const { call, get, post, clock } = await openApi();
    for (const [agencyId, name] of [
      ['agency-hue-lighting', 'Chiếu sáng Huế'],
      ['agency-hue-parks', 'Công viên Huế'],
    ]) {
      const made = await post('/v1/agencies', asOperator, { agencyId, name, kind: 'government' });
      expect(made.headers.location).toBe(`/v1/agencies/${agencyId}`);
    }

    const submitted = await post('/v1/reports', asCitizen, lamp);
    expect(submitted.status).toBe(201);
    const path = String(submitted.headers.location);
    expect(path).toBe(`/v1/reports/${submitted.body.reportId}`);
    expect(submitted.headers.etag).toBe('"0"');
    expect(submitted.body).toMatchObject({
      trackingCode: expect.stringMatching(/^.{5}-.{5}$/),
      revision: 0,
      phase: 'submitted',
      events: [{ type: 'submitted', revision: 0 }],
    });

    const tooEarly = await post(`${path}/publish`, asOperator, { publicText: 'Xong' });
    expect(tooEarly.status).toBe(409);
    expect(tooEarly.body).toMatchObject({ code: 'wrong-phase', phase: 'submitted' });
    expect(tooEarly.body.allowedCommands).toContain('verify');

    await post(`${path}/request-information`, asOperator, { question: 'Cột số mấy?' });
    const waiting = await get(path, asCitizen);
    expect(waiting.body.awaitingInformation.question).toBe('Cột số mấy?');
    expect(waiting.body.allowedCommands).toContain('provide-information');
    clock.advance(2 * day);
    await post(`${path}/provide-information`, asCitizen, { text: 'Cột số 4' });

    await post(`${path}/verify`, asOperator, { category: 'lighting' });
    await post(`${path}/assign`, asOperator, { agencyId: 'agency-hue-parks' });
    const returned = await post(`${path}/return`, 'dev:agency:officer-4:agency-hue-parks', {
      reason: 'Không thuộc đơn vị',
      proposedAgencyId: 'agency-hue-lighting',
    });
    expect(returned.body.phase).toBe('verified');
    await post(`${path}/assign`, asOperator, { agencyId: 'agency-hue-lighting' });
    await post(`${path}/accept`, asLighting);

    await post(`${path}/request-extension`, asLighting, { workingDays: 3, reason: 'Chờ vật tư' });
    const dueBefore = (await get(path, asOperator)).body.dueDay;
    await post(`${path}/grant-extension`, asOperator, { workingDays: 2 });
    expect((await get(path, asOperator)).body.dueDay > dueBefore).toBe(true);

    await post(`${path}/resolve`, asLighting, { result: 'Đã thay bóng' });
    await post(`${path}/publish`, asOperator, { publicText: 'Đèn đã sáng lại.' });
    const anonymous = await get(path);
    expect(anonymous.body.publication.publicText).toBe('Đèn đã sáng lại.');
    expect(anonymous.body).not.toHaveProperty('contact');

    await post(`${path}/dispute`, asCitizen, { reason: 'Đèn vẫn không sáng' });
    const upheld = await post(`${path}/uphold-dispute`, asOperator, { reason: 'Ảnh cho thấy chưa sáng' });
    expect(upheld.body.phase).toBe('assigned');
    expect(upheld.body.events.map(({ type }: { type: string }) => type)).toEqual([
      'dispute-upheld',
      'assigned',
    ]);
    expect(upheld.body.revision).toBe(upheld.body.events[1].revision);
    expect((await get(path, asOperator)).body.round).toBe(2);

    await post(`${path}/resolve`, asLighting, { result: 'Đã thay cả tủ điện' });
    await post(`${path}/publish`, asOperator, { publicText: 'Đã xử lý dứt điểm.' });
    await post(`${path}/rate`, asCitizen, { grade: 'satisfied' });
    const tooEarlyToClose = await post(`${path}/close`, asOperator);
    expect(tooEarlyToClose.body.code).toBe('window-open');
    clock.advance(40 * day);
    expect((await post(`${path}/close`, asOperator)).body.phase).toBe('closed');

    const history = await get(`${path}/history`, asAuditor);
    expect(history.body.events.map(({ revision }: { revision: number }) => revision)).toEqual(
      history.body.events.map((_: unknown, index: number) => index),
    );
    expect(history.body.events.at(-1)).toMatchObject({
      type: 'closed',
      actor: { kind: 'operator', id: 'o-3' },
    });
    const publicTypes = (await get(`${path}/history`)).body.events.map(({ type }: { type: string }) => type);
    expect(publicTypes).not.toContain('returned');
    expect((await call('GET', `${path}/history`, { as: asOtherCitizen })).status).toBe(200);
  });

  it('is rejected with a reason that the citizen reads', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    const rejected = await post(`${path}/reject`, asOperator, {
      reason: 'out-of-scope',
      message: 'Ngoài phạm vi',
    });
    expect(rejected.body.phase).toBe('rejected');
    expect((await get(path, asCitizen)).body.rejection.message).toBe('Ngoài phạm vi');
  });

  it('is merged into another one, which notes it', async () => {
    const { get, post, submitted } = await openApi();
    const [one, other] = [await submitted(), await submitted()];
    const otherId = other.split('/').at(-1);
    expect((await post(`${one}/merge`, asOperator, { into: otherId })).body.phase).toBe('merged');
    expect((await get(other, asOperator)).body.absorbed).toEqual([one.split('/').at(-1)]);
  });
});
