/** Whose key the name of an officer is encrypted under: the same that reports keep it under where an officer took one. */
export const officerKeyOf = (officerId: string): string => `officer:${officerId}`;
