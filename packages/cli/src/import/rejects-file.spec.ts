import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalText } from '@phananh/core/engine';
import { maybeFormula } from '@phananh/test-support/formulas';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecords } from './csv/records.ts';
import type { RejectedRow } from './import-file.ts';
import { openRejects } from './rejects-file.ts';

const unit = fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\r', '\n', '\t', ' ', '1', 'Huế');
const anyRow: fc.Arbitrary<RejectedRow> = fc.record({
  line: fc.nat(),
  lastLine: fc.nat(),
  caseId: fc.string({ unit }),
  code: fc.constant('impossible-time'),
  message: fc.string({ unit }),
});

const aRow = (caseId: string): RejectedRow => ({
  line: 2,
  lastLine: 2,
  caseId,
  code: 'impossible-time',
  message: '',
});

test('what is written of rejected rows is read back as it was, and holds no formula', async () => {
  const path = join(inTemporaryDirectory(), 'rejects.csv');
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { maxLength: 5 }), async (rows) => {
      const file = openRejects(path, () => undefined);
      for (const row of rows) file.write(row);
      await file.close({ isDone: true });
      const text = async function* () {
        yield readFileSync(path, 'utf8');
      };
      const batches = await Array.fromAsync(csvRecords(text(), { delimiter: ',', quote: '"' }));
      const [, ...read] = batches.flatMap(({ records }) => records);
      expect(read.map(({ fields }) => fields)).toEqual(
        rows.map(({ line, lastLine, caseId, code, message }) =>
          [String(line), String(lastLine), caseId ?? '', code, message].map(normalText),
        ),
      );
      for (const { fields, written = fields } of read) expect(written.filter(maybeFormula)).toEqual([]);
    }),
    { numRuns: 100, examples: [[[aRow('+,1'), aRow('-1+1'), aRow('+-1')]]] },
  );
});
