import type * as Leaflet from 'leaflet';
import 'leaflet';
import { boundsOfBox, drawBase, textOf } from './base-map.ts';
import type { Island } from './island.ts';
import type { Box, MapGiven, MapMark, MapMarks } from './map-given.ts';

/** A map of the reports of a list: what is too close to be told apart is one mark, as the host puts it together. */

// The small build of Leaflet is no module: it leaves its name in the window.
const { L } = globalThis as unknown as { readonly L: typeof Leaflet };

const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;

const map: Island = ({ element, given }) => {
  // Written by the server, by the same type.
  const { marks: source, list, box, baseMap, words } = given as MapGiven;
  const frame = document.createElement('div');
  frame.className = 'map';
  const status = document.createElement('p');
  status.className = 'fine';
  status.setAttribute('role', 'status');
  const listThese = document.createElement('a');
  listThese.className = 'button second';
  listThese.textContent = words.listThese;
  element.replaceChildren(frame, status, listThese);

  const leaflet = L.map(frame, {
    attributionControl: false,
    zoomControl: false,
    maxZoom: baseMap.pictures?.deepestZoom ?? deepest,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    markerZoomAnimation: !isCalm,
    inertia: !isCalm,
  });
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', words.label);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(leaflet);
  L.control.scale({ imperial: false }).addTo(leaflet);
  const said = L.control.attribution({ prefix: false }).addTo(leaflet);
  said.addAttribution(baseMap.pictures === null ? words.noBaseMap : textOf(baseMap.pictures.attribution));
  void drawBase(leaflet, baseMap);

  const listOf = (within: Box): string => withParameters(list, { bbox: boxText(within) });
  const marks = marksOn(leaflet, { words, listOf });
  let asked: AbortController | undefined;
  status.textContent = words.loading;
  const show = async (): Promise<void> => {
    asked?.abort();
    asked = new AbortController();
    const inView = boxOf(leaflet.getBounds());
    listThese.href = listOf(inView);
    try {
      const zoom = String(leaflet.getZoom());
      const address = withParameters(source, { bbox: boxText(inView), zoom });
      const found = await answered(address, asked.signal);
      if (found === 'ended') {
        status.textContent = words.ended;
        return;
      }
      marks.show(found.marks);
      status.textContent =
        found.count === 0
          ? words.nothing
          : (found.isMore ? words.more : words.shown).replace(
              '{n}',
              found.count.toLocaleString(document.documentElement.lang),
            );
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'AbortError')) status.textContent = words.failed;
    }
  };
  const begin = async (): Promise<void> => {
    const start = box ?? (await boundsOf(source)) ?? baseMap.home;
    leaflet.fitBounds(boundsOfBox(start), { maxZoom: closest, padding: [24, 24], animate: false });
    leaflet.on('moveend', () => void show());
    await show();
  };
  void begin();
};

export default map;

/** Where there are no pictures that end before. */
const deepest = 20;
/** Of one place alone, so that streets around it are seen. */
const closest = 16;

const answered = async (address: string, signal?: AbortSignal): Promise<MapMarks | 'ended'> => {
  const answer = await fetch(address, {
    redirect: 'manual',
    headers: { accept: 'application/json' },
    ...(signal !== undefined && { signal }),
  });
  // To be led elsewhere is to be led to the page to sign in on.
  if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) return 'ended';
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return (await answer.json()) as MapMarks;
};

/** Where all of it is; undefined where there is nothing, or where it could not be asked. */
const boundsOf = async (source: string): Promise<Box | undefined> => {
  try {
    const found = await answered(withParameters(source, { zoom: '3' }));
    return found === 'ended' ? undefined : (found.bounds ?? undefined);
  } catch {
    return undefined;
  }
};

const withParameters = (address: string, parameters: { readonly [name: string]: string }): string => {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.pathname + url.search;
};

