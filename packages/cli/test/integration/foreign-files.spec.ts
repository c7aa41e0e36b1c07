import { describe, expect, test } from 'vitest';
import { eventsOf, importText, newReports, smallHeader, smallMap } from '../support/imports.ts';

const closed = 'A1,2015-01-05 09:00,2015-01-12 10:00,2015-01-09 17:00,ONTIME,Public Works,Pothole';
const file = (...rows: readonly string[]): string => `${[smallHeader, ...rows].join('\n')}\n`;

/** The steps of the small map, read from other columns. */
const stepsAt = (opened: object | string, ended: object | string, due: object | string = 'due') =>
  smallMap().steps.map((step) => ({
    ...step,
    at: step.at === 'closed' ? ended : opened,
    ...(step.command === 'submit' && {
      input: { ...step.input, legacy: { object: { dueAt: { instant: due } } } },
    }),
  }));

const timesOf = async (reports: ReturnType<typeof newReports>) =>
  (await eventsOf(reports))
    .filter(({ stream }) => stream.startsWith('report-'))
    .map(({ type, metadata }) => [type, metadata.occurredAt]);

describe('a file of another system', () => {
  test('may have date and time in two columns, and a date without a time', async () => {
    const reports = newReports();
    const map = smallMap({
      timeFormats: ['dd/MM/yyyy HH:mm', 'dd/MM/yyyy'],
      steps: stepsAt(
        { date: 'day', time: 'hour' },
        { date: 'endDay', time: 'endHour' },
        { date: 'due', time: 'dueHour' },
      ),
    });
    const text = `id,day,hour,endDay,endHour,closed,due,dueHour,agency,text
A1,05/01/2015,09:00,05/01/2015,,x,05/01/2015,,Parks,Hole
A2,05/01/2015,,06/01/2015,10:30,x,05/01/2015,17:00,Parks,Hole
`;
    expect(await importText(reports, map, text)).toMatchObject({ imported: 2, rejected: 0 });
    expect(await timesOf(reports)).toEqual([
      ['submitted', '2015-01-05T14:00:00.000Z'],
      ['verified', '2015-01-05T14:00:00.000Z'],
      ['assigned', '2015-01-05T14:00:00.000Z'],
      ['resolved', '2015-01-06T04:59:59.000Z'],
      ['published', '2015-01-06T04:59:59.000Z'],
      ['submitted', '2015-01-05T05:00:00.000Z'],
      ['verified', '2015-01-05T05:00:00.000Z'],
      ['assigned', '2015-01-05T05:00:00.000Z'],
      ['resolved', '2015-01-06T15:30:00.000Z'],
      ['published', '2015-01-06T15:30:00.000Z'],
    ]);
    const [first, second] = (await eventsOf(reports)).filter(({ type }) => type === 'submitted');
    expect(first?.data).toMatchObject({ legacy: { dueAt: '2015-01-06T04:59:59.999Z' } });
    expect(second?.data).toMatchObject({ legacy: { dueAt: '2015-01-05T22:00:00.000Z' } });
  });

  test('that closes a case on its due day closes it in time, when both are days', async () => {
    const reports = newReports();
    const map = smallMap({ timeFormats: ['yyyy-MM-dd'] });
    const text = file('A1,2015-01-05,2015-01-09,2015-01-09,x,Parks,Hole');
    expect(await importText(reports, map, text)).toMatchObject({ imported: 1 });
    const submitted = (await eventsOf(reports)).find(({ type }) => type === 'submitted');
    const { state } = (await reports.handler.load(submitted?.stream.slice('report-'.length) ?? '')) ?? {};
    const [clock] = state?.clocks ?? [];
    expect(clock?.stoppedAt).toBe('2015-01-10T04:59:59.000Z');
    expect((clock?.stoppedAt ?? '') < (clock?.due?.at ?? '')).toBe(true);
  });

  test('closes a case on the day of the step before it, however late on that day it was', async () => {
    const reports = newReports();
    const map = smallMap({
      timeFormats: ['yyyy-MM-dd HH:mm:ss.SSS', 'yyyy-MM-dd'],
      steps: stepsAt('opened', 'closed'),
    });
    const text = file('A1,2015-01-05 23:59:59.500,2015-01-05,2015-01-09,x,Parks,Hole');
    expect(await importText(reports, map, text)).toMatchObject({ imported: 1, rejects: [] });
    expect((await timesOf(reports)).at(-1)).toEqual(['published', '2015-01-06T04:59:59.500Z']);
  });

  test('has a day without hours where its step comes: not before the one before it, nor after its day', async () => {
    const reports = newReports();
    const map = smallMap({
      timeFormats: ['yyyy-MM-dd HH:mm', 'yyyy-MM-dd'],
      steps: stepsAt('opened', 'closed').map((step) =>
        step.command === 'assign' ? { ...step, at: 'status' } : step,
      ),
    });
    const row = closed.replace('ONTIME', '2015-01-05');
    expect(await importText(reports, map, file(row))).toMatchObject({ imported: 1 });
    expect((await timesOf(reports))[2]).toEqual(['assigned', '2015-01-05T14:00:00.000Z']);
    const earlier = row.replace('A1', 'A2').replace(',2015-01-05,', ',2015-01-04,');
    expect(await importText(reports, map, file(earlier))).toMatchObject({
      rejectedBy: { 'step-out-of-order': 1 },
    });
  });

  test('may have a day that begins when the clocks are put forward at midnight', async () => {
    const reports = newReports();
    const map = smallMap({ zone: 'America/Sao_Paulo', timeFormats: ['yyyy-MM-dd'] });
    const text = file('A1,2015-10-18,2015-10-18,2015-10-18,x,Parks,Hole');
    expect(await importText(reports, map, text)).toMatchObject({ imported: 1 });
    expect((await timesOf(reports))[0]).toEqual(['submitted', '2015-10-18T03:00:00.000Z']);
  });

  test('may have no ids: a case is the number of its row, and rows that are added are new', async () => {
    const reports = newReports();
    const map = smallMap({ caseId: { rowNumber: true } });
    const second = closed.replace('Pothole', 'Street light');
    await importText(reports, map, file(closed));
    expect(await importText(reports, map, file(closed, '', 'too,few', second))).toMatchObject({
      imported: 1,
      unchanged: 1,
      rejects: [{ line: 4, caseId: '2', code: 'column-count' }],
    });
    const ids = (await eventsOf(reports)).flatMap(({ data }) => ('legacy' in data ? [data.legacy] : []));
    expect(ids).toMatchObject([{ caseId: '1' }, { caseId: '3' }]);
  });

  test('may have lines before its header, whatever stands in them', async () => {
    const map = smallMap({ format: { preambleLines: 3 } });
    const text = `Phản ánh "hiện trường\r\n\r\nnăm 2015,"",\r\n${file(closed)}`;
    expect(await importText(newReports(), map, text)).toMatchObject({
      imported: 1,
      rejected: 0,
      lines: { total: 5, imported: 1, rejected: 0, skipped: 4 },
    });
  });

  test('may leave out empty last columns when the map says so, and end each row with a delimiter', async () => {
    const map = smallMap({ format: { shortRows: 'fill' } });
    const header = 'id,opened,agency,text,status,due,closed';
    const text = `${header}\nA1,2015-01-05 09:00,Parks,Hole\nA2,2015-01-05 09:00,Parks,Hole,x,,,,\nA3,2015-01-05 09:00,Parks,Hole`;
    expect(await importText(newReports(), map, text)).toMatchObject({ imported: 3, cut: undefined });
    expect(await importText(newReports(), smallMap(), text)).toMatchObject({
      imported: 1,
      rejects: [{ message: expect.stringContaining('`format.shortRows` says "fill"') }, {}],
    });
  });

  test('may have cases without coordinates: an address or an area will do, and nothing at all will not', async () => {
    const reports = newReports();
    const steps = smallMap().steps.map((step) =>
      step.command === 'submit'
        ? {
            ...step,
            input: {
              ...step.input,
              location: {
                object: {
                  lat: { number: 'lat' },
                  lng: { number: 'lng' },
                  address: 'street',
                  areaCode: 'ward',
                },
              },
            },
          }
        : step,
    );
    const text = `${smallHeader},lat,lng,street,ward
${closed},"16,46","107,59",,
${closed.replace('A1', 'A2')},,,12 Lê Lợi,
${closed.replace('A1', 'A3')},,,,Vĩnh Ninh
${closed.replace('A1', 'A4')},,,,
`;
    const map = smallMap({ steps, format: { decimal: ',' } });
    expect(await importText(reports, map, text)).toMatchObject({
      imported: 3,
      rejects: [{ caseId: 'A4', code: 'invalid-command' }],
    });
    const places = (await eventsOf(reports)).flatMap(({ data }) =>
      'location' in data ? [data.location] : [],
    );
    expect(places).toEqual([
      { lat: 16.46, lng: 107.59 },
      { address: '12 Lê Lợi' },
      { areaCode: 'Vĩnh Ninh' },
    ]);
  });

  test('may pad what stands in quotes', async () => {
    const padded = closed.split(',').map((cell) => `"${cell}"\t `);
    const text = `${smallHeader}\r\n${padded.join(',')}\r\n`;
    expect(await importText(newReports(), smallMap(), text)).toMatchObject({ imported: 1, rejected: 0 });
  });
});
