import type { Erased, Instant } from '../../engine/index.ts';
import type { SlaClock } from '../../sla/index.ts';
import type { CellValue, ColumnType } from './table.ts';

/** What a declared column holds: a cell, or a clock with its verdict, which takes several. */
export type ColumnKind = ColumnType | 'clock';

/** What columns are like, beside their type. */
interface ColumnTraits {
  readonly kind: ColumnKind;
  /** Whether it may be empty. */
  readonly isNullable: boolean;
  /** Part of the key by which rows are told apart. */
  readonly isKey: boolean;
  /** About a person: shown where a view shows the field and says that it is personal, and taken by an erasure. */
  readonly isPersonal: boolean;
  /** The only texts that it can hold. */
  readonly values?: readonly string[];
  /** The field of the workflow's views that decides who sees it. Default: the one of its own name. */
  readonly field?: string;
  readonly meaning: string;
}

declare const holds: unique symbol;

/** A column of a projection's table. `Value` is what code puts in and gets back. */
export interface DeclaredColumn<Value = unknown> extends ColumnTraits {
  /** For the compiler only. */
  readonly [holds]?: Value;
  /** The same column, which may be empty. */
  nullable(): DeclaredColumn<Value | null>;
  /** The same column, as a part of the key. */
  inKey(): DeclaredColumn<Value>;
  /** The same column, shown to whoever the views show another field to. */
  shownAs(field: string): DeclaredColumn<Value>;
}

const made = <Value>(traits: ColumnTraits): DeclaredColumn<Value> => ({
  ...traits,
  nullable: () => made<Value | null>({ ...traits, isNullable: true }),
  inKey: () => made<Value>({ ...traits, isKey: true }),
  shownAs: (field) => made<Value>({ ...traits, field }),
});

const making =
  <Value>(kind: ColumnKind) =>
  (meaning = ''): DeclaredColumn<Value> =>
    made({ kind, isNullable: false, isKey: false, isPersonal: false, meaning });

/** Columns by what they hold. Each takes what it means, for whoever reads the tables. */
export const column = {
  /** The id of the subject, or another part of the key. */
  id: (meaning = ''): DeclaredColumn<string> =>
    made({ kind: 'text', isNullable: false, isKey: true, isPersonal: false, meaning }),
  text: making<string>('text'),
  /** A text about a person. It can be erased, and says so then; and it may be empty. */
  personal: (meaning = ''): DeclaredColumn<string | Erased | null> =>
    made({ kind: 'text', isNullable: true, isKey: false, isPersonal: true, meaning }),
  /** One of some texts. */
  oneOf: <const Name extends string>(values: readonly Name[], meaning = ''): DeclaredColumn<Name> =>
    made({ kind: 'text', isNullable: false, isKey: false, isPersonal: false, values, meaning }),
  /** A whole number. */
  integer: making<number>('integer'),
  real: making<number>('real'),
  boolean: making<boolean>('boolean'),
  /** ISO 8601 in UTC with milliseconds. */
  instant: making<Instant>('instant'),
  /** `2026-11-23`, where the policy's calendar is in force. */
  day: making<string>('day'),
  /**
   * A clock of the subject as its events left it. Its verdict follows from the moment at which it is asked for: no event tells it, and
   * no row keeps it.
   */
  clock: making<SlaClock>('clock'),
};

/** Columns by the names that code has for them. */
export interface DeclaredColumns {
  readonly [name: string]: DeclaredColumn;
}

type ValueOf<Column> = Column extends DeclaredColumn<infer Value> ? Value : never;
type NullableIn<Columns> = {
  [Name in keyof Columns]: null extends ValueOf<Columns[Name]> ? Name : never;
}[keyof Columns];

/** A row as it is in the table. */
export type RowOf<Columns> = { readonly [Name in keyof Columns]: ValueOf<Columns[Name]> };

/** A row as it is put in: what may be empty may be left out. */
export type NewRow<Columns> = {
  readonly [Name in Exclude<keyof Columns, NullableIn<Columns>>]: ValueOf<Columns[Name]>;
} & { readonly [Name in NullableIn<Columns> & keyof Columns]?: ValueOf<Columns[Name]> };

/** The name of a column in the table: `dueAt` is `due_at`. */
export const storedNameOf = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The cell beside that of a personal text which says whether it was erased. */
export const erasedCellOf = (stored: string): string => `${stored}_erased`;

/** The cells of a clock, each after the column's name: everything that its verdict follows from. */
export const clockCells = [
  /** The whole of it: its next change is made of that. */
  { suffix: 'json', type: 'text', of: (clock: SlaClock) => JSON.stringify(clock) },
  { suffix: 'started_at', type: 'instant', of: (clock: SlaClock) => clock.startedAt },
  { suffix: 'due_day', type: 'day', of: (clock: SlaClock) => clock.due?.day ?? null },
  { suffix: 'due_at', type: 'instant', of: (clock: SlaClock) => clock.due?.at ?? null },
  { suffix: 'original_due_at', type: 'instant', of: (clock: SlaClock) => clock.originalDue?.at ?? null },
  { suffix: 'paused_at', type: 'instant', of: (clock: SlaClock) => clock.pausedAt },
  { suffix: 'unanswered_at', type: 'instant', of: (clock: SlaClock) => clock.unanswered?.at ?? null },
  {
    suffix: 'unanswered_due_at',
    type: 'instant',
    of: (clock: SlaClock) => clock.unanswered?.due.at ?? null,
  },
  {
    suffix: 'unanswered_original_due_at',
    type: 'instant',
    of: (clock: SlaClock) => clock.unanswered?.originalDue.at ?? null,
  },
  { suffix: 'stopped_at', type: 'instant', of: (clock: SlaClock) => clock.stoppedAt },
  { suffix: 'cancelled_at', type: 'instant', of: (clock: SlaClock) => clock.cancelledAt },
  { suffix: 'late_since', type: 'instant', of: (clock: SlaClock) => clock.lateSince },
] as const satisfies readonly {
  readonly suffix: string;
  readonly type: ColumnType;
  readonly of: (clock: SlaClock) => CellValue;
}[];
