# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled twin of :mod:`ingest.parsers.collecting`: the same walk, line by line, over Lexbor's own nodes.

The nodes are reached through the functions that selectolax's library exports (``…_noi``: Lexbor's stable interface for
whoever does not compile against its headers), never through the layout of its structures. What a reading meets once or
twice a page is left to the Python twin's helpers.
"""

from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, memcmp, memcpy, memset

from ingest.native.slots cimport empty, place_of, put

import selectolax.lexbor

from ingest.parsers import collecting
from ingest.parsers import lines as glued
from ingest.parsers.lines import announced_at, leads_on_at, paragraphs_of
from ingest.parsers.spacing import joint
from ingest.parsers.tree import Element, Mark, Picture, Segment
from ingest.parsers.typography import clean
from ingest.parsers.vocabulary import Hint, hints_of

cdef extern from "dlfcn.h":
    void *dlopen(const char *, int)
    void *dlsym(void *, const char *)
    int RTLD_NOW

cdef extern from "Python.h":
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    void *PyUnicode_DATA(object)
    Py_UCS4 PyUnicode_READ_CHAR(object, Py_ssize_t)

cdef Py_ssize_t S_TEXT = place_of(Segment, "text")
cdef Py_ssize_t S_ELEM = place_of(Segment, "elem")
cdef Py_ssize_t S_TAG = place_of(Segment, "tag")
cdef Py_ssize_t S_LINK = place_of(Segment, "link")
cdef Py_ssize_t S_BOLD = place_of(Segment, "bold")
cdef Py_ssize_t S_HEADING = place_of(Segment, "heading")
cdef Py_ssize_t S_AFTER_BREAK = place_of(Segment, "after_break")
cdef Py_ssize_t S_LINKS = place_of(Segment, "links")
cdef Py_ssize_t E_PARENT = place_of(Element, "parent")
cdef Py_ssize_t E_TAG = place_of(Element, "tag")
cdef Py_ssize_t E_HINTS = place_of(Element, "hints")
cdef Py_ssize_t E_NAMES = place_of(Element, "names")
cdef Py_ssize_t E_DEPTH = place_of(Element, "depth")
cdef Py_ssize_t E_ITEMPROP = place_of(Element, "itemprop")
cdef Py_ssize_t E_ROLE = place_of(Element, "role")
cdef Py_ssize_t M_HINTS = place_of(Mark, "hints")
cdef Py_ssize_t M_TAG = place_of(Mark, "tag")
cdef Py_ssize_t M_TEXT = place_of(Mark, "text")
cdef Py_ssize_t M_ELEM = place_of(Mark, "elem")
cdef Py_ssize_t M_SEGMENT = place_of(Mark, "segment")
cdef Py_ssize_t M_VALUE = place_of(Mark, "value")
cdef Py_ssize_t M_ITEMPROP = place_of(Mark, "itemprop")
cdef Py_ssize_t M_REL = place_of(Mark, "rel")

ctypedef char Node  # opaque
ctypedef char Attribute

ctypedef Node *(*ToNode)(Node *) noexcept nogil
ctypedef size_t (*ToNumber)(Node *) noexcept nogil
ctypedef int (*ToType)(Node *) noexcept nogil
ctypedef Attribute *(*ToAttribute)(Node *) noexcept nogil
ctypedef Attribute *(*ToNext)(Attribute *) noexcept nogil
ctypedef const char *(*AttributeToText)(Attribute *, size_t *) noexcept nogil
ctypedef const char *(*NodeToText)(Node *, size_t *) noexcept nogil

cdef ToNode first_child, next_node, parent_of
cdef ToNumber tag_number
cdef ToType type_of
cdef ToAttribute first_attribute
cdef ToNext next_attribute
cdef AttributeToText name_of, value_of
cdef NodeToText text_of, qualified_name


cdef void *_function(void *library, bytes name) except NULL:
    cdef void *found = dlsym(library, name)
    if found == NULL:
        raise ImportError(f"selectolax exports no {name.decode()}")
    return found


cdef void *_library = dlopen(selectolax.lexbor.__file__.encode(), RTLD_NOW)
if _library == NULL:
    raise ImportError("selectolax's library cannot be opened")
first_child = <ToNode> _function(_library, b"lxb_dom_node_first_child_noi")
next_node = <ToNode> _function(_library, b"lxb_dom_node_next_noi")
parent_of = <ToNode> _function(_library, b"lxb_dom_node_parent_noi")
tag_number = <ToNumber> _function(_library, b"lxb_dom_node_tag_id_noi")
type_of = <ToType> _function(_library, b"lxb_dom_node_type_noi")
first_attribute = <ToAttribute> _function(_library, b"lxb_dom_element_first_attribute_noi")
next_attribute = <ToNext> _function(_library, b"lxb_dom_element_next_attribute_noi")
name_of = <AttributeToText> _function(_library, b"lxb_dom_attr_qualified_name")
value_of = <AttributeToText> _function(_library, b"lxb_dom_attr_value_noi")
text_of = <NodeToText> _function(_library, b"lxb_dom_node_text_content")
qualified_name = <NodeToText> _function(_library, b"lxb_dom_element_qualified_name")

cdef enum:
    TAGS = 1000
"""Numbers below are tags of HTML; others hold for one document."""

cdef enum:
    ELEMENT_NODE = 1
    TEXT_NODE = 3

cdef enum:  # as collecting numbers them
    TEXT, BLOCK, SKIP, LINK, INLINE, BOLD, TIME, BREAK, IMG, META, HEAD_LINK, SCRIPT, TITLE, FRAME

cdef enum:
    MENU = 7
    MEDIA = 8
    ROOT = 9

cdef int kind_of[TAGS]
cdef int special_of[TAGS]
cdef char worth_of[TAGS]
cdef bint is_code[TAGS]
cdef list tag_names = [None] * TAGS
cdef dict KINDS = collecting.KINDS
cdef dict SPECIAL = collecting.SPECIAL
cdef int number
for number in range(TAGS):
    kind_of[number] = -1
    special_of[number] = 0
    worth_of[number] = 0
    is_code[number] = False

cdef dict NODE_NAMES = collecting.NODE_NAMES
cdef size_t TEXT_NUMBER = collecting.TEXT_NUMBER
cdef long MAX_NODES = collecting.MAX_NODES
cdef long MAX_SEGMENTS = collecting.MAX_SEGMENTS
cdef long MAX_TITLE = collecting.MAX_TITLE
cdef Py_ssize_t MAX_VALUE = collecting.MAX_VALUE
cdef Py_ssize_t MAX_VALUES = collecting.MAX_VALUES
cdef long MAX_MENUS = collecting.MAX_MENUS
cdef long MARKED = collecting.MARKED
cdef long MENU_NOT = collecting.MENU_NOT
cdef long HIDDEN = Hint.HIDDEN
cdef long NAV = Hint.NAV
cdef long OF_LABELS = collecting.OF_LABELS
cdef long CAPTION = Hint.CAPTION
cdef frozenset MENU_ROLES = collecting.MENU_ROLES
cdef frozenset NO_MENU_TAGS = collecting.NO_MENU_TAGS
cdef object invisible = collecting.INVISIBLE.search
cdef frozenset LINK_TYPES = collecting.LINK_TYPES
cdef object is_tag_path = collecting.TAG_PATH.search
cdef object is_category_path = collecting.CATEGORY_PATH.search
cdef object is_author_path = collecting.AUTHOR_PATH.search
cdef Py_ssize_t LONGEST_TEST_NAME = collecting.LONGEST_TEST_NAME
cdef str BEFORE_LINK = glued.BEFORE_LINK
cdef str BRACKETS = glued.BRACKETS
cdef frozenset ANNOUNCING = glued.ANNOUNCING
cdef frozenset TELLING = glued.TELLING
cdef frozenset ARROWS = glued.ARROWS
cdef object names_author = collecting.names_author
cdef object time_mark = collecting.time_mark
cdef object announces_author = collecting.announces_author
cdef frozenset WITH_FOOT = collecting.WITH_FOOT
cdef frozenset BULLET_ALTS = collecting.BULLET_ALTS
cdef Py_ssize_t MAX_PICTURES = collecting.MAX_PICTURES
cdef object head = collecting.head
cdef object cut_off = collecting.cut_off

cdef enum:
    TO_TAG = 1
    TO_CATEGORY = 2
    TO_AUTHOR = 4
    PARTS = 64
"""What an address may lead to."""

cdef struct Part:  # of such an address
    char text[24]
    size_t size
    int leads

cdef Part parts[PARTS]
cdef int part_count = 0
cdef unsigned char begins[256]  # 1: what parts an address before it; 2: the first letter behind that
cdef bytes part_text
cdef int leads
memset(begins, 0, sizeof(begins))
for leads, listed in (
    (TO_TAG, collecting.TO_TAG), (TO_CATEGORY, collecting.TO_CATEGORY), (TO_AUTHOR, collecting.TO_AUTHOR)
):
    for part_text in [part.encode() for part in listed]:
        if part_count == PARTS or not 1 < len(part_text) < 24:
            raise ImportError(f"a part of addresses that the compiled walk has no room for: {part_text!r}")
        begins[<unsigned char> part_text[0]] |= 1
        begins[<unsigned char> part_text[1]] |= 2
        memcpy(parts[part_count].text, <const char *> part_text, len(part_text))
        parts[part_count].size, parts[part_count].leads = len(part_text), leads
        part_count += 1

cdef struct Frame:  # of each Element, by its number
    long hints
    int parent
    bint article

cdef struct Open:
    Node *node
    int kind
    int elem
    int heading
    bint marked
    Py_ssize_t start


cdef inline object decoded(const char *data, size_t length):
    return PyUnicode_DecodeUTF8(data, length, "replace")


cdef inline bint is_name(const char *name, size_t length, const char *wanted, size_t wanted_length) noexcept nogil:
    return length == wanted_length and memcmp(name, wanted, length) == 0


cdef inline object new_element(
    object parent, object tag, object hints, object names, object depth, object itemprop, object role
):
    """An Element, without the constructor, which is written in Python."""
    cdef object made = empty(Element)
    put(made, E_PARENT, parent)
    put(made, E_TAG, tag)
    put(made, E_HINTS, hints)
    put(made, E_NAMES, names)
    put(made, E_DEPTH, depth)
    put(made, E_ITEMPROP, itemprop)
    put(made, E_ROLE, role)
    return made


cdef inline object new_segment(
    object text, object elem, object tag, object link, object bold, object heading, object after_break, object links
):
    cdef object made = empty(Segment)
    put(made, S_TEXT, text)
    put(made, S_ELEM, elem)
    put(made, S_TAG, tag)
    put(made, S_LINK, link)
    put(made, S_BOLD, bold)
    put(made, S_HEADING, heading)
    put(made, S_AFTER_BREAK, after_break)
    put(made, S_LINKS, links)
    return made


cdef inline object new_mark(
    object hints, object tag, object text, object elem, object segment, object value, object itemprop, object rel
):
    cdef object made = empty(Mark)
    put(made, M_HINTS, hints)
    put(made, M_TAG, tag)
    put(made, M_TEXT, text)
    put(made, M_ELEM, elem)
    put(made, M_SEGMENT, segment)
    put(made, M_VALUE, value)
    put(made, M_ITEMPROP, itemprop)
    put(made, M_REL, rel)
    return made


cdef dict attributes_of(Node *node):
    cdef dict found = {}
    cdef const char *name
    cdef const char *value
    cdef size_t length = 0, value_length = 0
    cdef Attribute *one = NULL
    if type_of(node) == ELEMENT_NODE:
        one = first_attribute(node)
    while one != NULL:
        name = name_of(one, &length)
        value = value_of(one, &value_length)
        found[decoded(name, length)] = decoded(value, value_length) if value != NULL else None
        one = next_attribute(one)
    return found


cdef str tag_of(Node *node, size_t number):
    """Fills the tables for a tag that was not met before; the tag's name."""
    cdef const char *name
    cdef size_t length = 0
    cdef str tag
    if type_of(node) == ELEMENT_NODE:
        name = qualified_name(node, &length)
        tag = decoded(name, length).lower() if name != NULL else ""
    else:
        tag = NODE_NAMES.get(number, "")
    if number < TAGS:
        tag_names[number] = tag
        kind_of[number] = KINDS.get(tag, BLOCK)
        special_of[number] = SPECIAL.get(tag, 0)
        worth_of[number] = collecting.WORTH.get(tag, 0)
        is_code[number] = tag in ("script", "style", "svg")
    return tag


