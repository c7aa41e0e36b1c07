/** The oldest Node that runs the packages: `engines` of each package says the same. */
export const oldestNode = '22.18';

/**
 * Why a version of Node is refused, in one sentence. Nothing for what is new enough, and where there is no Node.
 *
 * @param version such as `20.20.2`
 */
export const nodeRefusal = (version: string | undefined): string | undefined => {
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `phananh needs Node ${oldestNode} or newer, and this is Node ${version}.`;
};
