"""Every fixed phrase a person sees, one folder of Fluent files a language.

``texts("en")("hello", name="A")`` renders one phrase. A key that a language lacks falls back to English; a key that
English lacks is an error, found by the tests, which look up every key that the code names. Fluent's isolation marks
are off: what quotes a person puts them around right-to-left words only, so that a plain quote comes out as typed.
"""

from functools import cache
from importlib import resources
from typing import Protocol

from fluent.runtime import FluentBundle, FluentResource

FALLBACK = "en"
TextValue = str | int | float


class Say(Protocol):
    """Renders a phrase by its key. Unknown key: `KeyError`; arguments that do not fit: `ValueError`."""

    def __call__(self, key: str, /, **args: TextValue) -> str: ...


class Texts:
    """The phrases of one language, and English behind them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundles = [_bundle(tag) for tag in dict.fromkeys((language, FALLBACK))]

    def __call__(self, key: str, /, **args: TextValue) -> str:
        for bundle in self._bundles:
            if bundle.has_message(key):
                return _render(bundle, key, args)
        raise KeyError(key)

    def has(self, key: str) -> bool:
        return any(bundle.has_message(key) for bundle in self._bundles)


def _render(bundle: FluentBundle, key: str, args: dict[str, TextValue]) -> str:
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(pattern, args)
    if errors:
        raise ValueError(f"the phrase {key!r} does not fit its arguments {sorted(args)}") from errors[0]
    return str(text)


@cache
def languages() -> frozenset[str]:
    """The languages that there are phrases in."""
    return frozenset(
        folder.name
        for folder in resources.files(__name__).iterdir()
        if folder.is_dir() and any(file.name.endswith(".ftl") for file in folder.iterdir())
    )


@cache
def texts(language: str) -> Texts:
    """The phrases of a language, loaded once; an unknown language speaks English."""
    return Texts(language if language in languages() else FALLBACK)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    for file in sorted(resources.files(__name__).joinpath(language).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".ftl"):
            bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle
