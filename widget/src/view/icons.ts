// Line drawings on a 24 by 24 grid, in the colour of the text beside them.

const NAMESPACE = 'http://www.w3.org/2000/svg';

const PATHS = {
  steps: 'M3 20h6v-6h6V8h6',
  chat: 'M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z',
  help: 'M12 4l10 16H2zM12 10v5M12 17.6v.4',
  exit: 'M14 4h6v16h-6M4 12h11M11 8l4 4-4 4',
  close: 'M6 6l12 12M18 6L6 18',
  phone: 'M6 4h4l1 4-2 2a12 12 0 0 0 5 5l2-2 4 1v4a2 2 0 0 1-2 2A16 16 0 0 1 4 6a2 2 0 0 1 2-2z',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
};

export function icon(name: keyof typeof PATHS): SVGElement {
  const svg = document.createElementNS(NAMESPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(NAMESPACE, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
