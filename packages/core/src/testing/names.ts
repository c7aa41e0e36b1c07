import fc from 'fast-check';
import { formsOf } from '../unicode/index.ts';

/** Letters of Vietnamese that have other forms, with some that have none. */
const letters = [...'ắằẵếệơựổỡýĂÔàđĐaB1'];

/** Names of the kind that categories, agencies and columns have. */
export const names = fc
  .array(fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((words) => `Mã ${words.join(' ')}`);

/** The forms in which one name arrives: composed, decomposed, and that of Windows-1258. */
export const formsOfName = (name: string): readonly string[] => formsOf(name.normalize('NFC'));

/**
 * Holds that an answer does not depend on the form in which a name is given: a property for each boundary.
 *
 * @param answer of a name that is given twice, in two forms or in one
 */
export const everyForm = (
  answer: (given: string, again: string) => unknown,
  { numRuns = 20 } = {},
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(names, async (name) => {
      const forms = formsOfName(name);
      const expected = JSON.stringify(await answer(name, name));
      for (const given of forms)
        for (const again of forms) {
          const found = JSON.stringify(await answer(given, again));
          if (found !== expected)
            throw new Error(`${JSON.stringify([given, again])}: ${found} is not ${expected}`);
        }
    }),
    { numRuns },
  );
