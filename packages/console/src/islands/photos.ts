import { type DraftPhoto, moved, newKey } from './draft.ts';
import type { FileLimits, KeptFormGiven, KeptFormWords } from './report-given.ts';

/** Photos of a form before they are sent: what each is, what it looks like, in which order they stand, and how they go, one by one. */

/** As far as the beginning tells: names and types that a browser gives are made of the ending of the name. */
export const kindOf = (beginning: Uint8Array): string | undefined => {
  const text = (from: number, to: number): string => String.fromCharCode(...beginning.subarray(from, to));
  if (beginning[0] === 0xff && beginning[1] === 0xd8 && beginning[2] === 0xff) return 'image/jpeg';
  if (text(1, 4) === 'PNG' && beginning[0] === 0x89) return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  // Of the boxes of ISO 14496-12, of which some are photos and some videos.
  if (text(4, 8) !== 'ftyp') return undefined;
  const brand = text(8, 12);
  if (/^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) return 'image/heic';
  if (brand === 'qt  ') return 'video/quicktime';
  return /^(?:avif|avis|crx )$/.test(brand) ? undefined : 'video/mp4';
};

export type Refusal =
  | 'refusedMany'
  | 'refusedType'
  | 'refusedLarge'
  | 'refusedEmpty'
  | 'refusedGone'
  | 'refusedThere';

export interface Judged {
  readonly file: File;
  readonly type: string;
  readonly refused: Refusal | null;
}

/**
 * Looks at what was chosen, before anything of it is sent.
 *
 * @param room how many more there may be
 */
export const judge = async (
  files: readonly File[],
  {
    room,
    limits,
    there,
  }: {
    readonly room: number;
    readonly limits: FileLimits | null;
    readonly there: readonly Pick<DraftPhoto, 'name' | 'size'>[];
  },
): Promise<readonly Judged[]> => {
  const judged: Judged[] = [];
  for (const file of files) {
    const type = await typeOf(file);
    const known = [
      ...there,
      ...judged.filter(({ refused }) => refused === null).map(({ file: { name, size } }) => ({ name, size })),
    ];
    judged.push({
      file,
      type: type ?? '',
      refused: refusalOf(file, {
        type,
        limits,
        isThere: known.some(({ name, size }) => name === file.name && size === file.size),
        isFull: known.length - there.length >= room,
      }),
    });
  }
  return judged;
};

/** Null: it cannot be read any more. */
const typeOf = async (file: File): Promise<string | null | undefined> => {
  try {
    return kindOf(new Uint8Array(await file.slice(0, 32).arrayBuffer()));
  } catch {
    return null;
  }
};

const refusalOf = (
  { size }: Pick<File, 'size'>,
  {
    type,
    limits,
    isThere,
    isFull,
  }: {
    readonly type: string | null | undefined;
    readonly limits: FileLimits | null;
    readonly isThere: boolean;
    readonly isFull: boolean;
  },
): Refusal | null => {
  if (type === null) return 'refusedGone';
  if (size === 0) return 'refusedEmpty';
  if (type === undefined) return 'refusedType';
  if (isThere) return 'refusedThere';
  const most = isVideo(type) ? limits?.videoBytes : limits?.photoBytes;
  if (most !== undefined && size > most) return 'refusedLarge';
  return isFull ? 'refusedMany' : null;
};

const isVideo = (type: string): boolean => type.startsWith('video/');

