import type { Actor, Clock, Reports } from '@phananh/core';
import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import type { Evidence, Permission } from '@phananh/http';
import type { Language, Problem, ShownPersonal } from '@phananh/http/pages';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Maps } from '../base-map/base-map.ts';
import type { Labelling } from '../labels/labels.ts';
import type { SealedCookie } from '../session/sealed-cookie.ts';
import type { Session } from '../session/session.ts';
import type { SignInWay } from '../session/way.ts';
import type { Html } from './html.ts';

/** Somebody looks at a page, on which codes of reports are called what their language has for them. */
export interface Visit extends Labelling {
  readonly request: FastifyRequest;
  readonly language: Language;
  /** The workflow whose words come first on this page. Absent: those of reports. */
  readonly workflow?: string;
  /** Undefined: nobody is signed in. */
  readonly actor: Actor | undefined;
  readonly session: Session | undefined;
  /** What stands before every path of these pages. */
  readonly base: string;
  /** Where the console is, of which they may be a part: `/console`. */
  readonly root: string;
}

/** Something of a page, with what it shows that is personal: the access log is told when the page is sent. */
export interface Part {
  readonly main: Html;
  readonly shows?: readonly ShownPersonal[];
}

/** What a screen answers with. */
export interface Page extends Part {
  readonly title: string;
  /** Default 200. */
  readonly status?: number;
  /** The path of the entry of the menu that it belongs to. */
  readonly under?: string;
  /** Seconds after which a browser without JavaScript loads it again. Absent: never. */
  readonly again?: number;
  /** Whether it takes the whole width, as tables do. */
  readonly isWide?: boolean;
}

/** Another page, after something was done: so that a reload does not do it again. */
export interface GoTo {
  /** Behind the base. */
  readonly goTo: string;
}

/** What stands in a form that is shown: what was typed, and why it was refused. */
export interface Filled {
  readonly values: URLSearchParams;
  readonly problem?: Problem;
  /**
   * Why it is shown once more though nobody refused it; `look`: whoever fills it in wants to see first what it would say; `fill`: they chose something
   * that is to be put into it.
   */
  readonly because?: 'kept' | 'otherSession' | 'look' | 'fill';
}

/** Who gives photos, and for which report where an officer does. */
export interface Giver {
  readonly actor: Actor;
  readonly reportId?: string;
}

export interface Form {
  readonly path: string;
  readonly permission: Permission;
  /** As the API counts the same: what begins something is a creation; a code is something that somebody may guess. */
  readonly counted?: 'creation' | 'upload' | 'code';
  /**
   * Who gives the photos that are sent with it: they are taken in before anything else is looked at, so that a form that is shown again still has
   * them, as `attachments` of what was typed. Absent: none can be sent with it.
   */
  readonly giverOf?: (visit: Visit, values: URLSearchParams) => Giver | undefined;
  /** Files of text that can be chosen in it: what is in one is the value of its field, as if it had been typed. */
  readonly textFiles?: readonly string[];
  /** Whether what it does is of whoever sends it, though nobody has to sign in: begun by somebody, it is not sent by nobody. */
  readonly isOfSender?: boolean;
  /** Whether who began it, without signing in, is nobody any more. */
  readonly hasEnded?: (visit: Visit, values: URLSearchParams) => boolean;
  /** Whether there is something that whoever filled it in has to see first. */
  readonly isUnseen?: (values: URLSearchParams) => boolean;
  /** The page with the form. */
  readonly show: (visit: Visit, filled: Filled) => Promise<Page | GoTo>;
  /** Does what the form is for. What it throws is shown in the form. A page: nothing was done, and a reload may ask again. */
  readonly act: (visit: Visit, values: URLSearchParams, reply: FastifyReply) => Promise<Page | GoTo>;
}

/** What screens are made of, and what they ask. */
export interface Frame {
  readonly app: FastifyInstance;
  /** What stands before every path of it. */
  readonly base: string;
  readonly reports: Reports;
  readonly readModels: ReadModels;
  readonly workflows: readonly RunningWorkflow[];
  readonly evidence: Evidence | undefined;
  readonly clock: Clock;
  readonly ways: readonly SignInWay[];
  readonly cookie: SealedCookie;
  readonly maps: Maps;
  readonly labels: (language: Language) => Labelling;
  /** By which a browser tells whose drafts it keeps. */
  readonly draftMarkOf: (actor: Actor | undefined) => string;
  page(
    path: string,
    permission: Permission,
    show: (visit: Visit, reply: FastifyReply) => Promise<Page | GoTo>,
    /** `code`: somebody may guess on it, which its answer 404 tells. */
    options?: { readonly counted?: 'code' },
  ): void;
  form(form: Form): void;
  /**
   * Takes in one photo of a form before the form is sent, and answers in JSON: its id, or what is wrong. For scripts of pages: without them photos
   * come with their form.
   */
  photos(
    path: string,
    form: Pick<Form, 'permission' | 'giverOf'>,
    told: (values: URLSearchParams) => object,
  ): void;
  /** The looks that a map brings along. */
  readonly mapStyles: readonly string[];
  /** What is no page: a picture. `answer` sends it. */
  file(
    path: string,
    permission: Permission,
    answer: (visit: Visit, reply: FastifyReply) => Promise<FastifyReply>,
  ): void;
  /** Writes a page where neither `page` nor `form` fits. */
  send(visit: Visit, reply: FastifyReply, page: Page): FastifyReply;
}

/** In the order of the menu. What each is called and is for are words of the frame. */
export const menuGroups = ['work', 'figures', 'people', 'personalData', 'operations', 'more'] as const;

export type MenuGroup = (typeof menuGroups)[number];

export interface MenuEntry {
  /** Behind the base. */
  readonly path: string;
  readonly permission: Permission;
  /** Whether whoever is not signed in sees it too. */
  readonly isForNobody?: boolean;
  readonly label: { readonly [L in Language]: string };
  /** What it belongs to: a card of the front page, and a menu of its own where there are many entries. */
  readonly group: MenuGroup;
  /** Whether it stands in the bar itself however many there are. */
  readonly isTop?: boolean;
}

/** One folder of `screens`: its entries of the menu, and its pages. */
export interface Screen {
  readonly menu: readonly MenuEntry[];
  readonly add: (frame: Frame) => void;
}
