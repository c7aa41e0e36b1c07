export const en = {
  label: 'Map of the reports',
  noScript: 'The map needs JavaScript. The list has the same reports.',
  cluster: (count: string) => `${count} reports here: come closer`,
  shown: (count: string) => `${count} reports on this part of the map`,
  more: (count: string) =>
    `The latest ${count} reports on this part of the map have these words; there are more`,
  loading: 'The reports are being put on the map…',
  nothing: 'No report on this part of the map',
  failed: 'The map could not be filled. Move it to try again.',
  ended: 'Your session has ended: load the page anew to sign in.',
  listThese: 'Only these in the list',
  zoomIn: 'Closer',
  zoomOut: 'Further away',
  noBaseMap: 'no base map configured',
  one: 'Report',
} as const;
