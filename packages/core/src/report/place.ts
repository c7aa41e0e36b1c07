import { isList, type JsonObject, type JsonValue } from '../engine/index.ts';

/** Decimals that are left of a coordinate for those who may not have it exactly: some 110 metres of latitude. */
const cells = 1_000;

/**
 * Degrees cut after the third decimal, towards zero: 16.4637 → 16.463, −16.4637 → −16.463. Cut as it is written, not as
 * doubles multiply (1.005 × 1000 is 1004.99…), so that what was cut once stays as it is.
 */
export const cutDegrees = (degrees: number): number => {
  const size = Math.abs(degrees);
  let cell = Math.trunc(size * cells);
  if ((cell + 1) / cells <= size) cell += 1;
  else if (cell / cells > size) cell -= 1;
  return cell === 0 ? 0 : (Math.sign(degrees) * cell) / cells;
};

/** A place for those who may not have it exactly: cut coordinates where it has any, the area, and no address. */
export const cutPlace = (location: JsonValue): JsonValue => {
  if (typeof location !== 'object' || location === null || isList(location)) return null;
  const cut = cutFields(location);
  return Object.keys(cut).length === 0 ? null : cut;
};

/** The same for everybody: without the area too, which a citizen may have written. The one that a verification named stands beside the place. */
export const publicPlace = (location: JsonValue): JsonValue => {
  const cut = cutPlace(location);
  if (typeof cut !== 'object' || cut === null || isList(cut)) return null;
  const { areaCode: _, ...place } = cut;
  return Object.keys(place).length === 0 ? null : place;
};

/** What is left of a place when it is cut: nothing where it was an address only. */
export const cutFields = ({ lat, lng, areaCode }: JsonObject): JsonObject => {
  const area = areaCode !== undefined && { areaCode };
  if (lat === undefined) return { ...area };
  const cut = (value: JsonValue | undefined): JsonValue =>
    typeof value === 'number' ? cutDegrees(value) : null;
  return { lat: cut(lat), lng: cut(lng), ...area };
};
