import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Names } from '../words/words.ts';

/** Boundaries, as far as they are looked at: the map draws what else there is. */
const Areas = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.looseObject({
      type: z.literal('Feature'),
      geometry: z.looseObject({ type: z.enum(['Polygon', 'MultiPolygon', 'LineString', 'MultiLineString']) }),
      properties: z.looseObject({}).nullish(),
    }),
  ),
});

/**
 * Boundaries of areas as browsers are sent them: lines and names, and nothing else that the file says.
 *
 * @throws TypeError for what is no GeoJSON with boundaries; what reading the file throws
 */
export const areasIn = (path: string): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    features: featuresIn(path).map(({ geometry, properties }) => ({
      type: 'Feature',
      geometry,
      properties: typeof properties?.name === 'string' ? { name: properties.name } : {},
    })),
  });

/** What areas are called by their `code`, as far as the file says both: `nameEn` in English, or else their one name. Throws as {@link areasIn}. */
export const areaNamesIn = (path: string): { readonly [code: string]: Names } =>
  Object.fromEntries(
    featuresIn(path).flatMap(({ properties }) => {
      const { code, name, nameEn = name } = properties ?? {};
      return typeof code === 'string' && typeof name === 'string' && typeof nameEn === 'string'
        ? [[code, { vi: name, en: nameEn }] as const]
        : [];
    }),
  );

const featuresIn = (path: string): z.output<typeof Areas>['features'] => {
  const parsed = Areas.safeParse(jsonIn(path));
  if (!parsed.success)
    throw new TypeError(`${path} is no GeoJSON with boundaries: ${z.prettifyError(parsed.error)}`);
  return parsed.data.features;
};

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new TypeError(`${path} is no JSON: ${error.message}`);
    throw error;
  }
};
