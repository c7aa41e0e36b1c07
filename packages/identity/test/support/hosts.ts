import { commandHandler, createReports, type EventStore, huePolicy, type Reports } from '@phananh/core';
import type { AnyCommandHandler, RelatedSubject } from '@phananh/core/engine';
import type { OfficerEntry } from '@phananh/core/reports';
import { memoryEventStore, type SimulatedClock, simulatedClock } from '@phananh/core/testing';
import { type Authenticate, createHost, developmentAuth, oneOf } from '@phananh/http';
import { readModels } from '@phananh/sqlite';
import { onTestFinished } from 'vitest';
import {
  actorIds,
  addressIds,
  apiKeyAuth,
  identityWorkflowsWith,
  invitationsIn,
  type LastUse,
  type RegistryOptions,
} from '../../src/index.ts';

/** As every host of the log has them. */
export const idsOfAddresses = addressIds(actorIds(Buffer.alloc(32, 'x')));

const identityWorkflows = identityWorkflowsWith({ addressIds: idsOfAddresses, beside: [] });

/** Monday, 7 December 2026, 09:00 in Hue. */
const monday = '2026-12-07T02:00:00.000Z';

interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect in it.
  readonly body: any;
}

export interface TestHost {
  readonly reports: Reports;
  readonly handlers: ReadonlyMap<string, AnyCommandHandler>;
  /** What its registry of officers is made of. */
  readonly registry: RegistryOptions;
  /** @param token what stands after `Bearer ` */
  post(
    url: string,
    token: string,
    body?: object,
    headers?: { readonly [name: string]: string },
  ): Promise<Answer>;
  get(url: string, token: string): Promise<Answer>;
}

/** A log that any number of hosts write to. */
export const sharedLog = (): { readonly store: EventStore; readonly clock: SimulatedClock } => {
  const clock = simulatedClock(monday);
  return { store: memoryEventStore({ clock }), clock };
};

/** One of the hosts over a log: development authentication for people, keys for machines. */
export const hostOver = async (
  { store, clock }: { readonly store: EventStore; readonly clock: SimulatedClock },
  lastUse?: Pick<LastUse, 'used'>,
  people: (registry: RegistryOptions) => Authenticate = () =>
    developmentAuth({ workflows: identityWorkflows }),
  issuers?: readonly string[],
): Promise<TestHost> => {
  const handlers = new Map<string, AnyCommandHandler>();
  const reports = createReports({
    store,
    policy: huePolicy,
    clock,
    officers: async (id) => (await handlers.get('officer')?.load(id)) as RelatedSubject<OfficerEntry>,
  });
  const related = Object.fromEntries(
    ['agency', ...identityWorkflows.map(({ workflow }) => workflow.name)].map((name) => [
      name,
      async (id: string) =>
        name === 'agency' ? reports.agencies.handler.load(id) : handlers.get(name)?.load(id),
    ]),
  );
  const workflows = identityWorkflows.map((hosted) => {
    const { workflow, policy } = hosted;
    const handler: AnyCommandHandler = commandHandler({ workflow, policy, store, related, clock });
    handlers.set(workflow.name, handler);
    return { hosted, handler };
  });
  const handler = (name: string): AnyCommandHandler => {
    const found = handlers.get(name);
    if (found === undefined) throw new TypeError(`no ${name}`);
    return found;
  };
  const keys = handler('apiKey');
  const models = readModels(':memory:', { policy: huePolicy, workflows: identityWorkflows });
  onTestFinished(() => models.close());
  const registry: RegistryOptions = {
    officers: handler('officer'),
    invitations: handler('invitation'),
    addressIds: idsOfAddresses,
    invitationsOf: async (addressId) => {
      await models.catchUp(store);
      return invitationsIn(models, clock)(addressId);
    },
  };
  const { app } = await createHost({
    reports,
    workflows,
    authenticate: oneOf(people(registry), apiKeyAuth({ keys, lastUse, issuers })),
    log: { level: 'silent' },
  });
  const call = async (
    method: 'GET' | 'POST',
    url: string,
    headers: { readonly [name: string]: string },
    body?: object,
  ): Promise<Answer> => {
    const answer = await app.inject({ method, url, headers, ...(body && { payload: body }) });
    const isJson = /json/.test(String(answer.headers['content-type']));
    return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : undefined };
  };
  return {
    reports,
    handlers,
    registry,
    post: (url, token, body = {}, headers = {}) =>
      call('POST', url, { ...headers, authorization: `Bearer ${token}` }, body),
    get: (url, token) => call('GET', url, { authorization: `Bearer ${token}` }),
  };
};
