import type { JsonObject, Revision } from '@phananh/core';

/** A command for whichever workflow, as somebody on this machine gives it. */
export interface AskedCommand {
  readonly workflow: string;
  readonly command: string;
  /** Absent: it begins a subject. */
  readonly id?: string;
  readonly input: JsonObject;
  /** 16 characters or more. The same id again is the same command: what was cut off can be asked for again. */
  readonly commandId: string;
  /** Refuse rather than decide on a newer state. */
  readonly expectedRevision?: Revision;
}

export interface GivenCommand {
  readonly id: string;
  readonly revision: number;
  readonly position: number;
}

/** Gives commands, wherever the log is held: by whom they are given follows from where. */
export interface Giver {
  give(asked: AskedCommand): Promise<GivenCommand>;
  close(): Promise<void>;
}
