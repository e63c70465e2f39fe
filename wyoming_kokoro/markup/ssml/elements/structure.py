"""Elements that hold text, and those about the document, which are not heard."""

from wyoming_kokoro.markup.ssml.element import Element, always

ELEMENTS = (
    Element("speak", "Holds the text.", boundary="word"),
    Element("p", "Holds a paragraph, which is followed by a longer pause.", boundary="paragraph"),
    Element("paragraph", "The same as `<p>`.", boundary="paragraph"),
    Element("s", "Holds a sentence: it ends there, also without a full stop.", boundary="sentence"),
    Element("sentence", "The same as `<s>`.", boundary="sentence"),
    Element("lookup", "Its content is spoken; lexicons are not fetched.", acts=False),
    Element("lexicon", "Is not fetched: your own words are in the settings.", silent=always, acts=False),
    Element("meta", "Is about the document.", silent=always, acts=False),
    Element("metadata", "Is about the document; its content is not spoken.", silent=always),
    Element("desc", "Describes a sound; its content is not spoken.", silent=always),
)
