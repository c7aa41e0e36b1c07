import { huePolicy } from '@phananh/core';
import type { ReadModels } from '@phananh/core/read-models';
import { describe, expect, it } from 'vitest';
import { defaultRateLimits } from '../../src/plugins/limits.ts';
import { asAuditor, asCitizen, asOperator, asOtherCitizen, lamp, openApi } from '../support/api.ts';

const open = async (api: Awaited<ReturnType<typeof openApi>>, trackingCode: string, link: string) => {
  await api.readModels.catchUp();
  return api.call('POST', '/v1/links/open', { body: { trackingCode, link } });
};

const linked = async (options = {}) => {
  const api = await openApi(options);
  const path = await api.submitted();
  const made = await api.post(`${path}/one-time-link`, asCitizen);
  return { ...api, api, path, made };
};

describe('the one-time link of a report', () => {
  it('is told once, to the reporter, and kept by nobody', async () => {
    const { made, store, post, path } = await linked();
    expect(made.status).toBe(201);
    expect(made.body.link).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const events = JSON.stringify(await Array.fromAsync(store.readAll({})));
    expect(events).not.toContain(made.body.link);
    expect(events).not.toContain(made.body.link.replaceAll('-', ''));
    for (const as of [asOtherCitizen, asAuditor])
      expect((await post(`${path}/one-time-link`, as)).status).toBeGreaterThan(400);
    const centre = await post(`${path}/one-time-link`, asOperator);
    expect([centre.status, centre.body.code]).toEqual([403, 'link-not-theirs']);
  });

  it('makes its holder the reporter of that report, and nobody to any other', async () => {
    const { api, get, post, path, made, submitted } = await linked();
    const opened = await open(api, made.body.trackingCode.toLowerCase(), made.body.link.toLowerCase());
    expect(opened.status).toBe(200);
    const as = opened.body.token;
    const read = await get(path, as);
    expect(read.body.allowedCommands).toContain('withdraw');
    const other = await submitted();
    for (const url of [other, `${other}/history`, '/v1/reports', '/v1/agencies'])
      expect([url, (await get(url, as)).status]).toEqual([url, 403]);
    expect((await post('/v1/reports', as, lamp)).status).toBe(403);
    expect((await post(`${other}/withdraw`, as, {})).status).toBe(403);
    expect((await post(`${path}/comment`, as, { text: 'x', audience: 'public' })).status).toBe(200);
    expect((await post(`${path}/withdraw`, as, {})).status).toBe(200);
  });

  it('opens right after it was made: lists that are not so far yet are waited for, and it is no guess', async () => {
    let isBehind = true;
    const { call, made } = await linked({
      readModels: (real: ReadModels) => ({
        ...real,
        reportIdOf: (code: string) => (isBehind ? undefined : real.reportIdOf(code)),
        whenApplied: async (...asked: Parameters<ReadModels['whenApplied']>) => {
          isBehind = false;
          return real.whenApplied(...asked);
        },
      }),
    });
    const { trackingCode, link } = made.body;
    expect((await call('POST', '/v1/links/open', { body: { trackingCode, link } })).status).toBe(200);
    isBehind = true;
    expect((await call('GET', `/v1/track/${trackingCode}`)).status).toBe(200);
  });

  it('says that it is spent, also to who comes with one from before', async () => {
    const { api, made, post, path, get } = await linked();
    const first = await open(api, made.body.trackingCode, made.body.link);
    const again = await open(api, made.body.trackingCode, made.body.link);
    expect([again.status, again.body.code]).toEqual([409, 'link-spent']);
    await post(`${path}/one-time-link`, first.body.token);
    // What the device had is nobody's any more.
    expect((await get(path, first.body.token)).status).toBe(401);
    expect((await open(api, made.body.trackingCode, made.body.link)).body.code).toBe('link-spent');
  });

  it('ends on the device that has it once its reporter was erased', async () => {
    const { api, get, post, path, made, reports } = await linked();
    const { token } = (await open(api, made.body.trackingCode, made.body.link)).body;
    expect((await get(path, token)).status).toBe(200);
    const reportId = path.split('/').at(-1) ?? '';
    await reports.handler.execute(
      reportId,
      'erase-personal-data',
      { person: 'citizen:c-17' },
      { actor: { kind: 'system', id: 'erasure' } },
    );
    for (const url of [path, `${path}/history`]) expect((await get(url, token)).status).toBe(401);
    expect((await post(`${path}/comment`, token, { text: 'x', audience: 'public' })).status).toBe(401);
  });

  it('is given up on a device that has it', async () => {
    const { api, made, call, get, path } = await linked();
    const { token } = (await open(api, made.body.trackingCode, made.body.link)).body;
    expect((await call('POST', '/v1/links/end', { as: token })).status).toBe(204);
    expect((await get(path, token)).status).toBe(401);
    expect((await call('POST', '/v1/links/end', { as: asCitizen })).status).toBe(404);
  });

  it('ends on the device when its time is over', async () => {
    const { api, made, clock, get, path } = await linked({
      policy: { ...huePolicy, reporterLink: { opensDays: 1, heldDays: 2 } },
    });
    const { token } = (await open(api, made.body.trackingCode, made.body.link)).body;
    clock.advance(2 * 86_400_000 - 1);
    expect((await get(path, token)).status).toBe(200);
    clock.advance(1);
    expect((await get(path, token)).status).toBe(401);
  });

  it('answers the same to a wrong code and to a wrong link, and counts who guesses with those who guess codes', async () => {
    const { api, made } = await linked({
      rateLimits: { ...defaultRateLimits, unknownTrackingCodes: 3, trackingCodes: 60 },
    });
    const answers = [
      await open(api, 'AAAAA-AAAAA', made.body.link),
      await open(api, made.body.trackingCode, 'AAAA-AAAA-AAAA-AAAA'),
    ];
    expect(answers.map(({ status, body }) => [status, body.code, body.detail])).toEqual([
      [404, 'link-unknown', answers[0]?.body.detail],
      [404, 'link-unknown', answers[1]?.body.detail],
    ]);
    const guesses = [];
    for (let n = 0; n < 3; n++)
      guesses.push((await open(api, made.body.trackingCode, `BBBB-BBBB-BBBB-BBB${n}`)).status);
    expect(guesses).toEqual([404, 429, 429]);
    // Not even the right one is looked at any more.
    expect((await open(api, made.body.trackingCode, made.body.link)).status).toBe(429);
  });

  it.each(['', 'link.', 'link.x.y', `link.01890a5d-ac96-774b-bcce-b302099a8057.${'a'.repeat(43)}`])(
    'is no token that looks like one: %s',
    async (token) => {
      const { get, path } = await linked();
      expect((await get(path, token === '' ? undefined : token)).status).toBe(token === '' ? 404 : 401);
    },
  );
});

