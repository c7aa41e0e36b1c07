import { z } from 'zod';
import { errorKinds } from '../../base/errors.ts';
import { issuesOf } from '../../base/input-issues.ts';
import type { WorkflowIssue } from './issue.ts';

/**
 * The form of a definition. Types say the same of one that is written in TypeScript; one that is made of data, or by a program
 * in plain JavaScript, is first looked at here.
 */

const callable = z.custom((value) => typeof value === 'function', 'is not a function');
const zodSchema = z.custom((value) => value instanceof z.ZodType, 'is not a schema of zod');
const names = z.array(z.string());
const word = z.string().min(1);

/** A part of a path, of the type of an event in a feed, of the name of a method. */
const key = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'is not a name: a letter, then letters, digits and hyphens');

const command = z.looseObject({
  summary: word,
  input: zodSchema,
  example: z.unknown(),
  by: names,
  emits: names.min(1, 'emits nothing'),
  refuses: names.optional(),
  to: names.min(1, 'leads nowhere').optional(),
  from: z.union(
    [z.enum(['none', 'any']), names.min(1, 'can be given in no phase')],
    'is not `none`, `any` or phases',
  ),
  relation: z.enum(['own', 'other', 'any']).optional(),
  internal: z.boolean().optional(),
  occurredAt: callable.optional(),
  reaches: callable.optional(),
  destroys: callable.optional(),
  idFrom: callable.optional(),
  when: callable.optional(),
  reads: callable.optional(),
  decide: callable,
});

const actorFields = z.array(z.enum(['kind', 'id', 'agencyId']));

const view = z.looseObject({
  state: names,
  events: z.record(z.string(), names),
  personal: names.optional(),
  hides: callable.optional(),
  shows: z.record(z.string(), callable).optional(),
  actor: actorFields,
  actorOfKind: z.record(z.string(), actorFields).optional(),
});

const definition = z.looseObject({
  // No hyphen: a stream is `<name>-<id>`, and `report-draft-1` would be of two workflows.
  name: z.string().regex(/^[a-z][A-Za-z0-9]{0,49}$/, 'is not a name of streams: letters and digits'),
  summary: word,
  id: zodSchema,
  phases: z
    .record(key, z.looseObject({ summary: word, final: z.boolean().optional() }))
    .refine((phases) => Object.keys(phases).length > 0, 'has no phase'),
  actorKinds: z.record(key, z.string()),
  events: z.record(
    key,
    z.looseObject({
      summary: word,
      schema: zodSchema,
      version: z.int().min(1),
      upcasters: z.record(z.string(), callable).optional(),
    }),
  ),
  commands: z.record(key, command),
  refusals: z.record(
    key,
    z.looseObject({
      kind: z.enum(errorKinds),
      title: z.looseObject({ en: word, vi: word }),
      help: word,
    }),
  ),
  evolve: callable,
  stateVersion: z.int().min(1),
  phaseOf: callable,
  isOwn: callable,
  imports: callable.optional(),
  audienceOf: callable,
  fields: z.record(
    z.string(),
    z.looseObject({ summary: word, personal: z.boolean().optional(), parts: names.optional() }),
  ),
  views: z.record(z.string(), view),
  present: callable,
  redactable: z
    .record(
      z.string(),
      z.array(z.looseObject({ event: word, shownAs: word.optional() })).min(1, 'is nowhere'),
    )
    .optional(),
  redactions: callable.optional(),
  timers: z.looseObject({ gives: names, pending: callable }).optional(),
  reactions: z
    .record(z.string(), z.looseObject({ gives: z.record(z.string(), names), commands: callable }))
    .optional(),
  compensations: z
    .record(
      z.string(),
      z.looseObject({ gives: z.record(z.string(), names), reads: callable, commands: callable }),
    )
    .optional(),
});

/** What is missing or of the wrong form. */
export const shapeIssues = (given: object): readonly WorkflowIssue[] => {
  // Parsed once in a life: code that is generated for it would take longer than the parse.
  const parsed = definition.safeParse(given, { jitless: true });
  return parsed.success ? [] : issuesOf(parsed.error);
};
