import { type Command, huePolicy, type Workflow, type WorkflowTypes } from '@phananh/core';
import { engineErrors } from '@phananh/core/engine';
import { hostedWorkflow, routesOfReports } from '@phananh/core/read-models';
import { agencyWorkflow, reportRefusals, reportWorkflow } from '@phananh/core/reports';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { fastify } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { developmentAuth, httpErrors, phananh } from '../../src/index.ts';
import { type Api, openApi } from '../support/api.ts';
import { permitHandler } from '../support/permit.ts';

const codes = [engineErrors, httpErrors, reportRefusals, agencyWorkflow.refusals].flatMap((table) =>
  Object.keys(table),
);

describe('the reference', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });

  it.each(codes)('has a page, an entry and an example for the error %s', async (code) => {
    const { call, get } = api;
    const page = await call('GET', `/problems/${code}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`<code>${code}</code>`);
    expect((await call('GET', '/problems')).text).toContain(`problems/${code}"`);
    expect((await get('/openapi.json')).body.components.examples).toHaveProperty(
      [code, 'value', 'code'],
      code,
    );
  });

  it('has no page for a code that there is not', async () => {
    const { call } = api;
    expect((await call('GET', '/problems/constructor')).status).toBe(404);
  });

  it('has no route of reports that a workflow beside them could take for a list or a path of its own', async () => {
    const { body } = await api.get('/openapi.json');
    const first = Object.keys(body.paths)
      .map((path) => path.split('/'))
      .filter(([, version]) => version === 'v1')
      .map(([, , part = '']) => part);
    // A workflow's counts are at /counts/<list>; a host that lets guests report has /guests.
    expect([...routesOfReports].sort()).toEqual([...new Set([...first, 'counts', 'guests'])].sort());
    const agencies = { workflow: agencyWorkflow, policy: huePolicy };
    for (const part of first)
      expect(() => hostedWorkflow({ ...agencies, path: `/${part}` })).toThrow(
        'is a route that hosts have already',
      );
    for (const path of ['permits', '/per mits', '/a//b', '/'])
      expect(() => hostedWorkflow({ ...agencies, path })).toThrow('is no path');
  });

  it('has every route that the application has, and no other one', async () => {
    const app = fastify();
    const declared: string[] = [];
    app.addHook('onRoute', ({ method, url }) => {
      if (method !== 'HEAD' && !url.startsWith('/docs')) declared.push(`${method} ${url}`);
    });
    const { readModels, reports } = await openApi();
    await app.register(phananh, { reports, readModels, authenticate: developmentAuth() });
    const document: { readonly paths: object } = (await app.inject('/openapi.json')).json();
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      ),
    );
    expect(documented.toSorted()).toEqual(declared.toSorted());
    expect(documented).toContain('POST /v1/reports/:reportId/uphold-dispute');
    expect(documented).not.toContain('POST /v1/reports/:reportId/absorb');
  });

  it('lists for each command the refusals that it names, and none of the others of its workflow', async () => {
    const { paths } = (await api.get('/openapi.json')).body;
    let commands = 0;
    for (const { post } of Object.values<{ post?: { operationId: string; responses: object } }>(paths)) {
      const [of, name = ''] = post?.operationId.split('.') ?? [];
      const workflow = [reportWorkflow, agencyWorkflow].find((one) => one.name === of);
      const command: Command<WorkflowTypes> | undefined = (workflow as Workflow | undefined)?.commands[name];
      if (post === undefined || workflow === undefined || command === undefined) continue;
      commands += 1;
      const listed = Object.values<{ description: string }>({ ...post.responses } as never)
        .flatMap(({ description }) => [...description.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code))
        .filter((code) => Object.hasOwn(workflow.refusals, code ?? ''));
      expect(listed.toSorted(), name).toEqual([...(command.refuses ?? [])].toSorted());
      const statuses = JSON.stringify(post.responses);
      expect(statuses.includes('`wrong-phase`'), name).toBe(!['any', 'none'].includes(String(command.from)));
      expect(statuses.includes('`already-exists`'), name).toBe(command.from === 'none');
    }
    expect(commands).toBeGreaterThan(30);
  });

  it('gives an example for every body, which the schema takes', async () => {
    const { get } = api;
    const { paths } = (await get('/openapi.json')).body;
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    let bodies = 0;
    for (const [path, { post }] of Object.entries<{
      post?: { requestBody?: { content: { 'application/json': { schema: object; example: unknown } } } };
    }>(paths)) {
      const json = post?.requestBody?.content['application/json'];
      if (json === undefined) continue;
      bodies += 1;
      expect(ajv.validate(json.schema, json.example), `${path}: ${ajv.errorsText()}`).toBe(true);
    }
    expect(bodies).toBeGreaterThan(30);
  });

  it('says of a parameter what it is, where readers of the page see it', async () => {
    const { paths, tags } = (await api.get('/openapi.json')).body;
    const parameter = (wanted: string) =>
      paths['/v1/sla'].get.parameters.find(({ name }: { name: string }) => name === wanted);
    expect(parameter('from')).toEqual({
      name: 'from',
      in: 'query',
      required: false,
      description: 'At or after: an instant, or a day.',
      schema: { type: 'string' },
    });
    expect(parameter('groupBy').description).toContain('agency, agencyKind, category');
    expect(parameter('groupBy').schema).toEqual({ type: 'string' });
    expect(parameter('clock').schema.enum).toContain('resolution');
    expect(tags.map(({ name }: { name: string }) => name).slice(0, 3)).toEqual([
      'report',
      'agency',
      'figures',
    ]);
  });

  it('describes the root in both of its forms', async () => {
    const { call } = await openApi();
    for (const accept of ['text/html', 'application/json'])
      expect((await call('GET', '/', { headers: { accept } })).headers['content-type']).toContain(accept);
  });

  it('says where the host is, and of every answer what it is made of', async () => {
    const { body } = await (await openApi()).get('/openapi.json');
    expect(body.servers).toEqual([{ url: '/', description: 'This host.' }]);
    for (const [path, operations] of Object.entries<object>(body.paths))
      for (const { responses } of Object.values<{ responses: object }>(operations as never))
        for (const { content = {} } of Object.values<{ content?: object }>(responses as never))
          for (const [mediaType, { schema }] of Object.entries<{ schema: { type?: unknown } }>(
            content as never,
          )) {
            // A text is a text, JSON is none, and bytes are neither.
            const isText = /^text\/|xml/.test(mediaType);
            expect([path, mediaType, schema.type === 'string']).toEqual([path, mediaType, isText]);
          }
  });

  it('names no operation twice', async () => {
    const { get } = api;
    const { paths } = (await get('/openapi.json')).body;
    const ids = Object.values<Record<string, { operationId: string }>>(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is browsable with files that come from this host alone', async () => {
    const { app } = api;
    const page = await app.inject('/docs');
    expect(page.statusCode).toBe(200);
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files.filter((one) => !one.startsWith('data:'))) {
      expect(file).not.toMatch(/^(?:https?:)?\/\//);
      expect((await app.inject(new URL(file, 'http://host/docs').pathname)).statusCode, file).toBe(200);
    }
    expect((await app.inject('/docs/json')).json()).toEqual((await app.inject('/openapi.json')).json());
    // Made anew for each request it would take half a second of a core: JSON is YAML as well.
    expect((await app.inject('/docs/yaml')).headers.location).toBe('/openapi.json');
  });
});

describe('a second workflow', () => {
  it('has routes, problems and a reference by registering itself', async () => {
    const { get, post } = await openApi({ others: [{ path: '/v1/permits', handler: permitHandler() }] });
    const made = await post('/v1/permits', 'dev:citizen:c-17', { plan: 'Nhà hai tầng' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ permitId: expect.any(String), phase: 'filed' });
    const path = String(made.headers.location);
    expect((await post(`${path}/grant`, 'dev:citizen:c-17')).status).toBe(403);
    expect((await post(`${path}/grant`, 'dev:operator:o-3')).body.phase).toBe('granted');
    expect((await post(`${path}/grant`, 'dev:operator:o-3')).body.code).toBe('wrong-phase');
    expect((await get(path, 'dev:citizen:c-17')).body).toMatchObject({
      plan: 'Nhà hai tầng',
      phase: 'granted',
    });
    expect((await get(`${path}/history`, 'dev:citizen:c-17')).body.events).toHaveLength(2);
    expect((await get('/openapi.json')).body.paths).toHaveProperty(['/v1/permits/{permitId}/grant']);
    expect((await get('/problems/plan-missing')).status).toBe(200);
  });
});
