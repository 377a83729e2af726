# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twins of ``clean`` and ``fold`` (:mod:`ingest.parsers.typography`), which see every line of a page."""

from libc.stdlib cimport free, malloc, realloc

from ingest import native

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    Py_UCS4 PyUnicode_READ(int, void *, Py_ssize_t) nogil
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    object PyUnicode_FromKindAndData(int, const void *, Py_ssize_t)
    int PyUnicode_4BYTE_KIND

cdef enum:
    KNOWN = 0x2100

cdef list folded = [None] * KNOWN
"""Letter → what it is folded to, as met."""
cdef object letters = None
cdef object thoroughly = None


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


def clean(given):
    global thoroughly
    cdef str text = plain(given)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text), at
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 letter
    cdef bint spaced = False, ends = False
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
    if thoroughly is None:
        thoroughly = native.references["text.clean"]
    return thoroughly(text)


def holds_any(text, tuple words):
    cdef str lowered = plain(text).lower(), word
    for word in words:
        if word in lowered:
            return True
    return False


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
