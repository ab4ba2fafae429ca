import { words } from './i18n/words.ts';
import { newConversation, type Conversation, type State } from './model/conversation.ts';
import type { Shell } from './shell.ts';
import { readSettings } from './settings.ts';
import { sheet } from './styles/sheet.ts';
import { build } from './view/build.ts';
import { helpLines } from './view/help.ts';
import { newPanel, type Panel } from './view/panel.ts';
import { fillVisibleScreen } from './view/visible-screen.ts';

export interface Chat {
  isOpen(): boolean;
  open(): void;
  close(): void;
  stop(): void;
}

const PHONE = '(max-width: 30em), (max-height: 30em)'; // too small to share with the page

/**
 * Starts the whole chat inside `<first-step-chat>`, which the loader (first-step.ts) has put on the
 * page. Attributes (see settings.ts) are read now. What it tells the page bubbles and says nothing
 * of what was talked about. `told` has the keys of the messages that the page was told of.
 */
export function startChat(shell: Shell, told: Set<string>): Chat {
  const { host, opener, tell } = shell;
  const shadow = host.shadowRoot!;
  const settings = readSettings(host);
  const inline = settings.position === 'inline';
  const gone = new AbortController();
  const { signal } = gone;
  const status = build('p.unseen', { role: 'status' });
  const root = build(`div.root ${settings.position}`, {
    lang: words.lang,
    dir: words.dir,
    keydown(event: KeyboardEvent) {
      if (event.key === 'Escape') escape(event);
    },
  });
  let conversation: Conversation;
  let panel: Panel;
  let dialog: HTMLDialogElement | undefined;
  let shown = ''; // on the launcher

  function begin(): void {
    conversation = newConversation(settings.server, render, keyOf(host, settings.server));
    const { leave: exit, out } = shell;
    panel = newPanel(settings, conversation, { exit, exitUrl: out.href, close, clear });
    const attributes = { 'aria-label': words.chat, cancel: escape, close: closed };
    const box = build(inline ? 'section' : 'dialog', attributes, panel.element);
    root.replaceChildren(box, status);
    dialog = inline ? undefined : (box as HTMLDialogElement);
    render();
  }

  function render(): void {
    if (isOpen()) conversation.markRead();
    const state = conversation.state();
    const { entries, unread } = state;
    tellMessages(state);
    if (panel.show(state)) setTimeout(render);
    if (!isOpen()) panel.fold();
    const label = entries.length ? words.launchAgain : settings.openLabel;
    const news = unread ? words.unread(unread) : '';
    if (shown === (shown = label + news)) return;
    opener.replaceChildren(label);
    if (news) opener.append(build('span.unread', news));
    status.textContent = news;
  }

  const isOpen = (): boolean => !dialog || dialog.open;

  function open(): void {
    if (!dialog || dialog.open) return panel.composer.input.focus();
    shell.fold(false);
    shell.launcher.hidden = true;
    showDialog(dialog);
    render();
    panel.opened();
    tell('opened');
  }

  function close(): void {
    dialog?.close();
    closed();
  }

  /** Also reached when the browser itself closes the dialog, as a phone's back gesture does. */
  function closed(): void {
    if (isOpen() || !shell.launcher.hidden) return;
    shell.launcher.hidden = false;
    render();
    opener.focus();
    tell('closed');
  }

  /** Esc folds up what is unfolded, then closes. */
  function escape(event: Event): void {
    const folded = panel.foldUp();
    if (!folded && !dialog?.open) return; // nothing of ours: the page may want the key
    event.preventDefault();
    if (!folded) close();
  }

  function showDialog(dialog: HTMLDialogElement): void {
    if (matchMedia(PHONE).matches) dialog.showModal();
    else dialog.show();
  }

  /** Where the window becomes small or large, the open chat becomes modal or not. */
  function fit(): void {
    if (!dialog?.open) return;
    const focused = shadow.activeElement as HTMLElement | null;
    dialog.close();
    showDialog(dialog);
    focused?.focus();
  }

  function forget(): void {
    conversation.stop();
    shell.forget();
    begin();
    shell.launcher.hidden = false;
  }

  function clear(): void {
    forget();
    open();
  }

  /** Left or cleared in another tab: what was remembered for both is gone from this screen too. */
  function clearedElsewhere({ key, newValue }: StorageEvent): void {
    const { remembered, storageKey } = conversation;
    if (remembered() && !newValue && (!key || key === storageKey)) forget();
  }

  /** Once for each message since this page, and once for a recorded request. */
  function tellMessages({ entries, seenBefore }: State): void {
    for (const { key, message } of entries) {
      const old = message.seq > 0 && message.seq <= seenBefore;
      if (old || told.has(key)) continue;
      told.add(key);
      tell('message');
      if (message.answer === 'flow/recorded') tell('referral-recorded');
    }
  }

  const tryNow = (): void => conversation.tryNow();
  dress(shell, helpLines(settings), settings.position);
  begin();
  shadow.append(root); // beside the shell, which keeps the focus while it stays where it is
  if (inline) shell.launcher.remove();
  shell.warn = () => (status.textContent = words.exitOnceMore);
  for (const event of ['online', 'pageshow', 'visibilitychange'])
    addEventListener(event, tryNow, { signal });
  addEventListener('storage', clearedElsewhere, { signal });
  matchMedia(PHONE).addEventListener('change', fit, { signal });
  fillVisibleScreen(root, signal);
  shadow.adoptedStyleSheets.push(sheet());
  return {
    isOpen,
    open,
    close,
    stop() {
      gone.abort();
      conversation.stop();
    },
  };
}

/** Puts the words of the language, and all of the help, into what the loader has made. */
function dress(
  { host, launcher, part, help, out, opener }: Shell,
  lines: Node[],
  side: string,
): void {
  const focused = (host.shadowRoot!.activeElement as HTMLAnchorElement | null)?.href;
  part.replaceChildren(...lines);
  if (focused) [...part.querySelectorAll('a')].find(({ href }) => href === focused)?.focus();
  part.ariaLabel = help.textContent = words.helpNow;
  out.textContent = words.exit;
  out.title = words.exitKeys;
  opener.ariaHasPopup = 'dialog';
  launcher.dir = words.dir;
  launcher.classList.add(side);
  launcher.ariaLabel = words.chat;
  launcher.lang = words.lang;
}

/** Two on one page keep their conversations apart: the second has a place of its own. */
function keyOf(host: HTMLElement, server: string): string {
  const before = [...document.querySelectorAll(host.localName)].indexOf(host);
  return before > 0 ? `${server} ${before + 1}` : server;
}