cdef inline bint is_blank(const char *data, size_t length) noexcept nogil:
    cdef size_t n
    for n in range(length):
        if data[n] not in (32, 10, 9, 12, 13):
            return False
    return True


cdef str tidied(const char *data, size_t length):
    """A text node's text, runs of white space one space where there are line breaks or tabs."""
    cdef char small[2048]
    cdef char *scratch = small
    cdef size_t n, size = 0
    cdef bint space = False
    cdef char letter
    if length == 0:
        return " "
    if memchr(data, 10, length) == NULL and memchr(data, 9, length) == NULL and memchr(data, 13, length) == NULL:
        return decoded(data, length)
    if length > 2048:
        scratch = <char *> malloc(length)
        if scratch == NULL:
            raise MemoryError
    try:
        for n in range(length):
            letter = data[n]
            if letter in (32, 10, 9, 12, 13):
                if not space:
                    scratch[size] = 32
                    size += 1
                space = True
            else:
                scratch[size] = letter
                size += 1
                space = False
        return decoded(scratch, size)
    finally:
        if scratch != small:
            free(scratch)


cdef bint contains(const char *data, size_t length, const char *wanted, size_t size) noexcept nogil:
    cdef const char *at = data
    cdef const char *end = data + length
    while <size_t> (end - at) >= size:
        at = <const char *> memchr(at, wanted[0], end - at - size + 1)
        if at == NULL:
            return False
        if memcmp(at, wanted, size) == 0:
            return True
        at += 1
    return False


