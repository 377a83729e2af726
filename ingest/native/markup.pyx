# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twin of ``glance`` (:mod:`ingest.markup`). It is fast enough to look at every tag where Python looks
here and there, so that its answer is exact."""

from libc.string cimport memchr

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)

import codecs

from ingest import markup

codecs.register_error("ingest.narrow", lambda error: ("." * (error.end - error.start), error.end))

cdef Py_ssize_t SHORT_TAG = markup.SHORT_TAG
cdef Py_ssize_t MOST = markup.MOST_ATTRIBUTES
cdef tuple RAW = tuple(sorted(name.encode() for name in markup.RAW))


cdef inline bint is_space(unsigned char letter) noexcept nogil:
    return letter == 32 or 9 <= letter <= 10 or 12 <= letter <= 13


cdef inline unsigned char lower(unsigned char letter) noexcept nogil:
    return letter + 32 if 65 <= letter <= 90 else letter


cdef inline bint is_letter(unsigned char letter) noexcept nogil:
    return 97 <= lower(letter) <= 122


cdef bint is_named(const unsigned char *at, Py_ssize_t length, const char *name, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t n
    if length != size:
        return False
    for n in range(size):
        if lower(at[n]) != <unsigned char> name[n]:
            return False
    return True


cdef enum:
    SPACE = 1
    END = 2  # «/» and «>»
    EQUALS = 4

cdef unsigned char kind_of[256]
cdef int number
for number in range(256):
    kind_of[number] = SPACE if is_space(<unsigned char> number) else END if number in (47, 62) else 0
kind_of[61] = EQUALS


cdef const unsigned char *after_name(const unsigned char *at, const unsigned char *end) noexcept nogil:
    while at < end and not kind_of[at[0]] & (SPACE | END):
        at += 1
    return at


cdef const unsigned char *after_tag(
    const unsigned char *at, const unsigned char *end, Py_ssize_t *attributes
) noexcept nogil:
    """From behind the tag's name to its «>» or the end of the text; how many attributes there are."""
    cdef const unsigned char *behind
    cdef const void *found
    cdef unsigned char quote
    attributes[0] = 0
    while at < end and at[0] != 62:
        if is_space(at[0]) or at[0] == 47:
            at += 1
            continue
        attributes[0] += 1
        at += 1
        while at < end and not kind_of[at[0]]:
            at += 1
        behind = at
        while behind < end and is_space(behind[0]):
            behind += 1
        if behind == end or behind[0] != 61:
            continue
        at = behind + 1
        while at < end and is_space(at[0]):
            at += 1
        if at == end or at[0] == 62:
            continue
        quote = at[0]
        if quote == 34 or quote == 39:
            found = memchr(at + 1, quote, end - at - 1)
            at = <const unsigned char *> found + 1 if found != NULL else end
        else:
            while at < end and not is_space(at[0]) and at[0] != 62:
                at += 1
    return at


cdef const unsigned char *end_of_raw(
    const unsigned char *at, const unsigned char *end, const unsigned char *name, Py_ssize_t size
) noexcept nogil:
    """The end tag of an element whose content is no markup; NULL where there is none."""
    cdef Py_ssize_t n
    while True:
        at = <const unsigned char *> memchr(at, 60, end - at)
        if at == NULL:
            return NULL
        if end - at > size + 2 and at[1] == 47:
            for n in range(size):
                if lower(at[2 + n]) != lower(name[n]):
                    break
            else:
                if is_space(at[2 + size]) or at[2 + size] == 47 or at[2 + size] == 62:
                    return at
        at += 1


cdef const unsigned char *end_of_comment(const unsigned char *at, const unsigned char *end) noexcept nogil:
    while True:
        at = <const unsigned char *> memchr(at, 45, end - at)
        if at == NULL:
            return NULL
        if end - at > 2 and at[1] == 45:
            if at[2] == 62:
                return at + 3
            if at[2] == 33 and end - at > 3 and at[3] == 62:
                return at + 4
        at += 1


cdef bint is_raw(const unsigned char *name, Py_ssize_t size):
    cdef bytes one
    for one in RAW:
        if is_named(name, size, one, len(one)):
            return True
    return False


cdef bint has_too_many(const unsigned char *text, Py_ssize_t size):
    """Whether the attributes of some tags are too many, as ``markup.end_before_attributes`` counts them."""
    cdef const unsigned char *at = text
    cdef const unsigned char *end = text + size
    cdef const unsigned char *start
    cdef const unsigned char *name
    cdef const unsigned char *behind
    cdef Py_ssize_t length, attributes = 0, spent = 0, outermost = 0
    cdef bint closing, foreign = False
    while True:
        start = <const unsigned char *> memchr(at, 60, end - at)
        if start == NULL or start + 1 >= end:
            return False
        at = start + 1
        if at[0] == 33 and end - at > 2 and at[1] == 45 and at[2] == 45:
            at = end_of_comment(start + 2, end)
            if at == NULL:
                return False
            continue
        closing = at[0] == 47
        if at[0] == 33 or at[0] == 63 or (closing and at + 1 < end and not is_letter(at[1]) and at[1] != 62):
            # a declaration, or what is one in all but name; text where nothing ends it
            behind = at + 2 if closing else at + 1
            behind = <const unsigned char *> memchr(behind, 62, end - behind) if behind < end else NULL
            if behind != NULL:
                at = behind + 1
            continue
        name = at + 1 if closing else at
        if name >= end or not is_letter(name[0]):
            continue
        behind = after_name(name, end)
        length = behind - name
        at = after_tag(behind, end, &attributes)
        if is_named(name, length, b"svg", 3) or is_named(name, length, b"math", 4):
            foreign = not closing
        if foreign or not is_raw(name, length):
            if is_named(name, length, b"html", 4) or is_named(name, length, b"body", 4):
                outermost += attributes
            elif at - start > SHORT_TAG:
                spent += attributes * attributes
            if spent + outermost * outermost > MOST * MOST:
                return True
        elif not closing:
            at = end_of_raw(at, end, name, length)
            if at == NULL:
                return False


def glance(text):
    cdef Py_ssize_t tags = 0
    cdef const unsigned char *at
    cdef const unsigned char *end
    cdef bytes narrow
    cdef Py_ssize_t size = len(text), place
    cdef unsigned char few
    if isinstance(text, bytes):
        at = <bytes> text
    elif PyUnicode_KIND(text) == 1:
        at = <const unsigned char *> PyUnicode_DATA(text)
    else:  # a letter for a letter: only those of ASCII mean anything here
        narrow = text.encode("latin-1", "ingest.narrow")  # a method of str, whatever kind of string it is
        at = narrow
    many = has_too_many(at, size)
    end = at + size
    while at < end:
        # So many that a byte counts them: a compiler takes a register full of letters at once.
        few = 0
        for place in range(min(<Py_ssize_t> 255, <Py_ssize_t> (end - at))):
            few += at[place] == 60
        tags += few
        at += min(<Py_ssize_t> 255, <Py_ssize_t> (end - at))
    return tags, many
