export const en = {
  photos: 'Photos or videos',
  photosKept: 'Sent already; take the tick away to leave one out.',
  photoKept: (number: string) => `Photo ${number}`,
  photosHint: (most: string) =>
    `At most ${most}. JPEG, PNG, WebP, HEIC, MP4 or MOV. Where a photo was taken is cut out before anybody else sees it.`,
  /** What is to be known before a field is filled in, by its key. */
  hints: {
    destroy:
      'It is not only hidden: what was written is destroyed in the log, and nobody can bring it back, whatever for. Everything else of this person stays.',
  },
} as const;
