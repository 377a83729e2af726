# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twins of ``clean``, ``fold`` and their kin (:mod:`ingest.parsers.typography`), ``phrase_of``
(:mod:`ingest.parsers.phrases`) and ``holder_of_any`` (:mod:`ingest.parsers.gates`), which see every line of a page, and
of ``small_words`` (:mod:`ingest.parsers.language`)."""

from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memset

from unicodedata import normalize

from ingest import native

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    Py_UCS4 PyUnicode_READ(int, void *, Py_ssize_t) nogil
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    object PyUnicode_FromKindAndData(int, const void *, Py_ssize_t)
    object PyUnicode_Substring(object, Py_ssize_t, Py_ssize_t)
    int PyUnicode_4BYTE_KIND
    bint Py_UNICODE_ISSPACE(Py_UCS4) nogil
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4) nogil
    bint Py_UNICODE_ISALNUM(Py_UCS4) nogil
    bint Py_UNICODE_ISDECIMAL(Py_UCS4) nogil

cdef enum:
    KNOWN = 0x2100

cdef list folded = [None] * KNOWN
"""Letter → what it is folded to, as met."""
cdef object letters = None
cdef dict composed = {}
"""Letter with combining accents → what it is in one, as met."""
cdef object openings_of = None
cdef dict openings = {}
"""First token of a line → what it gives."""
cdef enum:
    MOST_OPENINGS = 20000
    MOST_COMPOSED = 1000
cdef long share = 0
cdef object phrased = None


cdef inline bint is_plain(Py_UCS4 letter) noexcept nogil:
    """Printable, composed, and no space: Latin letters and the punctuation of its languages."""
    return (
        32 < letter < 127
        or (0xA1 <= letter < 0x300 and letter != 0xAD)
        or 0x2010 <= letter <= 0x2027
        or letter == 0x20AC
    )


cdef inline str plain(text):
    """A string, or the one that a value of a kind of strings (an enumeration's) is."""
    return text if type(text) is str else "".join((text,))


cdef enum:
    ORDINARY
    UNSEEN
    SPACE
    FIXED
    JOINER
    ACCENT

cdef inline int class_of(Py_UCS4 letter) noexcept nogil:
    """What becomes of a letter that may be dirt."""
    if letter < 127:
        return ORDINARY if letter > 32 else SPACE if letter == 32 or 9 <= letter <= 13 or letter >= 28 else UNSEEN
    if letter < 0x300:
        if letter == 0xA0:
            return FIXED
        if letter == 0x85:
            return SPACE
        return UNSEEN if letter <= 0x9F or letter == 0xAD else ORDINARY
    if letter < 0x370:
        return ACCENT
    if letter < 0x2000:
        return UNSEEN if letter == 0x61C or letter == 0x180E else ORDINARY
    if letter < 0x2070:
        if letter == 0x2007 or letter == 0x2009 or letter == 0x202F:
            return FIXED
        if letter == 0x2028 or letter == 0x2029:
            return SPACE
        if letter == 0x200C or letter == 0x200D:
            return JOINER
        if letter == 0x200B or 0x200E <= letter <= 0x200F or 0x202A <= letter <= 0x202E or 0x2060 <= letter <= 0x2069:
            return UNSEEN
        return ORDINARY
    if letter >= 0xD800 and (
        letter < 0xE000 or letter == 0xFEFF or 0xFDD0 <= letter <= 0xFDEF or letter == 0xFFFE or letter == 0xFFFF
    ):
        return UNSEEN
    return ORDINARY


cdef unsigned char kind_of[256]  # of a letter: 0 plain, 1 a space that may stand alone, 2 anything else
cdef int letter_code
for letter_code in range(256):
    kind_of[letter_code] = 0 if is_plain(letter_code) else 1 if letter_code in (32, 0xA0) else 2


def clean(given):
    cdef str text = plain(given)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef const unsigned char *narrow = <const unsigned char *> data
    cdef Py_UCS4 letter
    cdef unsigned char found, before = 0
    cdef bint spaced = False, ends = False
    if kind == 1:
        for at in range(length):
            found = kind_of[narrow[at]]
            if found & (before | 2):
                return cleaned(text, length, kind, data)
            before = found
        return text.strip() if length and (before or kind_of[narrow[0]]) else text
    for at in range(length):
        letter = PyUnicode_READ(kind, data, at)
        if letter == 32 or letter == 0xA0 or letter == 0x202F:
            if spaced:
                break
            spaced = True
            ends = ends or at == 0
        elif is_plain(letter):
            spaced = False
        else:
            break
    else:
        return text.strip() if ends or spaced else text
    return cleaned(text, length, kind, data)


cdef object cleaned(str text, Py_ssize_t length, int kind, void *data):
    """A text that has, or may have, something in it that must go."""
    cdef Py_UCS4 small[512]
    cdef Py_UCS4 *made = small
    cdef Py_UCS4 letter, gap = 0, before = 0
    cdef Py_ssize_t at, size = 0
    cdef int found
    cdef bint accented = False
    if length > 512:
        made = <Py_UCS4 *> malloc(length * sizeof(Py_UCS4))
        if made == NULL:
            raise MemoryError
    try:
        for at in range(length):
            letter = PyUnicode_READ(kind, data, at)
            found = class_of(letter)
            if found == UNSEEN or (found == JOINER and before < 0x370):
                continue
            before = letter
            if found == SPACE:
                if not gap:
                    gap = 32
            elif found == FIXED:
                if gap == 0 or gap == 32:
                    gap = letter
            else:
                if gap:
                    made[size] = gap
                    size += 1
                    gap = 0
                made[size] = letter
                size += 1
                accented = accented or found == ACCENT
        # White space at the ends is none of the line; other spaces than those above are left to strip().
        text = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, made, size)
        return (with_composed_accents(text) if accented else text).strip()
    finally:
        if made != small:
            free(made)


