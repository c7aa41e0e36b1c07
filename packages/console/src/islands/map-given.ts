/** What pages tell the island of a map, and what it is answered. Types alone, which both sides name; JSON, because it stands in the page. */

export type Box = {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
};

export type BasePictures = {
  /** A picture for each `{z}`, `{x}` and `{y}`, or one file that has them all. */
  readonly from: 'url' | 'file';
  readonly url: string;
  readonly attribution: string;
  readonly shallowestZoom: number;
  readonly deepestZoom: number;
};

/** What lies beneath the reports on every map. */
export type BaseMap = {
  readonly pictures: BasePictures | null;
  /** Where the boundaries of areas are. */
  readonly areas: string | null;
  /** What is looked at where there is nothing to be seen. */
  readonly home: Box;
};

export type MapGiven = {
  /** Where marks are asked for, with every filter but the box. */
  readonly marks: string;
  /** The list of the same filter, without its box. */
  readonly list: string;
  /** What is looked at first; null: all of it. */
  readonly box: Box | null;
  readonly baseMap: BaseMap;
  readonly words: {
    readonly label: string;
    /** `{n}` stands for a number. */
    readonly cluster: string;
    readonly shown: string;
    readonly more: string;
    readonly loading: string;
    readonly nothing: string;
    readonly failed: string;
    readonly ended: string;
    readonly listThese: string;
    readonly zoomIn: string;
    readonly zoomOut: string;
    readonly noBaseMap: string;
  };
};

export type MapMarks = {
  readonly marks: readonly MapMark[];
  readonly bounds: Box | null;
  readonly count: number;
  readonly isMore: boolean;
};

export type MapMark = {
  readonly lat: number;
  readonly lng: number;
  readonly count: number;
  readonly bbox: Box;
  /** Of the one that is alone here: where it is, and what it is called. */
  readonly report: { readonly href: string; readonly label: string } | null;
};
