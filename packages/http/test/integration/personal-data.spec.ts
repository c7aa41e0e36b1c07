import { timers } from '@phananh/core/engine';
import { sealedEventStore } from '@phananh/core/privacy';
import { erasures } from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import { memoryEventStore, memoryKeyStore, simulatedClock } from '@phananh/core/testing';
import { nodeCiphers } from '@phananh/sqlite';
import { expect, it } from 'vitest';
import { asAdmin, asAuditor, asCitizen, asOperator, asOtherCitizen, lamp, openApi } from '../support/api.ts';

const opened = () => openApi({ beside: erasures });

it('a citizen gets everything that is kept of them at once, nobody else does, and it stands in the access log', async () => {
  const { get, post, submitted, shown } = await opened();
  const path = await submitted();
  const reportId = path.split('/').at(-1) ?? '';
  await post(`${path}/comment`, asCitizen, { text: 'ở bên trái' });
  await post('/v1/reports', asOtherCitizen, { ...lamp, text: 'của người khác' });
  await post(`${path}/request-information`, asOperator, { question: 'Ở đâu?' });
  await post(`${path}/provide-information`, asOperator, { text: 'gọi điện trả lời' });
  const { status, body, text, headers } = await get('/v1/personal-data', asCitizen);
  expect([status, headers['cache-control']]).toEqual([200, 'private, no-store']);
  expect(body.person).toBe('citizen:c-17');
  expect(body.kept.map((one: { type: string }) => one.type)).toEqual([
    'submitted',
    'commented',
    'information-provided',
  ]);
  expect(text).not.toContain('của người khác');
  expect(shown().at(-1)).toMatchObject({
    actor: { kind: 'citizen', id: 'c-17' },
    purpose: 'own',
    way: 'personal-data',
    of: [`report-${reportId}`],
    fields: ['text', 'location'],
  });
  for (const as of [asOperator, asAdmin, asAuditor])
    expect((await get('/v1/personal-data', as)).status).toBe(403);
  expect((await get('/v1/personal-data')).status).toBe(401);
});

it('a request is asked for, listed, granted and handed over; its copy is what was kept at the grant, given to its person and who handles it until it is handed over', async () => {
  const { get, post, submitted, shown } = await opened();
  const report = `${await submitted()}/comment`;
  const message = 'Xin bản sao';
  const asked = await post('/v1/personal-data-requests', asCitizen, { kind: 'copy', message });
  expect(asked.status).toBe(201);
  const id = asked.body.dataRequestId;
  const path = `/v1/personal-data-requests/${id}`;
  expect((await get(path, asCitizen)).body).toMatchObject({
    phase: 'asked',
    kind: 'copy',
    person: 'citizen:c-17',
    message,
    answerDueDay: '2026-12-09',
    dueDay: '2026-12-17',
    allowedCommands: ['withdraw'],
  });
  for (const as of [asOtherCitizen, 'dev:agency:x:agency-hue-lighting'])
    expect((await get(path, as)).status).toBe(404);
  expect((await get(path, asAuditor)).body).not.toHaveProperty('message');
  const { body: early } = await get(`${path}/copy`, asCitizen);
  expect(early.code).toBe('not-granted');
  expect((await post(`${path}/grant`, asCitizen, { ground: 'tôi' })).status).toBe(403);
  expect((await post(`${path}/grant`, asOperator, { ground: 'Điều 5' })).status).toBe(200);
  await post(report, asCitizen, { text: 'nói sau đó', audience: 'public' });
  for (const as of [asCitizen, asOperator]) {
    const { body } = await get(`${path}/copy`, as);
    expect(body.kept).toHaveLength(2);
    expect(shown().at(-1)).toMatchObject({ way: 'dataRequest.copy' });
  }
  expect((await get(`${path}/copy`, asOtherCitizen)).status).toBe(404);
  expect((await post(`${path}/deliver`, asOperator, {})).status).toBe(200);
  for (const as of [asCitizen, asOperator, asAdmin])
    expect((await get(`${path}/copy`, as)).body.code).toBe('not-granted');
  const listed = async (as: string, query = '') => {
    const { position } = (await get(path, asAdmin)).body;
    return (await get(`/v1/personal-data-requests?after=${position}${query}`, as)).body[
      'personal-data-requests'
    ];
  };
  expect(await listed(asOperator, '&phase=fulfilled')).toMatchObject([
    { dataRequestId: id, kind: 'copy', missed: false, fulfilment: { verdict: 'on-time' } },
  ]);
  expect(await listed(asCitizen)).toHaveLength(1);
  expect(await listed(asOtherCitizen)).toEqual([]);
});

