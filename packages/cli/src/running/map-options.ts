import type { MapOptions } from '@phananh/console';
import type { MapSettings } from '../config/sections/console.ts';
import { CliError } from '../process/errors.ts';

/**
 * What lies beneath reports on maps, as the console has it. Loads the console.
 *
 * @throws {@link CliError} `invalid-config` for what cannot be shown
 */
export const mapOf = async ({
  tiles,
  tilesFile,
  attribution = '',
  deepestZoom,
  areasFile,
}: MapSettings): Promise<MapOptions> => {
  const { demandMap } = await import('@phananh/console');
  const map: MapOptions = {
    ...(tiles !== undefined && {
      base: { url: tiles, attribution, ...(deepestZoom !== undefined && { deepestZoom }) },
    }),
    ...(tilesFile !== undefined && { base: { file: tilesFile, attribution } }),
    ...(areasFile !== undefined && { areasFile }),
  };
  try {
    demandMap(map);
  } catch (error) {
    throw new CliError('invalid-config', `console.map: ${error instanceof Error ? error.message : error}`);
  }
  return map;
};
