import type { CaseClusters } from '@phananh/core/read-models';
import type { Permission } from '@phananh/http';
import type { ShownPersonal } from '@phananh/http/pages';
import { tellShown } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import { island } from '../frame/island.ts';
import { withoutCursor } from '../frame/query.ts';
import type { Frame, Visit } from '../frame/screen.ts';
import type { Box, MapMarks } from '../islands/map-given.ts';
import { nameOf } from '../words/naming.ts';
import { mapWords } from './words.ts';

/** A map of a list: the same filter, and the box of the list is what is looked at first. */
export const mapView = (
  { base, maps }: Pick<Frame, 'base' | 'maps'>,
  { language }: Visit,
  {
    query,
    marks,
    list,
  }: {
    /** As the address of the page has it. */
    readonly query: URLSearchParams;
    /** The paths, behind the base, of what the map asks and of the list. */
    readonly marks: string;
    readonly list: string;
  },
): Html => {
  const words = mapWords[language];
  const filter = withoutCursor(query);
  const box = boxIn(filter.get('bbox'));
  filter.delete('bbox');
  const at = (path: string): string => base + path + (filter.size === 0 ? '' : `?${filter}`);
  const given = {
    marks: at(marks),
    list: at(list),
    box,
    baseMap: maps.baseMap,
    words: {
      label: words.label,
      cluster: words.cluster('{n}'),
      shown: words.shown('{n}'),
      more: words.more('{n}'),
      loading: words.loading,
      nothing: words.nothing,
      failed: words.failed,
      ended: words.ended,
      listThese: words.listThese,
      zoomIn: words.zoomIn,
      zoomOut: words.zoomOut,
      noBaseMap: words.noBaseMap,
    },
  };
  return island('map', given, html`<p class="note">${words.noScript}</p>`);
};

/** `GET {path}`: what the map asks while it is moved. */
export const marksRoute = (
  frame: Frame,
  path: string,
  permission: Permission,
  {
    ask,
    hrefOf,
  }: {
    readonly ask: (
      visit: Visit,
    ) => Promise<{ readonly clusters: CaseClusters; readonly shows?: ShownPersonal }>;
    readonly hrefOf: (reportId: string) => string;
  },
): void =>
  frame.file(path, permission, async (visit, reply) => {
    const { clusters: found, shows } = await ask(visit);
    if (shows !== undefined) tellShown(visit.request, shows);
    const { clusters, bounds, count, isMore } = found;
    const marks: MapMarks['marks'] = clusters.map(({ reportId, phase, category, ...place }) => ({
      ...place,
      report:
        reportId === null ? null : { href: hrefOf(reportId), label: labelOf(visit, { phase, category }) },
    }));
    return reply.header('cache-control', 'private, no-store').send({ marks, bounds, count, isMore });
  });

const labelOf = (
  { language, called }: Visit,
  { phase, category }: { readonly phase: string | null; readonly category: string | null },
): string =>
  [
    category === null ? mapWords[language].one : called('category', category),
    ...(phase === null ? [] : [nameOf('phases', phase, language)]),
  ].join(', ');

/** `west,south,east,north`, which was checked where the list was asked for. */
const boxIn = (text: string | null): Box | null => {
  if (text === null) return null;
  const [west = 0, south = 0, east = 0, north = 0] = text.split(',').map(Number);
  return { south, west, north, east };
};
