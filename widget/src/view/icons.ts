// Line drawings on a 24 by 24 grid, in the colour of the text beside them.

const PATHS = {
  steps: 'M3 20h6v-6h6V8h6',
  chat: 'M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z',
  help: 'M12 4l10 16H2zM12 10v5M12 17.6v.4',
  exit: 'M14 4h6v16h-6M4 12h11M11 8l4 4-4 4',
  close: 'M6 6l12 12M18 6L6 18',
  phone: 'M4 4h5l1 5-2 1a12 12 0 0 0 6 6l1-2 5 1v5A16 16 0 0 1 4 4z',
  tick: 'M5 12l5 5 9-9',
};

export function icon(name: keyof typeof PATHS): SVGElement {
  const path = draw('path', 'd', PATHS[name]);
  const svg = draw('svg', 'viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(path);
  return svg;
}

function draw(tag: 'svg' | 'path', attribute: string, value: string): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  element.setAttribute(attribute, value);
  return element;
}
