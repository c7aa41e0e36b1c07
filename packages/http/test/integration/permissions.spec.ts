import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { developmentAuth, oneOf, routeBasis } from '../../src/index.ts';
import {
  asAdmin,
  asAnalyst,
  asAuditor,
  asCitizen,
  asLighting,
  asOperator,
  asOtherCitizen,
  asParks,
  lamp,
  openApi,
} from '../support/api.ts';

const unknown = '/v1/reports/01890a5d-ac96-774b-bcce-b302099a8057';

describe('who may do what', () => {
  it('lets nobody give a command without a token, or with one that is not valid', async () => {
    const { call } = await openApi();
    const without = await call('POST', '/v1/reports', { body: lamp });
    expect(without.status).toBe(401);
    expect(without.headers['www-authenticate']).toBe('Bearer realm="phananh"');
    for (const as of [
      'dev:system:timer',
      'dev:agency:officer-9',
      'dev:citizen:',
      'dev:mayor:m-1',
      'secret',
      'dev:citizen:a:b',
    ]) {
      const invalid = await call('POST', '/v1/reports', { as, body: lamp });
      expect(invalid.status).toBe(401);
      expect(invalid.headers['www-authenticate']).toContain('invalid_token');
    }
  });

  it('refuses an invalid token where none is needed', async () => {
    const { get, published } = await openApi();
    const path = await published();
    expect((await get(path)).status).toBe(200);
    expect((await get(path, 'dev:citizen:')).status).toBe(401);
  });

  it('refuses a command of another role', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const refused = await post(`${path}/verify`, asCitizen, { category: 'x' });
    expect(refused.status).toBe(403);
    expect(refused.body.code).toBe('forbidden');
    for (const as of [asAuditor, asAnalyst, asAdmin]) {
      expect((await post(`${path}/verify`, as, { category: 'x' })).status).toBe(403);
    }
    expect((await post('/v1/reports', asAuditor, lamp)).status).toBe(403);
    expect(
      (await post('/v1/agencies', asCitizen, { agencyId: 'a', name: 'A', kind: 'government' })).status,
    ).toBe(403);
  });

  it("answers for another citizen's report as for one that does not exist", async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    const asOf = (body: object, id: string) => JSON.stringify({ ...body, instance: '' }).replaceAll(id, '');
    for (const rest of ['', '/history']) {
      const foreign = await get(path + rest, asOtherCitizen);
      const absent = await get(unknown + rest, asOtherCitizen);
      expect(foreign.status).toBe(404);
      expect(asOf(foreign.body, path.slice(12))).toBe(asOf(absent.body, unknown.slice(12)));
    }
    const foreign = await post(`${path}/withdraw`, asOtherCitizen);
    const absent = await post(`${unknown}/withdraw`, asOtherCitizen);
    expect(foreign.status).toBe(404);
    expect(asOf(foreign.body, path.slice(12))).toBe(asOf(absent.body, unknown.slice(12)));
    expect((await get(path)).status).toBe(404);
  });

  it('shows a report to the agency that has it, and to no other one', async () => {
    const { assigned, get, post } = await openApi();
    const path = await assigned();
    expect((await get(path, asLighting)).body.allowedCommands).toContain('resolve');
    expect((await get(path, asParks)).status).toBe(404);
    expect((await post(`${path}/resolve`, asParks, { result: 'Xong' })).status).toBe(404);
  });

  it('shows each audience its own fields', async () => {
    const { get, post } = await openApi();
    const made = await post('/v1/reports', asCitizen, { ...lamp, contact: { phone: '0912 345 678' } });
    const path = String(made.headers.location);
    expect((await get(path, asCitizen)).body).toHaveProperty('contact.phone');
    expect((await get(path, asOperator)).body).toHaveProperty('trackingCode');
    expect((await get(path, asAuditor)).body).not.toHaveProperty('trackingCode');
    const analyst = (await get(path, asAnalyst)).body;
    expect(analyst).not.toHaveProperty('text');
    expect(analyst).not.toHaveProperty('contact');
  });

  it.each(['not-a-uuid', '01890a5d-ac96-474b-bcce-b302099a8057', '..%2f..', '%00'])(
    'finds nothing under %s, which no report can be called',
    async (id) => {
      const { get, post } = await openApi();
      expect((await get(`/v1/reports/${id}`, asOperator)).status).toBe(404);
      expect((await post(`/v1/reports/${id}/verify`, asOperator, {})).status).toBe(404);
    },
  );

  it('has no route for what is internal', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const refused = await post(`${path}/absorb`, asOperator, { reportId: unknown.slice(12) });
    expect(refused.body.code).toBe('route-not-found');
  });

  it('does not start with a route that declares no permission', async () => {
    const app = fastify();
    await app.register(routeBasis, { authenticate: developmentAuth() });
    expect(() => app.get('/open', () => 'to whom?')).toThrow('the route GET /open declares no permission');
  });

  it('refuses everybody where a permission is missing when a request comes', async () => {
    const { app, call } = await openApi({
      extend: async (host) => {
        await host.register(async (scope) => {
          scope.addHook('onRoute', (route) => {
            route.config = {};
          });
          scope.get('/open', { config: { permission: 'public' } }, () => 'to whom?');
        });
      },
    });
    for (const authorization of [undefined, `Bearer ${asAdmin}`]) {
      const answer = await app.inject({ url: '/open', headers: authorization ? { authorization } : {} });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().code).toBe('forbidden');
    }
    // Nothing is there to protect.
    expect((await call('GET', '/nowhere')).status).toBe(404);
  });

  it('has the files of the reference declare that they are for everybody', async () => {
    const { app } = await openApi();
    for (const url of ['/docs/', '/docs/static/index.css', '/docs/static/swagger-ui.css', '/docs/json'])
      expect((await app.inject({ url, headers: { host: 'localhost' } })).statusCode, url).toBe(200);
    expect((await app.inject({ url: '/docs/', headers: { host: 'evil.example' } })).statusCode).toBe(403);
  });
});

describe('several ways to say who somebody is', () => {
  const way = (prefix: string, kind: string) =>
    Object.assign(() => ({ kind, id: prefix }), { recognises: (token: string) => token.startsWith(prefix) });
  const asked = (authorization?: string) =>
    ({ headers: { authorization } }) as Parameters<ReturnType<typeof oneOf>>[0];

  it('let one alone judge a token, the first that recognises it, and none what none recognises', async () => {
    const both = oneOf(way('a', 'citizen'), way('ab', 'admin'), way('b', 'operator'));
    expect(await both(asked('Bearer ab'))).toEqual({ kind: 'citizen', id: 'a' });
    expect(await both(asked('bEARER b'))).toEqual({ kind: 'operator', id: 'b' });
    for (const none of [
      undefined,
      'Bearer c',
      'Bearer ',
      'Basic a',
      'a',
      'Bearer a b',
      'Bearer  ',
      ' Bearer a',
    ])
      expect(await both(asked(none)), none).toBeUndefined();
    expect(both.developmentOnly).toBe(false);
  });

  it('are refused when one does not say what it recognises', () => {
    expect(() => oneOf(() => undefined)).toThrow('says which tokens it recognises');
  });
});
