import type { EventMetadata, Revision } from './envelope.ts';

/** What is known of a command that a stream has taken: enough to recognise a repeat. */
export interface TakenCommand {
  readonly digest: string;
  readonly firstRevision: number;
  readonly lastRevision: number;
}

/**
 * The commands that a stream has taken, by their ids. In two maps, so that whoever goes on from a snapshot of a long
 * stream copies the small one only; an id may be in both, and then the recent one counts.
 */
export interface TakenCommands {
  readonly older: ReadonlyMap<string, TakenCommand>;
  readonly recent: ReadonlyMap<string, TakenCommand>;
}

export const takenCommand = (
  commands: TakenCommands | undefined,
  commandId: string,
): TakenCommand | undefined => commands?.recent.get(commandId) ?? commands?.older.get(commandId);

const mostCopied = 64;

/** Goes on from the commands of a snapshot, which stay as they are. Nothing is copied before the first event. */
export const takingCommands = (
  from: TakenCommands | undefined,
): ((metadata: EventMetadata, revision: Revision) => TakenCommands) => {
  let taken:
    | { readonly older: TakenCommands['older']; readonly recent: Map<string, TakenCommand> }
    | undefined;
  return ({ commandId, commandDigest }, revision) => {
    taken ??= branch(from);
    taken.recent.set(commandId, {
      digest: commandDigest,
      firstRevision: takenCommand(taken, commandId)?.firstRevision ?? revision,
      lastRevision: revision,
    });
    return taken;
  };
};

const branch = (from: TakenCommands | undefined) => {
  const { older = new Map<string, TakenCommand>(), recent = new Map<string, TakenCommand>() } = from ?? {};
  return recent.size < mostCopied
    ? { older, recent: new Map(recent) }
    : { older: new Map([...older, ...recent]), recent: new Map<string, TakenCommand>() };
};