cdef int leads_to(const char *href, size_t length) noexcept nogil:
    """By which parts of an address a link may lead to a tag, a category, an author."""
    cdef size_t at
    cdef int found = 0, number
    for at in range(length):
        if not begins[<unsigned char> href[at]] & 1 or at + 1 >= length or not begins[<unsigned char> href[at + 1]] & 2:
            continue
        for number in range(part_count):
            if (
                parts[number].text[1] == href[at + 1] and at + parts[number].size <= length
                and memcmp(parts[number].text, href + at, parts[number].size) == 0
            ):
                found |= parts[number].leads
    return found


cdef bint has_word(const char *data, size_t length, const char *word, size_t size) noexcept nogil:
    """Whether a word in small letters is in a text, in whatever letters of ASCII."""
    cdef size_t at, n
    for at in range(length):
        if data[at] | 32 == word[0] and at + size <= length:
            for n in range(1, size):
                if data[at + n] | 32 != word[n]:
                    break
            else:
                return True
    return False


cdef bint is_ascii(const char *data, size_t length) noexcept nogil:
    cdef size_t at
    for at in range(length):
        if data[at] & 0x80:
            return False
    return True


cdef enum:
    KNOWN = 16384
    LONGEST_KNOWN = 200

cdef struct Known:  # the three together: a look at them is one at one place
    unsigned long long hash  # 0: empty
    PyObject *names
    PyObject *hints

cdef Known known_names[KNOWN]
memset(known_names, 0, sizeof(known_names))


cdef inline object names_at(Py_ssize_t place):
    return <object> known_names[place].names


cdef inline object hints_at(Py_ssize_t place):
    return <object> known_names[place].hints


