import { words } from './i18n/words.ts';
import { Conversation } from './model/conversation.ts';
import type { Shell } from './shell.ts';
import { readSettings, type Settings } from './settings.ts';
import { sheet } from './styles/sheet.ts';
import { build } from './view/build.ts';
import { helpLines } from './view/help.ts';
import { Panel } from './view/panel.ts';
import { fillVisibleScreen } from './view/visible-screen.ts';

const PHONE = '(max-width: 30em), (max-height: 30em)'; // too small to share with the page

/**
 * The whole chat inside `<first-step-chat>`, which the loader (first-step.ts) has put on the page.
 * Attributes (see settings.ts) are read when it is put on a page. What it tells the page bubbles
 * and says nothing of what was talked about.
 */
export class Chat {
  #shell!: Shell;
  #root!: ShadowRoot;
  #opener!: HTMLElement;
  #exitUrl = '';
  #told = new Set<string>(); // keys of messages that the page was told of
  #settings!: Settings;
  #conversation!: Conversation;
  #panel!: Panel;
  #shown = ''; // on the launcher
  #dialog: HTMLDialogElement | null = null;
  #status = build('p', { class: 'unseen', role: 'status' });
  #gone = new AbortController();

  start(shell: Shell): void {
    this.#shell = shell;
    this.#shown = '';
    this.#root = shell.host.shadowRoot!;
    this.#root.adoptedStyleSheets.push(sheet());
    this.#settings = readSettings(shell.host);
    this.#dress(shell.element);
    this.#gone = new AbortController();
    this.#begin();
    const { signal } = this.#gone;
    shell.warn = () => (this.#status.textContent = words.exitOnceMore);
    const tryNow = (): void => this.#conversation.tryNow();
    addEventListener('online', tryNow, { signal });
    addEventListener('pageshow', tryNow, { signal });
    document.addEventListener('visibilitychange', tryNow, { signal });
    addEventListener('storage', (event) => this.#clearedElsewhere(event), { signal });
    matchMedia(PHONE).addEventListener('change', () => this.#fit(), { signal });
    fillVisibleScreen(this.#root, signal);
  }

  /** Puts the words of the language, and all of the help, into what the loader has made. */
  #dress(element: HTMLElement): void {
    const [part, out, help, opener] = element.querySelectorAll<HTMLAnchorElement>('.part, .exit, button');
    const focused = (this.#root.activeElement as HTMLAnchorElement | null)?.href;
    part!.replaceChildren(...helpLines(this.#settings));
    if (focused) [...part!.querySelectorAll('a')].find(({ href }) => href === focused)?.focus();
    part!.ariaLabel = help!.textContent = words.helpNow;
    out!.textContent = words.exit;
    out!.rel = 'nofollow noreferrer';
    out!.title = words.exitKeys;
    this.#exitUrl = out!.href;
    this.#opener = opener!;
    opener!.ariaHasPopup = 'dialog';
    element.dir = words.dir;
    element.className = `launcher ${this.#settings.position}`;
    element.ariaLabel = words.chat;
    element.lang = words.lang;
  }

  stop(): void {
    this.#gone.abort();
    this.#conversation.stop();
  }

  get isOpen(): boolean {
    return this.#dialog ? this.#dialog.open : true;
  }

  open(): void {
    const dialog = this.#dialog;
    if (!dialog || dialog.open) return this.#panel.composer.input.focus();
    this.#shell.fold(false);
    this.#shell.element.hidden = true;
    this.#showDialog(dialog);
    this.#render();
    this.#panel.opened();
    this.#tell('opened');
  }

  close(): void {
    if (!this.#dialog?.open) return;
    this.#dialog.close();
    this.#closed();
  }

  /** Also reached when the browser itself closes the dialog, as a phone's back gesture does. */
  #closed(): void {
    if (this.#dialog?.open || !this.#shell.element.hidden) return;
    this.#shell.element.hidden = false;
    this.#render();
    this.#opener.focus();
    this.#tell('closed');
  }

  #begin(): void {
    this.#conversation = new Conversation(
      this.#settings.server,
      () => this.#render(),
      keyOf(this.#shell.host, this.#settings.server),
    );
    this.#conversation.start();
    this.#panel = new Panel(this.#settings, this.#conversation, this.#exitUrl, {
      exit: this.#shell.leave,
      close: () => this.close(),
      clear: () => this.#clear(),
    });
    this.#layOut();
    this.#render();
  }

  #layOut(): void {
    const inline = this.#settings.position === 'inline';
    const label = { 'aria-label': words.chat };
    const close = (): void => this.#closed();
    const cancel = (event: Event): void => this.#escape(event);
    this.#dialog = inline
      ? null
      : build('dialog', { ...label, cancel, close }, this.#panel.element);
    const content = this.#dialog
      ? [this.#dialog]
      : [build('section', label, this.#panel.element)];
    const keydown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') this.#escape(event);
    };
    const root = build('div', {
      class: `root ${this.#settings.position}`,
      lang: words.lang,
      dir: words.dir,
      keydown,
    });
    root.append(...content, this.#status);
    this.#root.querySelector('.root')?.remove();
    if (inline) this.#shell.element.remove();
    this.#root.append(root); // beside the shell, which keeps the focus while it stays where it is
  }

  #render(): void {
    if (!this.#panel) return;
    this.#tellMessages();
    if (this.isOpen) this.#conversation.markRead();
    this.#panel.show();
    const { unread } = this.#conversation;
    const begun = this.#conversation.entries().length > 0;
    const label = begun ? words.launchAgain : this.#settings.openLabel;
    const news = unread ? words.unread(unread) : '';
    if (this.#shown === label + news) return;
    this.#shown = label + news;
    this.#opener.replaceChildren(label);
    if (news) this.#opener.append(build('span', { class: 'unread' }, news));
    this.#status.textContent = news;
  }

  /** Esc folds up what is unfolded, then closes. */
  #escape(event: Event): void {
    const folded = this.#panel.foldUp();
    if (!folded && !this.#dialog?.open) return; // nothing of ours: the page may want the key
    event.preventDefault();
    if (!folded) this.close();
  }

  #showDialog(dialog: HTMLDialogElement): void {
    if (matchMedia(PHONE).matches) dialog.showModal();
    else dialog.show();
  }

  /** Where the window becomes small or large, the open chat becomes modal or not. */
  #fit(): void {
    const dialog = this.#dialog;
    if (!dialog?.open) return;
    const focused = this.#root.activeElement as HTMLElement | null;
    dialog.close();
    this.#showDialog(dialog);
    focused?.focus();
  }

  #clear(): void {
    this.#conversation.forget();
    this.#begin();
    this.open();
  }

  /** Left or cleared in another tab: what was remembered for both is gone from this screen too. */
  #clearedElsewhere({ key, newValue }: StorageEvent): void {
    const { remembered, storageKey } = this.#conversation;
    if (!remembered || newValue || (key && key !== storageKey)) return;
    this.#conversation.forget();
    this.#begin();
  }

  /** Once for each message since this page, and once for a recorded request. */
  #tellMessages(): void {
    for (const { key, message } of this.#conversation.entries()) {
      const old = message.seq > 0 && message.seq <= this.#conversation.seenBefore;
      if (old || this.#told.has(key)) continue;
      this.#told.add(key);
      this.#tell('message');
      if (message.answer === 'flow/recorded') this.#tell('referral-recorded');
    }
  }

  #tell(name: string): void {
    this.#shell.host.dispatchEvent(new CustomEvent(`first-step-${name}`, { bubbles: true, composed: true }));
  }
}

/** Two on one page keep their conversations apart: the second has a place of its own. */
function keyOf(host: HTMLElement, server: string): string {
  const before = [...document.querySelectorAll(host.localName)].indexOf(host);
  return before > 0 ? `${server} ${before + 1}` : server;
}
