import type { Actor } from '@phananh/core';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { reportActorKinds } from '@phananh/core/reports';
import type { FastifyRequest } from 'fastify';
import type { Authenticate } from './authenticate.ts';
import { bearerTokenOf } from './bearer-token.ts';
import { demandThisMachine } from './this-machine.ts';

const token = /^dev:([A-Za-z][A-Za-z0-9-]*):([\w.@-]{1,200})(?::([\w-]{1,63}))?$/;

/** An officer says of which agency; nobody else is of one. */
const isOfAgency = (kind: string): boolean => kind === 'agency';

const actorOfToken = (given: string | undefined, kinds: ReadonlySet<string>): Actor | undefined => {
  const [, kind, id, agencyId] = given?.match(token) ?? [];
  if (kind === undefined || id === undefined || !kinds.has(kind)) return undefined;
  if (isOfAgency(kind) !== (agencyId !== undefined)) return undefined;
  return { kind, id, ...(agencyId !== undefined && { agencyId }) };
};

/** Not `system`: process managers and imports are inside, and nobody becomes them by asking. */
const kindsOf = (workflows: readonly Pick<AnyHostedWorkflow, 'workflow'>[]): ReadonlySet<string> => {
  const kinds = [reportActorKinds, ...workflows.map(({ workflow }) => workflow.actorKinds)];
  return new Set(kinds.flatMap((one) => Object.keys(one)).filter((kind) => kind !== 'system'));
};

interface DevelopmentAuthOptions extends Pick<Authenticate, 'isSaid'> {
  /** Those that the host runs beside reports: their kinds of actors have tokens too. */
  readonly workflows?: readonly Pick<AnyHostedWorkflow, 'workflow'>[];
}

/**
 * Takes everybody's word: `Bearer dev:<kind>:<id>`, for an officer of an agency `Bearer dev:agency:<id>:<agencyId>`. The kinds are
 * those of reports and of the workflows that it is given.
 *
 * It throws `loopback-only` for a request that does not come from this machine or names another one, whatever the application
 * listens on.
 *
 * @param isSaid whether who starts the host warns of it; default: the log does
 */
export const developmentAuth = ({
  isSaid = false,
  workflows = [],
}: DevelopmentAuthOptions = {}): Authenticate => {
  const kinds = kindsOf(workflows);
  const authenticate = (request: FastifyRequest): Actor | undefined => {
    // Here and nowhere else, so that it holds wherever this function stands: in a host, in a plugin, in somebody's own hook.
    demandThisMachine(request);
    return actorOfToken(bearerTokenOf(request), kinds);
  };
  return Object.assign(authenticate, {
    developmentOnly: true,
    demandSender: demandThisMachine,
    isSaid,
    recognises: (given: string) => given.startsWith('dev:'),
    tokens: [...kinds].map((kind) => `dev:${kind}:<id>${isOfAgency(kind) ? ':<agencyId>' : ''}`),
  });
};
