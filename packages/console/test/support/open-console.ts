import { createReports, huePolicy, type Reports, type SlaPolicy } from '@phananh/core';
import type { AnyHostedWorkflow, ReadModels, Rebuild, RunningWorkflow } from '@phananh/core/read-models';
import { memoryEventStore, type SimulatedClock, simulatedClock } from '@phananh/core/testing';
import { createHost, developmentAuth, type Host, type HostOptions, type Permission } from '@phananh/http';
import { readModels, runningWorkflows } from '@phananh/sqlite';
import type { FastifyInstance } from 'fastify';
import { type ConsoleOptions, phananhConsole } from '../../src/index.ts';

/** Monday, 7 December 2026, 09:00 in Hue: a working day of a week without holidays. */
const monday = '2026-12-07T02:00:00.000Z';

export interface OpenedConsole {
  readonly app: FastifyInstance;
  readonly host: Host;
  readonly clock: SimulatedClock;
  readonly reports: Reports;
  readonly workflows: readonly RunningWorkflow[];
  readonly readModels: ReadModels & { catchUp(): Promise<void> };
  /** Has what is computed anew come further. */
  readonly rebuilds: (further: Partial<Rebuild>) => void;
  /** Every page that the console has, by the pattern of its address, with for whom it is. */
  readonly pages: ReadonlyMap<string, Permission>;
  /** The address of each request that a hook of the console ran on, once for each hook. */
  readonly hooked: readonly string[];
}

/** The console beside the API, over an in-memory store and a simulated clock. */
export const openConsole = async (
  { policy = huePolicy, ...options }: Partial<ConsoleOptions> & { readonly policy?: SlaPolicy } = {},
  hostOptions: Partial<HostOptions> = {},
  hosted: readonly AnyHostedWorkflow[] = [],
): Promise<OpenedConsole> => {
  const clock = simulatedClock(monday);
  const store = memoryEventStore({ clock });
  const reports = createReports({ store, policy, clock });
  const models = readModels(':memory:', { policy: huePolicy, workflows: hosted });
  const workflows = runningWorkflows(hosted, { reports, clock });
  const following = {
    ...models,
    catchUp: () => models.catchUp(store),
    whenApplied: async (...given: Parameters<typeof models.whenApplied>) => {
      await models.catchUp(store);
      return models.whenApplied(...given);
    },
  };
  let rebuild: Rebuild | undefined;
  const operations: HostOptions['operations'] = {
    parked: () => models.parked(),
    skipped: () => models.skipped(),
    waitingOrders: () => models.waitingOrders(),
    orderParked: (order) => models.orderParked(order),
    orderRebuild: () => {
      if (rebuild?.endedAt === null) return false;
      const begunAt = clock.now();
      const why = 'it was asked for';
      rebuild = { phase: 'reading', why, begunAt, endedAt: null, position: null, of: 9, message: null };
      return true;
    },
    rebuilding: () => rebuild,
    pendingTimers: models.timers,
    reactions: models.reactions,
  };
  const pages = new Map<string, Permission>();
  const hooked: string[] = [];
  const { authenticate = developmentAuth({ isSaid: true }) } = options;
  const host = await createHost({
    reports,
    workflows,
    readModels: following,
    operations,
    authenticate,
    log: { level: 'silent' },
    frontPage: '/console',
    guestKey: options.guestKey,
    ...hostOptions,
    extend: async (app) => {
      app.addHook('onRoute', ({ url, method, config }) => {
        if (config?.isPage === true && method === 'GET') pages.set(url, config.permission ?? 'public');
      });
      // Where a host registers it, and not in a scope that would keep its hooks from the API.
      const { addHook } = app;
      const countHooks = (scope: object): void => {
        // With the same number of arguments, by which Fastify knows what a hook is.
        const counted = (name: never, hook: object) =>
          addHook.call(
            scope as never,
            name,
            new Proxy(hook, {
              apply: (target, self, given) => {
                const url: unknown = Object(given[0]).url;
                if (typeof url === 'string') hooked.push(url);
                return Reflect.apply(target as () => unknown, self, given);
              },
            }) as never,
          );
        Object.assign(scope, { addHook: counted });
      };
      let isConsole = true;
      app.addHook('onRegister', (scope) => {
        if (isConsole) countHooks(scope);
      });
      countHooks(app);
      await app.register(phananhConsole, {
        reports,
        readModels: following,
        workflows,
        operations,
        authenticate,
        sessionKey: new Uint8Array(32).fill(7),
        ...options,
      });
      isConsole = false;
      Object.assign(app, { addHook });
    },
  });
  const rebuilds = (further: Partial<Rebuild>): void => {
    if (rebuild !== undefined) rebuild = { ...rebuild, ...further };
  };
  return { app: host.app, host, clock, reports, workflows, readModels: following, rebuilds, pages, hooked };
};

