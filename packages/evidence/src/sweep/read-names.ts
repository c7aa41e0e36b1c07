import type { EventStore } from '@phananh/core';
import { idInStream, upcast } from '@phananh/core/engine';
import { EvidenceError } from '@phananh/core/privacy';
import { attachmentWorkflow } from '@phananh/core/reports';

/**
 * Which of some stored ids a log names: originals and copies, but what was given up.
 *
 * @returns them, and the last photo or video that was recorded
 * @throws `evidence-corrupt` for an event that this version does not understand: it may name what it does not know of
 */
export const readNames = async (
  store: Pick<EventStore, 'readAll'>,
  among: ReadonlySet<string>,
): Promise<{ readonly named: ReadonlySet<string>; readonly last: string | undefined }> => {
  const named = new Set<string>();
  const copies = new Map<string, readonly string[]>();
  const name = (ids: readonly string[]): void => {
    for (const id of ids) if (among.has(id)) named.add(id);
  };
  const giveUp = (ids: readonly string[]): void => {
    for (const id of ids) named.delete(id);
  };
  let last: string | undefined;
  for await (const event of store.readAll({ streamPrefix: `${attachmentWorkflow.name}-` })) {
    const id = idInStream(attachmentWorkflow, event.stream);
    if (id === undefined) continue;
    if (event.fault !== undefined || !Object.hasOwn(attachmentWorkflow.events, event.type))
      throw new EvidenceError('evidence-corrupt', `an event of ${id} cannot be read: ${event.type}`);
    const { type, data } = upcast(attachmentWorkflow.events, event);
    switch (type) {
      case 'uploaded':
        last = id;
        name([id]);
        break;
      case 'copied': {
        const made = [data.copy.id, data.thumbnail.id];
        name(made);
        if (made.some((one) => named.has(one))) copies.set(id, made);
        break;
      }
      case 'removed':
        giveUp([id, ...(copies.get(id) ?? [])]);
        break;
      case 'copies-withdrawn':
        giveUp(copies.get(id) ?? []);
        break;
    }
  }
  return { named, last };
};
