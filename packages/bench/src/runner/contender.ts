/** How safe a commit is when it is acknowledged, as the connections themselves tell it. */
export interface Durability {
  readonly journalMode: string;
  readonly synchronous: string;
}

/** The steps that a report goes through from its submission to its publication, one command each. */
export const lifecycle = ['submit', 'verify', 'assign', 'accept', 'resolve', 'publish'] as const;
export type LifecycleStep = (typeof lifecycle)[number];

/** A library that takes the commands of the lifecycle, on a file of its own. Reports are numbered by the load. */
export interface Contender {
  /** Answers when the command is decided and durable. */
  give(report: number, step: LifecycleStep): Promise<void>;
  /** A command that the same report takes any number of times. Absent: this contender does not compete in that. */
  comment?(report: number, text: string): Promise<void>;
  /** Texts of the comments that a report has, and the revisions of all its events, in order. */
  commentsOf?(
    report: number,
  ): Promise<{ readonly texts: readonly string[]; readonly revisions: readonly number[] }>;
  durability(): Promise<Durability>;
  close(): Promise<void>;
}

/** What a contender's module exports as `open`. */
export type OpenContender = (directory: string) => Promise<Contender>;

const synchronousNames = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

/** The name of the number that `PRAGMA synchronous` answers. */
export const synchronousName = (setting: unknown): string =>
  synchronousNames[Number(setting)] ?? String(setting);
