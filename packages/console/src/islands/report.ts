import {
  aloneWith,
  type Draft,
  type DraftPhoto,
  type Drafts,
  draftOf,
  isEmpty,
  isOf,
  newKey,
  nobody,
  noteOf,
  openDrafts,
  toSend,
  withKept,
} from './draft.ts';
import type { Island } from './island.ts';
import { photosIn, upload } from './photos.ts';
import type { KeptFormGiven, ReportGiven } from './report-given.ts';

/** The form of a new report. */
const report: Island = ({ element, given }) => {
  const form = element.querySelector('form');
  if (form === null) return;
  // Written by the server, by the same type.
  const told = given as ReportGiven;
  void keepForm(form, told, (changed) => addLocating(form, told, changed));
};

export default report;

/**
 * Keeps what is typed into a form and its photos in the browser until they are sent, shows photos before they are, and sends again by itself what a
 * lost connection kept back. Without it the form is sent as any other.
 *
 * @param more what the form has beside that; it tells when that changed something
 */
export const keepForm = async (
  form: HTMLFormElement,
  given: KeptFormGiven,
  more?: (changed: () => void) => void,
): Promise<void> => {
  const { owner, words } = given;
  const field = (name: string): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | undefined => {
    const found = form.elements.namedItem(name);
    return found instanceof HTMLInputElement ||
      found instanceof HTMLTextAreaElement ||
      found instanceof HTMLSelectElement
      ? found
      : undefined;
  };
  /** One of several of a name is chosen. */
  const choices = (name: string): readonly HTMLInputElement[] => {
    const found = form.elements.namedItem(name);
    return found instanceof RadioNodeList
      ? [...found].filter((one) => one instanceof HTMLInputElement && one.type === 'radio')
      : [];
  };
  const value = (name: string): string =>
    field(name)?.value ?? choices(name).find(({ checked }) => checked)?.value ?? '';
  const put = (name: string, to: string): void => {
    const one = field(name);
    if (one !== undefined) one.value = to;
    for (const choice of choices(name)) choice.checked = choice.value === to;
  };
  const hidden = (name: string, to: string): void => {
    const known = field(name);
    if (known !== undefined && to === '') known.remove();
    else if (known !== undefined) known.value = to;
    else if (to !== '')
      form.prepend(Object.assign(document.createElement('input'), { type: 'hidden', name, value: to }));
  };
  const typed = (): { readonly [name: string]: string } =>
    Object.fromEntries(given.fields.map((name) => [name, value(name)]));
  /** Who is signed in sends no token of a guest. */
  const guest = (): string => value('_guest');

  const keeping = noteOf(words.clear);
  form.prepend(keeping.element);
  const sending = sendingOf(form, words.tryNow);

  let drafts: Drafts | undefined;
  let photos: readonly DraftPhoto[] = [];
  let triedAt: number | null = null;
  /** Bytes of photos that the browser does not keep. */
  const inMemory = new Map<string, Blob>();
  const blobOf = async (key: string): Promise<Blob | undefined> =>
    inMemory.get(key) ?? (await drafts?.readPhoto(key).catch(() => undefined));

  const timeText = (at: number, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(words.locale, options).format(at);

  const draftNow = (): Draft => ({
    owner,
    key: value('_key'),
    guest: guest(),
    at: Date.now(),
    triedAt,
    fields: typed(),
    photos,
  });
  const isNothing = ({ fields, photos: kept }: Draft): boolean =>
    isEmpty({
      fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !given.unseen.includes(name))),
      photos: kept,
    });
  const save = async (): Promise<void> => {
    clearTimeout(saving);
    if (drafts === undefined) return;
    const draft = draftNow();
    try {
      if (isNothing(draft)) await drafts.remove(owner);
      else await drafts.write(draft);
      keeping.keeps(
        isNothing(draft)
          ? undefined
          : words.keptAt.replace('{when}', timeText(draft.at, { timeStyle: 'short' })),
      );
    } catch {
      keeping.say(words.notKept, false);
    }
  };
  let saving: ReturnType<typeof setTimeout> | undefined;
  const saveSoon = (): void => {
    clearTimeout(saving);
    saving = setTimeout(() => void save(), 300);
  };

  const list =
    given.photos &&
    photosIn(form, given, {
      photos: () => photos,
      blobOf,
      change: (to) => {
        photos = to;
        list?.show(photos);
        void save();
      },
      keep: async (key, blob) => {
        inMemory.set(key, blob);
        if (drafts === undefined) return true;
        try {
          await drafts.writePhoto(key, blob);
          // What the browser keeps stays when the file is gone.
          if ((await drafts.readPhoto(key)) !== undefined) inMemory.delete(key);
          return true;
        } catch {
          return false;
        }
      },
      forget: async (key) => {
        inMemory.delete(key);
        await drafts?.removePhoto(key).catch(() => undefined);
      },
    });
  photos = list?.taken(guest()) ?? [];
  list?.show(photos);
  more?.(saveSoon);
  form.addEventListener('input', saveSoon);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void save();
  });

  keeping.onClear(async () => {
    if (!confirm(words.clearSure)) return;
    await drafts?.remove(owner);
    for (const { key } of photos) await drafts?.removePhoto(key).catch(() => undefined);
    photos = [];
    inMemory.clear();
    triedAt = null;
    for (const name of given.fields) put(name, '');
    hidden('_guest', '');
    hidden('_key', newKey());
    list?.show(photos);
    keeping.say(words.cleared, false);
    field(given.fields[0] ?? '')?.focus();
  });

  let isUnderWay = false;
  let again = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wait = (): void => {
    isUnderWay = false;
    sending.wait(words.waiting);
    timer = setTimeout(() => void send(), pauseBefore(again) * 1_000);
    again += 1;
  };
  /** As it goes without JavaScript: for everything that the host has to say. */
  const leave = async (): Promise<void> => {
    await save();
    list?.name(photos, form);
    form.submit();
  };

  /** @returns whether all of them are there */
  const sendPhotos = async (address: string): Promise<'all' | 'lost' | 'refused'> => {
    for (;;) {
      const left = toSend(photos, { guest: guest(), now: Date.now() });
      const [next] = left;
      if (next === undefined) return 'all';
      const refuse = (why: string): 'refused' => {
        list?.wrong(next.key, why);
        sending.say(why);
        return 'refused';
      };
      const blob = await blobOf(next.key);
      if (blob === undefined || !(await isReadable(blob)))
        return refuse(words.refusedGone.replace('{name}', next.name));
      sending.say(
        words.sending
          .replace('{n}', String(photos.length - left.length + 1))
          .replace('{of}', String(photos.length)),
      );
      const answer = await upload(
        address,
        { _token: value('_token'), _guest: guest() },
        {
          blob,
          name: next.name,
          goes: (part) => list?.goes(next.key, part),
        },
      );
      list?.goes(next.key, null);
      if (answer.how === 'lost') {
        list?.show(photos);
        return 'lost';
      }
      if (answer.how === 'refused') {
        if (answer.status === 401) {
          await leave();
          return 'refused';
        }
        return refuse(
          [answer.why, answer.seconds > 0 ? words.waitFor.replace('{n}', String(answer.seconds)) : '']
            .join(' ')
            .trim(),
        );
      }
      if (answer.guest !== '') hidden('_guest', answer.guest);
      photos = photos.map((one) =>
        one.key === next.key ? { ...one, taken: { id: answer.id, by: guest(), at: Date.now() } } : one,
      );
      list?.show(photos);
      await save();
    }
  };

  const send = async (): Promise<void> => {
    if (isUnderWay) return;
    isUnderWay = true;
    clearTimeout(timer);
    await save();
    sending.begin();
    // What is missing is said by the host, before photos take their time.
    const isIncomplete = given.needs.some((names) => names.every((name) => value(name).trim() === ''));
    const sent = given.photos === null || isIncomplete ? 'all' : await sendPhotos(given.photos.address);
    if (sent === 'lost') return wait();
    if (sent === 'refused') {
      isUnderWay = false;
      sending.end();
      return;
    }
    list?.name(photos, form);
    triedAt = Date.now();
    await save();
    const answer = await sendForm(form);
    if (answer === 'lost') return wait();
    if (answer === 'told') return leave();
    // Nothing is kept of what has arrived.
    const done = drafts;
    drafts = undefined;
    clearTimeout(saving);
    await done?.remove(owner).catch(() => undefined);
    location.assign(given.sentPage);
  };
  /** What others reported near there: a page of its own, with what was typed in it. */
  const look = async (button: HTMLElement): Promise<void> => {
    if (!navigator.onLine) return sending.say(words.offline);
    hidden('_look', 'true');
    // Where it was asked, and not at the beginning of the page.
    form.action = button.getAttribute('formaction') ?? form.action;
    await leave();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter?.getAttribute('name') === '_look') {
      void look(event.submitter);
      return;
    }
    again = 0;
    void send();
  });
  sending.onTry(() => void send());
  window.addEventListener('online', () => {
    if (sending.isWaiting()) void send();
    else sending.say(words.online);
  });
  window.addEventListener('offline', () => {
    if (!isUnderWay) sending.say(words.offline);
  });
  if (!navigator.onLine) sending.say(words.offline);

  // From here on what is kept: only one window at a time has it.
  const found = await openDrafts();
  if (found === undefined) {
    keeping.say(words.notKept, false);
    return;
  }
  await aloneWith(owner, () => keeping.say(words.elsewhere, false));
  await found.sweep(Date.now()).catch(() => undefined);
  const kept = await draftOf(found, owner, given.takesOver);
  if (kept !== undefined && !given.isFilled && !isOf(typed(), kept)) {
    // Typed before this began, or while another window had the form: neither is thrown away for the other.
    keeping.say(words.other, false);
    return;
  }
  drafts = found;
  keeping.say(words.kept, false);
  if (kept === undefined) return save();
  if (given.isFilled) {
    // What the page shows was typed last; photos that were not sent yet are not in it.
    photos = withKept(photos, kept.photos);
    if (kept.photos.length > 0) unsay(form, words.photosAgain);
    triedAt = kept.triedAt;
    list?.show(photos);
    return save();
  }
  for (const [name, text] of Object.entries(kept.fields)) {
    put(name, text);
    // Nothing that was typed stands behind a word.
    if (text !== '') field(name)?.closest('details')?.setAttribute('open', '');
  }
  hidden('_key', kept.key);
  if (owner === nobody) hidden('_guest', kept.guest);
  triedAt = kept.triedAt;
  photos = kept.photos;
  list?.show(photos);
  const when = timeText(kept.at, { dateStyle: 'medium', timeStyle: 'short' });
  keeping.say(
    `${words.restored.replace('{when}', when)} ${triedAt === null ? '' : words.maybeSent} ${words.kept}`,
    true,
  );
};

