import { systemClock } from '@phananh/core/engine';
import { type AnyList, type ListedRow, type ListQuery, personalInRows } from '@phananh/core/read-models';
import type { CommonOptions } from '../options/common-options.ts';
import { rowsOfEveryPage } from '../store/every-page.ts';
import { withIdentity } from '../store/identity.ts';
import { withReadModels } from '../store/open-read-models.ts';
import { tellShown } from './open-access-log.ts';

/** What is personal in rows that a command is about to show, in one entry a page. @throws `access-log-unavailable` */
export const tellRows = (
  options: CommonOptions,
  way: string,
  list: AnyList,
  rows: readonly ListedRow[],
): Promise<void> => tellShown(options, { way, ...personalInRows(list, rows) });

/** All rows of a list of the store, each page of which stands in the access log before it is given. @throws `access-log-unavailable` */
export const rowsShown = (
  options: CommonOptions,
  way: string,
  { list: name, ...asked }: Pick<ListQuery, 'list' | 'where' | 'sort'>,
): Promise<readonly ListedRow[]> =>
  withReadModels(options, (models) =>
    rowsOfEveryPage(async (at) => {
      const page = models.list({ list: name, ...asked, now: systemClock.now(), limit: 200, ...at });
      await tellRows(options, way, listNamed(options, name), page.rows);
      return page;
    }),
  );

const listNamed = ({ workflows }: CommonOptions, name: string): AnyList => {
  const found = withIdentity(workflows).find(({ lists }) => Object.hasOwn(lists, name))?.lists[name];
  if (found === undefined) throw new TypeError(`no workflow has a list ${name}`);
  return found;
};
