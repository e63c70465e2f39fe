/** A request for speech in other languages: to copy into other programs. */

const texts = {
  noPitch: "# Home Assistant cannot set the pitch for one request: set speech.pitch on the server",
  noBackground: '# A background needs SSML in Home Assistant: <speak><background type="rain">...</background></speak>',
  noGaps: "# Gaps, and turns over others, are for the HTTP API only",
};

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const pathOf = (request) => (request.inputs ? "v1/audio/dialogue" : "v1/audio/speech");

/** Returns a JSON value as Python writes it. */
function python(value) {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${python(each)}`).join(", ")}}`;
  return JSON.stringify(value);
}

function pythonDialogue(request, url) {
  return [
    "import json, urllib.request",
    "",
    `body = ${python(request)}`,
    `request = urllib.request.Request(${JSON.stringify(`${url}/v1/audio/dialogue`)},`,
    '    json.dumps(body).encode(), {"Content-Type": "application/json"})',
    `with urllib.request.urlopen(request) as response, open("speech.${request.response_format}", "wb") as file:`,
    "    file.write(response.read())",
  ].join("\n");
}

function pythonSpeech({ input, voice, response_format, speed = 1, model, ...extra }, url) {
  return [
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url=${JSON.stringify(`${url}/v1`)}, api_key="none")`,
    "with client.audio.speech.with_streaming_response.create(",
    `    model=${JSON.stringify(model)},\n    voice=${JSON.stringify(voice)},\n    input=${JSON.stringify(input)},`,
    `    response_format=${JSON.stringify(response_format)},\n    speed=${speed},`,
    ...(Object.keys(extra).length ? [`    extra_body=${python(extra)},`] : []),
    ") as response:",
    `    response.stream_to_file("speech.${response_format}")`,
  ].join("\n");
}

/** Returns a conversation as a text in which short forms name the voices. */
const asScript = (inputs) => inputs.map(({ voice, text }) => `[voice:${voice}]${text}[/voice]`).join("\n");

function yaml({ input, inputs, voice, speed = 1, pitch = 0, style, background }) {
  const options = { voice: JSON.stringify(speed === 1 ? voice : `${voice}@${speed}`), ...(style ? { speaker: JSON.stringify(style) } : {}) };
  return [
    ...(pitch ? [texts.noPitch] : []),
    ...(background ? [texts.noBackground] : []),
    ...(inputs?.some((turn) => turn.gap !== undefined || turn.over) ? [texts.noGaps] : []),
    "action: tts.speak",
    "target:\n  entity_id: tts.kokoro",
    "data:\n  media_player_entity_id: media_player.living_room",
    `  message: ${JSON.stringify(inputs ? asScript(inputs) : input)}`,
    ...(inputs ? [] : ["  options:", ...Object.entries(options).map(([name, value]) => `    ${name}: ${value}`)]),
  ].join("\n");
}

/** The request of a history entry in each language, for the server at a URL. */
export const CODE = {
  curl: (request, url) =>
    `curl ${quoted(`${url}/${pathOf(request)}`)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(request))} \\\n  -o speech.${request.response_format}`,
  python: (request, url) => (request.inputs ? pythonDialogue : pythonSpeech)(request, url),
  yaml,
};
