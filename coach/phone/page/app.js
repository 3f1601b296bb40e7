// The chat page. Server-sent events bring the whole chat at first, then every change; taps and texts go out
// as small JSON posts.

import { $, clock, day, demoNow, eventsOf, hours, make, post, say, setTime, toast } from "./parts.js";
import { drawn } from "./message.js";

const [chat, text, commandList, keyboard] = ["chat", "text", "commands", "keyboard"].map($);
const bubbles = new Map(); // message id → what the server last said of it
let commands = [];
let editing = null; // id of the own message being edited
let online = false;

function tick() {
  const now = demoNow();
  $("clock-time").textContent = hours(now);
  $("clock-day").textContent = day(now);
  $("clock-zone").textContent = clock.zone.replaceAll("_", " ");
}

function setClock(told) {
  const moved = told.zone !== clock.zone;
  setTime(told);
  tick();
  if (moved) redraw();
}

// The chat as a whole

const last = () => [...bubbles.values()].at(-1);
let following = true; // the newest message is in sight, and stays so whatever grows or shrinks
const toEnd = () => {
  chat.scrollTop = chat.scrollHeight;
  following = true;
  $("latest").hidden = true;
};

function append(message) {
  const before = last();
  const today = day(message.date * 1000);
  if (!before) chat.replaceChildren();
  if (!before || day(before.date * 1000) !== today) chat.append(make("div", "day", today));
  const node = drawn(message, edit);
  if (before && before.mine === message.mine) node.classList.add("follows");
  bubbles.set(message.id, message);
  chat.append(node);
  return node;
}

function redraw() {
  const all = [...bubbles.values()];
  bubbles.clear();
  chat.replaceChildren();
  all.forEach(append);
}

function intro(bot) {
  const face = make("span", "face");
  face.setAttribute("aria-hidden", "true");
  const start = make("button", "solid", "Start");
  start.addEventListener("click", () => say("/start"));
  chat.replaceChildren(make("div", "intro", face, make("p", "", bot.description || "Nothing here yet."), start));
}

function arrived(message) {
  const follow = following || message.mine;
  append(message).classList.add("arrives");
  if (!message.mine) announce(message);
  if (follow) toEnd();
  else $("latest").hidden = false;
  if (!message.mine) typing(false);
}

function changed(message) {
  const follow = following;
  const old = $(`message-${message.id}`);
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const node = drawn(message, edit);
  if (old.classList.contains("follows")) node.classList.add("follows");
  if (!message.mine && bubbles.get(message.id).text !== message.text) announce(message);
  bubbles.set(message.id, message);
  old.replaceWith(node);
  if (held) refocus(node, held);
  if (follow) toEnd();
}

// A tap usually replaces the very buttons it came from: the focus stays in the message, or goes to the text.
function refocus(node, held) {
  const found = [...node.querySelectorAll(".key")];
  (found.find((one) => one.textContent === held.textContent) || found[0] || text).focus({ preventScroll: true });
}

function removed(id) {
  const node = $(`message-${id}`);
  if (!node) return;
  if (node.contains(document.activeElement)) text.focus();
  bubbles.delete(id);
  redraw();
}

function announce(message) {
  const labels = message.buttons.flat().map((button) => button.text).join(", ");
  $("announce").textContent = `${message.who}: ${message.text}${labels ? `. Answers: ${labels}` : ""}`;
}

function answered(told) {
  document.querySelectorAll(".key[aria-busy]").forEach((node) => {
    if (!node.dataset.press || node.dataset.press === told.press) node.removeAttribute("aria-busy");
  });
  if (told.text && told.show_alert) {
    $("alert-text").textContent = told.text;
    $("alert").showModal();
  } else if (told.text) toast(told.text);
}

