// Makes elements. Text only ever becomes text: there is no way to hand in markup.

type Attribute = string | boolean | null | ((event: never) => void);
export type Child = Node | string | false | null | undefined;

/** An element with its attributes (a function listens to the event of that name) and children. */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value as () => void);
    else if (value) element.setAttribute(name, `${value}`);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

export function button(
  label: Child,
  press: () => void,
  attributes: Record<string, Attribute> = {},
): HTMLButtonElement {
  return build('button', { type: 'button', click: press, ...attributes }, label);
}

/** A labelled box to tick, and the box itself. `press` hears before it changes. */
export function tickBox(
  label: Node | string,
  press: (event: Event) => void,
): [HTMLElement, HTMLInputElement] {
  const box = build('input', { type: 'checkbox', click: press });
  return [build('label', { class: 'remember' }, box, label), box];
}

/** Text for screen readers alone. */
export function unseen(text: string): HTMLSpanElement {
  return build('span', { class: 'unseen' }, text);
}