export interface Seen {
  readonly status: number;
  readonly url: string;
  readonly text: string;
  readonly headers: { readonly [name: string]: unknown };
  readonly cookies: readonly { readonly [attribute: string]: unknown }[];
}

/** A browser without JavaScript: keeps cookies, follows redirects, says whose page sends a form. */
export const browserOf = ({ app }: Pick<OpenedConsole, 'app'>, language = 'en') => {
  const cookies = new Map<string, string>();
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    {
      body,
      headers = {},
    }: { readonly body?: string | Buffer; readonly headers?: { readonly [name: string]: string } } = {},
  ): Promise<Seen> => {
    const answer = await app.inject({
      method,
      url,
      headers: {
        accept: 'text/html',
        'accept-language': language,
        cookie: [...cookies]
          .filter(([key]) => url.split('?')[0]?.startsWith(key.split(' ')[1] ?? '/') === true)
          .map(([key, value]) => `${key.split(' ')[0]}=${value}`)
          .join('; '),
        ...(method === 'POST' && {
          'sec-fetch-site': 'same-origin',
          'content-type': 'application/x-www-form-urlencoded',
        }),
        ...headers,
      },
      ...(body !== undefined && { payload: body }),
    });
    // One of a part of the pages is another than that of all: its path stands behind its name.
    for (const { name, value, maxAge, path = '/' } of answer.cookies) {
      const key = path === '/' ? name : `${name} ${path}`;
      if (value === '' || maxAge === 0) cookies.delete(key);
      else cookies.set(key, value);
    }
    const { location } = answer.headers;
    if (answer.statusCode === 307)
      return ask(method, String(location), { ...(body !== undefined && { body }) });
    if (answer.statusCode === 303) return ask('GET', String(location));
    return {
      status: answer.statusCode,
      url,
      text: answer.body,
      headers: answer.headers,
      cookies: answer.cookies as Seen['cookies'],
    };
  };
  const get = (url: string, headers?: { readonly [name: string]: string }): Promise<Seen> =>
    ask('GET', url, headers === undefined ? {} : { headers });
  const post = (
    url: string,
    fields: { readonly [name: string]: string } = {},
    headers?: { readonly [name: string]: string },
  ): Promise<Seen> =>
    ask('POST', url, {
      body: new URLSearchParams(fields).toString(),
      ...(headers !== undefined && { headers }),
    });
  /** As a browser sends a form with files. */
  const postFiles = (
    url: string,
    fields: { readonly [name: string]: string },
    files: readonly (readonly [name: string, content: string | Buffer, field?: string])[],
  ): Promise<Seen> => {
    const boundary = 'phananh-boundary';
    const part = (head: string, content: string | Buffer): readonly Buffer[] => [
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ];
    const body = Buffer.concat([
      ...Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value)),
      ...files.flatMap(([name, content, field = 'photos']) =>
        part(`name="${field}"; filename="${name}"\r\ncontent-type: application/octet-stream`, content),
      ),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    return ask('POST', url, {
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
  };
  return {
    cookies,
    get,
    post,
    postFiles,
    signIn: (as: string, fields: { readonly [name: string]: string } = {}): Promise<Seen> =>
      post('/console/sign-in/development', { as, ...fields }),
  };
};

/** The hidden fields of the form of a page that is sent to this address. */
export const hiddenIn = ({ text }: Seen, action: string): { readonly [name: string]: string } => {
  const form = text.split('<form').findLast((part) => part.includes(`action="${action}"`)) ?? '';
  const inputs = (form.split('</form>', 1)[0] ?? '').matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  );
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, unescaped(value)]));
};

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A report of a lamp by a citizen, and its address on the console. */
export const reported = async (
  { reports, readModels }: OpenedConsole,
  text = 'Đèn đường hỏng trước số nhà 12 Lê Lợi',
  address = '12 Lê Lợi, Huế',
  id = 'c-1',
) => {
  const { reportId } = await reports.submit(
    { text, location: { lat: 16.4637, lng: 107.5909, address }, channel: 'app' },
    { actor: { kind: 'citizen', id } },
  );
  await readModels.catchUp();
  return { reportId, path: `/console/cases/report/${reportId}` };
};
