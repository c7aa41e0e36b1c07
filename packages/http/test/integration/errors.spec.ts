import { type CommandTable, commandHandler, type WorkflowTypes } from '@phananh/core';
import { type AnyCommandHandler, StoreUnavailable } from '@phananh/core/engine';
import { memoryEventStore } from '@phananh/core/testing';
import { describe, expect, it } from 'vitest';
import { asCitizen, asOperator, lamp, openApi } from '../support/api.ts';
import { permitHandler } from '../support/permit.ts';

describe('errors', () => {
  it('are problem documents that lead to a page about their code', async () => {
    const { call, get } = await openApi();
    const problem = await get('/v1/nothing/here');
    expect(problem.status).toBe(404);
    expect(problem.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(problem.body).toMatchObject({ code: 'route-not-found', status: 404 });
    expect(problem.body.instance).toMatch(/^[0-9a-f-]{36}$/);
    const page = await call('GET', problem.body.type);
    expect(page.status).toBe(200);
    expect(page.text).toContain('There is no such route');
  });

  it('have types under the base that the host is given', async () => {
    const { get } = await openApi({ problemBase: 'https://phananh.example' });
    expect((await get('/nothing')).body.type).toBe('https://phananh.example/problems/route-not-found');
  });

  it.each([
    [undefined, 'en', 'Not possible in this phase'],
    ['vi', 'vi', 'Không thực hiện được ở giai đoạn này'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi', 'Không thực hiện được ở giai đoạn này'],
    ['en;q=0.9, vi;q=0.1', 'en', 'Not possible in this phase'],
    ['fr, de', 'en', 'Not possible in this phase'],
    ['vi;q=0', 'en', 'Not possible in this phase'],
  ])('speak for Accept-Language: %s in %s', async (accepted, language, title) => {
    const { post, submitted } = await openApi();
    const headers = accepted === undefined ? {} : { 'accept-language': accepted };
    const answer = await post(`${await submitted()}/close`, asOperator, {}, headers);
    expect(answer.headers['content-language']).toBe(language);
    expect(answer.body.title).toBe(title);
  });

  it('say which methods a path has', async () => {
    const { call, submitted } = await openApi();
    const path = await submitted();
    const onList = await call('DELETE', '/v1/reports', { as: asOperator });
    expect(onList.status).toBe(405);
    expect(onList.headers.allow).toBe('GET, HEAD, POST');
    expect((await call('PUT', path, { as: asOperator })).headers.allow).toBe('GET, HEAD');
    expect((await call('GET', `${path}/verify`, { as: asOperator })).headers.allow).toBe('POST');
  });

  it('are problems for an address that cannot be decoded, or is too long', async () => {
    const { get } = await openApi();
    expect((await get('/v1/reports/%zz')).body.code).toBe('malformed-request');
    expect((await get(`/v1/reports/${'a'.repeat(200)}`)).status).toBe(400);
  });

  it('name the command and the event that the definition of a workflow does not name', async () => {
    const { workflow } = permitHandler();
    const commands: CommandTable<WorkflowTypes> = workflow.commands;
    const grant = commands.grant && {
      ...commands.grant,
      decide: () => ({ type: 'filed', data: { plan: 'Nhà' } }),
    };
    const handler: AnyCommandHandler = commandHandler({
      workflow: { ...workflow, commands: { ...commands, ...(grant && { grant }) } },
      store: memoryEventStore(),
      policy: undefined,
    });
    const { post } = await openApi({ others: [{ path: '/v1/permits', handler }] });
    const filed = await post('/v1/permits', asCitizen, { plan: 'Nhà hai tầng' });
    const problem = await post(`${filed.headers.location}/grant`, asOperator, {});
    expect(problem.body).toMatchObject({
      status: 500,
      code: 'not-declared',
      command: 'grant',
      event: 'filed',
    });
    expect(problem.body.detail).toContain('grant emitted filed');
  });

  it('ask to come back when the store is not available, and say nothing of its inside', async () => {
    const real = memoryEventStore();
    const store = {
      ...real,
      append: () => Promise.reject(new StoreUnavailable('/var/lib/phananh/portal.db: disk I/O error')),
    };
    const { post } = await openApi({ store });
    const answer = await post('/v1/reports', asCitizen, lamp);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.body.code).toBe('store-unavailable');
    expect(answer.text).not.toContain('portal.db');
  });

  it('say nothing of a mistake of ours, and log it', async () => {
    const lines: string[] = [];
    const real = memoryEventStore();
    const store = { ...real, append: () => Promise.reject(new TypeError('secret of the inside')) };
    const { post } = await openApi({
      store,
      log: { destination: { write: (line) => lines.push(line) } },
    });
    const answer = await post('/v1/reports', asCitizen, lamp);
    expect(answer.status).toBe(500);
    expect(answer.body.code).toBe('internal');
    expect(answer.text).not.toContain('secret');
    const logged = lines.find((line) => line.includes('secret of the inside'));
    expect(logged).toContain(answer.body.instance);
    expect(logged).not.toContain(lamp.text);
  });
});

describe('request lines', () => {
  it('name route, status and correlation, and neither token nor address nor text', async () => {
    const lines: string[] = [];
    const { get, post } = await openApi({ log: { destination: { write: (line) => lines.push(line) } } });
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const made = await post('/v1/reports', asCitizen, lamp, {
      traceparent: `00-${trace}-b7ad6b7169203331-01`,
    });
    await get(`/v1/track/${made.body.trackingCode}?after=${made.body.position}`);
    const all = lines.join('');
    expect(JSON.parse(lines.find((line) => line.includes('POST')) ?? '')).toMatchObject({
      route: '/v1/reports',
      status: 201,
      correlationId: trace,
      actorKind: 'citizen',
    });
    expect(lines.filter((line) => line.includes('"route":"/v1/track/:trackingCode"'))).toHaveLength(1);
    for (const secret of ['c-17', lamp.text, made.body.trackingCode]) expect(all).not.toContain(secret);
  });
});

describe('correlation', () => {
  it('goes from traceparent into the events, else from the request', async () => {
    const { post, store } = await openApi();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    await post('/v1/reports', asCitizen, lamp, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
    await post('/v1/reports', asCitizen, lamp, { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` });
    await post('/v1/reports', asCitizen, lamp);
    const ids: string[] = [];
    for await (const { metadata } of store.readAll()) ids.push(metadata.correlationId);
    expect(ids[0]).toBe(trace);
    expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[2]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).not.toBe(ids[2]);
  });
});