it('an erasure is granted by an administrator, refused by an operator with its ground; administrators and auditors list erasures', async () => {
  const { get, post } = await opened();
  const ask = async (as: string, input: object): Promise<string> => {
    const { body } = await post('/v1/personal-data-requests', as, { kind: 'erasure', ...input });
    return `/v1/personal-data-requests/${body.dataRequestId}`;
  };
  const first = await ask(asCitizen, {});
  const denied = await post(`${first}/grant`, asOperator, { ground: 'x' });
  expect([denied.status, denied.body.code]).toEqual([403, 'admin-decides']);
  const refusal = { basis: 'state-management', ground: 'Điều 19 điểm c' };
  expect((await post(`${first}/refuse`, asOperator, refusal)).status).toBe(200);
  expect((await get(first, asCitizen)).body).toMatchObject({ phase: 'refused', ...refusal });
  expect((await post(`${await ask(asOtherCitizen, {})}/grant`, asAdmin, { ground: 'x' })).status).toBe(200);
  const bad = await post('/v1/personal-data-requests', asOperator, { kind: 'erasure', person: 'officer:o' });
  expect([bad.status, bad.body.code]).toEqual([422, 'invalid-command']);

  const ordered = await post('/v1/erasures', asAdmin, { person: 'citizen:c-99', ground: 'x' });
  expect(ordered.status).toBe(201);
  const { position } = ordered.body;
  for (const as of [asAdmin, asAuditor]) {
    const { body } = await get(`/v1/erasures?phase=ordered&after=${position}`, as);
    expect(body.erasures).toMatchObject([
      { person: 'citizen:c-99', phase: 'ordered', keysDestroyedAt: null },
    ]);
  }
  expect((await get('/v1/erasures', asOperator)).status).toBe(403);
});

it('a term of the law that was missed, and an erasure that nobody carries out, are figures to raise an alarm by', async () => {
  const { get, post, clock, readModels, workflows } = await opened();
  const figures = async () => {
    await readModels.catchUp();
    const { text } = await get('/metrics');
    return ['missed_deadlines', 'erasure_lag_seconds'].map((name) =>
      Number(text.match(new RegExp(`^phananh_${name} (.*)$`, 'm'))?.[1]),
    );
  };
  const { dataRequestId } = (await post('/v1/personal-data-requests', asCitizen, { kind: 'erasure' })).body;
  expect(await figures()).toEqual([0, 0]);
  clock.set('2026-12-09T17:00:00.000Z');
  const handlers = workflows.map(({ handler }) => handler);
  const tick = () => timers({ index: readModels.timers, handlers, clock }).tick();
  await tick();
  expect(await figures()).toEqual([1, 0]);
  const path = `/v1/personal-data-requests/${dataRequestId}`;
  expect((await get(path, asAdmin)).body.missed).toEqual(['answer']);
  await post(`${path}/refuse`, asAdmin, { basis: 'unfounded', ground: 'x' });
  await post('/v1/erasures', asAdmin, { person: 'citizen:c-99', ground: 'x' });
  clock.advance(90_000);
  expect(await figures()).toEqual([0, 90]);
});

it('what is said for a caller whose key was destroyed is refused as such, in the words of whoever reads it, on a host without photos', async () => {
  const keys = memoryKeyStore();
  const store = sealedEventStore(memoryEventStore({ clock: simulatedClock('2026-12-07T02:00:00.000Z') }), {
    log: 'log-1',
    keys,
    ciphers: nodeCiphers,
    workflows: [reportWorkflow],
    elapsed: () => 0,
  });
  const { call, get, post } = await openApi({ store });
  const { body } = await post('/v1/reports', asOperator, { ...lamp, channel: 'hotline' });
  const path = `/v1/reports/${body.reportId}`;
  await keys.destroy(`report:${body.reportId}`);
  store.forgetKey(`report:${body.reportId}`);
  await post(`${path}/request-information`, asOperator, { question: 'Ở đâu?' });
  for (const [language, title] of [
    ['en', 'The personal data was erased: nothing more is taken in'],
    ['vi', 'Dữ liệu cá nhân đã bị xóa: không tiếp nhận thêm'],
  ] as const) {
    const said = { text: 'Trước cổng trường' };
    const refused = await post(`${path}/provide-information`, asOperator, said, {
      'accept-language': language,
    });
    expect([refused.status, refused.body.code, refused.body.title]).toEqual([409, 'key-destroyed', title]);
    expect((await call('GET', refused.body.type)).text).toContain('new report');
  }
  const { status } = await post(`${path}/comment`, asOperator, { text: 'đã gọi lại', audience: 'internal' });
  expect(status).toBe(200);
  const { paths } = (await get('/openapi.json')).body;
  const listed = (of: string): string =>
    JSON.stringify(paths[`/v1/reports/{reportId}/${of}`].post.responses['409']);
  expect(listed('provide-information')).toContain('key-destroyed');
  expect(listed('verify')).not.toContain('key-destroyed');
});
