/** What an island is, to the page that has it in it. Types alone: nothing of this file is loaded. */

/** Where an island begins, and what the page gives it. */
export interface IslandPlace {
  /** The element of the page; what stands in it is what people see without JavaScript. */
  readonly element: HTMLElement;
  /** As the server wrote it, by the type that both sides name. */
  readonly given: unknown;
  readonly follow: Follow;
}

/** What the file of an island exports by default. */
export type Island = (place: IslandPlace) => void;

/** Asks an address again and again, as long as somebody looks at the page. @returns what ends it */
export type Follow = (address: string, following: Following) => () => void;

export interface Following {
  /** Seconds between two questions. */
  readonly every: number;
  /** The validator of what the page shows: the first question asks for what differs from it. */
  readonly validator?: string;
  /** An answer that differs from the last one. */
  readonly told: (answer: unknown) => void;
  /** `lost`: no answer came; it is asked again. `ended`: the session has ended, or it may not be asked any more. `following`: answers come again. */
  readonly goes: (how: 'following' | 'lost' | 'ended') => void;
}
