// Makes elements. Text only ever becomes text: there is no way to hand in markup.

type Tag = keyof HTMLElementTagNameMap;
type Named<Name> = Name extends `${infer Before}.${string}` ? Named<Before> : Name;
type Built<Name> = Named<Name> extends Tag ? HTMLElementTagNameMap[Named<Name>] : never;
export type Attributes = Record<string, string | boolean | null | ((event: never) => void)>;
export type Child = Node | string | false | null | undefined;

/** An element with its attributes (a function listens to the event of that name) and children. What
 * stands behind a dot of its name is its class: `p.small`. */
export function build<Name extends Tag | `${Tag}.${string}`>(
  name: Name,
  ...parts: (Attributes | Child)[]
): Built<Name> {
  const [tag, look] = name.split('.');
  const element = document.createElement(tag!);
  if (look) element.className = look;
  for (const part of parts) {
    if (part instanceof Node || typeof part === 'string') element.append(part);
    else for (const key in part || {}) set(element, key, (part as Attributes)[key]);
  }
  return element as Built<Name>;
}

function set(element: Element, name: string, value: Attributes[string] | undefined): void {
  if (typeof value === 'function') element.addEventListener(name, value as () => void);
  else if (value) element.setAttribute(name, `${value}`);
}

/** A button of that class, '' for none. */
export function button(
  look: string,
  label: Child,
  press: () => unknown,
  attributes?: Attributes,
): HTMLButtonElement {
  return build(`button.${look}`, { click: press, ...attributes }, label);
}

/** Replies to choose from, under a name. */
export function replyGroup(name: string, ...content: Child[]): HTMLElement {
  return build('div.replies', { role: 'group', 'aria-label': name }, ...content);
}

/** A labelled box to tick, and the box itself. `press` hears before it changes. */
export function tickBox(
  label: Node | string,
  press: (event: Event) => void,
): [HTMLElement, HTMLInputElement] {
  const box = build('input', { type: 'checkbox', click: press });
  return [build('label.remember', box, label), box];
}

/** Text for screen readers alone. */
export function unseen(text: string): HTMLElement {
  return build('span.unseen', text);
}
