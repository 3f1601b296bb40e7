"""Reading for its own sake: the words there are for feelings, and the cards on the ideas behind."""

from coach import learn
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows
from coach.dialogue.events import Command, Event, Tap
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import ReadingCards, ReadingWords, State
from coach.feelings import Family, word_named, words

_TITLES_A_PAGE = 8


def read_words(state: State, event: Command, scene: Scene) -> Step:
    """``/words``: the families; ``/words resentful``: what that word means."""
    if not event.arguments:
        return _families(state, event, scene)
    word = word_named(event.arguments.casefold(), scene.language)
    if word is None:
        return remark(state, scene.say("word-unknown"))
    return remark(state, _meaning(word.word, word.means))


def _families(state: State, event: Event, scene: Scene) -> Step:
    families = in_rows([Choice(scene.say(f"family-{family}"), "family", family) for family in Family], 2)
    rows = [*families, [Choice(scene.say("button-close"), "close")]]
    ticket, effects = ask(state, event, scene, scene.say("words-head"), rows)
    return Step(ReadingWords(ticket=ticket), effects)


def words_of_family(state: ReadingWords, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Family):
        return refuse(state)
    family = Family(event.value)
    lines = [_meaning(word.word, word.means) for word in words(family, language=scene.language)]
    text = "\n".join([wording.capital(scene.say(f"family-{family}")), "", *lines])
    rows = [[Choice(scene.say("button-back"), "families"), Choice(scene.say("button-close"), "close")]]
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(ReadingWords(ticket=ticket), effects)


def all_families(state: ReadingWords, event: Tap, scene: Scene) -> Step:
    return _families(state, event, scene)


def read_cards(state: State, event: Command, scene: Scene) -> Step:
    """``/learn``: the titles."""
    return _titles(state, event, scene, page=0)


def _titles(state: State, event: Event, scene: Scene, page: int) -> Step:
    cards = list(enumerate(learn.cards(scene.language)))
    shown = cards[page * _TITLES_A_PAGE :][:_TITLES_A_PAGE]
    turn = [
        Choice(scene.say(key), "page", str(to))
        for key, to in (("button-back", page - 1), ("button-more", page + 1))
        if 0 <= to * _TITLES_A_PAGE < len(cards)
    ]
    rows = [
        *([Choice(card.title, "card", str(number))] for number, card in shown),
        [*turn, Choice(scene.say("button-close"), "close")],
    ]
    ticket, effects = ask(state, event, scene, scene.say("learn-head"), rows)
    return Step(ReadingCards(ticket=ticket, page=page), effects)


def card_tapped(state: ReadingCards, event: Tap, scene: Scene) -> Step:
    cards = learn.cards(scene.language)
    if not (event.value.isascii() and event.value.isdigit() and int(event.value) < len(cards)):
        return refuse(state)
    number = int(event.value)
    card = cards[number]
    following = [Choice(scene.say("button-next"), "card", str((number + 1) % len(cards)))]
    rows = [[Choice(scene.say("button-all-cards"), "page", str(number // _TITLES_A_PAGE)), *following]]
    rows.append([Choice(scene.say("button-close"), "close")])
    text = "\n\n".join([card.title, card.text, card.question, card.source.reference])
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(ReadingCards(ticket=ticket, page=number // _TITLES_A_PAGE), effects)


def page_turned(state: ReadingCards, event: Tap, scene: Scene) -> Step:
    pages = -(-len(learn.cards(scene.language)) // _TITLES_A_PAGE)
    if not (event.value.isascii() and event.value.isdigit() and int(event.value) < pages):
        return refuse(state)
    return _titles(state, event, scene, int(event.value))


def closed(state: ReadingCards | ReadingWords, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("reading-closed"))


def _meaning(word: str, means: str) -> str:
    return f"{word}: {means}"
