import { words } from './i18n/words.ts';
import { Conversation } from './model/conversation.ts';
import { leave, onShiftThrice } from './quick-exit.ts';
import { readSettings, type Settings } from './settings.ts';
import { sheets } from './styles/sheets.ts';
import { build } from './view/build.ts';
import { Launcher } from './view/launcher.ts';
import { Panel } from './view/panel.ts';
import { fillVisibleScreen } from './view/visible-screen.ts';

const PHONE = '(max-width: 30em), (max-height: 30em)'; // too small to share with the page

/**
 * `<first-step-chat>`: the whole chat. Attributes (see settings.ts) are read when it is put on a
 * page. `open()` and `close()` do what the launcher does; `first-step-open` and `first-step-close`
 * tell of it. Both bubble and say nothing of what was talked about.
 */
export class FirstStepChat extends HTMLElement {
  /** Where the script came from: the front door, unless `server` says otherwise. */
  static home = document.baseURI;

  #settings!: Settings;
  #conversation!: Conversation;
  #panel!: Panel;
  #launcher!: Launcher;
  #dialog: HTMLDialogElement | null = null;
  #shiftStatus = build('p', { class: 'unseen', role: 'status' });
  #gone = new AbortController();

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = sheets();
  }

  connectedCallback(): void {
    this.#settings = readSettings(this, FirstStepChat.home);
    this.#gone = new AbortController();
    this.#begin();
    const { signal } = this.#gone;
    onShiftThrice(
      () => this.#exit(),
      (left) => this.#tellShift(left),
      signal,
    );
    const tryNow = (): void => this.#conversation.tryNow();
    addEventListener('online', tryNow, { signal });
    addEventListener('pageshow', tryNow, { signal });
    document.addEventListener('visibilitychange', tryNow, { signal });
    addEventListener('storage', (event) => this.#clearedElsewhere(event), { signal });
    matchMedia(PHONE).addEventListener('change', () => this.#fit(), { signal });
    fillVisibleScreen(this.shadowRoot!, signal);
  }

  disconnectedCallback(): void {
    this.#gone.abort();
    this.#conversation.stop();
  }

  get isOpen(): boolean {
    return this.#dialog ? this.#dialog.open : true;
  }

  open(): void {
    const dialog = this.#dialog;
    if (!dialog || dialog.open) return this.#panel.composer.input.focus();
    this.#launcher.foldUp();
    this.#launcher.element.hidden = true;
    this.#showDialog(dialog);
    this.#render();
    this.#panel.opened();
    this.#tell('first-step-open');
  }

  close(): void {
    if (!this.#dialog?.open) return;
    this.#dialog.close();
    this.#closed();
  }

  /** Also reached when the browser itself closes the dialog, as a phone's back gesture does. */
  #closed(): void {
    if (this.#dialog?.open || !this.#launcher.element.hidden) return;
    this.#launcher.element.hidden = false;
    this.#render();
    this.#launcher.opener.focus();
    this.#tell('first-step-close');
  }

  #begin(): void {
    this.#conversation = new Conversation(this.#settings.server, () => this.#render());
    this.#conversation.start();
    const exit = (): void => this.#exit();
    this.#panel = new Panel(this.#settings, this.#conversation, {
      exit,
      close: () => this.close(),
      clear: () => this.#clear(),
    });
    this.#launcher = new Launcher(this.#settings, () => this.open(), exit);
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
      ? [this.#launcher.element, this.#dialog]
      : [build('section', label, this.#panel.element)];
    const keydown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') this.#escape(event);
    };
    const root = build('div', {
      class: `root ${this.#settings.position}`,
      lang: words.lang,
      keydown,
    });
    root.append(...content, this.#shiftStatus);
    this.shadowRoot!.replaceChildren(root);
  }

  #render(): void {
    if (!this.#panel) return;
    if (this.isOpen) this.#conversation.markRead();
    this.#panel.show();
    this.#launcher.show(this.#conversation.unread, this.#conversation.entries().length > 0);
  }

  /** Esc folds up what is unfolded, then closes. */
  #escape(event: Event): void {
    const folded = this.#panel.foldUp() || this.#launcher.foldUp();
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
    const focused = this.shadowRoot!.activeElement as HTMLElement | null;
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

  #exit(): void {
    this.#conversation.forget();
    leave(this.#settings.exitUrl);
  }

  #tellShift(left: number): void {
    this.#shiftStatus.textContent = words.exitCountdown(left);
  }

  #tell(name: string): void {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }));
  }
}
