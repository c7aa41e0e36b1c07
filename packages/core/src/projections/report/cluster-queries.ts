import type { ReportPhase } from '../../report/index.ts';
import type { CaseFilters, CaseSelection } from './case-queries.ts';

export type Box = NonNullable<CaseFilters['bbox']>;

/** Where the cases of a list are, put together as closely as a map of a zoom can show them apart. */
export interface ClusterQuery extends CaseSelection {
  /** As maps on the web count it: at 0 the world is 256 pixels wide, and each next one is twice as wide. */
  readonly zoom: number;
}

/** Cases that are close to each other. Places are as the reader may see them. */
export interface CaseCluster {
  /** The middle of their places, WGS 84 degrees. */
  readonly lat: number;
  readonly lng: number;
  readonly count: number;
  /** The smallest box with all of them: as a filter it gives them and no others. */
  readonly bbox: Box;
  /** Of the one that is alone here; all three are null of several. */
  readonly reportId: string | null;
  readonly phase: ReportPhase | null;
  readonly category: string | null;
}

export interface CaseClusters {
  readonly clusters: readonly CaseCluster[];
  /** The zoom that they were put together for: less than asked where a box has more places than a map can show. */
  readonly zoom: number;
  /** The smallest box with all of them; null where there are none. */
  readonly bounds: Box | null;
  /** How many cases they are. */
  readonly count: number;
  /** Of words: whether more than {@link mostFoundOnMaps} cases have them, of which the latest are here. */
  readonly isMore: boolean;
}

export const deepestZoom = 20;

/** Cases that words are looked up for: of more the latest are on a map. */
export const mostFoundOnMaps = 5_000;

/** Pixels that a cluster has of its own, so that a finger finds it. */
const pixelsOfCell = 64;
const pixelsOfWorld = 256;

/** Cells of one answer. A large screen has half of them. */
const mostCells = 1_024;

/** Degrees of latitude and longitude that are put together at a zoom. */
export const cellDegrees = (zoom: number): number => (360 * pixelsOfCell) / (pixelsOfWorld * 2 ** zoom);

/** The zoom for a box: that which is asked for, or the last before it that has no more cells than may be. */
export const zoomFor = ({ south, north, west, east }: Box, wanted: number): number => {
  const cells = (zoom: number): number =>
    (Math.floor((north - south) / cellDegrees(zoom)) + 2) *
    (Math.floor((east - west) / cellDegrees(zoom)) + 2);
  let zoom = wanted;
  while (zoom > 0 && cells(zoom) > mostCells) zoom -= 1;
  return zoom;
};
