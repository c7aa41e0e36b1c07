import {
  askFor,
  parseQuery,
  publishedClustersParameters,
  publishedClustersQueryFor,
} from '@phananh/http/pages';
import { html } from '../../frame/html.ts';
import { asParameters, queryOf, withoutCursor } from '../../frame/query.ts';
import type { Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { mapView, marksRoute } from '../../map/map-view.ts';
import { boxNote, publishedAt, reportList } from './list.ts';
import { looks } from './tabs.ts';
import { publishedWords } from './words.ts';

const path = '/published/map';

/** The map of what was published, with its list beside it. */
export const addPublishedMap = (frame: Frame): void => {
  const { base, readModels, reports, clock } = frame;
  frame.page(path, 'public', (visit) => publishedMap(frame, visit));
  marksRoute(frame, `${path}/marks`, 'public', {
    ask: async (visit) => {
      const schema = publishedClustersParameters(reports.policy.calendar.startOf);
      const asked = parseQuery(schema, asParameters(queryOf(visit.request)));
      const wanted = publishedClustersQueryFor(asked, clock.now());
      return { clusters: await askFor(visit.request, (by) => readModels.clusters(wanted, by)) };
    },
    hrefOf: (reportId) => `${base}/published/reports/${reportId}`,
  });
};

const publishedMap = async (frame: Frame, visit: Visit): Promise<Page | GoTo> => {
  const { base, language } = visit;
  const words = publishedWords[language];
  const asked = await publishedAt(frame, visit, path);
  if ('goTo' in asked) return asked;
  const { query, filter, page, counted } = asked;
  return {
    title: words.mapTitle,
    under: '/published',
    isWide: true,
    main: html`
      <h1>${words.mapTitle}</h1>
      <p>${words.mapLead}</p>
      ${looks(visit, 'map', withoutCursor(query))}
      ${filter}
      <div class="beside">
        ${mapView(frame, visit, { query, marks: `${path}/marks`, list: path })}
        <section aria-labelledby="beside">
          <h2 id="beside" class="unseen">${words.list}</h2>
          ${boxNote(visit, base + path, query)}
          ${reportList(frame, visit, { page, counted, query, path: base + path })}
        </section>
      </div>
    `,
  };
};
