/** What pages tell their islands. Types alone, which both sides name; JSON, because it stands in the page. */

/** What of a list can change while somebody looks at it. */
export type LiveList = {
  /** Each row by what it is called and by what it says, in their order. */
  readonly rows: readonly (readonly [key: string, mark: string])[];
  /** How many the whole list has; null where that is not counted. */
  readonly count: number | null;
  /** Whether it has more than were counted. */
  readonly isMore: boolean;
  /** Whether no page comes after this one. */
  readonly isLast: boolean;
};

export type WorklistGiven = {
  readonly list: LiveList;
  /** Where the same list is asked for again. */
  readonly address: string;
  readonly validator: string;
  readonly words: {
    /** `{n}` stands for a number. */
    readonly fresh: string;
    readonly changed: string;
    readonly quiet: string;
    readonly lost: string;
    readonly ended: string;
  };
};

/** What of a case can change while somebody has it open. */
export type OpenCase = {
  readonly revision: number;
  /** Who else has it open, as people read it. */
  readonly others: readonly string[];
};

export type CaseGiven = {
  readonly open: OpenCase;
  readonly address: string;
  readonly validator: string;
  readonly words: {
    /** `{who}` stands for those who have it open, `{n}` for a number of events. */
    readonly others: string;
    readonly alone: string;
    readonly fresh: string;
    readonly lost: string;
    readonly ended: string;
  };
};

export type PhrasesGiven = {
  /** The id of the element that they are put into. */
  readonly field: string;
  /** Each by what its choice is called in the form. */
  readonly texts: { readonly [choice: string]: string };
  readonly words: {
    /** `{name}` stands for what the phrase is called. */
    readonly filled: string;
  };
};

export type FilesGiven = {
  readonly words: {
    readonly choose: string;
    readonly none: string;
    /** `{names}` stands for files. */
    readonly chosen: string;
    readonly clear: string;
  };
};

/** How far lists and figures are that are computed anew, in the words of the page. */
export type RebuildSaid = {
  readonly text: string;
  /** From 0 to 1; null: not known. */
  readonly share: number | null;
  readonly isOver: boolean;
};

export type RebuildGiven = {
  readonly said: RebuildSaid;
  readonly address: string;
  readonly words: {
    readonly reload: string;
    readonly lost: string;
    readonly ended: string;
  };
};

/** How far a bulk run is. */
export type RunProgress = {
  readonly isRunning: boolean;
  /** How many reports were come to. */
  readonly come: number;
  /** As people read it. */
  readonly said: string;
  readonly counts: readonly string[];
};

export type RunGiven = {
  readonly progress: RunProgress;
  readonly address: string;
  readonly validator: string;
  readonly words: { readonly quiet: string; readonly lost: string; readonly ended: string };
};

/** A field whose text is to be copied. */
export type CopyGiven = {
  readonly words: { readonly copy: string; readonly copied: string; readonly failed: string };
};
