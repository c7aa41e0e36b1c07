import { type Actor, type Instant, PhananhError, type Reports } from '@phananh/core';
import { derivedUuid, idInStream, readPastDamage, slots, streamOf } from '@phananh/core/engine';
import { attachmentWorkflow } from '@phananh/core/reports';
import type { Evidence } from '@phananh/evidence';
import { isOfWhatWasGiven } from '../process/errors.ts';

/** Where photos come from and go to. */
export interface PhotoTaking {
  /** Begins to read what somebody named. */
  open(source: string): AsyncIterable<Uint8Array>;
  readonly upload: Evidence['upload'];
}

/** What became of the photos of a case. */
export interface TakenPhotos {
  readonly added: number;
  /** That the report had already. */
  readonly there: number;
  readonly missed: readonly { readonly source: string; readonly code: string; readonly message: string }[];
}

/** Photos of other systems that are fetched at once: each server has a visitor or two of us. */
const atOnce = 4;
/** Of one event. */
const mostAdded = 20;

/**
 * Adds the photos of imported cases to their reports. A repeat adds those that are not there yet: what was taken in is found in the log
 * by who uploaded it and from where, as the id of an upload says nothing of what it is of.
 */
export const photoImporter = (
  { handler, attachments, store }: Reports,
  actor: Actor,
  { open, upload }: PhotoTaking,
): ((reportId: string, sources: readonly string[]) => Promise<TakenPhotos>) => {
  const places = slots(atOnce);
  let recorded: Promise<Map<string, string>> | undefined;
  const uploads = (): Promise<Map<string, string>> => {
    recorded ??= uploadsBy(store, actor);
    return recorded;
  };

  /** The upload of a source that can be named by a report still, or is. Else a name for another one. */
  const before = async (
    reportId: string,
    source: string,
    named: ReadonlySet<string>,
  ): Promise<{ readonly id: string } | { readonly commandId: string }> => {
    for (let attempt = 0; ; attempt += 1) {
      const commandId = derivedUuid(`${actor.id}:${reportId}:photo:${attempt}:${source}`);
      const id = (await uploads()).get(commandId);
      if (id === undefined) return { commandId };
      if (named.has(id)) return { id };
      const phase = (await attachments.handler.load(id))?.state.phase;
      // What was uploaded and never named, because the import was ended in between, has gone after a day.
      if (phase === 'waiting' || phase === 'attached') return { id };
    }
  };

  const taken = async (reportId: string, source: string, commandId: string): Promise<string> => {
    await using _ = await placeIn(places);
    const { attachmentId } = await upload(open(source), { actor, reportId, commandId });
    (await uploads()).set(commandId, attachmentId);
    return attachmentId;
  };

  /** With the last event that there is: whatever the next file brings comes after it. */
  const add = async (reportId: string, ids: readonly string[]): Promise<void> => {
    let occurredAt: Instant = '';
    for await (const { metadata } of handler.history(reportId))
      if (metadata.occurredAt > occurredAt) occurredAt = metadata.occurredAt;
    const steps = [];
    for (let from = 0; from < ids.length; from += mostAdded) {
      const added = ids.slice(from, from + mostAdded);
      const commandId = derivedUuid(`${actor.id}:${reportId}:photos:${added.join()}`);
      steps.push({ command: 'add-attachments', input: { attachments: added }, actor, commandId, occurredAt });
    }
    await handler.executeAll(reportId, steps);
  };

  return async (reportId, sources) => {
    const report = await handler.load(reportId);
    const named = new Set(report?.state.attachments.map(({ id }) => id));
    const [fresh, missed]: [string[], TakenPhotos['missed'][number][]] = [[], []];
    for (const source of sources) {
      const found = await before(reportId, source, named);
      try {
        const id = 'id' in found ? found.id : await taken(reportId, source, found.commandId);
        if (!named.has(id)) fresh.push(id);
      } catch (error) {
        if (!(error instanceof PhananhError) || !isOfWhatWasGiven(error.code)) throw error;
        missed.push({ source, code: error.code, message: error.message });
      }
    }
    if (fresh.length > 0) await add(reportId, fresh);
    return { added: fresh.length, there: sources.length - fresh.length - missed.length, missed };
  };
};

const placeIn = async (places: ReturnType<typeof slots>): Promise<AsyncDisposable> => {
  const give = await places.take();
  return { [Symbol.asyncDispose]: async () => give() };
};

/** What an actor uploaded, by the commands that recorded it. The log is passed once. */
const uploadsBy = async (store: Reports['store'], actor: Actor): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  const streamPrefix = streamOf(attachmentWorkflow, '');
  for await (const { stream, revision, metadata } of readPastDamage(store, { streamPrefix }, () => {})) {
    const id = idInStream(attachmentWorkflow, stream);
    if (revision === 0 && metadata.actor.id === actor.id && id !== undefined)
      found.set(metadata.commandId, id);
  }
  return found;
};
