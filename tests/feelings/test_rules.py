"""One claim a linguistic rule."""

import pytest

from coach.feelings import recogniser


def feelings(text: str) -> list[str]:
    return [feeling.word for feeling in recogniser().recognise(text).feelings]


def families(text: str) -> list[str]:
    return [feeling.family.value for feeling in recogniser().recognise(text).feelings]


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("envious", "angry"), ("resentful", "angry"), ("fed up", "angry"), ("frustrated", "angry"),
        ("lonely", "sad"), ("let down", "sad"), ("hurt", "sad"), ("hopeless", "sad"), ("grieving", "sad"),
        ("overwhelmed", "afraid"), ("insecure", "afraid"), ("panicky", "afraid"), ("worried", "afraid"),
        ("guilty", "ashamed"), ("judged", "ashamed"), ("small", "ashamed"), ("embarrassed", "ashamed"),
        ("empty", "numb"), ("flat", "numb"), ("burnt out", "numb"), ("disconnected", "numb"),
        ("grateful", "warm"), ("i miss her", "warm"), ("longing", "warm"), ("felt seen", "warm"),
        ("relieved", "glad"), ("hopeful", "glad"), ("proud", "glad"), ("amused", "glad"),
        ("settled", "calm"), ("content", "calm"), ("safe", "calm"), ("peaceful", "calm"),
    ],
)  # fmt: skip
def test_words_belong_to_the_family_of_their_dictionary_sense(text: str, family: str) -> None:
    assert families(text) == [family]


@pytest.mark.parametrize(
    "text",
    [
        "i'm not angry any more", "not angry", "i dont feel sad", "i wasn't jealous", "no longer scared",
        "never jealous",
        "i'm not angry or sad", "neither angry nor sad", "i don't think i'm angry",
        "it doesn't make me angry",
        "it didn't annoy me", "no anxiety today", "i'm not really worried", "angry no more",
        "i wouldn't say i'm sad",
        "i don't miss him", "it wasn't scary",
    ],
)  # fmt: skip
def test_what_is_denied_is_not_there(text: str) -> None:
    assert feelings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("never felt so safe", ["safe"]),
        ("not angry, just sad", ["sad"]),
        ("i'm not sad but angry", ["angry"]),
        ("not only angry", ["angry"]),
        ("i can't stop feeling anxious", ["anxious"]),
        ("couldn't be happier", ["happy"]),
        ("not gonna lie i was angry", ["angry"]),
        ("i didn't tell her i was angry", ["angry"]),
        ("don't know why but i feel sad", ["sad"]),
        ("not sure if i'm angry or sad", ["angry", "sad"]),
        ("it's not that i'm sad, i'm angry", ["angry"]),
        ("i don't feel anything", ["numb"]),
    ],
)
def test_a_denial_reaches_only_its_own_clause(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "she was furious", "he said he was sad", "my mum's anxious", "my mum's anxious again",
        "they were so angry",
        "mum was sad and angry", "i made her furious", "he hates me", "she loves me", "her anger",
        "my dad's anger",
        "the dog was scared", "everyone was nervous", "are you angry?", "my boss lost his temper",
        "he came in and slammed the door",
        "she says i'm angry", "he thinks i'm jealous", "his heart sank", "an angry man",
        "saw an angry customer",
        "my husband gets jealous", "sarah is upset", "my friend, who is anxious, called",
    ],
)  # fmt: skip
def test_feelings_of_others_are_left_with_them(text: str) -> None:
    assert feelings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she made me furious", ["furious"]),
        ("i'm furious with her", ["furious"]),
        ("mum was angry and i was scared", ["scared"]),
        ("i was angry and she was scared", ["angry"]),
        ("he left me feeling empty", ["empty"]),
        ("my wife forgot, so angry", ["angry"]),
        ("she is so annoying", ["annoyed"]),
        ("i told him i was angry", ["angry"]),
        ("pissed that K. looked at the clock", ["angry"]),
        ("he was calm and i was fuming", ["furious"]),
        ("my anger scares me", ["angry", "scared"]),
        ("part of me is jealous", ["jealous"]),
        ("it was sad", ["sad"]),
    ],
)
def test_what_others_do_to_me_is_mine(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "if i were angry", "what if i'm sad tomorrow", "i would be furious", "i'd be lonely without her",
        "i wish i was calm",
        "i should be happy", "i want to feel safe", "trying to be calm", "used to be so anxious",
        "supposed to be excited",
        "i would love to be calm", "i looked calm", "pretended to be happy",
    ],
)  # fmt: skip
def test_what_is_only_wished_or_supposed_is_not_there(text: str) -> None:
    assert feelings(text) == []


def test_honesty_is_no_condition() -> None:
    assert feelings("if i'm honest i'm jealous") == ["jealous"]


def test_a_feared_feeling_is_not_there_yet() -> None:
    assert feelings("scared of being rejected") == ["scared"]
    assert feelings("ashamed of being so angry") == ["ashamed", "angry"]