cdef Py_ssize_t known(const char *data, size_t size) except -2:
    """Where names are kept, as a string, with their hints: a site says the same few hundred all the time, and that is
    told from their bytes, before there is a string. -1 for names that are not kept, very long or odd ones."""
    cdef unsigned long long hash = 0xCBF29CE484222325ULL ^ size, block, high = 0
    cdef size_t at = 0
    cdef Py_ssize_t place
    cdef object text, hints
    cdef Known *found
    if size > LONGEST_KNOWN:
        return -1
    while at + 8 <= size:
        memcpy(&block, data + at, 8)
        high |= block
        hash = (hash ^ block) * 0x9E3779B97F4A7C15ULL
        hash ^= hash >> 29
        at += 8
    block = 0
    memcpy(&block, data + at, size - at)
    high |= block
    hash = (hash ^ block) * 0x9E3779B97F4A7C15ULL
    hash ^= hash >> 32
    if high & 0x8080808080808080ULL:
        return -1
    hash |= 1
    place = <Py_ssize_t> (hash >> 4 & (KNOWN - 1))
    found = &known_names[place]
    if found.hash == hash:
        text = <object> found.names
        if <size_t> PyUnicode_GET_LENGTH(text) == size and memcmp(PyUnicode_DATA(text), data, size) == 0:
            return place
    text = decoded(data, size)
    hints = hints_of(text)
    Py_INCREF(text)
    Py_INCREF(hints)
    Py_XDECREF(found.names)
    Py_XDECREF(found.hints)
    found.names, found.hints, found.hash = <PyObject *> text, <PyObject *> hints, hash
    return place


cdef object hints_in(const char *names, size_t size):
    cdef Py_ssize_t place = known(names, size)
    return hints_at(place) if place >= 0 else hints_of(decoded(names, size))


cdef bint is_invisible(const char *style, size_t length):
    """What ``collecting.INVISIBLE`` finds."""
    if not has_word(style, length, b"none", 4) and not has_word(style, length, b"hidden", 6) and is_ascii(style, length):
        return False
    return invisible(decoded(style, length)) is not None


cdef bint is_worth(Node *node, bint block) noexcept nogil:
    """What ``collecting.WORTH`` asks of one element."""
    cdef size_t number = tag_number(node), length = 0, value_length = 0
    cdef const char *name
    cdef const char *value
    cdef Attribute *one
    cdef int worth = worth_of[number] if number < TAGS else 0
    if worth == 1 or (block and worth == 2):
        return True
    one = first_attribute(node)
    while one != NULL:
        name = name_of(one, &length)
        if is_name(name, length, b"itemprop", 8):
            return True
        if block and is_name(name, length, b"rel", 3):
            value = value_of(one, &value_length)
            if value != NULL and is_name(value, value_length, b"tag", 3):
                return True
        if is_name(name, length, b"class", 5) or (worth == 3 and is_name(name, length, b"type", 4)):
            value = value_of(one, &value_length)
            if value != NULL:
                if length == 4:
                    if contains(value, value_length, b"ld", 2):
                        return True
                elif contains(value, value_length, b"crumb", 5) or contains(value, value_length, b"ariane", 6):
                    return True
        one = next_attribute(one)
    return False


cdef Py_ssize_t plain_length(Node *top, bint block):
    """Characters of text in the frame, scripts, styles and drawings left out; -1 where something in it is worth a look."""
    cdef Node *node = top
    cdef Node *child
    cdef const char *data
    cdef size_t n, length = 0
    cdef Py_ssize_t count = 0
    cdef int kind
    cdef size_t number
    while True:
        kind = type_of(node)
        if kind == ELEMENT_NODE:
            number = tag_number(node)
            if number < TAGS and kind_of[number] < 0:
                tag_of(node, number)
            if is_worth(node, block):
                return -1
        elif kind == TEXT_NODE:
            data = text_of(node, &length)
            if data != NULL:
                for n in range(length):
                    if (data[n] & 0xC0) != 0x80:
                        count += 1
        child = first_child(node) if kind != ELEMENT_NODE or number >= TAGS or not is_code[number] else NULL
        if child == NULL:
            while node != top:
                child = next_node(node)
                if child != NULL:
                    break
                node = parent_of(node)
            if node == top:
                return count
        node = child