export const bytesText = (bytes: number, locale: string): string => {
  const [value, unit] = bytes < 1_048_576 ? [bytes / 1_024, 'KB'] : [bytes / 1_048_576, 'MB'];
  return `${value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
};

/** Bytes that stay though the file is moved, changed or deleted. A video is too large for memory: it is read where it lies. */
export const heldCopyOf = async (file: File, type: string): Promise<Blob> =>
  isVideo(type) ? file : new Blob([await file.arrayBuffer()], { type });

interface PhotoList {
  readonly element: HTMLElement;
  show(photos: readonly DraftPhoto[]): void;
  /** How much of one was sent, of 1; null: it is not on its way. */
  goes(key: string, part: number | null): void;
  /** What is wrong with one. */
  wrong(key: string, why: string): void;
}

/** The list of photos. Each can be taken out and moved by buttons, which a keyboard reaches. */
const photoList = (
  words: KeptFormWords,
  {
    blobOf,
    remove,
    move,
  }: {
    readonly blobOf: (key: string) => Promise<Blob | undefined>;
    readonly remove: (key: string) => void;
    readonly move: (key: string, by: -1 | 1) => void;
  },
): PhotoList => {
  const element = document.createElement('ol');
  element.className = 'chosen';
  element.setAttribute('aria-label', words.photos);
  const rows = new Map<string, Row>();
  return {
    element,
    show: (photos) => {
      const focused = document.activeElement;
      for (const [key, { item }] of rows)
        if (!photos.some((one) => one.key === key)) {
          item.remove();
          rows.delete(key);
        }
      for (const [at, photo] of photos.entries()) {
        const row = rows.get(photo.key) ?? rowOf(photo, words, { blobOf, remove, move });
        rows.set(photo.key, row);
        row.name.textContent = photo.name || words.photo.replace('{n}', String(at + 1));
        const label = row.name.textContent;
        row.say(photo.taken === null ? words.photoToSend : words.photoSent);
        for (const [button, text] of [
          [row.up, words.photoUp],
          [row.down, words.photoDown],
          [row.out, words.photoRemove],
        ] as const)
          button.setAttribute('aria-label', text.replace('{name}', label));
        row.up.disabled = at === 0;
        row.down.disabled = at === photos.length - 1;
        if (element.children[at] !== row.item) element.insertBefore(row.item, element.children[at] ?? null);
      }
      // To move an element takes the focus off it; a button that does nothing any more gives it to its neighbour.
      if (focused instanceof HTMLButtonElement && element.contains(focused))
        (focused.disabled
          ? focused.parentElement?.querySelector<HTMLElement>('button:not(:disabled)')
          : focused
        )?.focus();
    },
    goes: (key, part) => {
      const row = rows.get(key);
      if (row === undefined) return;
      row.bar.hidden = part === null;
      if (part === null) return;
      row.bar.value = part;
      row.say(words.photoGoing.replace('{n}', String(Math.floor(part * 100))));
    },
    wrong: (key, why) => {
      const row = rows.get(key);
      row?.say(why);
      row?.item.classList.add('bad');
      row?.out.focus();
    },
  };
};

interface Row {
  readonly item: HTMLElement;
  readonly name: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly up: HTMLButtonElement;
  readonly down: HTMLButtonElement;
  readonly out: HTMLButtonElement;
  say(text: string): void;
}

const rowOf = (
  { key, type, size, name: file }: DraftPhoto,
  words: KeptFormWords,
  { blobOf, remove, move }: Parameters<typeof photoList>[1],
): Row => {
  const made = <Name extends keyof HTMLElementTagNameMap>(
    tag: Name,
    className = '',
  ): HTMLElementTagNameMap[Name] => {
    const element = document.createElement(tag);
    if (className !== '') element.className = className;
    return element;
  };
  const item = made('li');
  const picture = made('span', 'preview-of');
  const told = made('span', 'told');
  const name = made('bdi', 'name');
  const state = made('span', 'fine');
  const bar = made('progress');
  bar.max = 1;
  bar.hidden = true;
  bar.setAttribute('aria-label', file);
  told.append(name, state, bar);
  const buttons = made('span', 'buttons');
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const one = made('button', 'second');
    one.type = 'button';
    one.textContent = text;
    one.addEventListener('click', act);
    buttons.append(one);
    return one;
  };
  const up = button('↑', () => move(key, -1));
  const down = button('↓', () => move(key, 1));
  const out = button('✕', () => remove(key));
  item.append(picture, told, buttons);
  void paint(picture, { type, blob: blobOf(key) }, words);
  return {
    item,
    name,
    bar,
    up,
    down,
    out,
    say: (text) => {
      item.classList.remove('bad');
      state.textContent = [size === 0 ? '' : bytesText(size, words.locale), text]
        .filter((one) => one !== '')
        .join(' · ');
    },
  };
};

/** CSS pixels, of which phones have three for one. */
const previewWidth = 192;

/** On a canvas, so that the policy of the page need not allow pictures that a script made. */
const paint = async (
  place: HTMLElement,
  { type, blob }: { readonly type: string; readonly blob: Promise<Blob | undefined> },
  words: KeptFormWords,
): Promise<void> => {
  const kind = type.split('/')[1]?.toUpperCase() ?? '';
  place.textContent = isVideo(type) ? '▶' : kind;
  const bytes = await blob;
  if (bytes === undefined || isVideo(type)) return;
  try {
    const picture = await createImageBitmap(bytes, { resizeWidth: previewWidth, resizeQuality: 'medium' });
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext('2d')?.drawImage(picture, 0, 0);
    picture.close();
    place.replaceChildren(canvas);
  } catch {
    // Such as HEIC, which most browsers cannot draw and the host can.
    place.title = words.photoNoPreview;
    place.setAttribute('aria-label', words.photoNoPreview);
    place.setAttribute('role', 'img');
  }
};

/** The photos of the form: the field of the browser stays, and what was chosen stands below it. */
export const photosIn = (
  form: HTMLFormElement,
  { photos: given, words }: Pick<KeptFormGiven, 'photos' | 'words'>,
  kept: {
    readonly photos: () => readonly DraftPhoto[];
    readonly change: (to: readonly DraftPhoto[]) => void;
    readonly blobOf: (key: string) => Promise<Blob | undefined>;
    readonly keep: (key: string, blob: Blob) => Promise<boolean>;
    readonly forget: (key: string) => Promise<void>;
  },
) => {
  const part = form.querySelector('[data-part="photos"]');
  const input = form.querySelector<HTMLInputElement>('#i-photos');
  if (given === null || part === null) return undefined;
  const said = document.createElement('div');
  said.className = 'wrong';
  said.setAttribute('role', 'status');
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'second';
  more.setAttribute('aria-describedby', 'i-photos-hint');
  const list = photoList(words, {
    blobOf: kept.blobOf,
    remove: (key) => {
      const gone = kept.photos().find((one) => one.key === key);
      kept.change(kept.photos().filter((one) => one.key !== key));
      void kept.forget(key);
      tell([words.photoRemoved.replace('{name}', gone?.name ?? '')]);
      (list.element.querySelector<HTMLElement>('li button:last-child') ?? more).focus();
    },
    move: (key, by) => {
      const from = kept.photos().findIndex((one) => one.key === key);
      kept.change(moved(kept.photos(), from, by));
      tell([words.photoMoved.replace('{n}', String(kept.photos().findIndex((one) => one.key === key) + 1))]);
    },
  });
  const tell = (lines: readonly string[], isWrong = false): void => {
    said.className = isWrong ? 'wrong' : 'fine';
    said.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement('p'), { textContent: line })),
    );
  };
  const add = async (files: readonly File[]): Promise<void> => {
    const judged = await judge(files, {
      room: given.most - kept.photos().length,
      limits: given.limits,
      there: kept.photos(),
    });
    const lines: string[] = [];
    for (const { file, type, refused } of judged) {
      if (refused !== null) {
        const most = type.startsWith('video/') ? given.limits?.videoBytes : given.limits?.photoBytes;
        lines.push(
          words[refused]
            .replace('{name}', file.name)
            .replace(
              '{n}',
              refused === 'refusedLarge' ? bytesText(most ?? 0, words.locale) : String(given.most),
            ),
        );
        continue;
      }
      const key = newKey();
      try {
        const isKept = await kept.keep(key, await heldCopyOf(file, type));
        if (!isKept) lines.push(words.photoNotKept.replace('{name}', file.name));
        kept.change([...kept.photos(), { key, name: file.name, type, size: file.size, taken: null }]);
      } catch {
        lines.push(words.refusedGone.replace('{name}', file.name));
      }
    }
    tell(lines, true);
  };
  /** What a page that is shown again has already. */
  const taken = (guest: string): readonly DraftPhoto[] =>
    [...form.querySelectorAll<HTMLInputElement>('input[name="attachments"]:checked')].map(
      ({ value: id }) => ({
        key: id,
        name: '',
        type: '',
        size: 0,
        taken: { id, by: guest, at: Date.now() },
      }),
    );
  if (input !== null) {
    // Sent one by one, and not with the form.
    input.removeAttribute('name');
    // What the browser says of its field is of what was chosen last, and in its own language.
    input.classList.add('behind');
    more.addEventListener('click', () => input.click());
    input.before(more);
    input.closest('.field')?.removeAttribute('hidden');
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      input.value = '';
      void add(files);
    });
  }
  return {
    taken: (guest: string) => {
      const found = taken(guest);
      part.querySelector('fieldset')?.remove();
      part.append(said, list.element);
      return found;
    },
    show: (photos: readonly DraftPhoto[]): void => {
      list.show(photos);
      const isFull = photos.length >= given.most;
      more.textContent = isFull ? words.photosFull.replace('{n}', String(given.most)) : words.photosAdd;
      more.disabled = isFull;
    },
    goes: list.goes,
    wrong: list.wrong,
    /** Names those that were taken in, in the order that they stand in. */
    name: (photos: readonly DraftPhoto[], of: HTMLFormElement): void => {
      for (const one of of.querySelectorAll('input[name="attachments"]')) one.remove();
      for (const { taken: there } of photos)
        if (there !== null)
          of.append(
            Object.assign(document.createElement('input'), {
              type: 'hidden',
              name: 'attachments',
              value: there.id,
            }),
          );
    },
  };
};

/** `lost`: no answer came. */
export type UploadAnswer =
  | { readonly how: 'taken'; readonly id: string; readonly guest: string }
  | { readonly how: 'refused'; readonly status: number; readonly why: string; readonly seconds: number }
  | { readonly how: 'lost' };

/** Milliseconds without anything sent, after which a connection is taken to be lost. */
const longestSilence = 45_000;

/** Sends one photo: by a request that says how far it is, which `fetch` does not. */
export const upload = (
  address: string,
  fields: { readonly [name: string]: string },
  { blob, name, goes }: { readonly blob: Blob; readonly name: string; readonly goes: (part: number) => void },
): Promise<UploadAnswer> =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), longestSilence);
    };
    const end = (answer: UploadAnswer): void => {
      clearTimeout(silence);
      done(answer);
    };
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      heard();
      goes(total === 0 ? 0 : loaded / total);
    });
    for (const lost of ['error', 'abort', 'timeout'])
      request.addEventListener(lost, () => end({ how: 'lost' }));
    request.addEventListener('load', () => end(answerOf(request)));
    request.open('POST', address);
    request.setRequestHeader('accept', 'application/json');
    const body = new FormData();
    for (const [field, value] of Object.entries(fields)) if (value !== '') body.append(field, value);
    body.append('photos', blob, name);
    heard();
    request.send(body);
  });

const answerOf = (
  request: Pick<XMLHttpRequest, 'status' | 'responseText' | 'getResponseHeader'>,
): UploadAnswer => {
  const { status, responseText } = request;
  const told = objectIn(responseText);
  if (status === 201 && typeof told.attachmentId === 'string')
    return { how: 'taken', id: told.attachmentId, guest: typeof told.guest === 'string' ? told.guest : '' };
  // A proxy that has nobody behind it is like no connection, and so is a host that has more to do than it can: it is asked again later.
  if (status === 502 || status === 503 || status === 504) return { how: 'lost' };
  return {
    how: 'refused',
    status,
    why: typeof told.title === 'string' ? told.title : String(status),
    seconds: Number(request.getResponseHeader('retry-after') ?? 0) || 0,
  };
};

const objectIn = (text: string): { readonly [key: string]: unknown } => {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
};
