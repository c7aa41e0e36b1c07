/**
 * A function whose answers are kept as long as what they are made of, and are asked of it again: for what is made of a definition, a
 * schema, a calendar or a state, none of which ever changes. Nothing can be told from it but the time that it saves, so that one for the
 * whole process harms nobody.
 */
export const keptBy = <Key extends object, Made>(make: (key: Key) => Made): ((key: Key) => Made) => {
  const made = new WeakMap<Key, { readonly of: Made }>();
  return (key) => {
    let known = made.get(key);
    if (known === undefined) {
      known = { of: make(key) };
      made.set(key, known);
    }
    return known.of;
  };
};
