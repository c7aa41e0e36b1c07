/**
 * The action of a command whose work is loaded when it is called. A command is known by its name, its options and its help;
 * the store, the read models and the web server that it works with cost nothing to whoever calls another one.
 *
 * @param load the work, from a module that is imported then
 */
export const later =
  <Args extends readonly unknown[]>(load: () => Promise<(...args: Args) => void | Promise<void>>) =>
  async (...args: Args): Promise<void> => {
    const work = await load();
    await work(...args);
  };
