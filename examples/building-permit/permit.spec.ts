import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decisionsOf } from '@phananh/core/testing';
import { demandOfAnyHistory } from '@phananh/core/testing/properties';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permitWorkflow } from './permit.ts';
import { permitPolicy } from './policy.ts';
import { permitServer } from './server.ts';

const directory = mkdtempSync(join(tmpdir(), 'phananh-permit-'));
let server: Awaited<ReturnType<typeof permitServer>>['server'];
const call = async (method: 'GET' | 'POST', url: string, who: string, payload: object = {}) => {
  const answer = await server.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${who}` },
    ...(method === 'POST' && { payload }),
  });
  return { status: answer.statusCode, body: answer.json() };
};

const applied = async (): Promise<string> => {
  const plans = { parcel: 'Hue 12/345', plans: 'A house', phone: '0234 555 010' };
  const { status, body } = await call('POST', '/v1/permits', 'ann', plans);
  expect(status).toBe(201);
  return `/v1/permits/${body.permitId}`;
};

it('is inspected by the inspector who was sent, and granted when the inspection was passed', () => {
  const given = decisionsOf(permitWorkflow, { policy: permitPolicy });
  const applied = { type: 'applied-for', data: { parcel: 'Hue 12/345', plans: 'A house' } } as const;
  const scheduled = {
    type: 'inspection-scheduled',
    data: { at: '2026-03-05T09:00:00+07:00', inspector: 'inspector-1' },
  } as const;
  const failed = { type: 'inspected', data: { passed: false, findings: 'Too high' } } as const;
  given([applied, scheduled]).when('inspect').emits('inspected');
  given([applied, scheduled])
    .when('inspect', undefined, { actor: { kind: 'inspector', id: 'inspector-2' } })
    .isRefused('not-the-inspector');
  given([applied, scheduled, failed]).when('grant').isRefused('inspection-failed');
});

it('holds what is promised of every workflow, whatever is done to a permit', async () => {
  const actors = ['ann', 'ben'].map((id) => ({ kind: 'applicant', id }));
  await demandOfAnyHistory(permitWorkflow, {
    policy: permitPolicy,
    actors: [...actors, { kind: 'clerk', id: 'c-1' }, { kind: 'inspector', id: 'i-1' }],
  });
});

describe('a building permit on the same engine', () => {
  // Not before the random histories: they keep the loop busy, and a busy host refuses.
  beforeAll(async () => {
    ({ server } = await permitServer(join(directory, 'permits.db')));
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('has its own roles, commands and routes', async () => {
    const permit = await applied();
    const visit = { at: '2026-03-05T09:00:00+07:00', inspector: 'i-1' };
    expect(await call('POST', `${permit}/schedule-inspection`, 'ann', visit)).toMatchObject({ status: 403 });
    expect(await call('POST', `${permit}/schedule-inspection`, 'clerk', visit)).toMatchObject({
      status: 200,
    });
    expect(await call('POST', `${permit}/grant`, 'clerk')).toMatchObject({
      status: 409,
      body: { code: 'wrong-phase', phase: 'scheduled' },
    });
    await call('POST', `${permit}/inspect`, 'inspector', { passed: true, findings: 'As planned' });
    const granted = await call('POST', `${permit}/grant`, 'clerk', { conditions: ['No work at night'] });
    expect(granted.body).toMatchObject({ phase: 'granted', events: [{ type: 'granted', revision: 3 }] });
  });

  it('has its own refusals', async () => {
    const permit = await applied();
    const visit = { at: '2026-03-05T09:00:00+07:00', inspector: 'i-1' };
    await call('POST', `${permit}/schedule-inspection`, 'clerk', visit);
    await call('POST', `${permit}/inspect`, 'inspector', { passed: false, findings: 'Too high' });
    expect(await call('POST', `${permit}/grant`, 'clerk')).toMatchObject({
      status: 409,
      body: { code: 'inspection-failed', title: 'The inspection was not passed' },
    });
  });

  it('is hidden from others, and shows each reader their part', async () => {
    const permit = await applied();
    expect((await call('GET', permit, 'ben')).status).toBe(404);
    expect((await call('GET', permit, 'ann')).body).not.toHaveProperty('inspector');
    expect((await call('GET', permit, 'clerk')).body).toMatchObject({
      phase: 'applied',
      allowedCommands: ['schedule-inspection', 'refuse'],
    });
  });

  it('tells its phone only where the view says that it shows a personal field, in state and history', async () => {
    const permit = await applied();
    for (const [who, shown] of [
      ['clerk', '0234 555 010'],
      ['ann', undefined],
    ] as const) {
      const state = await call('GET', permit, who);
      const history = await call('GET', `${permit}/history`, who);
      expect([state.body.phone, history.body.events[0].data.phone]).toEqual([shown, shown]);
    }
  });

  it('is described by its own OpenAPI document', async () => {
    const { body } = await call('GET', '/openapi.json', 'ann');
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/permits',
        '/v1/permits/{permitId}/grant',
        '/v1/permits/{permitId}/history',
        '/v1/counts/permits',
      ]),
    );
    // Beside those of reports, which know nothing of permits.
    expect(Object.keys(body.paths)).toContain('/v1/reports');
    expect(body.info.description).toMatch(/^Reports of citizens, .*\. A building permit\.\n/);
    expect(body.tags).toContainEqual({ name: 'permit', description: 'A building permit.' });
  });
});
