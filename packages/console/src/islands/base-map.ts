import type * as Leaflet from 'leaflet';
import 'leaflet';
import type { BaseMap, BasePictures, Box } from './map-given.ts';

/** What lies beneath on every map: pictures and boundaries that the operator chose. */

// The small build of Leaflet is no module: it leaves its name in the window.
const { L } = globalThis as unknown as { readonly L: typeof Leaflet };

export const boundsOfBox = ({ south, west, north, east }: Box): Leaflet.LatLngBoundsExpression => [
  [south, west],
  [north, east],
];

/** Text that Leaflet puts into the page as markup. */
export const textOf = (text: string): string => {
  const element = document.createElement('span');
  element.textContent = text;
  return element.innerHTML;
};

export const drawBase = async (leaflet: Leaflet.Map, { pictures, areas }: BaseMap): Promise<void> => {
  if (pictures !== null) await drawPictures(leaflet, pictures);
  if (areas === null) return;
  const answer = await fetch(areas);
  if (!answer.ok) return;
  const drawn = L.geoJSON(await answer.json(), {
    interactive: false,
    style: () => ({ className: 'area', fill: false, weight: 1.5 }),
  }).addTo(leaflet);
  nameAreas(leaflet, drawn);
};

/** Names of areas, each where the area is large enough on the map that its name is of it alone. */
const nameAreas = (leaflet: Leaflet.Map, areas: Leaflet.GeoJSON): void => {
  const names = areas.getLayers().flatMap((layer) => {
    if (!(layer instanceof L.Polyline)) return [];
    const name: unknown = layer.feature?.properties?.name;
    if (typeof name !== 'string' || name === '') return [];
    // As an element, because Leaflet puts a text into the page as markup.
    const element = document.createElement('span');
    element.textContent = name;
    const label = L.tooltip({
      permanent: true,
      direction: 'center',
      className: 'area-name',
      content: element,
    });
    return [
      {
        bounds: layer.getBounds(),
        width: name.length * letterWidth,
        label: label.setLatLng(layer.getBounds().getCenter()),
      },
    ];
  });
  const show = (): void => {
    for (const { bounds, width, label } of names) {
      const [west, east] = [leaflet.project(bounds.getSouthWest()), leaflet.project(bounds.getNorthEast())];
      if (east.x - west.x >= width) label.addTo(leaflet);
      else label.remove();
    }
  };
  leaflet.on('zoomend', show);
  show();
};

/** Pixels, about. */
const letterWidth = 9;

/** Where a picture is among the others. */
type Place = Pick<Leaflet.Coords, 'x' | 'y' | 'z'>;
type Paint = (place: Place, element: HTMLCanvasElement | HTMLImageElement) => Promise<void>;

/**
 * Pictures beneath everything. Not by Leaflet's own layer of pictures: that puts addresses of its making in the place of those that are not
 * waited for any more, which the policy of the page forbids.
 */
const drawPictures = async (leaflet: Leaflet.Map, pictures: BasePictures): Promise<void> => {
  const { from, url, shallowestZoom, deepestZoom } = pictures;
  const paint = from === 'file' ? await paintFromFile(url) : paintFrom(url);
  const Layer = L.GridLayer.extend({
    createTile(
      this: Leaflet.GridLayer,
      { x, y, z }: Leaflet.Coords,
      done: Leaflet.DoneCallback,
    ): HTMLElement {
      const element = document.createElement(from === 'file' ? 'canvas' : 'img');
      const size = this.getTileSize();
      element.width = size.x;
      element.height = size.y;
      if (element instanceof HTMLImageElement) element.alt = '';
      paint({ x, y, z }, element).then(
        () => done(undefined, element),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), element),
      );
      return element;
    },
    // Classes of Leaflet are made by a function that knows no types.
  }) as unknown as new (
    options: Leaflet.GridLayerOptions,
  ) => Leaflet.GridLayer;
  new Layer({ minZoom: shallowestZoom, maxZoom: deepestZoom, noWrap: true }).addTo(leaflet);
};

const paintFrom =
  (url: string): Paint =>
  ({ x, y, z }, element) =>
    new Promise((done, fail) => {
      element.addEventListener('load', () => done());
      element.addEventListener('error', () => fail(new Error('there is no such picture')));
      element.setAttribute(
        'src',
        url.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)),
      );
    });

/** Out of one file, which the browser reads in parts. */
const paintFromFile = async (url: string): Promise<Paint> => {
  const { PMTiles } = await import('pmtiles');
  const file = new PMTiles(new URL(url, location.href).href);
  return async ({ x, y, z }, element) => {
    const found = await file.getZxy(z, x, y);
    if (found === undefined || !(element instanceof HTMLCanvasElement)) return;
    const picture = await createImageBitmap(new Blob([found.data]));
    element.getContext('2d')?.drawImage(picture, 0, 0, element.width, element.height);
    picture.close();
  };
};
