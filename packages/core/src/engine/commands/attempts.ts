import { WrongExpectedRevision } from '../base/errors.ts';
import { keyedQueue } from '../base/keyed-queue.ts';
import type { Revision } from '../base/places.ts';
import { streamOf, type WorkflowTypes } from '../workflow/workflow.ts';
import { type Attempt, type Attempting, attempting, type Ground } from './attempt.ts';
import { loadSnapshot } from './load.ts';
import type { Outcome } from './outcome.ts';
import type { PreparedCommand } from './prepare.ts';
import type { Snapshot } from './snapshots.ts';

/**
 * Carries out commands to one subject, all or none: on its snapshot first where that is worth trying, then on its stream, and again
 * for as long as other processes are faster.
 *
 * @param assumeNew nothing is read first: the subject should have no stream
 */
export type CarryOut<T extends WorkflowTypes> = (
  id: string,
  commands: readonly PreparedCommand<T>[],
  expectedRevision?: Revision,
  assumeNew?: boolean,
) => Promise<Outcome<T['state']>>;

export const inAttempts = <T extends WorkflowTypes>(handler: Attempting<T>): CarryOut<T> => {
  const { options, load } = handler;
  const { workflow, store, maxAttempts = 32 } = options;
  const queue = keyedQueue();
  const attempt: Attempt<T> = attempting(handler);

  /**
   * What the commands are decided on first: the snapshot as it is, when whatever else is in the stream would refuse the append.
   * A command that was named by who gives it may have been taken already, by another host too, so that the stream is asked.
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

  return async (id, commands, expectedRevision, assumeNew = false) => {
    // Commands of this process to one subject wait for each other instead of conflicting with each other.
    const { outcome, firstToTell } = await queue.run(id, async () => {
      const unread = assumeNew ? undefined : await unreadSnapshot(id, commands);
      const quick =
        unread && (await attempt(id, commands, expectedRevision, { subject: unread, from: 'snapshot' }));
      if (quick !== undefined) return quick;
      for (let attempts = 1; ; attempts++) {
        const ground: Ground<T['state']> =
          assumeNew && attempts === 1
            ? { subject: undefined, from: 'nothing' }
            : { subject: await load(id), from: 'stream' };
        const done = await attempt(id, commands, expectedRevision, ground);
        if (done !== undefined) return done;
        if (attempts >= maxAttempts) {
          const revision = (await load(id))?.revision ?? null;
          throw new WrongExpectedRevision(streamOf(workflow, id), 'the one decided on', revision);
        }
      }
    });
    if (firstToTell !== undefined) await tell(outcome.stream, firstToTell).catch(() => {});
    return outcome;
  };
};