def with_composed_accents(given):
    cdef str text = plain(given), run, whole
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 1, end, kept = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 before
    cdef list parts = []
    while at < length:
        if class_of(PyUnicode_READ(kind, data, at)) != ACCENT:
            at += 1
            continue
        end = at + 1
        while end < length and class_of(PyUnicode_READ(kind, data, end)) == ACCENT:
            end += 1
        before = PyUnicode_READ(kind, data, at - 1)
        if Py_UNICODE_ISALNUM(before) or before == 95:
            run = PyUnicode_Substring(text, at - 1, end)
            whole = composed.get(run)
            if whole is None:
                if len(composed) >= MOST_COMPOSED:
                    composed.clear()
                whole = composed[run] = normalize("NFC", run)
            parts.append(PyUnicode_Substring(text, kept, at - 1))
            parts.append(whole)
            kept = end
        at = end + 1
    if not parts:
        return text
    parts.append(PyUnicode_Substring(text, kept, length))
    return "".join(parts)


def phrase_of(given):
    global openings_of, phrased, share
    cdef str text = plain(given)
    cdef Py_ssize_t length = min(PyUnicode_GET_LENGTH(text), <Py_ssize_t> 70), start = 0, end
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    while start < length and Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, start)):
        start += 1
    if start == length:
        return 0
    end = start + 1
    while end < length and not Py_UNICODE_ISSPACE(PyUnicode_READ(kind, data, end)):
        end += 1
    if openings_of is None:
        from ingest.parsers import phrases  # which asks for this module

        openings_of, share = phrases.openings_of, phrases.Phrase.SHARE
        phrased = native.references["text.phrase_of"]
    token = PyUnicode_Substring(text, start, end)
    candidates = openings.get(token, False)
    if candidates is False:
        if len(openings) >= MOST_OPENINGS:
            openings.clear()
        candidates = openings[token] = openings_of(token)
    if candidates is None:
        return phrased(text)
    cdef str folded, opening
    cdef Py_ssize_t words
    if candidates:
        folded = fold(PyUnicode_Substring(text, 0, 70)) + " "
        words = folded.count(" ")
        for opening, number in <tuple> candidates:
            if folded.startswith(opening) and (words <= 3 or number < share or opening.count(" ") > 1):
                return 0 if number == share and text[PyUnicode_GET_LENGTH(text) - 1] == u"?" else number
    return 0


cdef unsigned char low[256]
cdef int code
for code in range(256):
    low[code] = <unsigned char> ord(chr(code).lower())


