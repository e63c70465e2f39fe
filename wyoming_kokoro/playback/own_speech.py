"""Speech without a server: this process opens the studio itself."""

import asyncio
from contextlib import aclosing

from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.playback.spoken_text import Fetch, Put, SpokenText
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.speech import RATE, Delivery, Utterance
from wyoming_kokoro.studio import Studio


def own_sound(text: SpokenText, form: str, loaded: LoadedSettings) -> Fetch:
    """Return what makes the sound of a text in a format."""

    def fetch(put: Put) -> str:
        return asyncio.run(_speak(text, form, loaded, put))

    return fetch


async def _speak(text: SpokenText, form: str, loaded: LoadedSettings, put: Put) -> str:
    delivery = Delivery(text.voice, text.language, text.speed)
    utterance = Utterance(text.text, delivery, "ssml" if text.ssml else "plain", background=text.background)
    encoder = await asyncio.to_thread(FORMATS[form].open, RATE)
    studio = await Studio.open(loaded)
    try:
        async with aclosing(studio.speak(utterance)) as blocks:
            async for block in blocks:
                if not await asyncio.to_thread(put, encoder.feed(block.samples)):
                    break
            else:
                await asyncio.to_thread(put, encoder.finish())
        return await studio.engine_name(utterance)
    finally:
        await studio.close()
