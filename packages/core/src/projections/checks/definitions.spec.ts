import { describe, expect, it } from 'vitest';
import { agencyWorkflow } from '../../report/index.ts';
import { besideEachOther, hostedWorkflow } from '../hosted-workflow.ts';
import { list } from '../list.ts';
import { projection } from '../projection.ts';
import { column } from '../tables/declared-column.ts';
import { table } from '../tables/declared-table.ts';

const fields = () => ({
  agencyId: column.id('Its id.'),
  name: column.text('Its name.'),
  phase: column.oneOf(['active', 'suspended'], 'Where it stands.'),
  chief: column.personal('Who leads it.').shownAs('name'),
  filedAt: column.instant('When.').shownAs('name'),
  filedOn: column.day('When.').shownAs('name'),
  visit: column.clock('A visit.').nullable(),
});
const options = {
  indexes: [['phase', 'filedAt']],
  search: ['name', 'chief'],
  months: { filedOn: ['phase'] },
};

/** What somebody writes in plain JavaScript, where no type looks at it. */
interface Said {
  readonly [name: string]: unknown;
}

const projectionWith = (said: Said = {}, columns: Said = {}, of: Said = {}) =>
  projection({
    name: 'trees',
    version: 1,
    reads: agencyWorkflow,
    tables: { trees: table({ ...fields(), ...columns } as never, { ...options, ...of } as never) },
    apply: () => {},
    ...said,
  } as unknown as Parameters<typeof projection>[0]);

const listWith = (said: Said = {}, columns: Said = {}) =>
  list({
    of: projectionWith({}, columns).tables.trees,
    workflow: agencyWorkflow,
    filters: ['phase'],
    sorts: ['filedAt', 'visit'],
    counts: ['phase', 'visit'],
    search: ['name'],
    months: ['filedOn'],
    by: { operator: 'all', admin: 'own' },
    own: 'name',
    as: { operator: 'auditor' },
    ...said,
  } as unknown as Parameters<typeof list>[0]);

const faultsOf = (define: () => unknown): unknown => {
  try {
    define();
  } catch (error) {
    return error;
  }
  return 'nothing';
};
const refusedAt = (...pointers: readonly string[]) =>
  expect.objectContaining({
    code: 'invalid-workflow',
    issues: pointers.map((pointer) => expect.objectContaining({ pointer })),
  });

const at = '/projections/trees';
const ofTable = `${at}/tables/trees`;

describe('the definition of a projection', () => {
  it('is taken where its parts fit together', () => {
    expect(projectionWith().tables.trees?.primaryKey).toEqual(['agency_id']);
    expect(listWith().readers.operator?.columns).toContain('agencyId');
  });

  it.each<[string, Said, string]>([
    ['without apply', { apply: undefined }, '/apply'],
    ['with a begin that is no function', { begin: 1 }, '/begin'],
    ['of a type of event that its workflow has not', { types: ['registered', 'ghost'] }, '/types/1'],
    ['of no type of event', { types: [] }, '/types'],
    ['of one type twice', { types: ['registered', 'registered'] }, '/types/1'],
    ['without a table', { tables: {} }, '/tables'],
    ['in version 0', { version: 0 }, '/version'],
    ['in version "1"', { version: '1' }, '/version'],
    [
      'with a table that begins with a capital',
      { tables: { Trees: table({ id: column.id() }) } },
      '/tables/Trees',
    ],
    [
      'with a table that is a word of SQL',
      { tables: { select: table({ id: column.id() }) } },
      '/tables/select',
    ],
    ['with a table of SQLite', { tables: { sqlite_x: table({ id: column.id() }) } }, '/tables/sqlite_x'],
    [
      'with two tables that have one name in the file',
      { tables: { oldTrees: table({ id: column.id() }), old_trees: table({ id: column.id() }) } },
      '/tables/old_trees',
    ],
    ['with a table that is none', { tables: { trees: 'trees' } }, '/tables/trees'],
  ])('is refused %s', (_, said, pointer) => {
    expect(faultsOf(() => projectionWith(said))).toEqual(refusedAt(at + pointer));
  });

  it('is refused with a name that is none', () => {
    expect(faultsOf(() => projectionWith({ name: 'Trees!' }))).toEqual(refusedAt('/projections/Trees!/name'));
  });

  it.each<[string, Said, string]>([
    ['one of no texts', { phase: column.oneOf([], 'Where.') }, '/phase'],
    ['an empty key', { agencyId: column.id().nullable() }, '/agencyId'],
    ['a person as key', { chief: column.personal().inKey() }, '/chief'],
    ['a clock as key', { visit: column.clock().inKey() }, '/visit'],
    ['one that is kept as another one', { filed_at: column.text() }, '/filed_at'],
    ['one that is kept as a cell of a clock', { visitDueAt: column.instant() }, '/visitDueAt'],
    ['a word of SQL', { order: column.text() }, '/order'],
    ['a name that is none', { 'a b"; drop': column.text() }, '/a b"; drop'],
    ['what is no column', { name: 'text' }, '/name'],
  ])('is refused with %s among its columns', (_, columns, pointer) => {
    expect(faultsOf(() => projectionWith({}, columns))).toEqual(refusedAt(`${ofTable}/fields${pointer}`));
  });

  it.each<[string, Said, string]>([
    ['words of what is no column', { search: ['nope'] }, '/search/0'],
    ['words of what is no text', { search: ['name', 'filedAt'] }, '/search/1'],
    ['words of one text twice', { search: ['name', 'name'] }, '/search/1'],
    ['words as a text', { search: 'name' }, '/search'],
    ['an index of nothing', { indexes: [['phase'], []] }, '/indexes/1'],
    ['an index of no column', { indexes: [['nope']] }, '/indexes/0/0'],
    ['an index of one column twice', { indexes: [['phase', 'phase']] }, '/indexes/0/1'],
    ['months of no day', { months: { filedAt: [] } }, '/months/filedAt'],
    ['months of no column', { months: { toString: [] } }, '/months/toString'],
    ['months by a clock', { months: { filedOn: ['visit'] } }, '/months/filedOn/0'],
    ['months by one column twice', { months: { filedOn: ['phase', 'phase'] } }, '/months/filedOn/1'],
    ['months that are none', { months: null }, '/months'],
  ])('is refused with %s', (_, of, pointer) => {
    expect(faultsOf(() => projectionWith({}, {}, of))).toEqual(refusedAt(ofTable + pointer));
  });

  it('is refused with words of a column whose name an index of words has itself', () => {
    expect(faultsOf(() => projectionWith({}, { rank: column.text() }, { search: ['rank'] }))).toEqual(
      refusedAt(`${ofTable}/search/0`),
    );
  });

  it('tells every fault at once', () => {
    expect(faultsOf(() => projectionWith({ types: ['ghost'] }, {}, { indexes: [[]] }))).toEqual(
      refusedAt(`${at}/types/0`, `${ofTable}/indexes/0`),
    );
  });
});

