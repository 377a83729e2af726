"""Spaces at inline boundaries: «<em>développée</em>ce qui» is two words, «<b>L</b>e» is one.

Browsers show both as they are written, so the markup alone cannot tell. What can: a sentence's end glued to a letter,
a small word of the language that stands whole on one side of the boundary, or a capital in the middle of a word.
"""

from __future__ import annotations

import re

_LANGUAGES = (
    "ce ces cette cet qui que quoi dont où le la les un une des du de et ou mais donc car au aux en dans par pour sur",
    "avec sans sous chez vers il elle ils elles on nous vous est sont était ont avait à y",
    "the and of to in for with that which who is are was were by from at on has have had",
    "der die das und den dem ein eine mit von zu im ist sind war auf für",
    "el los las del con por para que y es lo il gli che di nel della het een van",
)
_FUNCTION_WORDS = frozenset(word for line in _LANGUAGES for word in line.split())
"""Words that begin or end a phrase on their own and are no ending of another word. Short and closed-class: a longer
list finds little more and starts to cut words."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_URL_LIKE = re.compile(r"(?:https?:|www\.|@|\.[a-z]{2,4}/)", re.I)
_DASHES = frozenset("–—")
"""Alone in an element, they part what a style sheet sets apart: «Anne Un» «–» «Lecture 5 min.». Not in «que
–<i>disent-ils</i>– il faut»."""
_SIGNING = frozenset(("par", "by", "von", "por"))
_APART = "  ’'"


def joint(left: str, right: str) -> str:
    """``right`` as it must be appended to ``left`` where an inline tag starts or ends between them without a space.

    Neither is empty, ``left`` does not end and ``right`` does not begin with a space.
    """
    before, after = left[-1], right[0]
    if after in _DASHES:
        apart = len(right) == 1 and (before.isdigit() or (before.isalpha() and left.lstrip()[0].isupper()))
        return f" {right} " if apart else right
    if after.isalpha():
        if before.isdigit():
            return f" {right}" if right in _SIGNING else right
        if before in ".!?;:…":
            return " " + right if _ends_sentence(left, right) else right
        if before.isalpha() and _two_words(left, right):
            return " " + right
    elif after in "«“" and before.isalpha():
        return " " + right
    return right


def _ends_sentence(left: str, right: str) -> bool:
    """«secrètes.le Washington Post»; not «www.<b>site</b>», not «p.<i>m</i>»."""
    if _URL_LIKE.search(left[-30:]):
        return False
    before = left[-40:-1]
    if left[-1] != ".":
        before = before.rstrip()  # French has a space before «?»
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    if left[-1] != ".":
        return len(last.group()) > 2
    return len(last.group()) > 3 and _is_wordlike(right)


def _two_words(left: str, right: str) -> bool:
    """Whether the letters on both sides belong to two words."""
    last, first = _LAST_WORD.search(left[-40:]), _FIRST_WORD.match(right)
    if last is None or first is None:
        return False
    last_word, first_word = last.group(), first.group()
    if len(last_word) > 3 and first_word in _FUNCTION_WORDS and len(first_word) > 1:
        following = right[len(first_word) : len(first_word) + 1]
        if following and following in _APART:
            return True
    capital = right[0].isupper() and left[-1].islower() and first_word[1:2].islower()
    known = last_word.lower() in _FUNCTION_WORDS or first_word.lower() in _FUNCTION_WORDS
    if capital and (known or len(last_word) > 4):
        return True
    alone = left[-len(last_word) - 1 : -len(last_word)] == " "
    return alone and last_word in _FUNCTION_WORDS and len(last_word) > 1 and len(first_word) > 4


def _is_wordlike(text: str) -> bool:
    """Starts like running text: a word followed by a space, not a domain or a file name."""
    first = _FIRST_WORD.match(text)
    return first is not None and len(first.group()) > 1 and (len(text) == first.end() or text[first.end()] in "  ,’'")
