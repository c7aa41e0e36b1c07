import type { BaseMap } from './map-given.ts';

/** What the page of a citizen's form tells its islands. Types alone, which both sides name; JSON, because it stands in the page. */

/** Of a form that keeps what is typed into it. */
export type KeptFormGiven = {
  /** Whose draft it is, as a mark that says nothing of them, and of which form; `nobody` for who is not signed in. */
  readonly owner: string;
  /** Whether what nobody began becomes that of who signs in. */
  readonly takesOver: boolean;
  /** What is kept of what is typed, as the form names it. */
  readonly fields: readonly string[];
  /** Those of them that nobody misses. */
  readonly unseen: readonly string[];
  /** Of each of these, one has something in it before photos take their time: the host says what is missing. */
  readonly needs: readonly (readonly string[])[];
  /** Whether the page has what was typed already: it was refused, or looked at again. */
  readonly isFilled: boolean;
  /** Where one photo is taken in. Null: the host takes no photos with it. */
  readonly photos: {
    readonly address: string;
    readonly most: number;
    readonly limits: FileLimits | null;
  } | null;
  /** Where what was sent is shown. */
  readonly sentPage: string;
  readonly words: KeptFormWords;
};

/** Of the form of a new report. */
export type ReportGiven = KeptFormGiven & {
  /** What a place is chosen on; null where nothing lies beneath it that anybody would know a place by. */
  readonly map: { readonly baseMap: BaseMap; readonly styles: readonly string[] } | null;
  readonly words: PlaceWords;
};

/** Most bytes of one. */
export type FileLimits = { readonly photoBytes: number; readonly videoBytes: number };

export type KeptFormWords = {
  readonly locale: string;
  readonly kept: string;
  /** `{when}` stands for a moment. */
  readonly keptAt: string;
  readonly restored: string;
  readonly maybeSent: string;
  readonly notKept: string;
  readonly photoNotKept: string;
  readonly elsewhere: string;
  readonly other: string;
  readonly clear: string;
  readonly clearSure: string;
  readonly cleared: string;
  readonly offline: string;
  readonly online: string;
  readonly waiting: string;
  readonly tryNow: string;
  readonly sending: string;
  readonly waitFor: string;
  /** `{n}` and `{of}` stand for numbers, `{name}` for a file. */
  readonly photos: string;
  /** What a page says that knows nothing of what is kept here. */
  readonly photosAgain: string;
  readonly photosAdd: string;
  readonly photosFull: string;
  readonly photo: string;
  readonly photoSent: string;
  readonly photoToSend: string;
  readonly photoGoing: string;
  readonly photoRemove: string;
  readonly photoUp: string;
  readonly photoDown: string;
  readonly photoNoPreview: string;
  readonly photoRemoved: string;
  readonly photoMoved: string;
  readonly refusedMany: string;
  readonly refusedType: string;
  readonly refusedLarge: string;
  readonly refusedEmpty: string;
  readonly refusedGone: string;
  readonly refusedThere: string;
};

/** How a place is found. */
export type PlaceWords = {
  readonly locate: string;
  readonly locating: string;
  readonly located: string;
  readonly locatedRoughly: string;
  readonly locateRefused: string;
  readonly locateFailed: string;
  readonly choose: string;
  readonly chooseHelp: string;
  readonly chooseHere: string;
  readonly chooseAt: string;
  readonly chosen: string;
  readonly chooseClose: string;
  readonly chooseFailed: string;
  readonly mapLabel: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
};

export type LeftGiven = {
  /** Whose drafts are deleted, as their mark is; absent: those of whoever signed in. */
  readonly of?: string;
};

export type UnsentGiven = Pick<KeptFormGiven, 'owner' | 'fields'> & {
  readonly words: { readonly unsent: string; readonly clear: string; readonly cleared: string };
};

export type SentGiven = {
  /** Of the form that was sent: its draft is not needed any more. */
  readonly key: string;
};
