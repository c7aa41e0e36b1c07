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
  /** What is to be known before a field is filled in, by its key. */
  hints: {
    'cannedText.category': 'None: for reports of every category.',
    'cannedText.agencyId': 'None: of the centre.',
    'report.into': 'Its tracking code, as ABCDE-12345, or its number.',
    'agency.agencyId': 'Small letters, digits and hyphens, as in lighting-hue. It cannot be changed later.',
    'agency.calendar': 'None: that of the centre.',
  },
} as const;
