// Makes elements. Text only ever becomes text: there is no way to hand in markup.

type Attribute = string | boolean | ((event: never) => void);
export type Child = Node | string | false | null | undefined;

/** An element with its attributes (a function listens to the event of that name) and children. */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function')
      element.addEventListener(name, value as (event: Event) => void);
    else if (value !== false) element.setAttribute(name, value === true ? '' : value);
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

/** Text for screen readers alone. */
export function unseen(text: string): HTMLSpanElement {
  return build('span', { class: 'unseen' }, text);
}
