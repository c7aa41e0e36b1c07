import { WrongExpectedRevision } from '../base/errors.ts';
import type { Revision } from '../base/places.ts';
import { keyedQueue } from '../base/queues/index.ts';
import { streamOf, type WorkflowTypes } from '../workflow/workflow.ts';
import { type Attempting, attempting, type Ground, type TryOut } from './attempt.ts';
import { loadSnapshot } from './load.ts';
import type { Outcome } from './outcome.ts';
import type { PreparedCommand } from './prepare.ts';
import type { Snapshot } from './snapshots.ts';

/**
 * Carries out commands to one subject, all or none. They are decided on its snapshot first, if there is one that may do, then on its stream,
 * and again when another process appended to the stream meanwhile.
 *
 * @param assumeNew the subject should have no stream: nothing is read for the first attempt. `only`: there is no other attempt
 */
export type CarryOut<T extends WorkflowTypes> = (
  id: string,
  commands: readonly PreparedCommand<T>[],
  expectedRevision?: Revision,
  assumeNew?: boolean | 'only',
) => Promise<Outcome<T['state']>>;

export const inAttempts = <T extends WorkflowTypes>(
  handler: Attempting<T>,
): { readonly carryOut: CarryOut<T>; readonly tryOut: TryOut<T> } => {
  const { options, load } = handler;
  const { workflow, store, maxAttempts = 32 } = options;
  const queue = keyedQueue();
  const { attempt, tryOut } = attempting(handler);

  /**
   * The snapshot, if the commands can be decided on it without reading the stream: the append goes to its revision, and is refused when the
   * stream has more. Not for a command whose id or key the caller chose: the stream may have taken it already, perhaps through another host.
   */
  const unreadSnapshot = async (
    id: string,
    commands: readonly PreparedCommand<T>[],
  ): Promise<Snapshot<T['state']> | undefined> => {
    const { snapshots } = options;
    const isCurrent = snapshots !== undefined && (snapshots.every ?? 1) === 1;
    if (!isCurrent || commands.some(({ isNamed }) => isNamed)) return undefined;
    return loadSnapshot(snapshots, workflow, id);
  };

  const tell = async (stream: string, fromRevision: Revision): Promise<void> => {
    for await (const event of store.readStream(stream, { fromRevision })) await options.onAppended?.(event);
  };

  const carryOut: CarryOut<T> = async (id, commands, expectedRevision, assumeNew = false) => {
    // Commands of this process to one subject run one after another, so that they do not conflict with each other.
    const { outcome, firstToTell } = await queue.run([id], async () => {
      const unread = assumeNew !== false ? undefined : await unreadSnapshot(id, commands);
      const quick =
        unread && (await attempt(id, commands, expectedRevision, { subject: unread, from: 'snapshot' }));
      if (quick !== undefined) return quick;
      for (let attempts = 1; ; attempts++) {
        const ground: Ground<T['state']> =
          assumeNew !== false && attempts === 1
            ? { subject: undefined, from: 'nothing' }
            : { subject: await load(id), from: 'stream' };
        const done = await attempt(id, commands, expectedRevision, ground);
        if (done !== undefined) return done;
        if (assumeNew === 'only' || attempts >= maxAttempts) {
          const revision = (await load(id))?.revision ?? null;
          throw new WrongExpectedRevision(streamOf(workflow, id), 'the one decided on', revision);
        }
      }
    });
    if (firstToTell !== undefined) await tell(outcome.stream, firstToTell).catch(() => {});
    return outcome;
  };
  return { carryOut, tryOut };
};
