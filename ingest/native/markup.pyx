# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twin of ``glance`` (:mod:`ingest.markup`). It is fast enough to look at every tag where Python looks
here and there, so that its answer is exact."""

from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, memcpy, memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    bytes PyBytes_FromStringAndSize(const char *, Py_ssize_t)

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
    LEAST = 256
"""Letters of code that are worth being cut out."""

cdef char drawn_names[40][20]
cdef Py_ssize_t drawn_sizes[40]
cdef int drawn = 0
cdef bytes drawn_name
for drawn_name in (
    b"path g circle rect line polyline polygon ellipse defs use style clippath mask lineargradient radialgradient "
    b"stop symbol text tspan filter pattern marker image animate animatetransform"
).split():
    memcpy(drawn_names[drawn], <const char *> drawn_name, len(drawn_name) + 1)
    drawn_sizes[drawn] = len(drawn_name)
    drawn += 1

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
        if kind_of[at[0]] & (SPACE | END):
            at += 1
            continue
        attributes[0] += 1
        at += 1
        while at < end and not kind_of[at[0]]:
            at += 1
        behind = at
        while behind < end and kind_of[behind[0]] & SPACE:
            behind += 1
        if behind == end or behind[0] != 61:
            continue
        at = behind + 1
        while at < end and kind_of[at[0]] & SPACE:
            at += 1
        if at == end or at[0] == 62:
            continue
        quote = at[0]
        if quote == 34 or quote == 39:
            found = memchr(at + 1, quote, end - at - 1)
            at = <const unsigned char *> found + 1 if found != NULL else end
        else:
            while at < end and not kind_of[at[0]] & SPACE and at[0] != 62:
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


cdef enum:
    SVG = 1
    MATH = 2
    OUTERMOST = 3
    CODE = 4  # from here on: what is in it is no markup
    OTHER_RAW = 5
    PLAINTEXT = 6
    LONGEST_NAME = 16

cdef char special_rest[26][LONGEST_NAME][LONGEST_NAME]  # by first letter and length: the one tag that matters here …
cdef unsigned char special_tags[26][LONGEST_NAME]  # … and what it is
cdef int first_letter
memset(special_tags, 0, sizeof(special_tags))
for drawn_name, number in (
    (b"svg", SVG), (b"math", MATH), (b"html", OUTERMOST), (b"body", OUTERMOST), (b"script", CODE), (b"style", CODE),
    (b"plaintext", PLAINTEXT),
    *((name, OTHER_RAW) for name in RAW if name not in (b"script", b"style", b"plaintext")),
):
    first_letter = drawn_name[0] - 97
    if special_tags[first_letter][len(drawn_name)]:
        raise ImportError(f"two tags that begin and are long like {drawn_name!r}")
    special_tags[first_letter][len(drawn_name)] = number
    memcpy(special_rest[first_letter][len(drawn_name)], <const char *> drawn_name, len(drawn_name))


cdef inline int tag_of(const unsigned char *name, Py_ssize_t length) noexcept nogil:
    """Which of the tags a name is, that are read in another way than others; 0 for all others."""
    cdef int first = lower(name[0]) - 97
    cdef int tag
    if length >= LONGEST_NAME:
        return 0
    tag = special_tags[first][length]
    return tag if tag and is_named(name, length, special_rest[first][length], length) else 0


cdef class Code:
    """Where the code of scripts, styles and drawings stands, as offsets."""

    cdef Py_ssize_t *ends  # of a piece: where it begins, where it ends
    cdef Py_ssize_t count, room, letters

    def __cinit__(self):
        self.room = 64
        self.ends = <Py_ssize_t *> malloc(2 * self.room * sizeof(Py_ssize_t))
        if self.ends == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.ends)

    cdef int add(self, Py_ssize_t start, Py_ssize_t end) except -1:
        cdef Py_ssize_t *larger
        if self.count == self.room:
            larger = <Py_ssize_t *> realloc(self.ends, 4 * self.room * sizeof(Py_ssize_t))
            if larger == NULL:
                raise MemoryError
            self.ends = larger
            self.room *= 2
        self.ends[2 * self.count], self.ends[2 * self.count + 1] = start, end
        self.count += 1
        self.letters += end - start
        return 0

    cdef bytes without(self, const unsigned char *text, Py_ssize_t size):
        cdef bytes made = PyBytes_FromStringAndSize(NULL, size - self.letters)
        cdef char *to = made
        cdef Py_ssize_t number, at = 0
        for number in range(self.count):
            memcpy(to, text + at, self.ends[2 * number] - at)
            to += self.ends[2 * number] - at
            at = self.ends[2 * number + 1]
        memcpy(to, text + at, size - at)
        return made


cdef bint may_be_json_ld(const unsigned char *at, const unsigned char *end) noexcept nogil:
    while at + 1 < end:
        if lower(at[0]) == 108 and lower(at[1]) == 100:
            return True
        at += 1
    return False


cdef const unsigned char *opened_comment(const unsigned char *at, const unsigned char *end) noexcept nogil:
    """Where a comment begins in a script or style; NULL where none does."""
    while True:
        at = <const unsigned char *> memchr(at, 33, end - at)
        if at == NULL or end - at < 3:
            return NULL
        if at[1] == 45 and at[2] == 45:
            return at
        at += 1


cdef bint opens_script(const unsigned char *at, const unsigned char *end) noexcept nogil:
    """Whether a script opens, behind a comment in another script."""
    while True:
        at = <const unsigned char *> memchr(at, 60, end - at)
        if at == NULL or end - at < 7:
            return False
        if is_named(at + 1, 6, b"script", 6):
            return True
        at += 1


cdef bint is_of_drawing(const unsigned char *name, Py_ssize_t length) noexcept nogil:
    """Whether an element is a drawing's, and no markup of the page can stand in it, as in <title> and <desc>: what is in
    those may repeat a link that nobody closed."""
    cdef int number
    for number in range(drawn):
        if drawn_names[number][0] == lower(name[0]) and is_named(name, length, drawn_names[number], drawn_sizes[number]):
            return True
    return False


cdef bint has_too_many(const unsigned char *text, Py_ssize_t size, Code code):
    """Whether the attributes of some tags are too many, as ``markup.end_before_attributes`` counts them. ``code`` is
    told where the scripts (but for JSON-LD), styles and drawings stand that are long."""
    cdef const unsigned char *at = text
    cdef const unsigned char *end = text + size
    cdef const unsigned char *start
    cdef const unsigned char *name
    cdef const unsigned char *behind
    cdef const unsigned char *comment
    cdef Py_ssize_t length, attributes = 0, spent = 0, outermost = 0, drawing = 0
    cdef int depth = 0  # of drawings in one another
    cdef int tag
    cdef bint closing, foreign = False, plain = False, cutting = code is not None
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
            plain = plain and at[1] != 91  # CDATA
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
        tag = tag_of(name, length)
        if tag == PLAINTEXT and not closing:
            cutting = False  # it has no end
        if tag >= CODE and foreign and not closing and not (depth and plain):
            cutting = False  # raw text, where a tag of HTML has ended the drawing or formula around it
        if tag == SVG or tag == MATH:
            foreign = not closing
        if tag == SVG:
            if at == end or at[-1] == 47:
                plain = False  # closed by its own tag, or by none
            elif not closing:
                depth += 1
                if depth == 1:
                    drawing, plain = at + 1 - text, True
            elif depth:
                depth -= 1
                if depth == 0 and plain and cutting and start - text - drawing >= LEAST:
                    code.add(drawing, start - text)
        elif depth and plain:
            plain = (foreign or tag < CODE) and is_of_drawing(name, length)
        if foreign or tag < CODE:
            if tag == OUTERMOST:
                outermost += attributes
            elif at - start > SHORT_TAG:
                spent += attributes * attributes
            else:
                continue
            if spent + outermost * outermost > MOST * MOST:
                return True
        elif not closing:
            behind = at + 1
            at = end_of_raw(at, end, name, length)
            if at == NULL:
                return False
            if tag != CODE or not cutting:
                continue
            comment = opened_comment(behind, at)
            if comment != NULL:
                cutting = not opens_script(comment, at)  # such a script ends behind the end of another one
            elif depth == 0 and at - behind >= LEAST and not may_be_json_ld(name + length, behind):
                code.add(behind - text, at - text)


def glance(text):
    return looked_at(text, None)[:2]


def glance_without_code(text):
    return looked_at(text, Code() if type(text) is bytes else None)


cdef tuple looked_at(text, Code code):
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
    cdef bytes shorter = None
    many = has_too_many(at, size, code)
    if code is not None and code.letters:
        shorter = code.without(at, size)
    end = at + size
    while at < end:
        # So many that a byte counts them: a compiler takes a register full of letters at once.
        few = 0
        for place in range(min(<Py_ssize_t> 255, <Py_ssize_t> (end - at))):
            few += at[place] == 60
        tags += few
        at += min(<Py_ssize_t> 255, <Py_ssize_t> (end - at))
    return tags, many, shorter