/** Takes back what a page said that could not know better. */
const unsay = (form: HTMLFormElement, said: string): void => {
  for (const alert of form.querySelectorAll('[role="alert"]'))
    for (const part of [alert, ...alert.querySelectorAll('p')])
      for (const node of part.childNodes) if (node instanceof Text) node.data = node.data.replace(said, '');
};

const isReadable = async (blob: Blob): Promise<boolean> => {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
};

/** What is said while it is sent, above the button that sends it. */
const sendingOf = (form: HTMLFormElement, tryNow: string) => {
  const element = document.createElement('div');
  element.className = 'sending';
  const text = document.createElement('p');
  text.setAttribute('role', 'status');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'second';
  button.textContent = tryNow;
  button.hidden = true;
  element.append(text, button);
  const actions = form.querySelector(':scope > .actions');
  actions?.before(element);
  const send = actions?.querySelector('button');
  let isWaiting = false;
  const say = (said: string): void => {
    if (text.textContent !== said) text.textContent = said;
  };
  const becomes = (waits: boolean, busy: boolean): void => {
    isWaiting = waits;
    button.hidden = !waits;
    element.classList.toggle('waits', waits);
    // Not `disabled`, which takes the focus away from it.
    if (busy) send?.setAttribute('aria-disabled', 'true');
    else send?.removeAttribute('aria-disabled');
  };
  return {
    say,
    begin: (): void => becomes(false, true),
    end: (): void => becomes(false, false),
    wait: (said: string): void => {
      becomes(true, false);
      say(said);
    },
    isWaiting: (): boolean => isWaiting,
    onTry: (act: () => void): void => button.addEventListener('click', act),
  };
};

