import {
  type CommandHandler,
  type FoundSubject,
  findSubject,
  type Instant,
  type InTurns,
  InvalidQuery,
  type JsonObject,
  type ReadAs,
  type Revision,
  type UpTo,
  viewOfSubject,
  type WorkflowTypes,
} from '../engine/index.ts';
import { type Change, changesBetween } from './changes.ts';

/** One of two pasts that are compared. */
export interface ComparedState {
  readonly revision: Revision;
  /** The moment that it is shown of: what only time changes, such as a verdict, is as of then. */
  readonly asOf: Instant;
}

/** What became different between two moments of a subject, as somebody may see it. */
export interface SubjectDifference {
  readonly from: ComparedState;
  readonly to: ComparedState;
  readonly changes: readonly Change[];
}

const revisionText = /^\d{1,16}$/;

/** A past as people name it: a whole number is a revision, anything else an instant. */
export const pastNamed = (text: string): UpTo =>
  revisionText.test(text) ? { revision: Number(text) } : { at: text };

/**
 * Compares two pasts of a subject, in the order in which they are given: from the later to the earlier one undoes.
 *
 * @throws {@link NotFound} as {@link findSubject} does, for either; {@link InvalidQuery} for what is no past
 */
export const differenceOf = async <T extends WorkflowTypes>(
  handler: CommandHandler<T>,
  id: string,
  { from, to, turn, ...reader }: { readonly from: UpTo; readonly to: UpTo } & ReadAs & InTurns,
): Promise<SubjectDifference> => {
  for (const [name, { revision, at, knownAt }] of Object.entries({ from, to })) {
    if ([revision, at, knownAt].every((bound) => bound === undefined))
      throw new InvalidQuery('a revision or an instant is needed', `/${name}`);
  }
  const before = await findSubject(handler, id, { ...from, ...reader, turn });
  const after = await findSubject(handler, id, { ...to, ...reader, turn });
  return {
    from: comparedOf(before),
    to: comparedOf(after),
    changes: changesBetween(stateOf(handler, before), stateOf(handler, after)),
  };
};

const comparedOf = <T extends WorkflowTypes>({ shown, moment }: FoundSubject<T>): ComparedState => ({
  revision: shown.revision,
  asOf: moment ?? shown.occurredAt,
});

/** As it was seen, without its place in the log, which says the same as the revision. */
const stateOf = <T extends WorkflowTypes>(handler: CommandHandler<T>, found: FoundSubject<T>): JsonObject => {
  const { revision: _, position: __, allowedCommands: ___, ...state } = viewOfSubject(handler, found);
  return state;
};
