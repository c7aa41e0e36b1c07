import { type Actor, agency, citizen, operator } from '@phananh/core';
import type { Case } from '../simulation/cases.ts';
import type { Dice } from '../simulation/dice.ts';

/** Who acts in a case. */

export const reporterOf = ({ citizenId }: Case): Actor => citizen(citizenId);
export const someOperator = (dice: Dice): Actor => operator(`o-${dice.between(1, 14)}`);
/** Who works at a body. */
export const officersOf = (agencyId: string): readonly Actor[] =>
  [1, 2, 3, 4].map((number) => agency(`${agencyId.slice(0, 40)}-${number}`, agencyId));
export const officerOf = (agencyId: string, dice: Dice): Actor => dice.pick(officersOf(agencyId));