/** Seconds until it is tried again, however often that was. */
export const pauseBefore = (again: number): number => Math.min(60, 5 * 2 ** Math.min(again, 6));

/**
 * Sends a form.
 *
 * @returns `done`: the host led on; `told`: it has something to say, which is its page; `lost`: no answer came, and it may or may not have been done
 */
export const sendForm = async (form: HTMLFormElement): Promise<'done' | 'told' | 'lost'> => {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') body.append(name, value);
  try {
    const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
    if (answer.type === 'opaqueredirect') return 'done';
    return answer.status === 502 || answer.status === 504 ? 'lost' : 'told';
  } catch {
    return 'lost';
  }
};

/** Where somebody is, when they ask for it, and a map to choose a place on where one would know it there. */
const addLocating = (form: HTMLFormElement, { words, map }: ReportGiven, changed: () => void): void => {
  const coordinates = form.elements.namedItem('coordinates');
  const part = form.querySelector('[data-part="place"]');
  if (!(coordinates instanceof HTMLInputElement) || part === null) return;
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  const put = (lat: number, lng: number, text: string): void => {
    coordinates.value = `${lat.toFixed(6)}, ${lng.toFixed(6)}`;
    said.textContent = text;
    changed();
  };
  const hide = (name: string, value: string): void => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  };
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const one = document.createElement('button');
    one.type = 'button';
    one.className = 'second';
    one.textContent = text;
    one.addEventListener('click', act);
    return one;
  };
  const locate = (): void => {
    said.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => {
        hide('device', `${latitude}, ${longitude}`);
        hide('accuracy', String(Math.round(accuracy)));
        const text = accuracy > roughly ? words.locatedRoughly : words.located;
        put(latitude, longitude, text.replace('{n}', String(Math.round(accuracy))));
      },
      ({ code, PERMISSION_DENIED }) => {
        said.textContent = code === PERMISSION_DENIED ? words.locateRefused : words.locateFailed;
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 },
    );
  };
  const choose = async (): Promise<void> => {
    if (map === null) return;
    try {
      const { choosePlace } = await import('./place.ts');
      await choosePlace(part, {
        map,
        words,
        from: coordinates.value,
        chosen: (lat, lng) => put(lat, lng, words.chosen),
      });
    } catch {
      said.textContent = words.chooseFailed;
    }
  };
  const buttons = document.createElement('p');
  buttons.className = 'ways';
  // Browsers tell it to pages that came safely, and to no others.
  if ('geolocation' in navigator && isSecureContext) buttons.append(button(words.locate, locate));
  if (map !== null) buttons.append(button(words.choose, () => void choose()));
  if (buttons.childElementCount > 0) part.append(buttons, said);
};

/** Metres beyond which a place is not the place of a lamp. */
const roughly = 100;