describe('the definition of a list', () => {
  it.each<[string, Said, string]>([
    ['a filter of no column', { filters: ['phase', 'nope'] }, '/filters/1'],
    ['an order by no column', { sorts: ['toString'] }, '/sorts/0'],
    ['one order twice', { sorts: ['phase', 'phase'] }, '/sorts/1'],
    ['counts by instants', { counts: ['filedAt'] }, '/counts/0'],
    ['words that its table has not ready', { search: ['phase'] }, '/search/0'],
    ['months of no day', { months: ['filedAt'] }, '/months/0'],
    ['filters as a text', { filters: 'phase' }, '/filters'],
    ['a range that is none', { by: { operator: 'some' } }, '/by/operator'],
    ['a kind of actor that is none', { by: { ghost: 'all' } }, '/by/ghost'],
    ['a reader without an audience', { as: { operator: 'office' } }, '/by/operator'],
    ['another kind that is none', { as: { ghost: 'auditor' } }, '/as/ghost'],
    ['nobody to own a row', { own: undefined }, '/by/admin'],
    ['a clock as owner', { own: 'visit' }, '/own'],
    ['no column as agency', { agency: 'nope' }, '/agency'],
  ])('is refused with %s', (_, said, pointer) => {
    expect(faultsOf(() => listWith(said))).toEqual(refusedAt(`/lists/trees${pointer}`));
  });

  it('is refused where a column is shown as a field that is none', () => {
    expect(faultsOf(() => listWith({}, { phase: column.text().shownAs('ghost') }))).toEqual(
      refusedAt('/lists/trees/of/phase'),
    );
  });

  it('is refused where a filter is a parameter of every list, or a column is the month of a day', () => {
    const q = { q: column.text().shownAs('name') };
    expect(faultsOf(() => listWith({ filters: ['q'] }, q))).toEqual(refusedAt('/lists/trees/filters/0'));
    const month = { filedOnMonth: column.text().shownAs('name') };
    expect(faultsOf(() => listWith({}, month))).toEqual(refusedAt('/lists/trees/months/0'));
  });
});

describe('a hosted workflow', () => {
  const trees = projectionWith();
  const hosted = (said: Said) =>
    hostedWorkflow({ workflow: agencyWorkflow, policy: undefined, ...said } as never);
  const listed = () => list({ of: trees.tables.trees, workflow: agencyWorkflow, by: {} } as never);

  it.each(['cases', 'Events', 'agency-events', 'exports', ''])('has no list that is called %j', (name) => {
    expect(faultsOf(() => hosted({ projections: [trees], lists: { [name]: listed() } }))).toEqual(
      refusedAt(`/lists/${name}`),
    );
  });

  it('has its own projections, and lists of their tables', () => {
    expect(faultsOf(() => hosted({ lists: { trees: listed() } }))).toEqual(refusedAt('/lists/trees'));
    const other = { ...trees, workflow: 'parking' };
    expect(faultsOf(() => hosted({ projections: [other] }))).toEqual(refusedAt(at));
  });

  it('stands beside no other with its name, its path, a projection, a table or a list of one name', () => {
    const one = hosted({ projections: [trees], lists: { trees: listed() } });
    const other = { ...one, workflow: { ...agencyWorkflow, name: 'parking' } };
    expect(faultsOf(() => besideEachOther([one, { ...other, path: '/parking' }] as never))).toEqual(
      expect.objectContaining({
        message: expect.stringContaining('the workflow parking cannot be used: /projections/trees'),
        issues: [
          { pointer: at, message: expect.stringContaining('the workflow agency has one of this name') },
          { pointer: ofTable, message: expect.stringContaining('the table trees') },
          { pointer: '/lists/trees', message: expect.stringContaining('the list trees') },
        ],
      }),
    );
    expect(faultsOf(() => besideEachOther([one, one]))).toEqual(
      refusedAt('/name', '/path', at, ofTable, '/lists/trees'),
    );
    expect(faultsOf(() => besideEachOther([one], { projections: ['trees'] }))).toEqual(refusedAt(at));
  });
});
