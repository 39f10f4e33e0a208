// Small helpers: elements from text, instants in the sandbox's own zone.

const WEEKDAYS = ["вс", "пн", "вт", "ср", "чт", "пт", "сб"];

// Children are nodes, strings (shown as text) or null.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node[name] = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

const parts = (iso) => iso.match(/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)(?::(\d+))?/) ?? [];

// "пн 18.06.2018 09:00:05", as the wall clock of the instant's own offset shows it.
export function shownTime(iso) {
  const [, year, month, day, hour, minute, second] = parts(iso);
  if (!year) return "…";
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  const seconds = second && second !== "00" ? `:${second}` : "";
  return `${weekday} ${day}.${month}.${year} ${hour}:${minute}${seconds}`;
}

export const shownHour = (iso) => iso.slice(11, 16);
export const dayOf = (iso) => shownTime(iso).slice(0, 13);
export const zoneOf = (iso) => iso.match(/(Z|[+-]\d\d:\d\d)$/)?.[1] ?? "Z";

export function shownSize(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}

export const isWebLink = (url) => /^https?:\/\//i.test(url);
