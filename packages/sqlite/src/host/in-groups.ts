/** Keys that are destroyed at once: a store that can destroys them in one commit. */
export const keysAtOnce = 512;

export const inGroups = <Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
