import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { huePolicy } from '@phananh/core';
import { createHost } from '@phananh/http';
import {
  actorIds,
  addressIds,
  identityWorkflowsWith,
  invitationsIn,
  officerRegistry,
} from '@phananh/identity';
import { type OfficerEntry, oidcAuth } from '@phananh/identity/oidc';
import { runReports } from '@phananh/sqlite';
import { type RealIssuer, realIssuer } from '@phananh/test-support/real-issuer';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import type { Page } from 'playwright-core';
import { phananhConsole } from '../../src/index.ts';
import { openConsole } from './open-console.ts';

const audience = 'https://phananh.hue.example';

/** A real issuer, at which whoever is named is whoever they say: `o-1` of the centre, `a-1` of an agency, `c-1` a citizen. */
export const issuerOfHue = (): Promise<RealIssuer> =>
  realIssuer({
    audience,
    claimsOf: (account) => ({
      groups: [account.split('-', 1)[0]],
      email: addressOf(account),
      email_verified: true,
    }),
  });

export const addressOf = (account: string): string => `${account}@hue.gov.vn`;

const ids = actorIds(new Uint8Array(32).fill(3));
type Officers = NonNullable<Parameters<typeof oidcAuth>[0]['officers']>;

/** Who somebody is at the issuer, and how the console has them sign in there. */
const signingInAt = (issuer: RealIssuer, address: string, officers: Officers) => {
  const authenticate = oidcAuth({
    issuers: [
      {
        issuer: issuer.url,
        audience,
        actors: [
          { kind: 'operator', claim: 'groups', value: 'o' },
          { kind: 'agency', claim: 'groups', value: 'a' },
          { kind: 'citizen', claim: 'groups', value: 'c' },
        ],
      },
    ],
    actorIds: ids,
    officers,
  });
  const client = issuer.clientAt(address);
  const people = {
    bearers: authenticate.bearers,
    issuers: [{ issuer: issuer.url, label: 'Hue', scope: 'openid reports', resource: audience, ...client }],
  };
  return { authenticate, people, idOf: (subject: string): string => ids({ issuer: issuer.url, subject }) };
};

/** However much else this machine has to do, nobody is told to come later. */
const unhurried = { overload: false } as const;

/** A console that people sign in to at the issuer, and the officers whom its registry knows. */
export const openAtIssuer = async (
  issuer: RealIssuer,
  /** Where its pages are, as the browser has it. */
  address: string,
  options: Parameters<typeof openConsole>[0] = {},
) => {
  const officers = new Map<string, OfficerEntry>();
  const { idOf, ...signingIn } = signingInAt(issuer, address, async (id) => officers.get(id));
  return { ...(await openConsole({ ...signingIn, ...options }, unhurried)), officers, idOf };
};

/** A whole host with a registry of its own, as `serve` has one: whoever was invited is an officer when they sign in. */
export const runAtIssuer = async (issuer: RealIssuer) => {
  const port = await freePort();
  const addresses = addressIds(ids);
  const running = await runReports({
    file: join(inTemporaryDirectory(), 'officers.db'),
    policy: huePolicy,
    workflows: identityWorkflowsWith({ addressIds: addresses }),
    timers: false,
  });
  const { reports, readModels, workflows } = running;
  const handlerOf = (name: string) => {
    const found = workflows.find(({ handler }) => handler.workflow.name === name)?.handler;
    if (found === undefined) throw new Error(`no ${name} here`);
    return found;
  };
  const officers = officerRegistry({
    officers: handlerOf('officer'),
    invitations: handlerOf('invitation'),
    addressIds: addresses,
    invitationsOf: invitationsIn(readModels, reports.handler.clock),
  });
  const at = `http://127.0.0.1:${port}`;
  const { authenticate, people, idOf } = signingInAt(issuer, `${at}/console`, officers);
  const host = await createHost({
    ...running,
    authenticate,
    log: { level: 'silent' },
    ...unhurried,
    extend: async (app) => {
      await app.register(phananhConsole, {
        ...running,
        authenticate,
        people,
        sessionKey: new Uint8Array(32).fill(7),
      });
    },
  });
  await host.listen({ host: '127.0.0.1', port });
  return { reports, handlerOf, idOf, address: at, close: () => host.close() };
};

/** Whoever is named is whoever they say at this issuer: it is told by whom it is asked. */
export const signInAtIssuer = async (page: Page, account: string, to = '/console/work'): Promise<void> => {
  await page.goto('/console');
  const href = await page.getByRole('link', { name: 'Sign in with Hue' }).getAttribute('href');
  const asked = new URL(href ?? '', page.url());
  asked.searchParams.set('login_hint', account);
  asked.searchParams.set('to', to);
  await page.goto(asked.href);
};

/** An address has to be known before the issuer knows its client. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};
