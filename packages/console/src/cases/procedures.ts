import type { SlaPolicy } from '@phananh/core';

/** Procedures whose terms a policy has, the ordinary one first: what is verified is of one of them. */
export const proceduresOf = ({ clocks }: SlaPolicy): readonly string[] => [
  ...new Set([
    'ordinary',
    ...Object.values(clocks).flatMap(({ term }) =>
      'byProcedure' in term ? Object.keys(term.byProcedure) : [],
    ),
  ]),
];
