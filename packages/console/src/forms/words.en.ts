export const en = {
  photos: 'Photos or videos',
  photosKept: 'Sent already; take the tick away to leave one out.',
  photoKept: (number: string) => `Photo ${number}`,
  photosHint: (most: string) =>
    `At most ${most}. JPEG, PNG, WebP, HEIC, MP4 or MOV. Where a photo was taken is cut out before anybody else sees it.`,
  /** What a form says that keeps what is typed into it. `{n}`, `{of}`, `{when}` and `{name}` stand for what the browser knows. */
  kept: {
    kept: 'What you type and your photos are kept in this browser until you send them, for at most {n} days. If others use this device, delete them before you leave it.',
    keptAt: 'Kept at {when}.',
    restored: 'Here is what you had not sent yet, of {when}.',
    maybeSent:
      'It may have arrived already, without an answer: to send it again does nothing twice on the same day.',
    notKept: 'This browser keeps nothing: what you type is lost when you leave this page.',
    photoNotKept: '{name} is too large to be kept in this browser. It is sent if you stay on this page.',
    elsewhere:
      'This form is open in another window. What you type here is not kept when you leave this page.',
    other:
      'Something else that was not sent yet is kept in this browser. Load this page again to go on with it; what you type here is not kept.',
    clear: 'Delete from this device',
    clearSure: 'Delete what you typed and your photos from this device?',
    cleared: 'It was deleted from this device.',
    offline: 'No connection. You can go on: what you type is kept, and sent when the connection is back.',
    online: 'The connection is back.',
    waiting:
      'No connection: nothing was lost. It is sent by itself as soon as there is one, as long as this page is open.',
    tryNow: 'Try now',
    sending: 'Photo {n} of {of} is being sent…',
    waitFor: 'Try again in {n} seconds.',
    photos: 'Chosen photos and videos',
    photosAdd: 'Choose photos or videos',
    photosFull: 'There are {n}: that is all that one report takes',
    photo: 'Photo {n}',
    photoSent: 'sent already',
    photoToSend: 'is sent with the report',
    photoGoing: '{n}% sent',
    photoRemove: 'Remove {name}',
    photoUp: 'Move {name} up',
    photoDown: 'Move {name} down',
    photoNoPreview: 'This browser cannot show it; it is sent as it is.',
    photoRemoved: '{name} was removed.',
    photoMoved: 'It is number {n} now.',
    refusedMany: '{name} was left out: at most {n} go with one report.',
    refusedType: '{name} was left out: it is no JPEG, PNG, WebP, HEIC, MP4 or MOV.',
    refusedLarge: '{name} was left out: it has more than {n}.',
    refusedEmpty: '{name} was left out: it is empty.',
    refusedGone: '{name} cannot be read any more. Remove it, and choose it once more.',
    refusedThere: '{name} was chosen already.',
  },
  /** Where a form is not of a new report. */
  keptAnswer: {
    maybeSent: 'It may have arrived already, without an answer: to send it again does nothing twice.',
    photosFull: 'There are {n}: that is all that goes with one form',
    photoToSend: 'is sent with it',
    refusedMany: '{name} was left out: at most {n} go with one form.',
  },
  keptWithoutPhotos: {
    kept: 'What you type is kept in this browser until you send it, for at most {n} days. If others use this device, delete it before you leave it.',
    clearSure: 'Delete what you typed from this device?',
  },
  unsent: 'This was typed here, and is still kept in this browser:',
  files: {
    chooseOne: 'Choose a file',
    choose: 'Choose files',
    choosePhotos: 'Choose photos or videos',
    none: 'Nothing chosen.',
    /** `{names}` stands for files. */
    chosen: 'Chosen: {names}',
    clear: 'Choose none',
  },
  copying: { copy: 'Copy', copied: 'Copied.', failed: 'It is marked: copy it by the menu of the browser.' },
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
