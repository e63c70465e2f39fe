"""A voice for the home: Kokoro-82M behind the Wyoming protocol and OpenAI's speech route."""

__version__ = "0.1.0"
