import { personalInCases } from '@phananh/core/read-models';
import { askFor, caseQueryFor } from '@phananh/http/pages';
import { caseTable } from '../../cases/case-table.ts';
import { agencyNames, type FoundCase } from '../../cases/found.ts';
import { html } from '../../frame/html.ts';
import type { Frame, Part, Visit } from '../../frame/screen.ts';
import { caseWords } from './words.ts';

/** Degrees: some hundred metres. */
const around = 0.001;
const most = 6;

/** Other reports of this place, of those that are theirs to see. */
export const nearbyOf = async (frame: Frame, visit: Visit, { view, id }: FoundCase): Promise<Part> => {
  const { actor, request, language, base } = visit;
  const words = caseWords[language];
  const place = placeOf(view.location);
  if (actor === undefined || actor.kind === 'citizen' || place === undefined) return { main: null };
  const { lat, lng } = place;
  const bbox = { south: lat - around, north: lat + around, west: lng - around, east: lng + around };
  const now = frame.clock.now();
  const page = await askFor(request, (by) =>
    frame.readModels.cases(caseQueryFor(actor, { bbox, limit: most + 1 }, now), by),
  );
  const others = page.cases.filter(({ reportId }) => reportId !== id).slice(0, most);
  const main = html`
    <section aria-labelledby="nearby" class="no-print">
      <h2 id="nearby">${words.nearby}</h2>
      ${
        others.length === 0
          ? html`<p class="fine">${words.nearbyNone}</p>`
          : caseTable(visit, {
              cases: others,
              now,
              agencyName: agencyNames(frame),
              hrefOf: ({ reportId }) => `${base}/cases/report/${reportId}`,
            })
      }
    </section>
  `;
  return { main, shows: [personalInCases(others, actor.kind)] };
};

const placeOf = (location: unknown): { readonly lat: number; readonly lng: number } | undefined => {
  if (typeof location !== 'object' || location === null || !('lat' in location) || !('lng' in location))
    return undefined;
  const { lat, lng } = location;
  return typeof lat === 'number' && typeof lng === 'number' ? { lat, lng } : undefined;
};