cdef class Walk:
    """One walk: what the Python twin keeps in local variables."""

    cdef object tree
    cdef dict meta
    cdef list elements, segments, marks, buffer, lines, open_marks, tags
    cdef Py_ssize_t link_chars, bold_chars, links
    cdef Frame *frames
    cdef Open *stack
    cdef Py_ssize_t frame_count, frame_room, depth_of_stack, stack_room, text_chars
    cdef int elem, heading
    cdef long hints

    def __cinit__(self, tree):
        self.tree, self.meta = tree, tree.meta
        self.elements, self.segments, self.marks = tree.elements, tree.segments, tree.marks
        self.buffer, self.lines, self.open_marks, self.tags = [], [], [], []
        self.frame_room, self.stack_room = 512, 128
        self.frames = <Frame *> malloc(self.frame_room * sizeof(Frame))
        self.stack = <Open *> malloc(self.stack_room * sizeof(Open))
        if self.frames == NULL or self.stack == NULL:
            raise MemoryError
        self.elem = -1

    def __dealloc__(self):
        free(self.frames)
        free(self.stack)

    cdef int push(self, Node *node, int kind, int elem, int heading, Py_ssize_t start, object mark) except -1:
        cdef Open *larger
        cdef Open *top
        if self.depth_of_stack == self.stack_room:
            larger = <Open *> realloc(self.stack, 2 * self.stack_room * sizeof(Open))
            if larger == NULL:
                raise MemoryError
            self.stack = larger
            self.stack_room *= 2
        top = &self.stack[self.depth_of_stack]
        top.node, top.kind, top.elem, top.heading, top.start = node, kind, elem, heading, start
        top.marked = mark is not None
        if top.marked:
            self.open_marks.append(mark)
        self.depth_of_stack += 1
        return 0

    cdef int add_element(self, object hints, long bits, str tag, str names, int depth, str itemprop, str role) except -1:
        cdef Frame *larger
        cdef Frame *frame
        if self.frame_count == self.frame_room:
            larger = <Frame *> realloc(self.frames, 2 * self.frame_room * sizeof(Frame))
            if larger == NULL:
                raise MemoryError
            self.frames = larger
            self.frame_room *= 2
        frame = &self.frames[self.frame_count]
        frame.hints, frame.parent, frame.article = bits, self.elem, tag == "article"
        self.tags.append(tag)
        self.elements.append(new_element(self.elem, tag, hints, names, depth, itemprop, role))
        self.hints |= bits
        self.elem = <int> self.frame_count
        self.frame_count += 1
        return 0

    cdef int emit(self) except -1:
        """A block boundary: what was read since the last one becomes segments."""
        cdef str tag = self.tags[self.elem] if self.elem >= 0 else ""
        cdef str text
        cdef list paragraphs
        cdef Py_ssize_t length, link, bold
        cdef bint after_break = False
        if self.lines:
            self.lines.append(("".join(self.buffer), self.link_chars, self.bold_chars, self.links))
            paragraphs = paragraphs_of(self.lines, tag == "p")
            self.lines.clear()
            self.buffer.clear()
            for text, link, bold, links in paragraphs:
                length = PyUnicode_GET_LENGTH(text)
                self.text_chars += length
                self.segments.append(new_segment(
                    text, self.elem, tag, min(link, length), min(bold, length), self.heading, after_break, links
                ))
                after_break = True
        else:
            text = self.buffer[0] if len(self.buffer) == 1 else "".join(self.buffer)
            text = clean(text)
            self.buffer.clear()
            length = PyUnicode_GET_LENGTH(text)
            if length:
                self.text_chars += length
                self.segments.append(new_segment(
                    text, self.elem, tag, min(self.link_chars, length), min(self.bold_chars, length),
                    self.heading, False, self.links,
                ))
        self.link_chars = self.bold_chars = self.links = 0
        return 0

    cdef bint is_menu(self, Node *node, bint named, str tag, str names, long hints) except -1:
        cdef int elem = self.elem
        cdef Py_ssize_t length
        if not named and (hints & MENU_NOT or tag in NO_MENU_TAGS):
            return False
        if "ariane" in names or "crumb" in names or "crumb" in tag:
            return False
        if tag == "footer" and elem >= 0 and self.tags[elem] in WITH_FOOT:
            return False
        while elem >= 0:
            if self.frames[elem].article:
                return False
            elem = self.frames[elem].parent
        length = plain_length(node, not named)
        return length >= 0 and (named or length <= 3000)

    cdef object link_mark(self, Node *node, bint tagged):
        cdef Attribute *one = first_attribute(node)
        cdef const char *name
        cdef const char *value
        cdef const char *names = NULL
        cdef const char *href = NULL
        cdef size_t length = 0, size = 0, names_size = 0, href_size = 0
        cdef str rel = "", itemprop = ""
        cdef bint leads_on
        cdef int leads
        cdef object hints = 0
        if one == NULL:
            return None
        while one != NULL:
            name = name_of(one, &length)
            value = value_of(one, &size)
            if value != NULL:
                if is_name(name, length, b"href", 4):
                    href, href_size = value, size
                elif is_name(name, length, b"class", 5):
                    names, names_size = value, size
                elif is_name(name, length, b"rel", 3):
                    rel = decoded(value, size)
                elif is_name(name, length, b"itemprop", 8):
                    itemprop = decoded(value, size)
            one = next_attribute(one)
        if names_size:
            hints = hints_in(names, names_size)
        leads = leads_to(href, href_size) if href != NULL else 0
        leads_on = False
        if leads:
            address = decoded(href, href_size)
            leads_on = (
                (leads & TO_TAG and is_tag_path(address) is not None)
                or (leads & TO_CATEGORY and is_category_path(address) is not None)
                or (leads & TO_AUTHOR and is_author_path(address) is not None)
            )
        if itemprop or <long> hints & MARKED or (rel and rel in LINK_TYPES) or tagged or leads_on:
            return new_mark(
                hints, "a", "", self.elem, len(self.segments),
                decoded(href, href_size) if href != NULL else "", itemprop, rel,
            )
        return None

    cdef object inline_mark(self, Node *node, str tag):
        """The mark of an inline element, None for one without; False for one that is hidden."""
        cdef Attribute *one = first_attribute(node)
        cdef const char *name
        cdef const char *value
        cdef size_t length = 0, size = 0
        cdef str names = "", itemprop = "", prop = "", content = "", moment = "", title = ""
        cdef bint hidden = False
        cdef object hints = 0
        cdef Py_ssize_t place
        while one != NULL:
            name = name_of(one, &length)
            value = value_of(one, &size)
            if is_name(name, length, b"hidden", 6):
                hidden = True
            elif value != NULL:
                if is_name(name, length, b"class", 5):
                    if size:
                        place = known(value, size)
                        names = names_at(place) if place >= 0 else decoded(value, size)
                        hints = hints_at(place) if place >= 0 else hints_of(names)
                elif is_name(name, length, b"style", 5):
                    hidden = hidden or is_invisible(value, size)
                elif is_name(name, length, b"itemprop", 8):
                    itemprop = decoded(value, size)
                elif is_name(name, length, b"property", 8):
                    prop = decoded(value, size)
                elif is_name(name, length, b"content", 7):
                    content = decoded(value, size)
                elif is_name(name, length, b"datetime", 8):
                    moment = decoded(value, size)
                elif is_name(name, length, b"title", 5):
                    title = decoded(value, size)
            one = next_attribute(one)
        if hidden or <long> hints & HIDDEN:
            return False
        itemprop = itemprop or prop
        if itemprop or <long> hints & MARKED or tag == "abbr":
            return new_mark(
                hints, tag, "", self.elem, len(self.segments), content or moment or title, itemprop,
                names if tag == "abbr" else ""
            )
        return None

    cdef int add_picture(self, Node *node) except -1:
        cdef Attribute *one = first_attribute(node)
        cdef const char *name
        cdef const char *value
        cdef const char *urls[4]
        cdef size_t sizes[4]
        cdef size_t length = 0, size = 0
        cdef str alt = "", names = "", srcset = "", later_srcset = "", url = ""
        cdef int place
        for place in range(4):
            urls[place] = NULL
            sizes[place] = 0
        while one != NULL:
            name = name_of(one, &length)
            value = value_of(one, &size)
            if value != NULL and size:
                if is_name(name, length, b"alt", 3):
                    alt = decoded(value, size)
                elif is_name(name, length, b"class", 5):
                    names = decoded(value, size) if size == 4 else ""
                elif is_name(name, length, b"srcset", 6):
                    srcset = decoded(value, size)
                elif is_name(name, length, b"data-srcset", 11):
                    later_srcset = decoded(value, size)
                else:
                    place = (
                        0 if is_name(name, length, b"data-src", 8)
                        else 1 if is_name(name, length, b"data-original", 13)
                        else 2 if is_name(name, length, b"data-lazy-src", 13)
                        else 3 if is_name(name, length, b"src", 3)
                        else 4
                    )
                    if place < 4:
                        urls[place], sizes[place] = value, size
            one = next_attribute(one)
        if alt.strip() in BULLET_ALTS or names == "puce":
            self.buffer.append("- ")
            return 0
        for place in range(4):
            if sizes[place]:
                if sizes[place] < 5 or memcmp(urls[place], b"data:", 5) != 0:
                    url = decoded(urls[place], sizes[place])
                break
        if not url:
            srcset = srcset or later_srcset
            url = srcset.split(",")[0].split(" ")[0]
        pictures = self.tree.pictures
        if len(pictures) < MAX_PICTURES:
            pictures.append(Picture(url, alt, self.elem, len(self.segments)))
        return 0

    cdef int add_link(self, Node *node) except -1:
        cdef Attribute *one = first_attribute(node)
        cdef const char *name
        cdef const char *value
        cdef size_t length = 0, size = 0
        cdef str rel = "", href = ""
        while one != NULL:
            name = name_of(one, &length)
            value = value_of(one, &size)
            if value != NULL:
                if is_name(name, length, b"rel", 3):
                    rel = decoded(value, size)
                elif is_name(name, length, b"href", 4):
                    href = decoded(value, size)
            one = next_attribute(one)
        if rel and href:
            self.tree.links.setdefault(rel.lower(), href)
        return 0

    cdef int add_meta(self, Node *node) except -1:
        cdef Attribute *one = first_attribute(node)
        cdef const char *name
        cdef const char *value
        cdef size_t length = 0, size = 0
        cdef str content = "", other = "", prop = "", named = "", itemprop = "", header = "", key
        cdef list values
        while one != NULL:
            name = name_of(one, &length)
            value = value_of(one, &size)
            if value != NULL:
                if is_name(name, length, b"content", 7):
                    content = decoded(value, size)
                elif is_name(name, length, b"value", 5):
                    other = decoded(value, size)
                elif is_name(name, length, b"property", 8):
                    prop = decoded(value, size)
                elif is_name(name, length, b"name", 4):
                    named = decoded(value, size)
                elif is_name(name, length, b"itemprop", 8):
                    itemprop = decoded(value, size)
                elif is_name(name, length, b"http-equiv", 10):
                    header = decoded(value, size)
            one = next_attribute(one)
        content = content or other
        if content:
            if PyUnicode_GET_LENGTH(content) > MAX_VALUE:
                content = content[:MAX_VALUE]
            for key in (prop, named, itemprop, header):
                if key:
                    values = self.meta.setdefault(key.strip().lower(), [])
                    if len(values) < MAX_VALUES:
                        values.append(content)
        return 0

    cdef bint collect(self, Node *root) except -1:
        """The walk; whether it came to the end."""
        cdef Node *node = root
        cdef Node *child
        cdef Node *following
        cdef Open *top
        cdef Attribute *one
        cdef const char *data
        cdef const char *name
        cdef size_t number, length = 0, size = 0
        cdef long visited, bits
        cdef int kind, special, menus = 0, depth = 0
        cdef Py_ssize_t in_link = 0, in_bold = 0, link_start = 0, link_segment = 0, start, at, buffered
        cdef bint boundary = False, opened, named
        cdef str tag, text, last, names, itemprop, role, content, announced = ""
        cdef const char *of_class
        cdef const char *of_id
        cdef size_t size_of_class, size_of_id
        cdef char both[LONGEST_KNOWN]
        cdef Py_UCS4 first
        cdef object hints, mark
        cdef list buffer = self.buffer, lines = self.lines
        for visited in range(MAX_NODES):
            number = tag_number(node)
            opened = False
            if number == TEXT_NUMBER:
                data = text_of(node, &length)
                buffered = len(buffer)
                if data != NULL and (buffered or not is_blank(data, length)):
                    text = tidied(data, length)
                    if boundary:
                        boundary = False
                        if buffered:
                            last = buffer[buffered - 1]
                            first = PyUnicode_READ_CHAR(text, 0)
                            if first == u" ":
                                if is_stop(text, 1) and is_after_stop(text, 2):
                                    buffer[buffered - 1] = last.rstrip(" ")
                                    text = text[1:]
                            elif PyUnicode_READ_CHAR(last, PyUnicode_GET_LENGTH(last) - 1) != u" ":
                                text = joint(last, text)
                            elif is_stop(text, 0):
                                buffer[buffered - 1] = last.rstrip(" ")
                    buffer.append(text)
                    if in_link:
                        self.link_chars += PyUnicode_GET_LENGTH(text)
                    if in_bold:
                        self.bold_chars += PyUnicode_GET_LENGTH(text)
            else:
                kind = kind_of[number] if number < TAGS else -1
                if kind < 0:
                    tag = tag_of(node, number)
                    kind = KINDS.get(tag, BLOCK)
                    special = SPECIAL.get(tag, 0)
                else:
                    tag = tag_names[number]
                    special = special_of[number]
                if kind == BLOCK:
                    if buffer or lines:
                        self.emit()
                        boundary = False
                    if len(self.segments) > MAX_SEGMENTS:
                        break
                    names = itemprop = role = content = ""
                    hints, bits, size_of_class, size_of_id = 0, 0, 0, 0
                    one = first_attribute(node) if type_of(node) == ELEMENT_NODE else NULL
                    while one != NULL:
                        name = name_of(one, &length)
                        if length in (2, 4, 5, 6, 7, 8, 9, 11, 12, 14):
                            data = value_of(one, &size)
                            if is_name(name, length, b"hidden", 6):
                                bits = HIDDEN
                            elif data != NULL:
                                if is_name(name, length, b"class", 5):
                                    of_class, size_of_class = data, size
                                elif is_name(name, length, b"id", 2):
                                    of_id, size_of_id = data, size
                                elif is_name(name, length, b"style", 5):
                                    if is_invisible(data, size):
                                        bits = HIDDEN
                                elif is_name(name, length, b"itemprop", 8):
                                    itemprop = decoded(data, size)
                                elif is_name(name, length, b"role", 4):
                                    role = decoded(data, size)
                                elif is_name(name, length, b"content", 7):
                                    content = decoded(data, size)
                                elif is_test_name(name, length):
                                    text = decoded(data, size)
                                    if PyUnicode_GET_LENGTH(text) < LONGEST_TEST_NAME:
                                        hints = hints | hints_of(text)
                        one = next_attribute(one)
                    if size_of_class and size_of_id and size_of_class + size_of_id < sizeof(both):
                        memcpy(both, of_class, size_of_class)
                        both[size_of_class] = 32
                        memcpy(both + size_of_class + 1, of_id, size_of_id)
                        of_class, size_of_class = both, size_of_class + 1 + size_of_id
                        size_of_id = 0
                    elif size_of_id and not size_of_class:
                        of_class, size_of_class, size_of_id = of_id, size_of_id, 0
                    if size_of_class and not size_of_id:
                        at = known(of_class, size_of_class)
                        if at >= 0:
                            names = names_at(at)
                            hints = hints | hints_at(at)
                        else:
                            names = decoded(of_class, size_of_class)
                            hints = hints | hints_of(names)
                    elif size_of_class:
                        names = f"{decoded(of_class, size_of_class)} {decoded(of_id, size_of_id)}"
                        hints = hints | hints_of(names)
                    if "-" in tag:
                        hints = hints | hints_of(tag)
                    if bits:
                        hints = hints | HIDDEN
                    bits = hints
                    if role == "heading" and not special:
                        special = collecting.heading_level(attributes_of(node))
                    opened = True
                    named = special == MENU or (role and role in MENU_ROLES)
                    if (bits & NAV or named) and menus < MAX_MENUS:
                        menus += 1
                        opened = not self.is_menu(node, named, tag, names, bits)
                    child = first_child(node) if opened else NULL
                    if opened:
                        if itemprop or (bits & MARKED and special != ROOT):
                            self.marks.append(new_mark(
                                hints, tag, "", self.frame_count, len(self.segments), content, itemprop, ""
                            ))
                        start = self.elem
                        at = self.heading
                        self.add_element(hints, bits, tag, names, depth, itemprop, role)
                        depth += 1
                        if special:
                            if special <= 6:
                                self.heading = special
                            elif special == MEDIA:
                                self.tree.media.add(tag)
                            elif tag == "html":
                                self.tree.lang = collecting.lang_of(attributes_of(node))
                        self.push(node, BLOCK, <int> start, <int> at, 0, None)
                elif kind == LINK:
                    announced = buffer[len(buffer) - 1] if buffer else ""
                    link_start, link_segment = len(buffer), len(self.segments)
                    in_link += 1
                    self.links += 1
                    boundary = opened = True
                    mark = self.link_mark(node, self.elem >= 0 and self.frames[self.elem].hints & OF_LABELS != 0)
                    self.push(node, LINK, 0, 0, link_start, mark)
                elif kind == INLINE:
                    boundary = True
                    mark = self.inline_mark(node, tag) if first_attribute(node) != NULL else None
                    if mark is not False:
                        if mark is None and self.elem >= 0 and (
                            self.frames[self.elem].hints & CAPTION or self.tags[self.elem] == "figcaption"
                        ):
                            mark = new_mark(0, tag, "", self.elem, len(self.segments), "", "", "")
                        opened = True
                        self.push(node, INLINE, 0, 0, len(buffer), mark)
                    elif announces_author(whole_text(node)):
                        opened = True
                        self.push(node, INLINE, 0, 0, len(buffer), None)
                elif kind == BOLD:
                    in_bold += 1
                    boundary = opened = True
                    mark = self.inline_mark(node, tag) if first_attribute(node) != NULL else None
                    if mark is not None and (mark is False or not names_author(mark)):
                        mark = None
                    self.push(node, BOLD, 0, 0, len(buffer), mark)
                elif kind == BREAK:
                    lines.append(("".join(buffer), self.link_chars, self.bold_chars, self.links))
                    buffer.clear()
                    self.link_chars = self.bold_chars = self.links = 0
                    boundary = False
                elif kind == TIME:
                    boundary = opened = True
                    mark = time_mark(attributes_of(node), self.elem, len(self.segments))
                    self.push(node, TIME, 0, 0, len(buffer), mark)
                elif kind == IMG:
                    self.add_picture(node)
                elif kind == META:
                    self.add_meta(node)
                elif kind == SCRIPT:
                    if is_json_ld(node):
                        text = whole_text(node)
                        if text:
                            self.tree.json_ld.append(text)
                elif kind == TITLE:
                    if not self.tree.title:
                        self.tree.title = clean(whole_text(node)[:MAX_TITLE])
                elif kind == HEAD_LINK:
                    self.add_link(node)
                elif kind != SKIP:
                    head(self.tree, kind, attributes_of(node))
            following = NULL
            if opened:
                child = first_child(node)
                if child != NULL:
                    node = child
                    continue
            else:
                following = next_node(node)
            while following == NULL:
                if not self.depth_of_stack:
                    self.emit()
                    return True
                self.depth_of_stack -= 1
                top = &self.stack[self.depth_of_stack]
                node = top.node
                if top.kind == BLOCK:
                    if buffer or lines:
                        self.emit()
                        boundary = False
                    self.elem, self.heading = top.elem, top.heading
                    depth -= 1
                else:
                    boundary = True
                    start = top.start
                    if top.kind == LINK:
                        in_link -= 1
                        if link_start >= len(buffer):
                            if self.links and link_segment == len(self.segments):
                                self.links -= 1
                        elif announced:
                            at = -1
                            if may_announce(buffer, link_start, announced):
                                at = announced_at(buffer, link_start, announced)
                            if (
                                at < 0 and self.tags[self.elem] == "p"
                                and self.stack[self.depth_of_stack - 1].kind == BLOCK and is_last(node)
                            ):
                                at = leads_on_at(buffer, link_start)
                            if at >= 0:
                                self.link_chars -= <Py_ssize_t> cut_off(self.tree, buffer, link_start, at, self.elem)
                                self.links -= 1
                                announced = ""
                    elif top.kind == BOLD:
                        in_bold -= 1
                    if top.marked:
                        mark = self.open_marks.pop()
                        mark.text = clean("".join(buffer[start:]))
                        self.marks.append(mark)
                following = next_node(node)
            node = following
        self.emit()
        return False


