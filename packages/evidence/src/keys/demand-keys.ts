import type { RecordedEvent, Reports } from '@phananh/core';
import { idInStream } from '@phananh/core/engine';
import { EvidenceError, type KeyStore } from '@phananh/core/privacy';
import { attachmentWorkflow } from '@phananh/core/reports';
import { readPosition } from '../position.ts';

export interface KeysOfLog {
  readonly reports: Reports;
  readonly keys: KeyStore;
  /** The file that says how far the log was followed: what is there is looked at, and not the log from its beginning. */
  readonly position: string;
}

/**
 * Before a key is made: the keys are those of the log. They can be read, and one of the last photos or videos that the log names has
 * its key among them, or had it.
 *
 * @throws `key-unreadable`, `key-missing`
 */
export const demandKeys = async ({ reports, keys, position }: KeysOfLog): Promise<void> => {
  await keys.verify();
  const streamPrefix = `${attachmentWorkflow.name}-`;
  const firstAfter = async (after: number): Promise<RecordedEvent | undefined> => {
    for await (const event of reports.store.readAll({ after, streamPrefix, limit: 1 })) return event;
    return undefined;
  };
  const followed = await readPosition(position);
  // A position of another log says nothing about this one.
  const last = followed === 0 ? undefined : await firstAfter(followed - 1);
  const event = last ?? (await firstAfter(0));
  const id = event && idInStream(attachmentWorkflow, event.stream);
  const subject = id && (await reports.attachments.handler.load(id))?.state.subject;
  if (subject && (await keys.stateOf(subject)) === 'missing')
    throw new EvidenceError(
      'key-missing',
      'these are not the keys of this log: it names photos or videos that have none among them',
    );
};
