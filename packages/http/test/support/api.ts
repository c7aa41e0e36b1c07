import { createReports, type EventStore, huePolicy, type Reports, type SlaPolicy } from '@phananh/core';
import { type AnyCommandHandler, timers } from '@phananh/core/engine';
import type { AccessEntry } from '@phananh/core/privacy';
import type { AnyHostedWorkflow, ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import {
  memoryAccessLog,
  memoryEventStore,
  type SimulatedClock,
  simulatedClock,
} from '@phananh/core/testing';
import { runningWorkflows } from '@phananh/sqlite';
import type { FastifyInstance } from 'fastify';
import { createHost, developmentAuth, type HostOptions, workflowRoutes } from '../../src/index.ts';
import { answerChecker, type Document } from './check-answer.ts';
import { type FollowingReadModels, followingReadModels } from './read-models.ts';

/** Monday, 7 December 2026, 09:00 in Hue: a working day of a week without holidays. */
export const monday = '2026-12-07T02:00:00.000Z';

export const asCitizen = 'dev:citizen:c-17';
export const asOtherCitizen = 'dev:citizen:c-18';
export const asOperator = 'dev:operator:o-3';
export const asLighting = 'dev:agency:officer-9:agency-hue-lighting';
export const asParks = 'dev:agency:officer-4:agency-hue-parks';
export const asAuditor = 'dev:auditor:au-1';
export const asAnalyst = 'dev:analyst:an-1';
export const asAdmin = 'dev:admin:ad-1';

export const lamp = {
  text: 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
  location: { lat: 16.4637, lng: 107.5909, address: '12 Lê Lợi, Huế' },
  channel: 'app',
};

/** An answer with its body parsed. The checks on its form were done before: a field that is not there is a failed test. */
interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the answer was checked; tests say what they expect in it.
  readonly body: any;
}

export interface Request {
  readonly as?: string;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string | Uint8Array;
  readonly headers?: { readonly [name: string]: string };
}

export interface Api {
  readonly app: FastifyInstance;
  readonly clock: SimulatedClock;
  readonly reports: Reports;
  readonly store: EventStore;
  /** Those beside reports. */
  readonly workflows: readonly RunningWorkflow[];
  readonly readModels: FollowingReadModels;
  /** What was written down of who was shown what. */
  readonly shown: () => readonly AccessEntry[];
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, request?: Request): Promise<Answer>;
  get(url: string, as?: string, headers?: { readonly [name: string]: string }): Promise<Answer>;
  post(
    url: string,
    as: string,
    body?: unknown,
    headers?: { readonly [name: string]: string },
  ): Promise<Answer>;
  /** Submits a report as the citizen and gives its path. */
  submitted(): Promise<string>;
  /** Submits and verifies a report and gives it to the lighting agency; gives its path. */
  assigned(): Promise<string>;
  /** As {@link assigned}, resolved and published. */
  published(): Promise<string>;
}

export type ApiOptions = Partial<Omit<HostOptions, 'reports' | 'readModels'>> & {
  readonly store?: EventStore;
  readonly withoutReadModels?: boolean;
  readonly policy?: SlaPolicy;
  readonly withTimers?: boolean;
  readonly readModels?: (real: ReadModels) => ReadModels;
  /** Hosted beside reports, with their lists. */
  readonly beside?: readonly AnyHostedWorkflow[];
  readonly others?: readonly { readonly path: string; readonly handler: AnyCommandHandler }[];
};

const checkers = new Map<string, ReturnType<typeof answerChecker>>();

/** The checker of a document. Kept, because compiling its schemas takes longer than the tests. */
const checkerOf = (text: string) => {
  const document: Document = JSON.parse(text);
  const checker = checkers.get(text) ?? answerChecker(document);
  checkers.set(text, checker);
  return checker;
};

/** The application over an in-memory store and a simulated clock. Every answer is held against its OpenAPI document. */
export const openApi = async (options: ApiOptions = {}): Promise<Api> => {
  const { withoutReadModels, withTimers, beside = [], others = [], ...given } = options;
  const { policy = huePolicy, ...hostOptions } = given;
  const { readModels: wrap = (real: ReadModels) => real } = options;
  const clock = simulatedClock(monday);
  const store = options.store ?? memoryEventStore({ clock });
  const reports = createReports({ store, policy, clock });
  const readModels = followingReadModels(store, beside);
  const workflows = runningWorkflows(beside, { reports, clock });
  const accessLog = memoryAccessLog({ clock });
  const { app } = await createHost({
    reports,
    workflows,
    authenticate: developmentAuth(),
    accessLog,
    log: { level: 'silent' },
    extend: async (host) => {
      for (const other of others) await host.register(workflowRoutes, other);
    },
    ...hostOptions,
    readModels: withoutReadModels ? undefined : wrap(readModels),
    ...(withTimers && {
      timers: timers({ index: readModels.timers, handlers: [reports.handler], clock }),
    }),
  });
  const check = checkerOf((await app.inject('/openapi.json')).body);

  const call: Api['call'] = async (method, url, { as, body, raw, headers } = {}) => {
    const payload = raw === undefined ? (body === undefined ? undefined : JSON.stringify(body)) : raw;
    const answer = await app.inject({
      method,
      url,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload !== undefined && { payload: typeof payload === 'string' ? payload : Buffer.from(payload) }),
    });
    const { statusCode: status, body: text } = answer;
    check({ method, url, status, headers: answer.headers, text, sent: body });
    const isJson = /json/.test(String(answer.headers['content-type']));
    return { status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
  };
  const get: Api['get'] = (url, as, headers) =>
    call('GET', url, { ...(as !== undefined && { as }), ...(headers !== undefined && { headers }) });
  const post: Api['post'] = (url, as, body, headers) =>
    call('POST', url, { as, ...(body !== undefined && { body }), ...(headers !== undefined && { headers }) });
  const done = async (answer: Promise<Answer>) => {
    const { status, text, headers } = await answer;
    if (status >= 300) throw new Error(`${status} ${text}`);
    return String(headers.location);
  };

  const submitted = () => done(post('/v1/reports', asCitizen, lamp));
  const agencies = async () => {
    if (await reports.agencies.handler.load('agency-hue-lighting')) return;
    await done(
      post('/v1/agencies', asOperator, {
        agencyId: 'agency-hue-lighting',
        name: 'Chiếu sáng Huế',
        kind: 'enterprise',
      }),
    );
    await done(
      post('/v1/agencies', asOperator, {
        agencyId: 'agency-hue-parks',
        name: 'Công viên Huế',
        kind: 'government',
      }),
    );
  };
  const assigned = async () => {
    await agencies();
    const path = await submitted();
    await done(post(`${path}/verify`, asOperator, { category: 'lighting' }));
    await done(post(`${path}/assign`, asOperator, { agencyId: 'agency-hue-lighting' }));
    return path;
  };
  const published = async () => {
    const path = await assigned();
    await done(post(`${path}/resolve`, asLighting, { result: 'Đã thay bóng' }));
    await done(post(`${path}/publish`, asOperator, { publicText: 'Đèn đã sáng lại.' }));
    return path;
  };
  const shown = accessLog.entries;
  return {
    app,
    clock,
    reports,
    store,
    workflows,
    readModels,
    shown,
    call,
    get,
    post,
    submitted,
    assigned,
    published,
  };
};
