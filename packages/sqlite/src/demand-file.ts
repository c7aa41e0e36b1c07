import { InvalidConnectionString } from '@phananh/core/store';

/**
 * Demands paths of files, before anything is made by their names: from the address of a server would come folders that are named
 * with its password.
 *
 * @throws {@link InvalidConnectionString}, which says nothing of what was given
 */
export const demandFiles = (...paths: readonly (string | undefined)[]): void => {
  if (paths.some((path) => path?.includes('://')))
    throw new InvalidConnectionString(
      'a file is taken here, whose path has no "://"; for the address of a server there is @phananh/eventstoredb',
    );
};
