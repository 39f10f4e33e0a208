// The page of the sandbox: people, their chats and mailboxes, and the clock.
// Everything shown comes as text (textContent); letters' HTML stays in a sandboxed frame.

import { get, post, postForm } from "/api.js";
import { el, shownTime, zoneOf } from "/dom.js";
import { renderChat } from "/chat.js";
import { renderMail } from "/mail.js";

const $ = (id) => document.getElementById(id);
const WATCH_SECONDS = 25;

const view = {
  state: { event: 0, people: [], bots: [], now: "" },
  person: null,
  bot: null,
  replyTo: null,
  seenChat: new Map(), // person id -> messages from bots already looked at
  seenMail: new Map(), // person id -> letters already looked at
  chatEvent: -1,
  mailEvent: -1,
  datePicked: false, // a date typed by hand stays until it is gone to
};

function toast(text, bad = false) {
  const node = $("toast");
  node.textContent = text;
  node.classList.toggle("bad", bad);
  node.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { node.hidden = true; }, 6000);
}

async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message, true);
    return null;
  }
}

// ---- the clock

async function moveClock(how) {
  const buttons = document.querySelectorAll("header button");
  buttons.forEach((button) => { button.disabled = true; });
  $("busy").hidden = false;
  const moved = await attempt(() => post("/control/clock", how));
  if (moved && how.next && moved.steps === 0) toast("Ничего не запланировано");
  buttons.forEach((button) => { button.disabled = false; });
  $("busy").hidden = !view.state.busy;
}

function wireClock() {
  $("next").onclick = () => moveClock({ next: true });
  $("hour").onclick = () => moveClock({ by: 3600 });
  $("day").onclick = () => moveClock({ by: 86400 });
  $("date").oninput = () => { view.datePicked = true; };
  $("goto").onsubmit = (event) => {
    event.preventDefault();
    view.datePicked = false;
    const wanted = $("date").value;
    const seconds = wanted.length === 16 ? ":00" : "";
    moveClock({ to: wanted + seconds + zoneOf(view.state.now) });
  };
}

function renderClock() {
  const { now, next, busy } = view.state;
  $("now").textContent = shownTime(now);
  $("now").dateTime = now;
  $("planned").textContent = next ? `дальше: ${shownTime(next)}` : "";
  $("busy").hidden = !busy;
  if (document.activeElement !== $("date") && !view.datePicked) $("date").value = now.slice(0, 16);
}

// ---- people

function renderPeople() {
  const items = view.state.people.map((person) => {
    const unread = person.from_bot - (view.seenChat.get(person.id) ?? 0);
    const letters = person.letters - (view.seenMail.get(person.id) ?? 0);
    const item = el("li", { class: person.id === view.person?.id ? "chosen" : "" },
      el("button", { type: "button", onclick: () => choose(person.id), "data-person": person.id },
        el("span", { class: "name" }, person.name),
        person.note ? el("span", { class: "note" }, person.note) : null,
        unread > 0 ? el("span", { class: "count chat", title: "новые сообщения" }, String(unread)) : null,
        letters > 0 ? el("span", { class: "count mail", title: "новые письма" }, `✉ ${letters}`) : null));
    return item;
  });
  $("people").replaceChildren(...items);
  $("nobody").hidden = items.length > 0;
}

function choose(id) {
  view.person = view.state.people.find((person) => person.id === id) ?? null;
  view.replyTo = null;
  view.chatEvent = view.mailEvent = -1;
  $("messages").replaceChildren();
  $("letter").hidden = true;
  refresh();
}

function wireNewcomer() {
  $("add").onsubmit = async (event) => {
    event.preventDefault();
    const id = Math.max(1000, ...view.state.people.map((person) => person.id)) + 1;
    const added = await attempt(() => post("/control/people", {
      id, name: $("add-name").value, email: $("add-email").value || null, note: $("add-note").value || null,
    }));
    if (added) {
      $("add").reset();
      $("newcomer").open = false;
      view.person = { id };
    }
  };
}

// ---- the chosen person's chat and mail

function refresh() {
  const { people, bots } = view.state;
  if (!view.person && people.length) view.person = people[0];
  view.person = people.find((person) => person.id === view.person?.id) ?? view.person;
  if (!bots.some((bot) => bot.id === view.bot)) view.bot = bots[0]?.id ?? null;
  renderBots();
  if (view.person?.name) {
    if (view.person.chat_event !== view.chatEvent) loadChat();
    if (view.person.mail_event !== view.mailEvent) loadMail();
  }
  renderPeople();
  renderClock();
}

async function loadChat() {
  const person = view.person;
  view.chatEvent = person.chat_event;
  const query = view.bot === null ? "" : `&bot=${view.bot}`;
  const chat = await attempt(() => get(`/control/chat?user=${person.id}${query}`));
  if (!chat || person.id !== view.person?.id) return;
  view.seenChat.set(person.id, person.from_bot);
  $("chat-title").textContent = `${person.name} и бот`;
  renderChat($("messages"), chat, { press, say, reply, openLink });
  renderKeyboard(chat);
  renderCommands(chat);
  $("block").hidden = !chat.opened;
  $("block").textContent = chat.blocked ? "Разблокировать" : "Заблокировать";
  $("block").onclick = () => attempt(() => post(`/control/${chat.blocked ? "unblock" : "block"}`, who()));
  renderPeople();
}

