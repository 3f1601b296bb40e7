// One message as nodes. Whatever anybody wrote becomes text, never markup.

import { $, hours, make, icon, post, say } from "./parts.js";

// Words with their entities: offsets are UTF-16 units, as in JavaScript's own strings

const WRAPS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrapped(entity, words) {
  switch (entity.type) {
    case "bot_command": {
      const button = make("button", "command");
      button.addEventListener("click", () => say(words));
      return button;
    }
    case "spoiler": {
      const button = make("button", "spoiler");
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => button.setAttribute("aria-pressed", "true"));
      return button;
    }
    case "text_link":
    case "url":
      return link(make("a"), entity.url || words);
    case "pre":
      return make("code", "block");
    case "blockquote":
    case "expandable_blockquote":
      return make("span", "quote");
    default:
      return WRAPS[entity.type] ? make(WRAPS[entity.type]) : make("span");
  }
}

function link(anchor, url) {
  if (/^https?:\/\//.test(url)) anchor.href = url;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function fill(node, words, from, to, entities) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    node.append(words.slice(at, start));
    const inner = wrapped(entity, words.slice(start, end));
    const inside = [];
    while (entities.length && entities[0].offset < end) inside.push(entities.shift());
    fill(inner, words, start, end, inside);
    node.append(inner);
    at = end;
  }
  node.append(words.slice(at, to));
}

function worded(message) {
  if (!message.text) return null;
  const node = make("div", "words");
  node.dir = "auto";
  const entities = [...message.entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(node, message.text, 0, message.text.length, entities);
  return node;
}

// One message

function sized(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function picture(media) {
  const image = make("img");
  image.src = `/media/${media.file_id}`;
  image.width = media.width;
  image.height = media.height;
  image.alt = "Picture";
  const button = make("button", "picture", image);
  button.setAttribute("aria-label", "Picture, open it larger");
  button.addEventListener("click", () => {
    $("viewer-image").src = image.src;
    $("viewer-image").alt = "Picture";
    $("viewer").showModal();
  });
  return button;
}

function file(media) {
  const sheet = make("span", "sheet", icon("M13 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9zM13 3v6h6"));
  const name = make("b", "", media.file_name || "File");
  const anchor = make("a", "document", sheet, make("span", "", name, sized(media.file_size || 0)));
  anchor.href = `/media/${media.file_id}`;
  anchor.download = media.file_name || "file";
  return anchor;
}

function attached(media) {
  if (!media) return null;
  switch (media.kind) {
    case "photo": return picture(media);
    case "document": return file(media);
    case "sticker": return make("div", "sticker", media.emoji || "");
    case "voice": return make("div", "other", `Voice note, ${media.duration} s`);
    case "video": return make("div", "other", `Video, ${media.duration} s`);
    case "location": return make("div", "other", `A place: ${media.latitude.toFixed(2)}, ${media.longitude.toFixed(2)}`);
    case "contact": return make("div", "other", `Contact: ${media.first_name}`);
    default: return make("div", "other", `Poll: ${media.question}`);
  }
}

function key(message, button) {
  if (button.url) return link(make("a", "key", button.text), button.url);
  const node = make("button", "key", button.text);
  node.dir = "auto";
  node.addEventListener("click", async () => {
    if (!button.callback_data || node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    const told = await post("/do", { act: "presses", data: button.callback_data, message_id: message.id });
    if (told.press) node.dataset.press = told.press;
    setTimeout(() => node.removeAttribute("aria-busy"), told.press ? 10000 : 0);
  });
  return node;
}

function keys(message) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row) => make("div", "row", ...row.map((button) => key(message, button))));
  const group = make("div", "rows", ...rows);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "Answers");
  return group;
}

function meta(message, edit) {
  const stamp = make("time", "", hours(message.date * 1000));
  stamp.dateTime = new Date(message.date * 1000).toISOString();
  const line = make("div", "meta", message.edited ? make("span", "", "edited") : null, stamp);
  if (message.mine && message.editable) {
    const button = make("button", "edit", "Edit");
    button.setAttribute("aria-label", `Edit “${message.text.slice(0, 40)}”`);
    button.addEventListener("click", () => edit(message.id));
    line.prepend(button);
  }
  return line;
}

export function drawn(message, edit) {
  const inside = make(
    "div",
    message.media?.kind === "sticker" ? "bubble bare" : "bubble",
    message.forwarded ? make("div", "from", `Forwarded from ${message.forwarded}`) : null,
    message.reply_to ? make("div", "reply", message.reply_to) : null,
    attached(message.media),
    worded(message),
    message.reactions.length ? make("span", "reactions", message.reactions.join(" ")) : null,
    meta(message, edit),
  );
  const kind = ["message", message.mine ? "mine" : "bot", message.buttons.length ? "keyed" : ""];
  const node = make("article", kind.join(" ").trim(), inside, keys(message));
  node.id = `message-${message.id}`;
  node.setAttribute("aria-label", `${message.mine ? "You" : message.who}, ${hours(message.date * 1000)}`);
  inside.addEventListener("click", () => node.classList.toggle("chosen"));
  return node;
}
