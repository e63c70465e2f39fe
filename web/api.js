/** Requests to the server; no other file makes any. URLs are relative, because the page may be served under a prefix. */

import { T } from "./texts.js";

const STORAGE_KEY = "wyoming_kokoro.token";
const DEFAULT_SAMPLE_RATE = 24_000;

/** A request that failed or was refused, with a message for the user. */
export class ApiError extends Error {
  constructor(message, status = 0, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The token that the user entered, kept until the page is closed. */
export const token = {
  get: () => sessionStorage.getItem(STORAGE_KEY) ?? "",
  set: (value) => (value ? sessionStorage.setItem(STORAGE_KEY, value) : sessionStorage.removeItem(STORAGE_KEY)),
};

/** Returns the server's URL for other programs, which cannot use Home Assistant's page: that one is for its own users. */
export function publicUrl({ trusted, doors }) {
  return trusted ? `http://${location.hostname}:${doors.http}` : new URL(".", location.href).href.replace(/\/$/, "");
}

/** Returns the token for the ticket of a link. */
export const tokenFor = async (ticket) => (await requestJson("v1/token", { ticket })).token;

export const getStatus = () => requestJson("v1/status");
export const getHistory = () => requestJson("v1/status/hours");
export const getVoices = () => requestJson("v1/voices");
export const getSample = async (voice) => await (await request(`v1/voices/${encodeURIComponent(voice)}/sample`)).blob();
export const getSounds = () => requestJson("v1/sounds");
export const getSoundSample = async (name) => await (await request(`v1/sounds/${encodeURIComponent(name)}/sample`)).blob();
export const getStyles = () => requestJson("v1/styles");
export const getFiles = () => requestJson("v1/files");
export const downloadFile = (kind, name) => requestJson("v1/files/fetch", { kind, name });
export const explain = (body) => requestJson("v1/text/explain", body);
export const getSettings = () => requestJson("v1/settings");
export const changeSettings = (changes) => requestJson("v1/settings", changes, "PATCH");
export const getPronunciations = () => requestJson("v1/pronunciations");
export const savePronunciations = (text) => requestJson("v1/pronunciations", { text }, "PUT");
export const getJudges = () => requestJson("v1/judges");
export const getJudgements = () => requestJson("v1/judgements");
export const getJudgementJob = () => requestJson("v1/judgements/job");
export const getRun = (name, against) => requestJson(`v1/judgements/run?${new URLSearchParams(against ? { name, against } : { name })}`);
export const startPrompts = (fields) => requestJson("v1/judgements", fields);
export const stopPrompts = () => requestJson("v1/judgements/job", undefined, "DELETE");

export const getMatchSentence = (person) => requestJson(`v1/voices/match?${new URLSearchParams({ person })}`);
export const checkRecording = (fields) => requestJson("v1/voices/check", formOf(fields), "POST");
export const startMatch = (fields) => requestJson("v1/voices/match", formOf(fields), "POST");
export const getMatch = (id) => requestJson(`v1/voices/match/${id}`);
export const getMatchTake = async (id, adjustment) => await (await request(`v1/voices/match/${id}/take?${new URLSearchParams(adjustment)}`)).blob();
export const saveMatch = (id, fields) => requestJson(`v1/voices/match/${id}/save`, fields);
export const forgetMatch = (id) => requestJson(`v1/voices/match/${id}`, undefined, "DELETE");
export const getRecordedVoices = () => requestJson("v1/voices/recorded");
export const removeVoice = (name) => requestJson(`v1/voices/recorded/${encodeURIComponent(name)}`, undefined, "DELETE");

export const getWorkshop = () => requestJson("v1/workshop");
export const getDataSets = () => requestJson("v1/workshop/sets");
export const getDataSet = (name) => requestJson(`v1/workshop/sets/${encodeURIComponent(name)}`);
export const getDataSetSamples = (name, filter) => requestJson(`v1/workshop/sets/${encodeURIComponent(name)}/samples?${new URLSearchParams(filter)}`);
export const getDataSetSound = async (name, digest) => await (await request(`v1/workshop/sets/${encodeURIComponent(name)}/sounds/${digest}`)).blob();
export const newWakeWord = (fields) => requestJson("v1/workshop/sets", fields);
export const startSetJob = (name, fields) => requestJson(`v1/workshop/sets/${encodeURIComponent(name)}/jobs`, fields);
export const getWorkshopJobs = () => requestJson("v1/workshop/jobs");
export const getWorkshopJob = (id) => requestJson(`v1/workshop/jobs/${id}`);
export const stopWorkshopJob = (id) => requestJson(`v1/workshop/jobs/${id}`, undefined, "DELETE");
export const getExports = () => requestJson("v1/workshop/exports");
export const getExportArchive = async (name) => await (await request(`v1/workshop/exports/${encodeURIComponent(name)}/archive`)).blob();

/** Tells whether a sound is marked as made by a machine. */
export const watermark = (file) => requestJson("v1/audio/watermark", formOf({ file }), "POST");

/** Judges a sound against its text. */
export const validate = (fields) => requestJson("v1/audio/validate", formOf(fields), "POST");

function formOf(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** Returns speech as it arrives. A body with `answer` asks for a word with that pronunciation, one with `inputs` for a conversation. */
export async function speech(body, signal) {
  const path = body.answer ? "v1/pronunciations/try" : body.inputs ? "v1/audio/dialogue" : "v1/audio/speech";
  const response = await request(path, body, "POST", signal);
  const sampleRate = Number(response.headers.get("X-Sample-Rate")) || DEFAULT_SAMPLE_RATE;
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0];
  return { type, sampleRate, chunks: chunksOf(response) };
}

/** Yields speech as MP3 with word times: JSON objects as they arrive. */
export async function* captions(body, signal) {
  const response = await request("v1/audio/captions", { ...body, response_format: "mp3" }, "POST", signal);
  const decoder = new TextDecoder();
  let buffered = "";
  for await (const chunk of chunksOf(response)) {
    const lines = (buffered + decoder.decode(chunk, { stream: true })).split("\n");
    buffered = lines.pop();
    for (const line of lines.filter(Boolean)) {
      const event = JSON.parse(line);
      if (event.error) throw new ApiError(event.error.message, 0, event.error.code);
      yield event;
    }
  }
}

async function requestJson(path, body, method = body ? "POST" : "GET") {
  const response = await request(path, body, method);
  try {
    return await response.json();
  } catch {
    throw new ApiError(T.errors.unexpected);
  }
}

async function request(path, body, method, signal) {
  const headers = {};
  const isForm = body instanceof FormData; // for which the browser names the type, with its boundary
  if (body && !isForm) headers["Content-Type"] = "application/json";
  if (token.get()) headers.Authorization = `Bearer ${token.get()}`;
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: isForm ? body : body && JSON.stringify(body), cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(T.errors.unreachable);
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response) {
  const body = await response.json().catch(() => null);
  return new ApiError(body?.error?.message ?? T.errors.unexpected, response.status, body?.error?.code);
}

async function* chunksOf(response) {
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(T.errors.interrupted);
  } finally {
    reader.cancel().catch(() => {});
  }
}