cdef class Holder:
    """Looks for several words in one pass: only at pairs of letters with which some word begins."""

    cdef tuple words
    cdef unsigned char begun[512]  # a bit for each pair of letters with which a word begins
    cdef short first[64]  # by the pair's first letter: the number of a word, from 1
    cdef short *following  # by word: the next one with its first letter …
    cdef unsigned char *second  # … and its own second letter
    cdef bint alone[64]  # by letter: whether it is a word

    def __cinit__(self, tuple words):
        cdef str word
        cdef int number, pair
        self.words = words
        self.following = <short *> calloc(len(words) + 1, sizeof(short))
        self.second = <unsigned char *> calloc(len(words) + 1, 1)
        if self.following == NULL or self.second == NULL:
            raise MemoryError
        memset(self.begun, 0, sizeof(self.begun))
        memset(self.first, 0, sizeof(self.first))
        memset(self.alone, 0, sizeof(self.alone))
        for number in range(len(words)):
            word = words[number]
            if len(word) == 1:
                self.alone[<int> ord(word) & 63] = True
                memset(self.begun + (<int> ord(word) & 63) * 8, 255, 8)
            else:
                pair = (<int> ord(word[0]) & 63) << 6 | (<int> ord(word[1]) & 63)
                self.begun[pair >> 3] |= 1 << (pair & 7)
                self.second[number + 1] = pair & 63
                self.following[number + 1] = self.first[pair >> 6]
                self.first[pair >> 6] = number + 1

    def __dealloc__(self):
        free(self.following)
        free(self.second)

    def __call__(self, given):
        cdef str text = plain(given)
        cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at
        cdef int kind = PyUnicode_KIND(text), pair
        cdef void *data = PyUnicode_DATA(text)
        cdef const unsigned char *narrow = <const unsigned char *> data
        cdef Py_UCS4 letter, second
        if length == 0:
            return False
        if kind == 1:
            pair = low[narrow[0]] & 63
            for at in range(length):
                pair = (pair << 6 | (low[narrow[at + 1]] & 63)) & 4095  # a null stands behind the last letter
                if self.begun[pair >> 3] >> (pair & 7) & 1 and self.holds_at(
                    text, kind, data, length, at, low[narrow[at]], pair & 63
                ):
                    return True
            return False
        second = lowered(PyUnicode_READ(kind, data, 0))
        for at in range(length):
            letter = second
            if letter == MORE:
                return in_small_letters(text, self.words)
            second = lowered(PyUnicode_READ(kind, data, at + 1)) if at + 1 < length else 0
            pair = (<int> letter & 63) << 6 | (<int> second & 63)
            if self.begun[pair >> 3] >> (pair & 7) & 1 and self.holds_at(
                text, kind, data, length, at, letter, pair & 63
            ):
                return True
        return False

    cdef bint holds_at(
        self, str text, int kind, void *data, Py_ssize_t length, Py_ssize_t at, Py_UCS4 letter, int second
    ):
        """Whether one of the words begins at a place of a text, with a letter and a second one."""
        cdef Py_ssize_t place, size
        cdef int word_kind
        cdef void *word_data
        cdef str word
        cdef short number
        if self.alone[<int> letter & 63] and has_letter(self.words, letter):
            return True
        number = self.first[<int> letter & 63]
        while number:
            if self.second[number] != second:
                number = self.following[number]
                continue
            word = self.words[number - 1]
            number = self.following[number]
            size = PyUnicode_GET_LENGTH(word)
            if at + size > length:
                continue
            word_kind = PyUnicode_KIND(word)
            word_data = PyUnicode_DATA(word)
            place = 0
            while place < size and PyUnicode_READ(word_kind, word_data, place) == lowered(
                PyUnicode_READ(kind, data, at + place)
            ):
                place += 1
            if place == size:
                return True
        return False


cdef bint has_letter(tuple words, Py_UCS4 letter):
    cdef str word
    for word in words:
        if PyUnicode_GET_LENGTH(word) == 1 and PyUnicode_READ(PyUnicode_KIND(word), PyUnicode_DATA(word), 0) == letter:
            return True
    return False


cdef enum:
    MORE = 0x110000

cdef inline Py_UCS4 lowered(Py_UCS4 letter) noexcept nogil:
    """The small letter; MORE for those two whose small form depends on others or is more than one letter."""
    if letter < 128:
        return <Py_UCS4> (<unsigned int> letter + 32) if 65 <= letter <= 90 else letter
    if letter == 0x130 or letter == 0x3A3:
        return <Py_UCS4> MORE
    return Py_UNICODE_TOLOWER(letter)


cdef bint in_small_letters(str text, tuple words):
    cdef str small = text.lower(), word
    for word in words:
        if word in small:
            return True
    return False


def holder_of_any(words):
    return Holder(tuple([plain(word) for word in words]))


