import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rangeOf } from '@phananh/http/pages';
import type { FastifyInstance } from 'fastify';
import type { BaseMap, BasePictures, Box } from '../islands/map-given.ts';
import type { Names } from '../words/words.ts';
import { areaNamesIn, areasIn } from './areas-file.ts';
import type { BaseMapFile, BaseMapPictures, MapOptions } from './map-options.ts';
import { openTilesFile, type TilesFile } from './tiles-file.ts';

/** What pages with maps need. */
export interface Maps {
  readonly baseMap: BaseMap;
  /** Where a page with a map has pictures from, beside this host. */
  readonly imagesFrom: readonly string[];
}

/** Viet Nam. */
const home: Box = { south: 8.4, west: 102.1, north: 23.4, east: 109.5 };

/**
 * Looks whether what the operator chose for maps can be shown, before a host is there.
 *
 * @throws TypeError that says what is wrong; what reading the files throws
 */
export const demandMap = ({ base, areasFile }: MapOptions): void => {
  if (areasFile !== undefined) areasIn(areasFile);
  if (base === undefined) return;
  if ('file' in base) openTilesFile(base.file);
  else originOf(base.url);
};

/**
 * Reads what the operator chose for maps, and serves what of it lies on this host.
 *
 * @throws TypeError for what cannot be shown
 */
export const mapsOf = (app: FastifyInstance, path: string, { base, areasFile }: MapOptions): Maps => {
  const areas = areasFile === undefined ? null : serveAreas(app, path, areasIn(areasFile));
  if (base === undefined) return { baseMap: { pictures: null, areas, home }, imagesFrom: [] };
  if ('file' in base) {
    const [pictures, bounds] = fromFile(app, path, base);
    return { baseMap: { pictures, areas, home: bounds }, imagesFrom: [] };
  }
  return { baseMap: { pictures: fromHost(base), areas, home }, imagesFrom: [originOf(base.url)] };
};

/** What the file of areas calls them. */
export const areaNamesOf = ({ areasFile }: MapOptions): { readonly [code: string]: Names } =>
  areasFile === undefined ? {} : areaNamesIn(areasFile);

const fromHost = ({ url, attribution, deepestZoom = 19 }: BaseMapPictures): BasePictures => ({
  from: 'url',
  url,
  attribution,
  shallowestZoom: 0,
  deepestZoom,
});

const fromFile = (
  app: FastifyInstance,
  path: string,
  { file, attribution }: BaseMapFile,
): readonly [BasePictures, Box] => {
  const { shallowestZoom, deepestZoom, bounds, ...where } = openTilesFile(file);
  const url = serveTiles(app, path, where);
  return [{ from: 'file', url, attribution, shallowestZoom, deepestZoom }, bounds];
};

/** The host of pictures as the policy of a page names it: one, and no pattern of hosts. */
const originOf = (template: string): string => {
  const parts = ['{z}', '{x}', '{y}'];
  const url = parts.reduce((text, part) => text.replace(part, '0'), template);
  const isWhole = parts.every((part) => template.includes(part)) && !/[{}*]/.test(url);
  const { origin, protocol } = URL.canParse(url) ? new URL(url) : { origin: '', protocol: '' };
  if (!isWhole || protocol !== 'https:' || /[{}*]/.test(origin))
    throw new TypeError(`${template} is no address of pictures: https://… with {z}, {x} and {y} in it`);
  return origin;
};

/** Read by browsers again and again while a map moves: nobody is asked who they are, and nothing is counted. */
const config = { permission: 'public', counted: 'never' } as const;

const serveAreas = (app: FastifyInstance, path: string, text: string): string => {
  const own = `/map/${hash('sha256', text, 'base64url').slice(0, 12)}.geojson`;
  app.get(own, { config }, async (_, reply) =>
    reply
      .type('application/geo+json; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(text),
  );
  return path + own;
};

const serveTiles = (
  app: FastifyInstance,
  path: string,
  { path: file, size }: Pick<TilesFile, 'path' | 'size'>,
): string => {
  const own = '/map/base.pmtiles';
  app.get(own, { config }, async (request, reply) => {
    const range = rangeOf(request.headers.range, size);
    reply.headers({ 'accept-ranges': 'bytes', 'cache-control': 'public, max-age=3600' });
    if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${size}`).send();
    const { start, end } = range ?? { start: 0, end: size - 1 };
    if (range !== undefined) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
    return reply
      .type('application/vnd.pmtiles')
      .header('content-length', end - start + 1)
      .send(createReadStream(file, { start, end }));
  });
  return path + own;
};