let typingTimer;
const DOING = { upload_photo: "sending a picture…", upload_document: "sending a file…" };
function typing(action) {
  clearTimeout(typingTimer);
  $("status").textContent = !online ? "connecting…" : action ? DOING[action] || "typing…" : "bot";
  if (action) typingTimer = setTimeout(() => typing(false), 5000);
}

// The reply keyboard, and the place a stand-in phone can be in

const PLACES = [
  ["Berlin", 52.52, 13.4], ["London", 51.51, -0.13], ["Lisbon", 38.72, -9.14], ["New York", 40.71, -74.01],
  ["Los Angeles", 34.05, -118.24], ["São Paulo", -23.55, -46.63], ["Delhi", 28.61, 77.21], ["Tokyo", 35.68, 139.69],
  ["Auckland", -36.85, 174.76],
];

function askPlace(button) {
  $("places-list").replaceChildren(...PLACES.map(([name, ...place]) => {
    const node = make("button", "key", name);
    node.type = "submit";
    node.addEventListener("click", () => post("/do", { act: "keyboard", button, place }));
    return node;
  }));
  $("places").showModal();
}

function setKeyboard(told) {
  const rows = told?.keyboard || [];
  text.placeholder = told?.input_field_placeholder || "Message";
  keyboard.hidden = !rows.length;
  keyboard.replaceChildren(...rows.map((row) => make("div", "row", ...row.map((button) => {
    const node = make("button", "key", button.text);
    node.addEventListener("click", () => {
      if (button.request_location) askPlace(button);
      else post("/do", { act: "keyboard", button });
    });
    return node;
  }))));
}

// Commands

let chosen = 0;
const offered = () => {
  const typed = text.value.startsWith("/") ? text.value.slice(1).toLowerCase() : "";
  return commands.filter((one) => one.command.startsWith(typed));
};

function showCommands(open) {
  const list = open ? offered() : [];
  chosen = Math.min(chosen, Math.max(list.length - 1, 0));
  commandList.hidden = !list.length;
  $("menu").setAttribute("aria-expanded", String(!commandList.hidden));
  text.removeAttribute("aria-activedescendant");
  commandList.replaceChildren(...list.map((one, index) => {
    const node = make("div", "", make("b", "", `/${one.command}`), make("span", "", one.description));
    node.id = `command-${index}`;
    node.setAttribute("role", "option");
    node.addEventListener("click", () => runCommand(one));
    node.addEventListener("pointermove", () => choose(index));
    return node;
  }));
  if (list.length) choose(chosen);
}

function choose(index) {
  chosen = index;
  [...commandList.children].forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
  text.setAttribute("aria-activedescendant", `command-${index}`);
  commandList.children[index].scrollIntoView({ block: "nearest" });
}

function runCommand(one) {
  clearText();
  say(`/${one.command}`);
  text.focus();
}

function moveChosen(by) {
  const count = commandList.children.length;
  choose((chosen + by + count) % count);
}

