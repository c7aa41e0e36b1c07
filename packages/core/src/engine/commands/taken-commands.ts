import type { Revision } from '../base/places.ts';
import type { EventMetadata } from '../log/envelope.ts';

/** What is kept of a command that a stream has taken, so that a repeat is recognised. */
export interface TakenCommand {
  readonly commandId: string;
  readonly digest: string;
  readonly firstRevision: number;
  readonly lastRevision: number;
}

/**
 * The commands that a stream has taken, by their ids. They are in two parts: folding on from a snapshot of a long stream copies the short part
 * only. An id may be in both; then the recent one counts.
 */
export interface TakenCommands {
  readonly older: ReadonlyMap<string, TakenCommand>;
  /** A list, because an id is compared with a few others only: hashing it for a Map would take longer. */
  readonly recent: readonly TakenCommand[];
}

export const takenCommand = (
  commands: TakenCommands | undefined,
  commandId: string,
): TakenCommand | undefined => {
  if (commands === undefined) return undefined;
  const { recent, older } = commands;
  // From the end: nearly always the last command is the one whose events are being added.
  for (let place = recent.length - 1; place >= 0; place--) {
    if (recent[place]?.commandId === commandId) return recent[place];
  }
  return older.size === 0 ? undefined : older.get(commandId);
};

const mostRecent = 64;

/** Goes on from the commands of a snapshot, which stay as they are. Nothing is copied before the first event. */
export const takingCommands = (
  from: TakenCommands = { older: new Map(), recent: [] },
): ((metadata: EventMetadata, revision: Revision) => TakenCommands) => {
  let older: Map<string, TakenCommand> | undefined;
  let taken: { older: TakenCommands['older']; readonly recent: TakenCommand[] } | undefined;

  return ({ commandId, commandDigest }, revision) => {
    taken ??= { older: from.older, recent: [...from.recent] };
    const { recent } = taken;
    if (recent.length === mostRecent) {
      taken.older = older ??= new Map(from.older);
      for (const command of recent.splice(0)) older.set(command.commandId, command);
    }
    const before = takenCommand(taken, commandId);
    const firstRevision = before?.firstRevision ?? revision;
    const place = before === undefined ? -1 : recent.lastIndexOf(before);
    const command = { commandId, digest: commandDigest, firstRevision, lastRevision: revision };
    recent[place === -1 ? recent.length : place] = command;
    return taken;
  };
};