describe('reporting without signing in', () => {
  const guestKey = new Uint8Array(32).fill(3);

  it('is there only where the host is configured so', async () => {
    const { call } = await openApi();
    expect((await call('POST', '/v1/guests')).status).toBe(404);
    expect((await call('POST', '/v1/reports', { as: 'guest.x.y.z', body: lamp })).status).toBe(401);
  });

  it('lets a guest report, read it and have its link made, for a day', async () => {
    const api = await openApi({ guestKey });
    const { token } = (await api.call('POST', '/v1/guests')).body;
    const sent = await api.post('/v1/reports', token, { ...lamp, privacyNotice: '2026-11' });
    expect(sent.status).toBe(201);
    const path = `/v1/reports/${sent.body.reportId}`;
    expect((await api.get(path, token)).body.privacyNotice).toBe('2026-11');
    const made = await api.post(`${path}/one-time-link`, token);
    expect((await open(api, made.body.trackingCode, made.body.link)).status).toBe(200);
    const other = (await api.call('POST', '/v1/guests')).body.token;
    expect((await api.get(path, other)).status).toBe(404);
    api.clock.advance(86_400_000);
    expect((await api.get(path, token)).status).toBe(401);
  });

  it.each([
    ['of another key', (token: string) => token, new Uint8Array(32).fill(4)],
    ['for longer', (token: string) => token.replace(/\.[0-9a-z]+\./, '.zzzzzzzz.'), guestKey],
    ['of another guest', (token: string) => token.replace(/^guest\.[0-9a-f]{8}/, 'guest.00000000'), guestKey],
  ])('takes no token %s', async (_, changed, key) => {
    const { token } = (await (await openApi({ guestKey })).call('POST', '/v1/guests')).body;
    const host = await openApi({ guestKey: key });
    expect((await host.post('/v1/reports', changed(token), lamp)).status).toBe(401);
  });

  it('counts guests by the address that they come from, however many they are', async () => {
    const { call, post } = await openApi({
      guestKey,
      rateLimits: { ...defaultRateLimits, creations: { citizen: 30, guest: 4 } },
    });
    const tokens = [];
    for (let n = 0; n < 3; n++) tokens.push((await call('POST', '/v1/guests')).body.token);
    expect((await post('/v1/reports', tokens[0], lamp)).status).toBe(201);
    expect((await post('/v1/reports', tokens[1], lamp)).status).toBe(429);
    expect((await call('POST', '/v1/guests')).status).toBe(429);
    // Who signs in is counted by themselves.
    expect((await post('/v1/reports', asCitizen, lamp)).status).toBe(201);
  });
});

describe('what is reported nearby', () => {
  const policy = { ...huePolicy, showsNearby: true };
  const nearby = '/v1/nearby?lat=16.4637&lng=107.5909';

  it('is category, rounded place and day of verified reports, for anybody', async () => {
    const { get, post, submitted, readModels } = await openApi({ policy });
    const path = await submitted();
    await readModels.catchUp();
    expect((await get(nearby)).body.reports).toEqual([]);
    await post(`${path}/verify`, asOperator, { category: 'lighting' });
    await readModels.catchUp();
    expect((await get(nearby)).body).toEqual({
      isShown: true,
      reports: [
        {
          reportId: path.split('/').at(-1),
          category: 'lighting',
          location: { lat: 16.463, lng: 107.59 },
          submittedDay: '2026-12-07',
        },
      ],
    });
    expect((await get(path)).status).toBe(404);
    expect((await get('/v1/nearby?lat=16.5&lng=107.5909')).body.reports).toEqual([]);
    expect((await post(`${path}/support`, asOtherCitizen)).status).toBe(200);
    await post(`${path}/redact`, asOperator, { field: 'text', reason: 'x' });
    await readModels.catchUp();
    expect((await get(nearby)).body.reports).toEqual([]);
    expect((await post(`${path}/support`, 'dev:citizen:c-19')).status).toBe(404);
  });

  it('is nothing where the policy does not show it', async () => {
    const { get, post, submitted, readModels } = await openApi();
    const path = await submitted();
    await post(`${path}/verify`, asOperator, { category: 'lighting' });
    await readModels.catchUp();
    expect((await get(nearby)).body).toEqual({ isShown: false, reports: [] });
    expect((await post(`${path}/support`, asOtherCitizen)).status).toBe(404);
  });

  it.each(['', '?lat=16', '?lat=x&lng=1', '?lat=91&lng=1', '?lat=1&lng=181', '?lat=1&lng=1&q=x'])(
    'is asked for with a place: %s',
    async (query) => {
      expect((await (await openApi({ policy })).get(`/v1/nearby${query}`)).status).toBe(422);
    },
  );
});
