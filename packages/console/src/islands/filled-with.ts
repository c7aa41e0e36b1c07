/** A text with a phrase put into it, as hosts and browsers do: nothing is lost that stood there, and the same twice is once. */
export const filledWith = (text: string, phrase: string): string => {
  const before = text.trimEnd();
  if (before === '') return phrase;
  return before.endsWith(phrase.trimEnd()) ? text : `${before}\n\n${phrase}`;
};
