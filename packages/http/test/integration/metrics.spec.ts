import { StoreUnavailable } from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { describe, expect, it } from 'vitest';
import { asAnalyst, asCitizen, asOperator, lamp, openApi } from '../support/api.ts';

/** The value of a metric by its name and labels, as they are written; undefined when it is not there. */
const valueIn = (text: string, name: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
};

describe('metrics', () => {
  it('count requests by route and commands by what came of them', async () => {
    const { get, post, assigned } = await openApi();
    const path = await assigned();
    const key = { 'idempotency-key': 'the-same-key-again-and-again' };
    await post('/v1/reports', asCitizen, lamp, key);
    await post('/v1/reports', asCitizen, lamp, key);
    await post(`${path}/publish`, asOperator, { publicText: 'x' });
    await get('/v1/reports?q=Nguy%E1%BB%85n', asAnalyst);
    await get('/v1/track/NOBODY-KNOWS', undefined);
    const { text } = await get('/metrics');
    const commands = (command: string, outcome: string) =>
      valueIn(text, `phananh_commands_total{command="${command}",outcome="${outcome}"}`);
    expect(commands('report.submit', 'done')).toBe(2);
    expect(commands('report.submit', 'replayed')).toBe(1);
    expect(commands('report.assign', 'done')).toBe(1);
    expect(commands('report.publish', 'wrong-phase')).toBe(1);
    expect(
      valueIn(
        text,
        'phananh_http_request_duration_seconds_count{route="/v1/reports",status="200",method="GET"}',
      ),
    ).toBe(1);
    expect(text).toContain('route="/v1/reports/:reportId/assign",status="200",method="POST"');
  });

  it('name no report, person, agency or word that somebody sent', async () => {
    const { get, post, published, call } = await openApi();
    const path = await published();
    await get(`${path}/history`, asOperator);
    await get('/v1/reports?q=secret-word&agencyId=agency-hue-parks', asOperator);
    await call('GET', '/somewhere/secret-word');
    await post(`${path}/secret-word`, asOperator, {});
    const { text } = await get('/metrics');
    for (const secret of [path.split('/').at(-1), 'secret-word', 'c-17', 'o-3', 'agency-hue'])
      expect(text).not.toContain(secret);
    expect(text).toContain('route="none",status="404",method="other"');
  });

  it('tell how far projections and timers are behind', async () => {
    const { clock, get, submitted, readModels } = await openApi({ withTimers: true });
    await submitted();
    await readModels.catchUp();
    const before = (await get('/metrics')).text;
    expect(valueIn(before, 'phananh_projection_lag_seconds')).toBe(0);
    expect(valueIn(before, 'phananh_projection_position')).toBe(readModels.position());
    expect(valueIn(before, 'phananh_parked_streams')).toBe(0);
    expect(valueIn(before, 'phananh_skipped_events')).toBe(0);
    expect(valueIn(before, 'phananh_deleted_streams')).toBe(0);
    expect(valueIn(before, 'phananh_projection_stopped')).toBe(0);
    await submitted();
    clock.advance(5_000);
    expect(valueIn((await get('/metrics')).text, 'phananh_projection_lag_seconds')).toBe(5);
    clock.set('2026-12-08T18:00:00.000Z');
    await readModels.catchUp();
    expect(valueIn((await get('/metrics')).text, 'phananh_timer_lag_seconds')).toBe(3_600);
    expect((await get('/metrics')).text).toMatch(/phananh_event_loop_delay_seconds\{quantile="0.99"\} \d/);
  });

  it('count errors of the store, and are there while it is gone', async () => {
    const gone = async function* () {
      yield await Promise.reject(new StoreUnavailable('gone'));
    };
    const append = () => Promise.reject(new StoreUnavailable('gone'));
    const { get, post } = await openApi({
      store: { ...memoryEventStore(), readAll: gone, append },
      withoutReadModels: true,
    });
    await post('/v1/reports', asCitizen, lamp);
    const { text, status } = await get('/metrics');
    expect(status).toBe(200);
    expect(valueIn(text, 'phananh_problems_total{code="store-unavailable"}')).toBe(1);
    expect(valueIn(text, 'phananh_commands_total{command="report.submit",outcome="store-unavailable"}')).toBe(
      1,
    );
    expect(valueIn(text, 'phananh_projection_lag_seconds')).toBeNaN();
  });
});
