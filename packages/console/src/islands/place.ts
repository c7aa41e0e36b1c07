import type * as Leaflet from 'leaflet';
import 'leaflet';
import { boundsOfBox, drawBase, textOf } from './base-map.ts';
import type { ReportGiven } from './report-given.ts';

/** A map to choose a place on: the place is what the cross in its middle points at, so that arrows choose as well as fingers do. */

// The small build of Leaflet is no module: it leaves its name in the window.
const { L } = globalThis as unknown as { readonly L: typeof Leaflet };

/** Of one place, so that houses are told apart. */
const closeBy = 17;

/** Where there are boundaries alone, so that some of them are seen. */
const amongAreas = 14;

interface Choosing {
  readonly map: NonNullable<ReportGiven['map']>;
  readonly words: ReportGiven['words'];
  /** What stands in the field, as degrees; anything else is where all of the map is. */
  readonly from: string;
  readonly chosen: (lat: number, lng: number) => void;
}

/** Shows the map in a part of the page; asked again, it is closed. */
export const choosePlace = async (
  part: Element,
  { map: { baseMap, styles }, words, from, chosen }: Choosing,
): Promise<void> => {
  const open = part.querySelector<HTMLElement>('.choosing');
  if (open !== null) {
    open.querySelector<HTMLElement>('.close')?.click();
    return;
  }
  await Promise.all(styles.map(styled));
  const opener = document.activeElement;
  const frame = made('div', 'choosing');
  const place = made('div', 'map');
  const help = made('p', 'fine');
  help.id = 'choosing-help';
  help.textContent = words.chooseHelp;
  const where = made('p', 'fine');
  where.setAttribute('role', 'status');
  const here = made('button', '');
  here.type = 'button';
  here.textContent = words.chooseHere;
  const close = made('button', 'second close');
  close.type = 'button';
  close.textContent = words.chooseClose;
  const actions = made('p', 'ways');
  actions.append(here, close);
  const cross = made('span', 'cross');
  cross.setAttribute('aria-hidden', 'true');
  frame.append(help, place, where, actions);
  part.append(frame);

  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = L.map(place, {
    attributionControl: false,
    zoomControl: false,
    maxZoom: baseMap.pictures?.deepestZoom ?? 20,
    zoomAnimation: !isCalm,
    fadeAnimation: !isCalm,
    inertia: !isCalm,
    // The wheel and two fingers come closer to what the cross points at.
    scrollWheelZoom: 'center',
    touchZoom: 'center',
    doubleClickZoom: false,
  });
  place.append(cross);
  place.setAttribute('role', 'application');
  place.setAttribute('aria-label', words.mapLabel);
  place.setAttribute('aria-describedby', help.id);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const { pictures } = baseMap;
  if (pictures !== null)
    L.control.attribution({ prefix: false }).addTo(map).addAttribution(textOf(pictures.attribution));
  const at = degreesIn(from);
  if (at === undefined) map.fitBounds(boundsOfBox(baseMap.home), { animate: false });
  else
    map.setView(at, pictures === null ? amongAreas : Math.min(closeBy, map.getMaxZoom()), { animate: false });
  void drawBase(map, baseMap);

  const text = (): string => {
    const { lat, lng } = map.getCenter();
    return `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
  };
  const say = (): void => {
    where.textContent = words.chooseAt.replace('{n}', text());
  };
  map.on('moveend', say);
  map.on('click', ({ latlng }) => map.panTo(latlng, { animate: !isCalm }));
  say();
  const end = (): void => {
    map.remove();
    frame.remove();
    if (opener instanceof HTMLElement) opener.focus();
  };
  here.addEventListener('click', () => {
    const { lat, lng } = map.getCenter();
    end();
    chosen(lat, lng);
  });
  close.addEventListener('click', end);
  place.addEventListener('keydown', (event) => {
    // In a form Enter would send it.
    if (event.key === 'Enter' && event.target === place) {
      event.preventDefault();
      here.click();
    }
    if (event.key === 'Escape') end();
  });
  place.focus();
};

const made = <Name extends keyof HTMLElementTagNameMap>(
  tag: Name,
  className: string,
): HTMLElementTagNameMap[Name] => Object.assign(document.createElement(tag), { className });

const degreesIn = (text: string): [number, number] | undefined => {
  const [, lat, lng] = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  return lat === undefined || lng === undefined || Math.abs(Number(lat)) > 90
    ? undefined
    : [Number(lat), Number(lng)];
};

const styled = (href: string): Promise<void> =>
  new Promise((done, fail) => {
    if (document.querySelector(`link[href="${href}"]`) !== null) return done();
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => fail(new Error('the look of the map did not come')));
    document.head.append(link);
  });