async function loadMail() {
  const person = view.person;
  view.mailEvent = person.mail_event;
  $("mail-title").textContent = person.email ? `Почта: ${person.email}` : "Почты нет";
  const mail = person.email
    ? await attempt(() => get(`/control/mail?to=${encodeURIComponent(person.email)}`))
    : { letters: [] };
  if (!mail || person.id !== view.person?.id) return;
  renderMail($("letters"), $("letter"), mail.letters, view.seenMail.get(person.id) ?? 0, { openLink, answer: mail.replies ? answerLetter(person) : null });
  view.seenMail.set(person.id, mail.letters.length);
  renderPeople();
}

function renderBots() {
  const select = $("bot");
  select.hidden = view.state.bots.length < 2;
  const options = view.state.bots.map((bot) =>
    el("option", { value: bot.id, selected: bot.id === view.bot }, `${bot.name} (@${bot.username})`));
  select.replaceChildren(...options);
  select.onchange = () => { view.bot = Number(select.value); view.chatEvent = -1; refresh(); };
}

function renderKeyboard(chat) {
  const rows = chat.keyboard.map((row) => el("div", { class: "row" },
    ...row.map((text) => el("button", { type: "button", onclick: () => say(text) }, text))));
  $("keyboard").replaceChildren(...rows);
  $("keyboard").hidden = rows.length === 0;
}

function renderCommands(chat) {
  const bot = view.state.bots.find((one) => one.id === view.bot);
  const commands = chat.opened ? bot?.commands ?? [] : [{ command: "start", description: "начать" }];
  const chips = commands.map(({ command, description }) =>
    el("button", { type: "button", title: description, onclick: () => say(`/${command}`) }, `/${command}`));
  $("commands").replaceChildren(...chips);
  $("commands").hidden = chips.length === 0 || view.bot === null;
}

// ---- what the person does

const who = () => ({ user: view.person.id, bot: view.bot });

async function say(text) {
  const said = await attempt(() => post("/control/say", { ...who(), text, reply_to: view.replyTo }));
  if (said) reply(null);
  return said;
}

async function press(messageId, button) {
  if (button.url) return openLink(button.url);
  if (button.copy) return toast(`Скопировано: ${button.copy}`);
  const pressed = await attempt(() => post("/control/press", { ...who(), message_id: messageId, data: button.data }));
  if (!pressed) return null;
  if (pressed.url) openLink(pressed.url);
  if (pressed.answer) toast(pressed.answer, pressed.alert);
  else if (!pressed.answered) toast("Бот не ответил на нажатие", true);
  return pressed;
}

// A link to the bot itself is a /start with its payload, as in Telegram.
function openLink(url) {
  const deep = url.match(/^(?:https?:\/\/(?:t|telegram)\.me\/|tg:\/\/resolve\?domain=)(\w+)[?&]start=([\w-]*)/);
  const bot = deep && view.state.bots.find((one) => one.username.toLowerCase() === deep[1].toLowerCase());
  if (bot) {
    view.bot = bot.id;
    return say(`/start ${deep[2]}`.trim());
  }
  if (/^https?:\/\//.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  return null;
}

function reply(message) {
  view.replyTo = message?.id ?? null;
  $("replying").hidden = !message;
  if (message) {
    $("replying").firstElementChild.textContent = `Ответ на: ${message.text.slice(0, 80) || message.files[0]?.name || ""}`;
    $("text").focus();
  }
}

async function sendFile(file, caption) {
  const form = new FormData();
  form.set("user", view.person.id);
  if (view.bot !== null) form.set("bot", view.bot);
  if (view.replyTo !== null) form.set("reply_to", view.replyTo);
  if (caption) form.set("caption", caption);
  const photo = $("as-photo").querySelector("input").checked && !$("as-photo").hidden;
  form.set("as", photo ? "photo" : "document");
  form.set("file", file, file.name);
  const sent = await attempt(() => postForm("/control/file", form));
  if (sent) reply(null);
  return sent;
}

// The answer goes to the bot's mailbox; what it says back comes as another letter.
const answerLetter = (person) => async (letter, text, files) => {
  const form = new FormData();
  form.set("from", person.email);
  form.set("text", text);
  for (const file of files) form.append("file", file, file.name);
  const sent = await attempt(() => postForm(`/control/mail/${letter.id}/reply`, form));
  if (sent) toast("Ответ отправлен");
  return sent;
};

function attach(file) {
  if (!file) $("file").value = "";
  $("attached").hidden = !file;
  if (file) {
    $("attached").firstElementChild.textContent = file.name;
    $("as-photo").hidden = !file.type.startsWith("image/");
  }
}

function wireCompose() {
  $("compose").onsubmit = async (event) => {
    event.preventDefault();
    const text = $("text").value.trim();
    const file = $("file").files[0];
    if (!view.person || (!text && !file)) return;
    const sent = file ? await sendFile(file, text) : await say(text);
    if (sent) {
      $("text").value = "";
      attach(null);
    }
  };
  $("text").onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      $("compose").requestSubmit();
    }
  };
  $("file").onchange = () => attach($("file").files[0]);
  $("no-file").onclick = () => attach(null);
  $("no-reply").onclick = () => reply(null);
}

// ---- news

async function watch() {
  let first = true;
  for (;;) {
    try {
      const query = first ? "" : `?after=${view.state.event}&wait=${WATCH_SECONDS}`;
      view.state = await get(`/control/state${query}`);
      first = false;
      $("offline").hidden = true;
      refresh();
      await new Promise((done) => setTimeout(done, 50));
    } catch {
      $("offline").hidden = false;
      first = true;
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

wireClock();
wireNewcomer();
wireCompose();
watch();