cdef bint may_announce(list buffer, Py_ssize_t start, str announced):
    """Whether ``announced_at`` would look: what it asks first."""
    cdef str words = announced.rstrip(BEFORE_LINK), link = buffer[start]
    if not words and start > 1:
        words = (<str> buffer[start - 2]).rstrip(BEFORE_LINK)
    if link.lstrip()[:2] in ARROWS:
        return True
    return words[-4:].lower() in ANNOUNCING or link.lstrip(BRACKETS)[:4].lower() in TELLING


cdef bint is_last(Node *node):
    """Whether nothing follows a node in its parent, but perhaps white space."""
    cdef Node *following = next_node(node)
    cdef const char *data
    cdef size_t length = 0
    if following == NULL:
        return True
    if next_node(following) != NULL or tag_number(following) != TEXT_NUMBER:
        return False
    data = text_of(following, &length)
    return data == NULL or is_blank(data, length)


cdef inline bint is_test_name(const char *name, size_t length):
    """One of ``collecting.TEST_NAMES``."""
    return (
        is_name(name, length, b"data-testid", 11) or is_name(name, length, b"data-test-id", 12)
        or is_name(name, length, b"data-component", 14) or is_name(name, length, b"data-qa", 7)
        or is_name(name, length, b"data-hook", 9)
    )


