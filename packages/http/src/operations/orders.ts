import { InvalidCommand, issuesOf, NotFound, parseInput } from '@phananh/core/engine';
import { z } from 'zod';
import type { HostOperations } from './port.ts';

const stream = z.string().min(1).max(300).describe('The stream, such as `report-019a…`.');
const projection = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .describe('Only for this projection. Default: for every one.');
const reason = z.string().trim().min(1).max(500).describe('Why: it is kept with what is left out.');
const eventId = z.uuid().describe('The event that causes it.');
const index = z
  .int()
  .min(0)
  .nullable()
  .optional()
  .describe('Which of those that it causes. Default: all of them.');

/** What can be done with what is parked, and with all of it. */
interface HostOrder {
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodObject;
  /** @returns how many were meant. @throws {@link InvalidCommand}; {@link NotFound} where nothing is parked that is meant */
  readonly give: (operations: HostOperations, input: unknown) => number;
}

const order = <Shape extends z.ZodRawShape>(
  name: string,
  {
    summary,
    input,
    give,
    meaning,
  }: {
    readonly summary: string;
    readonly input: z.ZodObject<Shape, z.core.$strict>;
    readonly give: (
      operations: HostOperations,
      input: z.output<z.ZodObject<Shape, z.core.$strict>>,
    ) => readonly unknown[];
    /** What is not there where nothing is meant. Absent: that is no fault. */
    readonly meaning?: (
      input: z.output<z.ZodObject<Shape, z.core.$strict>>,
    ) => readonly [what: string, id: string];
  },
): HostOrder => ({
  name,
  summary,
  input,
  give: (operations, given) => {
    const { success, data, error } = parseInput(input, given ?? {});
    if (!success) throw new InvalidCommand(`operations.${name}`, issuesOf(error));
    const { length } = give(operations, data);
    if (length === 0 && meaning !== undefined) throw new NotFound(...meaning(data));
    return length;
  },
});

const ofStream = ({
  stream: one,
  projection: of,
}: {
  readonly stream: string;
  readonly projection?: string | undefined;
}) => ({
  stream: one,
  ...(of !== undefined && { projection: of }),
});

const ofEvent = ({
  eventId: id,
  index: at,
}: {
  readonly eventId: string;
  readonly index?: number | null | undefined;
}) => ({
  eventId: id,
  ...(at !== undefined && { index: at }),
});

export const hostOrders: readonly HostOrder[] = [
  order('rebuild', {
    summary: 'Has all read models computed anew from the log. What serves serves on until they are complete.',
    input: z.strictObject({
      retrySkipped: z
        .boolean()
        .optional()
        .describe('Apply also the events that were left out. Default: they are left out again.'),
    }),
    // It is computed anew already: the same is wanted once.
    give: (operations, { retrySkipped = false }) =>
      operations.orderRebuild({ retrySkipped }) ? ['begun'] : [],
  }),
  order('retry-parked', {
    summary: 'Has a parked stream applied again.',
    input: z.strictObject({ stream, projection }),
    give: (operations, input) => operations.orderParked({ action: 'retry', ...ofStream(input) }),
    meaning: (input) => ['parked stream', input.stream],
  }),
  order('skip-parked', {
    summary: 'Goes on with a parked stream as if the event that cannot be applied were not there.',
    input: z.strictObject({ stream, projection, reason }),
    give: (operations, input) =>
      operations.orderParked({ action: 'skip', reason: input.reason, ...ofStream(input) }),
    meaning: (input) => ['parked stream', input.stream],
  }),
  order('retry-reaction', {
    summary: 'Has a parked reaction tried again.',
    input: z.strictObject({ eventId, index }),
    give: (operations, input) => operations.reactions.want(ofEvent(input)),
    meaning: (input) => ['parked reaction', input.eventId],
  }),
  order('skip-reaction', {
    summary: 'Leaves a parked reaction out for ever.',
    input: z.strictObject({ eventId, index, reason }),
    give: (operations, input) => operations.reactions.leaveOut(ofEvent(input), input.reason),
    meaning: (input) => ['parked reaction', input.eventId],
  }),
];
