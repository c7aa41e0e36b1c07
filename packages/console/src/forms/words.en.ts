export const en = {
  photos: 'Photos or videos',
  photosKept: 'Sent already; take the tick away to leave one out.',
  photoKept: (number: string) => `Photo ${number}`,
  photosHint: (most: string) =>
    `At most ${most}. JPEG, PNG, WebP, HEIC, MP4 or MOV. Where a photo was taken is cut out before anybody else sees it.`,
  choiceHints: {
    copy: 'What is kept of you, as a file. Within ten days.',
    erasure: 'What is kept of you is made unreadable for good. Within twenty days; it cannot be undone.',
  },
} as const;
