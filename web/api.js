/** The only file that asks the server anything. Addresses are relative, since the page may live under a prefix. */

import { T } from "./texts.js";

const KEPT = "wyoming_kokoro.token";
const USUAL_RATE = 24_000; // samples a second

/** Something that was refused or failed, as one sentence for the person. */
export class Refused extends Error {
  constructor(message, status = 0, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The token that was typed, until the page is closed. */
export const token = {
  get: () => sessionStorage.getItem(KEPT) ?? "",
  set: (value) => (value ? sessionStorage.setItem(KEPT, value) : sessionStorage.removeItem(KEPT)),
};

/** Where other programs find this server: not through Home Assistant's page, which only lets its own users in. */
export const base = ({ trusted, doors }) => (trusted ? `http://${location.hostname}:${doors.http}` : new URL(".", location.href).href.replace(/\/$/, ""));

export const status = () => json("v1/status");
export const hours = () => json("v1/status/hours");
export const voices = () => json("v1/voices");
export const files = () => json("v1/files");
export const fetchFile = (kind, name) => json("v1/files/fetch", { kind, name });
export const explain = (wanted) => json("v1/text/explain", wanted);
export const settings = () => json("v1/settings");
export const change = (changes) => json("v1/settings", changes, "PATCH");
export const words = () => json("v1/pronunciations");
export const saveWords = (text) => json("v1/pronunciations", { text }, "PUT");

/** Speech as it arrives; with an `answer` in it, a word as it would sound with that. */
export async function speech(wanted, signal) {
  const answer = await ask(wanted.answer ? "v1/pronunciations/try" : "v1/audio/speech", wanted, "POST", signal);
  const rate = Number(answer.headers.get("X-Sample-Rate")) || USUAL_RATE;
  return { type: answer.headers.get("Content-Type") ?? "", rate, pieces: piecesOf(answer) };
}

/** Speech as MP3 with word times: objects as they arrive. */
export async function* captions(wanted, signal) {
  const answer = await ask("v1/audio/captions", { ...wanted, response_format: "mp3" }, "POST", signal);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of piecesOf(answer)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop();
    for (const line of lines.filter(Boolean)) {
      const told = JSON.parse(line);
      if (told.error) throw new Refused(told.error.message, 0, told.error.code);
      yield told;
    }
  }
}

async function json(path, body, method = body ? "POST" : "GET") {
  const answer = await ask(path, body, method);
  try {
    return await answer.json();
  } catch {
    throw new Refused(T.odd);
  }
}

async function ask(path, body, method, signal) {
  const headers = {};
  if (body) headers["Content-Type"] = "application/json";
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  let answer;
  try {
    answer = await fetch(path, { method, headers, signal, body: body && JSON.stringify(body), cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(T.unreachableNow);
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer) {
  const told = await answer.json().catch(() => null);
  return new Refused(told?.error?.message ?? T.odd, answer.status, told?.error?.code);
}

async function* piecesOf(answer) {
  const reader = answer.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(T.brokeOff);
  } finally {
    reader.cancel().catch(() => {});
  }
}
