import { readFileSync } from 'node:fs';
import { z } from 'zod';

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
export const areasIn = (path: string): string => {
  const parsed = Areas.safeParse(jsonIn(path));
  if (!parsed.success)
    throw new TypeError(`${path} is no GeoJSON with boundaries: ${z.prettifyError(parsed.error)}`);
  return JSON.stringify({
    type: 'FeatureCollection',
    features: parsed.data.features.map(({ geometry, properties }) => ({
      type: 'Feature',
      geometry,
      properties: typeof properties?.name === 'string' ? { name: properties.name } : {},
    })),
  });
};

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new TypeError(`${path} is no JSON: ${error.message}`);
    throw error;
  }
};
