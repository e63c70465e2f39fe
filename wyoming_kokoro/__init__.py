"""Text to speech with Kokoro-82M, over the Wyoming protocol and OpenAI's speech API."""

__version__ = "0.1.0"
