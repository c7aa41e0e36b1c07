import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host, Permission } from '@phananh/http';
import { pmtilesOf, redPixel } from '@phananh/test-support/pmtiles';

/** A route of an application, as it was registered. */
export interface MadeRoute {
  readonly method: string;
  /** With parameters as `:id`. */
  readonly url: string;
  readonly permission: Permission;
}

/** Every route that an application of this process declares from now on, in their order, until `stop`. */
export const routesFromNowOn = () => {
  const routes: MadeRoute[] = [];
  const onApplication = (message: unknown): void => {
    const { fastify } = message as { readonly fastify: Host['app'] };
    fastify.addHook('onRoute', ({ method, url, config }) => {
      // The first goes with every `GET`, the other is for browsers of other origins.
      for (const one of [method].flat())
        if (one !== 'HEAD' && one !== 'OPTIONS')
          routes.push({ method: one, url, permission: config?.permission ?? [] });
    });
  };
  subscribe('fastify.initialization', onApplication);
  return { routes, stop: () => unsubscribe('fastify.initialization', onApplication) };
};

export const isPage = (url: string): boolean => /^\/console(?:\/|$)/.test(url);

/** The path of a route as operations of the API are written, what changes with a file left out. */
export const pathOf = ({ url }: Pick<MadeRoute, 'url'>): string =>
  url
    .replace(/^\/docs\/.*/, '/docs/{file}')
    .replace(/\/assets\/.*/, '/assets/{file}')
    .replace(/\/map\/[\w-]{12}\.geojson$/, '/map/{areas}.geojson')
    .replace('/*', '/{path}')
    .replaceAll(/:(\w+)(?:\([^)]*\))?/g, '{$1}')
    .replace(/(.)\/$/, '$1');

/** What the row of a route is called on the page. */
export const rowName = (route: Pick<MadeRoute, 'method' | 'url'>): string => {
  const path = pathOf(route);
  if (isPage(path) || !isOfReports(path)) return `\`${route.method} ${path}\``;
  const short = path.replace('/v1/reports/{reportId}', '').replace('/v1/attachments/{attachmentId}', 'photo');
  return `\`${short || '(the report)'}\``;
};

export const isOfReports = (path: string): boolean => /\{(?:report|attachment)Id\}/.test(path);

/** Files of an operator who has both chosen for maps: whatever they hold, each has a route. */
export const mapFilesIn = (folder: string): { readonly areasFile: string; readonly tilesFile: string } => {
  const [areasFile, tilesFile] = [join(folder, 'wards.geojson'), join(folder, 'base.pmtiles')];
  const ring = [
    [107, 16],
    [108, 16],
    [108, 17],
    [107, 16],
  ];
  const geometry = { type: 'Polygon', coordinates: [ring] };
  const features = [{ type: 'Feature', properties: { name: 'Phú Hội' }, geometry }];
  writeFileSync(areasFile, JSON.stringify({ type: 'FeatureCollection', features }));
  writeFileSync(tilesFile, pmtilesOf(redPixel));
  return { areasFile, tilesFile };
};
