export const en = {
  photos: 'Photos or videos',
  photosKept: 'Sent already; take the tick away to leave one out.',
  photoKept: (number: string) => `Photo ${number}`,
  photosHint: (most: string) =>
    `At most ${most}. JPEG, PNG, WebP, HEIC, MP4 or MOV. Where a photo was taken is cut out before anybody else sees it.`,
} as const;