@pytest.mark.parametrize(
    "text",
    [
        "wearing my blue shirt", "mad skills", "i'm down for pizza", "sick beat", "hot mess", "cool",
        "the content of the email",
        "i'm afraid i can't come", "happy to help", "sorry i'm late", "love this song", "small flat",
        "free parking",
        "i'd love to", "close the door", "sad film", "the movie was scary", "a flat tyre",
        "touched base with them",
        "guilty pleasure", "stay safe", "numb fingers", "happy birthday", "empty fridge",
        "my phone is dead", "hurt my knee",
        "fine", "ok", "ugh", "hmm", "idk", "nothing", "yes", "not sure", "whatever", "done", "",
    ],
)  # fmt: skip
def test_false_friends_and_empty_answers_are_no_feeling(text: str) -> None:
    assert feelings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i lost it", ["angry"]), ("i'm on edge", ["on edge"]),
        ("walked on eggshells all day", ["on edge"]),
        ("my chest is tight", ["anxious"]), ("my chest's so tight", ["anxious"]),
        ("bit my tongue", ["angry"]),
        ("i saw red", ["furious"]), ("heart in my mouth", ["scared"]), ("my heart sank", ["sad"]),
        ("over the moon", ["joyful"]), ("a weight off my shoulders", ["relieved"]),
        ("on autopilot", ["numb"]),
        ("wanted the ground to swallow me up", ["embarrassed"]), ("he pushes my buttons", ["irritated"]),
        ("like a burden", ["like a burden"]), ("they let me down", ["let down"]),
    ],
)  # fmt: skip
def test_idioms_mean_what_they_mean(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feel low", ["low"]), ("a bit down", ["low"]), ("i'm so down today", ["low"]), ("sit down", []),
        ("felt small", ["small"]), ("a small house", []), ("i feel free", ["free"]),
        ("i'm free on monday", []),
        ("meh", ["flat"]), ("meh, the food was meh but cheap and we went back again later", ["flat"]),
    ],
)  # fmt: skip
def test_everyday_words_need_a_feeling_around_them(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("love him", ["loving"]), ("i love my old friend", ["loving"]), ("i love pizza", []),
        ("he loves her", []),
        ("i hate that he left", ["hateful"]), ("i miss you", ["missing someone"]), ("missed the bus", []),
        ("i resent paying", []), ("i resent her", ["resentful"]), ("i hate myself", ["ashamed"]),
    ],
)  # fmt: skip
def test_a_verb_is_a_feeling_when_it_goes_toward_someone(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("embarassed", ["embarrassed"]), ("frustrted", ["frustrated"]), ("anxoius", ["anxious"]),
        ("dissapointed", ["disappointed"]),
        ("overwelmed", ["overwhelmed"]), ("saaaad", ["sad"]), ("sooo angryyy", ["angry"]),
        ("i feel gulity", ["guilty"]),
        ("hungry", []), ("replaced", []), ("contest", []), ("sharing", []), ("received", []),
        ("waited", []),
    ],
)  # fmt: skip
def test_slips_are_understood_and_other_words_left_alone(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


def test_emoji_speak_for_themselves_but_a_grin_beside_a_word_softens_it() -> None:
    assert feelings("😡") == ["furious"]
    assert feelings("❤️") == feelings("❤") == ["loving"]
    assert feelings("that was so embarrassing 😂") == ["embarrassed"]
    assert feelings("😂") == ["amused"]
    assert feelings(":(") == ["sad"]


def test_several_feelings_keep_their_order_and_stand_once() -> None:
    assert feelings("hurt and resentful, then hurt again, relieved") == ["hurt", "resentful", "relieved"]


def test_the_span_is_what_the_person_typed() -> None:
    text = "Ich… I’m SO Fed-up with it — and my chest’s tight 😡"
    found = recogniser().recognise(text).feelings
    assert [text[slice(*feeling.span)] for feeling in found] == ["Fed-up", "my chest’s tight", "😡"]


def test_an_unknown_language_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(FileNotFoundError):
        recogniser("xx")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"i\'m so disappointed in you", he said', []),
        ("he was like 'i'm so angry'", []),
        ("i told him 'i'm furious'", ["furious"]),
        ("my parents' house makes me sad", ["sad"]),
        ("last year i was so lonely", []),
        ("when i was little i was scared of dogs", []),
        ("thinking of when i was little makes me sad", ["sad"]),
        ("i'll be furious if she cancels", []),
        ("can't remember the last time i felt happy", []),
        ("should i be worried?", []),
        ("angry? no. hurt? yes", ["hurt"]),
        ("i'm anything but calm", []),
        ("i'd be lying if i said i wasn't hurt", ["hurt"]),
        ("it's not that i hate her", []),
        ("i don't think he gets me", []),
        ("i was hoping he'd be proud of me", []),
    ],
)
def test_only_what_is_said_here_and_now_by_the_writer_counts(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("he laughed at me", ["humiliated"]),
        ("he laughed at me and i was furious", ["furious"]),
        ("i cried. i'm ashamed", ["tearful", "ashamed"]),
        ("i cried, so ashamed", ["ashamed"]),
        ("i upset her", []),
        ("worried i upset my mum", ["worried"]),
        ("scared to cry", ["scared"]),
    ],
)
def test_a_deed_gives_way_to_a_feeling_that_is_named(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it's cold", []), ("i feel cold", ["detached"]), ("i'm boring", []), ("my anxious cat", []),
        ("need some peace and quiet", []), ("my heart just sank", ["sad"]), ("calmm", ["calm"]),
        ("felt silly telling him", ["stupid"]),
    ],
)  # fmt: skip
def test_what_stands_around_a_word_decides(text: str, expected: list[str]) -> None:
    assert feelings(text) == expected
