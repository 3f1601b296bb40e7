"""The small parts the recogniser is made of."""

from coach.feelings.judge import _RULES
from coach.feelings.lexicon import Kind
from coach.feelings.notation import phrases
from coach.feelings.spelling import Spelling
from coach.feelings.tokens import tokens
from coach.feelings.trie import Trie


def test_the_notation_spells_out_every_alternative() -> None:
    assert list(phrases("feel/felt so? sad, low")) == ["feel so sad", "feel sad", "felt so sad", "felt sad", "low"]


def test_a_plus_inflects_a_regular_verb() -> None:
    assert list(phrases("scare+ me"))[-1] == "scaring me"
    assert list(phrases("worry+")) == ["worry", "worries", "worried", "worrying"]
    assert list(phrases("annoy+")) == ["annoy", "annoys", "annoyed", "annoying"]
    assert list(phrases("embarrass+")) == ["embarrass", "embarrasses", "embarrassed", "embarrassing"]


def found(trie: Trie[str, str], text: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    return trie.matches(text.split())


def test_the_longest_phrase_wins_and_none_overlap() -> None:
    trie: Trie[str, str] = Trie()
    for phrase in ("fed", "fed up", "up with it"):
        trie.put_feeling(phrase.split(), phrase)
    assert found(trie, "so fed up with it fed") == ([(1, 3, "fed up"), (5, 6, "fed")], [])


def test_a_phrase_that_breaks_off_leaves_the_next_word_free() -> None:
    trie: Trie[str, str] = Trie()
    trie.put_feeling(["on", "the", "edge"], "edge")
    trie.put_feeling(["the", "end"], "end")
    assert found(trie, "on the end") == ([(1, 3, "end")], [])


def test_feelings_and_people_may_share_words() -> None:
    trie: Trie[str, str] = Trie()
    trie.put_feeling(["hate", "myself"], "self-hatred")
    trie.put_person(["myself"], "self")
    trie.put_person(["hate", "myself"], "self, hated")
    assert found(trie, "i hate myself") == ([(1, 3, "self-hatred")], [(1, 3, "self, hated")])


def test_the_first_entry_for_a_phrase_stands() -> None:
    trie: Trie[str, str] = Trie()
    trie.put_feeling(["low"], "first")
    trie.put_feeling(["low"], "second")
    assert found(trie, "low") == ([(0, 1, "first")], [])


def test_small_words_may_stand_inside_a_feeling_but_not_inside_a_person() -> None:
    trie: Trie[str, str] = Trie(between=frozenset(("just", "so")))
    trie.put_feeling(["heart", "sank"], "sank")
    trie.put_person(["my", "mum"], "parent")
    assert found(trie, "heart just so sank my just mum") == ([(0, 4, "sank")], [])
    assert found(trie, "heart just so just sank") == ([], [])


def test_a_word_is_corrected_by_one_slip_only_and_never_across_a_real_word() -> None:
    spelling = Spelling(["relayed"])
    spelling.learn(["relaxed"], correctable=True)
    assert spelling.meant("realxed") == "relaxed"
    assert spelling.meant("relayed") == "relayed"
    assert spelling.meant("relaqqed") == "relaqqed"


def test_apostrophes_are_one_and_a_possessive_stands_alone() -> None:
    assert tokens("I’m at mum's").forms == ["im", "at", "mum", "'s"]


def test_offsets_survive_letters_that_grow_in_lower_case() -> None:
    text = "İİİ sad"
    read = tokens(text)
    assert text[slice(*read.span(1, 2))] == "sad"


def test_offsets_survive_every_kind_of_space_and_mark() -> None:
    text = "so_tired ,\t  he\u2003can’t...\nself-doubt\xa0again!!  T-shirt 😭"
    read = tokens(text)
    spans = [slice(*read.span(at, at + 1)) for at in range(len(read.forms))]
    assert [text[span] for span in spans] == [
        *(
            "so",
            "tired",
            ",",
            "he",
            "can’t",
            ".",
            ".",
            ".",
            "\n",
            "self",
            "doubt",
            "again",
            "!",
            "!",
            "T",
            "shirt",
            "😭",
        ),
    ]


def test_every_kind_of_form_has_its_rule() -> None:
    assert set(_RULES) == set(Kind)