cdef inline bint is_stop(str text, Py_ssize_t at):
    """``.,)]`` at a place of the text."""
    return at < PyUnicode_GET_LENGTH(text) and PyUnicode_READ_CHAR(text, at) in u".,)]"


cdef inline bint is_after_stop(str text, Py_ssize_t at):
    return at >= PyUnicode_GET_LENGTH(text) or PyUnicode_READ_CHAR(text, at) in (0x20, 0xA0)


cdef bint is_json_ld(Node *node):
    cdef Attribute *one = first_attribute(node)
    cdef const char *name
    cdef const char *value
    cdef size_t length = 0, size = 0
    while one != NULL:
        name = name_of(one, &length)
        if is_name(name, length, b"type", 4):
            value = value_of(one, &size)
            return value != NULL and size > 6 and "ld+json" in decoded(value, size).lower()
        one = next_attribute(one)
    return False


cdef str whole_text(Node *node):
    cdef size_t length = 0
    cdef const char *data = text_of(node, &length)
    return decoded(data, length) if data != NULL else ""


def collect(root, tree):
    """Walks the tree below ``root``, a node of selectolax, and fills ``tree``."""
    cdef Walk walk = Walk(tree)
    cdef bint complete = walk.collect(<Node *> <size_t> root.mem_id)
    tree.truncated = tree.truncated or not complete
    tree.text_chars += walk.text_chars
    tree.tags, tree.hints = frozenset(walk.tags), walk.hints