// Writing and editing

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight + 2, 180)}px`;
}

function clearText() {
  text.value = "";
  editing = null;
  chosen = 0;
  $("editing").hidden = true;
  grow();
  showCommands(false);
}

function edit(id) {
  const message = bubbles.get(id);
  if (!message) return;
  clearText();
  editing = id;
  $("editing").hidden = false;
  text.value = message.text;
  grow();
  text.focus();
}

function editLast() {
  const own = [...bubbles.values()].filter((one) => one.mine && one.editable).at(-1);
  if (own) edit(own.id);
  return Boolean(own);
}

async function submit() {
  const words = text.value;
  if (!words.trim()) return;
  const target = editing;
  clearText();
  const told = target ? await post("/do", { act: "edits", message_id: target, text: words }) : await say(words);
  if (told.error && !text.value) { text.value = words; grow(); }
}

function onKey(event) {
  const open = !commandList.hidden;
  const keys = {
    Escape: () => { if (open) showCommands(false); else clearText(); },
    ArrowDown: () => open && moveChosen(1),
    ArrowUp: () => (open ? moveChosen(-1) : !text.value && editLast()),
    Enter: () => {
      if (event.shiftKey || event.isComposing) return false;
      if (open) runCommand(offered()[chosen]);
      else submit();
    },
  };
  if (keys[event.key] && keys[event.key]() !== false) event.preventDefault();
}

// The demo strip

function setControls(list) {
  $("control-box").hidden = !list.length;
  $("controls").replaceChildren(...list.map((one) => {
    const node = make("button", "control", make("b", "", one.label), one.hint ? make("span", "", one.hint) : null);
    node.addEventListener("click", () => runControl(node, one.name));
    return node;
  }));
}

async function runControl(node, name) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  const told = await post("/control", { name });
  node.removeAttribute("aria-busy");
  if (!told.text) return;
  $("told").prepend(make("li", "", told.text));
  while ($("told").children.length > 3) $("told").lastChild.remove();
  if (narrow.matches) { openStrip(false); toast(told.text); }
}

const narrow = matchMedia("(max-width: 820px)");
function openStrip(open) {
  $("strip").classList.toggle("open", open);
  $("phone").inert = open;
  $("strip-open").setAttribute("aria-expanded", String(open));
  (open ? $("strip-close") : $("strip-open")).focus();
}

function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").setAttribute("aria-pressed", String(dark));
}

// What the server tells

function setProfile({ bot, commands: list }) {
  $("bot-name").textContent = bot.name;
  document.title = `${bot.name}, on a stand-in phone`;
  commands = list;
  if (!bubbles.size) intro(bot);
}

function setState(state) {
  const same = JSON.stringify([...bubbles.values()]) === JSON.stringify(state.messages);
  setClock(state.clock);
  if (!same) {
    bubbles.clear();
    chat.replaceChildren();
    state.messages.forEach(append);
    toEnd();
  }
  setProfile(state);
  setKeyboard(state.keyboard);
  setControls(state.controls);
  chat.dataset.ready = "true";
}

function tell(event) {
  switch (event.kind) {
    case "state": return setState(event);
    case "bubble": return bubbles.has(event.bubble.id) ? changed(event.bubble) : arrived(event.bubble);
    case "deleted": return removed(event.message_id);
    case "toast": return answered(event);
    case "typing": return typing(event.action);
    case "keyboard": return setKeyboard(event.keyboard);
    case "profile": return setProfile(event);
    case "clock": return setClock(event.clock);
  }
}

function connect() {
  const events = eventsOf();
  events.onmessage = (event) => {
    if (!online) { online = true; typing(false); }
    tell(JSON.parse(event.data));
  };
  events.onerror = () => {
    online = false;
    typing(false);
    events.close();
    setTimeout(connect, 1000);
  };
}

text.addEventListener("keydown", onKey);
text.addEventListener("input", () => { grow(); chosen = 0; showCommands(/^\/\w*$/.test(text.value)); });
$("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
$("menu").addEventListener("click", () => { showCommands(commandList.hidden); text.focus(); });
$("editing-stop").addEventListener("click", () => { clearText(); text.focus(); });
$("latest").addEventListener("click", toEnd);
chat.addEventListener("scroll", () => {
  following = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
  if (following) $("latest").hidden = true;
});
new ResizeObserver(() => following && toEnd()).observe(chat);
$("strip-open").addEventListener("click", () => openStrip(true));
$("strip-close").addEventListener("click", () => openStrip(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("strip").classList.contains("open")) openStrip(false);
});
narrow.addEventListener("change", () => { if (!narrow.matches) { $("strip").classList.remove("open"); $("phone").inert = false; } });
$("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme !== "dark";
  setTheme(dark);
  localStorage.setItem("theme", dark ? "dark" : "light");
});

const remembered = localStorage.getItem("theme");
setTheme(remembered ? remembered === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
setInterval(tick, 1000);
typing(false);
connect();
if (!matchMedia("(hover: none)").matches) text.focus();
