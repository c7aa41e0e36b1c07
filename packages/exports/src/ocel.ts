import {
  agenciesTable,
  type CellValue,
  caseEventsTable,
  caseFactsTable,
  type TableSnapshot,
} from '@phananh/core/read-models';
import { reportWorkflow } from '@phananh/core/reports';
import { type Provenance, provenancePairs } from './provenance.ts';
import { cellReader, rowsOf } from './reading.ts';

/**
 * Events and the things they are about as OCEL 2.0 JSON. Values are JSON strings, whatever the type that is declared, as
 * the published schema demands. What the extract is of stands as attributes of one object of the type `Extract`.
 */
export async function* ocelOf(snapshot: TableSnapshot, provenance: Provenance): AsyncGenerator<string> {
  yield `{"objectTypes":${JSON.stringify(objectTypes)},\n"eventTypes":${JSON.stringify(eventTypes)},\n"objects":[\n`;
  yield JSON.stringify({
    id: 'extract',
    type: 'Extract',
    attributes: provenancePairs(provenance).map(([name, value]) => ({ name, time: beginning, value })),
    relationships: [],
  });
  for await (const page of snapshot.pages(agenciesTable, 'key'))
    yield page.map((row) => line(agencyObject(row))).join('');
  for await (const page of snapshot.pages(caseFactsTable, 'key'))
    yield page.map((row) => line(reportObject(row))).join('');
  for await (const page of snapshot.pages(caseEventsTable, 'key'))
    yield page
      .flatMap((row) => eventObject(row))
      .map(line)
      .join('');
  yield '\n],\n"events":[\n';
  let isFirst = true;
  for await (const row of rowsOf(snapshot.pages(caseEventsTable, 'key'))) {
    yield `${isFirst ? '' : ',\n'}${JSON.stringify(eventOf(row))}`;
    isFirst = false;
  }
  yield '\n]}\n';
}

/** The time of values that hold from the first on. */
const beginning = '1970-01-01T00:00:00Z';

const line = (object: object): string => `,\n${JSON.stringify(object)}`;

const reportAttributes = [
  'category',
  'labels',
  'area_code',
  'channel',
  'procedure',
  'phase',
  'verdict',
  'against_original',
];
const named = (names: readonly string[]) => names.map((name) => ({ name, type: 'string' }));

/** Kinds of things that come into being by an event, by its type. */
const bornBy: { readonly [type: string]: string } = {
  'extension-requested': 'Extension',
  published: 'Publication',
  rated: 'Rating',
  disputed: 'Dispute',
};

const objectTypes = [
  {
    name: 'Extract',
    attributes: named(['phananh.log_position', 'phananh.schema_version', 'phananh.exported_at']),
  },
  { name: 'Report', attributes: named(reportAttributes) },
  { name: 'Agency', attributes: named(['name', 'kind']) },
  ...Object.values(bornBy).map((name) => ({ name, attributes: [] })),
];

const eventTypes = Object.keys(reportWorkflow.events).map((name) => ({
  name,
  attributes: [
    { name: 'actor_kind', type: 'string' },
    { name: 'round', type: 'integer' },
  ],
}));

const fact = cellReader(caseFactsTable);
const reportId = fact.text('report_id');
const submittedAt = fact.text('submitted_at');
const reportReaders = reportAttributes.map((name) => [name, fact.text(name)] as const);

const reportObject = (row: readonly CellValue[]) => ({
  id: `report:${reportId(row)}`,
  type: 'Report',
  attributes: reportReaders.flatMap(([name, read]) => {
    const value = read(row);
    return value === null ? [] : [{ name, time: submittedAt(row), value }];
  }),
  relationships: [],
});

const agency = cellReader(agenciesTable);
const agencyCells = { id: agency.text('agency_id'), name: agency.text('name'), kind: agency.text('kind') };

const agencyObject = (row: readonly CellValue[]) => ({
  id: `agency:${agencyCells.id(row)}`,
  type: 'Agency',
  attributes: [
    { name: 'name', time: beginning, value: agencyCells.name(row) },
    { name: 'kind', time: beginning, value: agencyCells.kind(row) },
  ],
  relationships: [],
});

const ofEvent = cellReader(caseEventsTable);
const eventCells = {
  id: ofEvent.text('event_id'),
  type: ofEvent.text('type'),
  at: ofEvent.text('occurred_at'),
  reportId: ofEvent.text('report_id'),
  agencyId: ofEvent.text('agency_id'),
  actorKind: ofEvent.text('actor_kind'),
  round: ofEvent.number('round'),
};

/** The thing that an event brings into being. */
const eventObject = (row: readonly CellValue[]): readonly object[] => {
  const type = bornBy[eventCells.type(row) ?? ''];
  if (type === undefined) return [];
  const relationships = [{ objectId: `report:${eventCells.reportId(row)}`, qualifier: 'of' }];
  return [{ id: `${type.toLowerCase()}:${eventCells.id(row)}`, type, attributes: [], relationships }];
};

const eventOf = (row: readonly CellValue[]) => {
  const type = eventCells.type(row) ?? '';
  const agencyId = eventCells.agencyId(row);
  const born = bornBy[type];
  return {
    id: eventCells.id(row),
    type,
    time: eventCells.at(row),
    attributes: [
      { name: 'actor_kind', value: eventCells.actorKind(row) },
      { name: 'round', value: String(eventCells.round(row)) },
    ],
    relationships: [
      { objectId: `report:${eventCells.reportId(row)}`, qualifier: 'report' },
      ...(agencyId === null
        ? []
        : [{ objectId: `agency:${agencyId}`, qualifier: type === 'assigned' ? 'assignee' : 'with' }]),
      ...(born === undefined
        ? []
        : [{ objectId: `${born.toLowerCase()}:${eventCells.id(row)}`, qualifier: 'creates' }]),
    ],
  };
};