def fold(given):
    global letters
    cdef str text = plain(given)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at, size = 0, room = length + 8, part, parts
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 small[512]
    cdef Py_UCS4 *made = small
    cdef Py_UCS4 letter
    cdef bint gap = False
    cdef str piece
    if room > 512:
        made = <Py_UCS4 *> malloc(room * sizeof(Py_UCS4))
        if made == NULL:
            raise MemoryError
    else:
        room = 512
    try:
        for at in range(length):
            letter = PyUnicode_READ(kind, data, at)
            if letter < 128:
                if 97 <= letter <= 122 or 48 <= letter <= 57:
                    pass
                elif 65 <= letter <= 90:
                    letter = <Py_UCS4> (<unsigned int> letter + 32)
                else:
                    gap = True
                    continue
                if size + 2 > room:
                    made = grown(made, small, size, &room)
                if gap and size:
                    made[size] = 32
                    size += 1
                gap = False
                made[size] = letter
                size += 1
                continue
            piece = folded[<unsigned int> letter] if letter < KNOWN else None
            if piece is None:
                if letters is None:
                    letters = native.references["text.letters"]
                piece = letters[<unsigned int> letter]
                if letter < KNOWN:
                    folded[<unsigned int> letter] = piece
            parts = PyUnicode_GET_LENGTH(piece)
            if size + parts + 2 > room:
                made = grown(made, small, size, &room)
            for part in range(parts):
                letter = piece[part]
                if letter == 32:
                    gap = True
                    continue
                if gap and size:
                    made[size] = 32
                    size += 1
                gap = False
                made[size] = letter
                size += 1
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, made, size)
    finally:
        if made != small:
            free(made)


cdef Py_UCS4 *grown(Py_UCS4 *made, Py_UCS4 *small, Py_ssize_t size, Py_ssize_t *room) except NULL:
    """Twice the room, and enough for whatever one letter is folded to."""
    cdef Py_ssize_t at
    cdef Py_UCS4 *larger = <Py_UCS4 *> realloc(NULL if made == small else made, (2 * room[0] + 64) * sizeof(Py_UCS4))
    if larger == NULL:
        raise MemoryError
    if made == small:
        for at in range(size):
            larger[at] = small[at]
    room[0] = 2 * room[0] + 64
    return larger


cdef inline bint is_of_word(Py_UCS4 letter) noexcept nogil:
    """``[^\\W\\d_]``"""
    if letter < 128:
        return 97 <= letter <= 122 or 65 <= letter <= 90
    return Py_UNICODE_ISALNUM(letter) and not Py_UNICODE_ISDECIMAL(letter)


def opening_of(given):
    cdef str folded_text = fold(given)
    cdef Py_ssize_t at, words = 0
    cdef int kind = PyUnicode_KIND(folded_text)
    cdef void *data = PyUnicode_DATA(folded_text)
    for at in range(PyUnicode_GET_LENGTH(folded_text)):
        if PyUnicode_READ(kind, data, at) == 32:
            words += 1
            if words == 5:
                return PyUnicode_Substring(folded_text, 0, at)
    return folded_text


def has_digit(given):
    cdef str text = plain(given)
    cdef Py_ssize_t at
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 letter
    for at in range(PyUnicode_GET_LENGTH(text)):
        letter = PyUnicode_READ(kind, data, at)
        if letter < 128:
            if 48 <= letter <= 57:
                return True
        elif Py_UNICODE_ISDECIMAL(letter):
            return True
    return False


def letters_of(given):
    cdef str text = plain(given)
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at = 0, start
    cdef list found = []
    while at < size:
        if not is_of_word(PyUnicode_READ(kind, data, at)):
            at += 1
            continue
        start = at
        while at < size and is_of_word(PyUnicode_READ(kind, data, at)):
            at += 1
        found.append(PyUnicode_Substring(text, start, at))
    return found


def small_words(str text, dict languages):
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t size = PyUnicode_GET_LENGTH(text), at = 0, start, words = 0, among = 0
    cdef dict counts = {}
    cdef object known
    while at < size:
        if not is_of_word(PyUnicode_READ(kind, data, at)):
            at += 1
            continue
        start = at
        while at < size and is_of_word(PyUnicode_READ(kind, data, at)):
            at += 1
        words += 1
        among += at - start
        known = languages.get(PyUnicode_Substring(text, start, at))
        if known is not None:
            for code in <tuple> known:
                counts[code] = <long> counts.get(code, 0) + 1
    return words, among, counts
