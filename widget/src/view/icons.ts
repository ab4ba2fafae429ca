// Line drawings on a 24 by 24 grid, in the colour of the text beside them.

const NAMESPACE = 'http://www.w3.org/2000/svg';

const PATHS = {
  steps: 'M3 20h6v-6h6V8h6',
  chat: 'M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z',
  help: 'M12 3.5 22 20.5H2zM12 10v5M12 17.6v.4',
  exit: 'M14 4h6v16h-6M4 12h11M11 8l4 4-4 4',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12h15M13 6l6 6-6 6',
  phone:
    'M6 3.5h3.5L11 8 8.8 9.6a12 12 0 0 0 5.6 5.6L16 13l4.5 1.5V18a2.5 2.5 0 0 1-2.7 2.5A16 16 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5z',
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M12 5v13M6 12.5l6 6 6-6',
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
