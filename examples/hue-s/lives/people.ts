import { type Actor, agency, citizen, operator } from '@phananh/core';
import type { Case } from '../simulation/cases.ts';
import type { Dice } from '../simulation/dice.ts';

/** Who acts in a case. */

export const reporterOf = ({ citizenId }: Case): Actor => citizen(citizenId);
export const someOperator = (dice: Dice): Actor => operator(`o-${dice.between(1, 14)}`);
export const officerOf = (agencyId: string, dice: Dice): Actor =>
  agency(`${agencyId.slice(0, 40)}-${dice.between(1, 4)}`, agencyId);
