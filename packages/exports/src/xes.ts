import { caseEventsTable, caseFactsTable, type TableSnapshot } from '@phananh/core/read-models';
import { type Provenance, provenancePairs } from './provenance.ts';
import { cellReader, rowsOf } from './reading.ts';
import { xmlText } from './xml.ts';

/**
 * Events as XES (IEEE 1849): a trace for each report. Written so that readers of 2016 take it too: no namespace, version
 * 2.0, extensions before globals before classifiers before attributes before traces, instants in UTC.
 */
export async function* xesOf(snapshot: TableSnapshot, provenance: Provenance): AsyncGenerator<string> {
  yield head(provenance);
  const cases = rowsOf(snapshot.pages(caseFactsTable, 'key'));
  const trace = traceText();
  let isOpen = false;
  let current: number | undefined;
  for await (const page of snapshot.pages(caseEventsTable, ['case_number', 'revision'])) {
    let text = '';
    for (const row of page) {
      const caseNumber = eventCells.caseNumber(row);
      if (caseNumber !== current) {
        if (isOpen) text += '  </trace>\n';
        current = caseNumber;
        const { value: facts } = await cases.next();
        if (facts === undefined || fact.caseNumber(facts) !== caseNumber)
          throw new TypeError(`case ${caseNumber} has events and no row`);
        text += trace(facts);
        isOpen = true;
      }
      text += eventText(row);
    }
    yield text;
  }
  yield `${isOpen ? '  </trace>\n' : ''}</log>\n`;
}

const head = (provenance: Provenance): string => `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
  <global scope="trace">
    <string key="concept:name" value="unknown"/>
  </global>
  <global scope="event">
    <string key="concept:name" value="unknown"/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
${provenancePairs(provenance)
  .map(([key, value]) => `  ${string(key, value)}`)
  .join('\n')}
`;

const string = (key: string, value: string): string => `<string key="${key}" value="${xmlText(value)}"/>`;

const factCells = cellReader(caseFactsTable);
const fact = { caseNumber: factCells.number('case_number') };

/** What a trace says of its report. */
const traceColumns = [
  'category',
  'labels',
  'area_code',
  'agency_id',
  'channel',
  'procedure',
  'phase',
  'verdict',
  'against_original',
];

const traceText = () => {
  const reportId = factCells.text('report_id');
  const columns = traceColumns.map((name) => [name, factCells.text(name)] as const);
  return (row: Parameters<typeof reportId>[0]): string => {
    let text = `  <trace>\n    ${string('concept:name', reportId(row) ?? '')}\n`;
    for (const [name, read] of columns) {
      const value = read(row);
      if (value !== null) text += `    ${string(name, value)}\n`;
    }
    return text;
  };
};

const ofEvent = cellReader(caseEventsTable);
const eventCells = {
  caseNumber: ofEvent.number('case_number'),
  type: ofEvent.text('type'),
  occurredAt: ofEvent.text('occurred_at'),
  id: ofEvent.text('event_id'),
  actorKind: ofEvent.text('actor_kind'),
  agencyId: ofEvent.text('agency_id'),
  round: ofEvent.number('round'),
};

/** Transitions of the standard lifecycle; a pause suspends the clock, an extension does not. */
const transitions: { readonly [type: string]: string } = {
  submitted: 'schedule',
  assigned: 'assign',
  accepted: 'start',
  'information-requested': 'suspend',
  'information-provided': 'resume',
  'information-not-provided': 'resume',
  withdrawn: 'ate_abort',
  rejected: 'ate_abort',
  merged: 'ate_abort',
};

const eventText = (row: Parameters<typeof eventCells.type>[0]): string => {
  const type = eventCells.type(row) ?? '';
  const agencyId = eventCells.agencyId(row);
  return `    <event>
      ${string('concept:name', type)}
      <date key="time:timestamp" value="${eventCells.occurredAt(row)}"/>
      ${string('lifecycle:transition', transitions[type] ?? 'complete')}
      <id key="identity:id" value="${eventCells.id(row)}"/>
      ${string('org:role', eventCells.actorKind(row) ?? '')}
${agencyId === null ? '' : `      ${string('org:group', agencyId)}\n`}      <int key="round" value="${eventCells.round(row)}"/>
    </event>
`;
};