const boxOf = (bounds: Leaflet.LatLngBounds): Box => ({
  south: Math.max(-90, bounds.getSouth()),
  west: Math.max(-180, bounds.getWest()),
  north: Math.min(90, bounds.getNorth()),
  east: Math.min(180, bounds.getEast()),
});

/** To some centimetres, and never less than is seen. */
const boxText = ({ south, west, north, east }: Box): string =>
  [Math.floor(west * 1e6), Math.floor(south * 1e6), Math.ceil(east * 1e6), Math.ceil(north * 1e6)]
    .map((one) => (one / 1e6).toFixed(6))
    .join(',');

interface Marks {
  show(marks: readonly MapMark[]): void;
}

/** Marks of reports: a link to the one that is alone, and a button that brings several closer. Both are reached by the keyboard. */
const marksOn = (
  leaflet: Leaflet.Map,
  { words, listOf }: Pick<MapGiven, 'words'> & { readonly listOf: (box: Box) => string },
): Marks => {
  const shown = new Map<string, Leaflet.Marker>();
  const closer = (bbox: Box): void => {
    const isOnePlace = bbox.south === bbox.north && bbox.west === bbox.east;
    const zoom = leaflet.getZoom();
    // What stands in one place comes no further apart: the list has them.
    if (isOnePlace || zoom >= leaflet.getMaxZoom()) location.assign(listOf(bbox));
    else leaflet.fitBounds(boundsOfBox(bbox), { maxZoom: Math.max(zoom + 1, closest), padding: [48, 48] });
  };
  const elementOf = ({ count, report, bbox }: MapMark): HTMLElement => {
    if (report !== null) {
      const link = document.createElement('a');
      link.className = 'pin';
      link.href = report.href;
      link.title = report.label;
      link.setAttribute('aria-label', report.label);
      return link;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `cluster ${count < 10 ? 'few' : count < 100 ? 'some' : 'many'}`;
    button.textContent = shortCount(count);
    button.setAttribute('aria-label', words.cluster.replace('{n}', String(count)));
    button.addEventListener('click', () => closer(bbox));
    return button;
  };
  const markerOf = (mark: MapMark): Leaflet.Marker => {
    const html = elementOf(mark);
    // A press on a mark is none on the map.
    L.DomEvent.disableClickPropagation(html);
    // The mark of Leaflet itself takes no focus, which it would not give back: the link or button in it does.
    const icon = L.divIcon({ html, className: 'report-mark', iconSize: [44, 44] });
    return L.marker([mark.lat, mark.lng], { icon, keyboard: false, interactive: false });
  };
  const focusNear = (place: Leaflet.LatLng): void => {
    const [nearest] = [...shown.values()].toSorted(
      (one, other) => place.distanceTo(one.getLatLng()) - place.distanceTo(other.getLatLng()),
    );
    const next = nearest?.getElement()?.querySelector<HTMLElement>('a, button') ?? leaflet.getContainer();
    next.focus({ preventScroll: true });
  };
  return {
    show: (marks) => {
      const wanted = new Map(marks.map((one) => [keyOf(one), one]));
      const focused = [...shown].find(
        ([, one]) => one.getElement()?.contains(document.activeElement) === true,
      );
      for (const [key, one] of shown)
        if (!wanted.has(key)) {
          one.remove();
          shown.delete(key);
        }
      for (const [key, mark] of wanted) if (!shown.has(key)) shown.set(key, markerOf(mark).addTo(leaflet));
      // Leaflet leaves whoever had the focus on a mark that is gone at the beginning of the page.
      if (focused !== undefined && !shown.has(focused[0])) focusNear(focused[1].getLatLng());
    },
  };
};

/** The same mark stays while the map moves, with the focus that is on it. */
const keyOf = ({ lat, lng, count, report }: MapMark): string => report?.href ?? `${lat} ${lng} ${count}`;

const shortCount = (count: number): string =>
  count < 1_000 ? String(count) : `${Math.floor(count / 100) / 10}k`;
