// A chat: bubbles with formatted text, files, inline buttons. Unchanged messages keep their nodes.

import { dayOf, el, isWebLink, shownHour, shownSize } from "/dom.js";

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// act: { press(messageId, button), say(text), reply(message), openLink(url) }
export function renderChat(root, chat, act) {
  const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 60;
  const known = new Map([...root.querySelectorAll(".message")].map((node) => [node.dataset.id, node]));
  const texts = new Map(chat.messages.map((message) => [message.id, message]));
  const nodes = [];
  let day = "";
  for (const message of chat.messages) {
    if (dayOf(message.date) !== day) {
      day = dayOf(message.date);
      nodes.push(el("div", { class: "day" }, day));
    }
    nodes.push(bubble(message, texts.get(message.reply_to), known.get(String(message.id)), act));
  }
  if (!nodes.length) nodes.push(el("div", { class: "day" }, "Бот не может написать первым: начните с /start"));
  if (chat.blocked) nodes.push(el("div", { class: "day" }, "Бот заблокирован"));
  root.replaceChildren(...nodes);
  if (atEnd) root.scrollTop = root.scrollHeight;
}

function bubble(message, replied, old, act) {
  const print = JSON.stringify([message, replied?.text]);
  if (old?.print === print) return old;
  const body = el("div", { class: "body", title: "Щёлкните, чтобы ответить", onclick: (event) => {
    if (!event.target.closest("a, button, img")) act.reply(message);
  } });
  if (message.reply_to) body.append(el("div", { class: "quote" }, replied ? quoteOf(replied) : "удалённое сообщение"));
  for (const file of message.files) body.append(shownFile(file));
  if (message.text) {
    const text = el("div", { class: "text" });
    format(text, message.text, message.entities, 0, message.text.length, act);
    body.append(text);
  }
  const edited = (message.silent ? "без звука, " : "") + (message.edited ? "изм. " : "");
  body.append(el("span", { class: "time" }, `${edited}${shownHour(message.edited ?? message.date)}`));
  const node = el("div", { class: `message ${message.from}`, "data-id": message.id }, body);
  if (message.buttons.length) node.append(keyboard(message, act));
  node.print = print;
  return node;
}

const quoteOf = (message) => (message.text || message.files[0]?.name || "").slice(0, 120);

function keyboard(message, act) {
  const rows = message.buttons.map((row) => el("div", { class: "row" }, ...row.map((button) =>
    el("button", { type: "button", onclick: async (event) => {
      const pressed = event.currentTarget;
      pressed.disabled = true;
      await act.press(message.id, button);
      pressed.disabled = false;
    } }, button.url ? `${button.text} ↗` : button.text))));
  return el("div", { class: "inline" }, ...rows);
}

function shownFile(file) {
  if (file.kind === "photo") return el("a", { href: file.url, target: "_blank" }, el("img", { src: file.url, alt: file.name }));
  return el("a", { class: "file", href: file.url, download: file.name }, file.name, el("small", {}, shownSize(file.size)));
}

// Entities come sorted by offset, the longer first; what overlaps is nested.
function format(parent, text, entities, from, to, act) {
  let at = from;
  for (let index = 0; index < entities.length;) {
    const entity = entities[index];
    const end = Math.min(entity.offset + entity.length, to);
    let after = index + 1;
    while (after < entities.length && entities[after].offset < end) after += 1;
    parent.append(text.slice(at, entity.offset));
    const node = wrapped(entity, text.slice(entity.offset, end), act);
    format(node, text, entities.slice(index + 1, after), entity.offset, end, act);
    parent.append(node);
    at = end;
    index = after;
  }
  parent.append(text.slice(at, to));
}

function wrapped(entity, shown, act) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  switch (entity.type) {
    case "text_link": return link(entity.url, act);
    case "url": return link(isWebLink(shown) ? shown : `https://${shown}`, act);
    case "bot_command": return el("a", { href: "#", onclick: (event) => { event.preventDefault(); act.say(shown); } });
    case "spoiler": return el("span", { class: "spoiler", tabindex: 0 });
    default: return el("span", { class: entity.type });
  }
}

function link(url, act) {
  return el("a", { href: isWebLink(url) ? url : "#", title: url, rel: "noopener noreferrer", onclick: (event) => {
    event.preventDefault();
    act.openLink(url);
  } });
}
