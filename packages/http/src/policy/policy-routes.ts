import type { JsonObject, Reports, SlaPolicy } from '@phananh/core';
import { InvalidCommand, issuesOf, parseInput } from '@phananh/core/engine';
import { type OpenMovesPage, openMoves, type ReadModels } from '@phananh/core/read-models';
import {
  huePolicyData,
  PolicyMessage,
  PolicyOfLogMessage,
  policyFromOutside,
  policyOfLog,
  policyOfLogMessage,
  type ReportActorKind,
  reportPolicyForWriting,
} from '@phananh/core/reports';
import { commandPolicy } from '@phananh/core/sla';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../auth/authenticate.ts';
import { jsonSchemaOf } from '../openapi/json-schema.ts';
import type { Operation } from '../openapi/operation.ts';
import { askFor, askingErrors, readInTurns } from '../queries/asking.ts';
import { heldAgainst } from './held-against.ts';
import { heldAgainstSchema } from './held-against-schema.ts';
import { movesSchema } from './moves-schema.ts';

const permission = ['admin'] as const satisfies readonly ReportActorKind[];
const tag = 'policy';

const Adoption = PolicyMessage.extend({
  reason: z.string().min(1).max(500).describe('Why: it stands in the log.'),
});
const Asked = z.strictObject({
  under: PolicyMessage.optional().describe(
    'Under this policy; absent: under the one that the log is written under.',
  ),
  cursor: z.string().max(1_000).optional().describe('Where the page before ended.'),
});

/** The shortest calendar that there can be: those of a province have every day off of its years. */
const anAdoption: JsonObject = {
  // What is undefined is not there.
  policy: JSON.parse(JSON.stringify(huePolicyData)),
  calendars: [
    {
      schema: 1,
      country: 'VN',
      timezone: 'Asia/Ho_Chi_Minh',
      compiledOn: '2026-11-23',
      confirmedWindow: { from: '2026-01-01', to: '2026-12-31' },
      weeklyRestDays: ['Sat', 'Sun'],
      daysOff: [],
    },
  ],
  reason: 'Quyết định 01/2027/QĐ-UBND',
};

const withoutReason = ({ reason: _, ...under }: JsonObject): JsonObject => under;

const parsed = <Output>(operation: Operation, schema: z.ZodType<Output>, body: unknown): Output => {
  const { success, data, error } = parseInput(schema, body ?? {});
  if (!success) throw new InvalidCommand(operation.id, issuesOf(error));
  return data;
};

const reading: Operation = {
  id: 'policy.show',
  tag,
  summary: 'The policy and the calendars that the log is written under.',
  responses: {
    200: {
      description: 'All of it, and where and why it was put in force.',
      schema: jsonSchemaOf(PolicyOfLogMessage, 'output'),
    },
  },
  errors: ['store-unavailable'],
};

const adopting: Operation = {
  id: 'policy.adopt',
  tag,
  summary: 'Puts another policy, or other calendars, in force.',
  description:
    'What the log is written under already is not put in force again: a repeat does nothing. Every host of the log starts again under it, and is away for a moment.',
  body: {
    required: true,
    schema: jsonSchemaOf(Adoption, 'input'),
    example: anAdoption,
  },
  responses: {
    200: { description: 'What is in force now.', schema: jsonSchemaOf(PolicyOfLogMessage, 'output') },
  },
  errors: [
    'invalid-command',
    'invalid-policy',
    'invalid-calendar',
    'unknown-zone',
    'policy-differs',
    'store-unavailable',
  ],
};

const foretelling: Operation = {
  id: 'policy.moves',
  tag,
  summary: 'The due days of open reports that a policy and its calendars would move. Nothing is done.',
  description:
    'Looked at are 200 open reports a page, so that a page may have no moves, and others follow. `report.re-date` moves one.',
  body: { required: false, schema: jsonSchemaOf(Asked, 'input'), example: {} },
  responses: { 200: { description: 'A page.', schema: movesSchema } },
  errors: [
    'invalid-command',
    'invalid-query',
    'invalid-policy',
    'invalid-calendar',
    'unknown-zone',
    ...askingErrors,
  ],
};

const Held = z.strictObject({ under: PolicyMessage.describe('The policy with its calendars.') });

const holding: Operation = {
  id: 'policy.what-if',
  tag,
  summary: 'The latest reports as they would have been under a policy and its calendars. Nothing is done.',
  description:
    'Up to 1,000 reports, the latest first, are replayed: how they are judged, on-time in both readings, and each clock that would be judged otherwise. `phananh whatif` replays all of them.',
  body: {
    required: true,
    schema: jsonSchemaOf(Held, 'input'),
    example: { under: withoutReason(anAdoption) },
  },
  responses: { 200: { description: 'Both sides.', schema: heldAgainstSchema } },
  errors: ['invalid-command', 'invalid-policy', 'invalid-calendar', 'unknown-zone', ...askingErrors],
};

/** `GET /policy`, `POST /policy/adopt` and, where there are read models, `POST /policy/moves` and `POST /policy/what-if`. */
export const policyRoutes = (
  app: FastifyInstance,
  { reports, readModels }: { readonly reports: Reports; readonly readModels?: ReadModels },
): void => {
  const { store, handler } = reports;
  app.get('/policy', { config: { permission, operation: reading } }, async (_, reply) => {
    reply.header('cache-control', 'private, no-cache');
    return policyOfLogMessage(await policyOfLog(store));
  });
  app.post('/policy/adopt', { config: { permission, operation: adopting } }, async (request) => {
    const { reason, ...given } = parsed(adopting, Adoption, request.body);
    const ofLog = await reportPolicyForWriting(store, {
      given: policyFromOutside(given),
      reason,
      actor: actorOf(request),
      clock: handler.clock,
    });
    return policyOfLogMessage(ofLog);
  });
  if (readModels === undefined) return;
  app.post('/policy/what-if', { config: { permission, operation: holding } }, async (request) => {
    const { under } = parsed(holding, Held, request.body);
    return heldAgainst(request, { reports, readModels }, policyFromOutside(under));
  });
  app.post('/policy/moves', { config: { permission, operation: foretelling } }, async (request) => {
    const { under, cursor } = parsed(foretelling, Asked, request.body);
    const policy = under === undefined ? handler.policy : policyFromOutside(under);
    return movesFor(request, { reports, readModels }, { policy, cursor });
  });
};

/** What of the open reports would move under a policy, a page at a time. */
export const movesFor = (
  request: FastifyRequest,
  { reports, readModels }: { readonly reports: Reports; readonly readModels: ReadModels },
  { policy, cursor }: { readonly policy: SlaPolicy; readonly cursor: string | undefined },
): Promise<OpenMovesPage> => {
  const cases: Parameters<typeof openMoves>[0]['cases'] = (query) =>
    askFor(request, (by) => readModels.cases(query, by));
  return readInTurns(request, ({ turn }) =>
    openMoves(
      { policy: commandPolicy(policy), reports: reports.handler, cases, ...(turn && { turn }) },
      cursor,
    ),
  );
};
