// A mailbox: the list of letters, newest first, and one open letter.

import { el, isWebLink, shownSize, shownTime } from "/dom.js";

const TABS = { html: "Письмо", text: "Текст", headers: "Заголовки" };

export function renderMail(list, place, letters, seen, act) {
  if (!letters.length) {
    list.replaceChildren(el("li", { class: "empty" }, "Писем нет"));
    place.hidden = true;
    return;
  }
  const items = letters.map((letter, index) =>
    el("li", { class: index >= seen ? "new" : "", "data-letter": letter.id },
      el("button", { type: "button", onclick: (event) => {
        event.currentTarget.parentElement.classList.remove("new");
        open(place, letter, act);
      } },
      el("span", { class: "subject" }, letter.subject || "(без темы)"),
      letter.attachments.length ? el("span", { class: "clip" }, `файлов: ${letter.attachments.length}`) : null,
      el("time", {}, shownTime(letter.received_at)))));
  list.replaceChildren(...items.reverse());
}

function open(place, letter, act) {
  const body = el("div", { class: "letter-body" });
  const tabs = Object.keys(TABS).filter((tab) => tab === "headers" || letter[tab] !== null);
  const buttons = tabs.map((tab) => el("button", { type: "button", onclick: () => show(tab) }, TABS[tab]));
  const show = (tab) => {
    buttons.forEach((button, index) => button.classList.toggle("chosen", tabs[index] === tab));
    body.replaceChildren(shownBody(letter, tab));
  };
  place.replaceChildren(
    el("div", { class: "letter-head" },
      el("button", { type: "button", class: "close", "aria-label": "Закрыть", onclick: () => { place.hidden = true; } }, "×"),
      el("h3", {}, letter.subject || "(без темы)"),
      el("p", {}, `${headerOf(letter, "From") ?? letter.from} · ${shownTime(letter.received_at)}`),
      el("div", { class: "tabs" }, ...buttons, el("a", { href: letter.raw_url }, "исходник"))),
    body,
    files(letter),
    links(letter, act),
    act.answer ? answerForm(letter, act) : "");
  place.hidden = false;
  show(tabs[0]);
}

const headerOf = (letter, name) => letter.headers.find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];

function shownBody(letter, tab) {
  if (tab === "html") return el("iframe", { src: letter.html_url, sandbox: "", title: letter.subject });
  const text = tab === "text" ? letter.text : letter.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return el("pre", {}, text);
}

function files(letter) {
  const items = letter.attachments.filter((part) => !part.content_id || !letter.html).map((part) =>
    el("a", { class: "file", href: part.url, download: part.name }, part.name, el("small", {}, shownSize(part.size))));
  return el("div", { class: "files" }, ...items);
}

function answerForm(letter, act) {
  const text = el("textarea", { rows: 2, placeholder: "Ответить на письмо…", "aria-label": "Ответ на письмо" });
  const files = el("input", { type: "file", multiple: true, "aria-label": "Вложения" });
  return el("form", { class: "letter-answer", onsubmit: async (event) => {
    event.preventDefault();
    if (!text.value.trim() && !files.files.length) return;
    if (await act.answer(letter, text.value, [...files.files])) event.target.reset();
  } }, text, el("div", {}, files, el("button", { type: "submit" }, "Ответить")));
}

// The frame is not allowed to follow links, so they are listed under the letter.
function links(letter, act) {
  const found = new Map();
  if (letter.html) {
    const parsed = new DOMParser().parseFromString(letter.html, "text/html");
    for (const anchor of parsed.querySelectorAll("a[href]")) {
      const url = anchor.getAttribute("href");
      if (isWebLink(url)) found.set(url, anchor.textContent.trim() || url);
    }
  } else {
    for (const [url] of (letter.text ?? "").matchAll(/https?:\/\/[^\s<>"]+/g)) found.set(url, url);
  }
  const items = [...found].map(([url, text]) =>
    el("button", { type: "button", title: url, onclick: () => act.openLink(url) }, `${text} ↗`));
  return el("div", { class: "links", hidden: items.length === 0 }, ...items);
}
